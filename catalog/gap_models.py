"""Who wants to be told by e-mail of needs that found no answer, and of which they know."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GapSubscription(models.Model):
    """The fields somebody has chosen; whether letters may come at all is told by the consent."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    #: Codes of broad fields; none means all.
    fields = ArrayField(models.CharField(max_length=10), verbose_name=_("Fields"), default=list, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    #: The morning of the week that was looked at last, whether or not there was anything to tell.
    week = models.DateTimeField(_("week of the last look"))

    class Meta:
        verbose_name = _("subscription to unmet needs")
        verbose_name_plural = _("subscriptions to unmet needs")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user}: {', '.join(self.fields) or '*'}"


class GapNotice(models.Model):
    """That a subscriber knows of a need, from a letter or because it was on the list before: once, ever."""

    subscription = models.ForeignKey(GapSubscription, models.CASCADE, related_name="notices")
    need = models.ForeignKey("catalog.Listing", models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "need"], name="gap_notice_once")]

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.need_id}"
