"""Success stories: what both organisations let the portal tell, and what exactly each of them agreed to."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cooperation.outcome_models import OutcomeReport
from cooperation.pipeline_models import Cooperation
from cooperation.stage_choices import PARTIES, Side

LONGEST_STORY = 2000


class SuccessStoryQuerySet(models.QuerySet["SuccessStory"]):
    def public(self) -> SuccessStoryQuerySet:
        """What an officer published, word for word as both organisations agree to it now."""
        agreed = StoryConsent.objects.standing().filter(story=OuterRef("pk"), version=OuterRef("version"))
        found = self.filter(published_version=F("version"))
        for side in PARTIES:
            found = found.filter(Exists(agreed.filter(side=side)))
        return found

    def with_sides(self) -> SuccessStoryQuerySet:
        return self.select_related("cooperation__need_side", "cooperation__offer_side", "report")


class SuccessStory(models.Model):
    """The story of a cooperation; whoever changes it makes another version, to which nobody has agreed yet."""

    cooperation = models.OneToOneField(
        Cooperation, models.PROTECT, related_name="story", verbose_name=_("cooperation")
    )  # fmt: skip
    report = models.ForeignKey(OutcomeReport, models.PROTECT, related_name="+", verbose_name=_("report of outcome"))
    version = models.PositiveIntegerField(default=1)
    title_vi = models.CharField(_("Title (Vietnamese)"), max_length=160)
    title_en = models.CharField(_("Title (English)"), max_length=160)
    text_vi = models.TextField(_("Text (Vietnamese)"), validators=[MaxLengthValidator(LONGEST_STORY)])
    text_en = models.TextField(_("Text (English)"), validators=[MaxLengthValidator(LONGEST_STORY)])
    #: Which figures of the report are told.
    figures = models.JSONField(_("Figures"), default=list, blank=True)
    changed_at = models.DateTimeField(_("last change"), default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_version = models.PositiveIntegerField(null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SuccessStoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("success story")
        verbose_name_plural = _("success stories")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_version=None) | Q(published_at__isnull=False), name="story_published_has_time"
            ),
        ]
        triggers = [pgtrigger.Protect(name="story_stays", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title_vi

    def get_absolute_url(self) -> str:
        return reverse("cooperation:story", args=[self.pk])

    @property
    def title(self) -> str:
        return self.title_en if is_english() else self.title_vi

    @property
    def text(self) -> str:
        return self.text_en if is_english() else self.text_vi


class StoryConsentQuerySet(models.QuerySet["StoryConsent"]):
    def standing(self) -> StoryConsentQuerySet:
        return self.filter(withdrawn_at=None)


class StoryConsent(models.Model):
    """One organisation agreed to exactly this text, for as long as it does not withdraw."""

    story = models.ForeignKey(SuccessStory, models.PROTECT, related_name="consents", verbose_name=_("success story"))
    version = models.PositiveIntegerField()
    side = models.CharField(_("side"), max_length=10, choices=[(side.value, side.label) for side in PARTIES])
    #: The words and figures, and the name of the organisation as they stood there.
    wording = models.JSONField(_("wording"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = StoryConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent to a story")
        verbose_name_plural = _("consents to stories")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["story", "version", "side"], condition=Q(withdrawn_at=None), name="story_consent_once"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="story_consent_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("story", "version", "side", "wording", "at"),
            ),
            pgtrigger.Protect(name="story_consent_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}/{self.version} {Side(self.side).label}"


def is_english() -> bool:
    return (get_language() or "vi").startswith("en")
