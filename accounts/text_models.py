"""Texts that bind: versions of the pages that managers edit, and the choices people made with them in force."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class SiteTextQuerySet(models.QuerySet["SiteText"]):
    def current(self, key: str) -> SiteText | None:
        """The version in force of a text, or nothing."""
        return self.filter(key=key, published_at__isnull=False).order_by("-version").first()


class SiteText(models.Model):
    """One version of a page that managers edit; a published version never changes."""

    class Key(models.TextChoices):
        ABOUT = "about", _("About the portal")
        PRIVACY = "privacy", _("Privacy notice")
        TERMS = "terms", _("Terms of participation")
        ACCESSIBILITY = "accessibility", _("Accessibility statement")
        CONTACT = "contact", _("Contact")

    key = models.CharField(_("page"), max_length=20, choices=Key)
    version = models.PositiveIntegerField(_("version"))
    body_vi = models.TextField(_("text (Vietnamese)"))
    body_en = models.TextField(_("text (English)"))
    published_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    is_reviewed = models.BooleanField(_("checked by the department’s lawyer"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )

    objects = SiteTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("site text")
        verbose_name_plural = _("site texts")
        ordering = ["key", "-version"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="site_text_version_unique")]
        triggers = [
            pgtrigger.Protect(
                name="published_text_is_settled",
                operation=pgtrigger.UpdateOf("key", "version", "body_vi", "body_en", "published_at"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} {self.version}"

    @property
    def body(self) -> str:
        return self.body_vi if (get_language() or "vi").startswith("vi") else self.body_en


class Consent(models.Model):
    """A choice somebody made for one purpose, with the text it was given to; rows are never changed."""

    class Purpose(models.TextChoices):
        TERMS = "terms", _("Terms of participation")
        SUGGESTIONS = "suggestions", _("Suggestions by e-mail")
        EVENTS = "events", _("Invitations to events by e-mail")
        GAPS = "gaps", _("Weekly letter of unmet needs")
        CONTACT = "contact", _("Contact details shown after an accepted interest")
        EXPERT = "expert", _("Publication of one’s profile as an expert")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents", verbose_name=_("person")
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    is_given = models.BooleanField(_("given"))
    text = models.ForeignKey(SiteText, models.PROTECT, related_name="+", verbose_name=_("text it was given to"))
    wording = models.TextField(_("wording of the choice"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "purpose", "-at"], name="consent_latest")]
        triggers = [pgtrigger.Protect(name="consent_is_append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.user}: {self.purpose} {self.is_given}"
