"""Letters to experts about their profiles."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.outbox import enqueue
from advisory.models import ExpertProfile
from taxonomy.formats import date_long


def verified(profile: ExpertProfile) -> None:
    with translation.override(profile.user.language):
        until = date_long(profile.verified_until, profile.user.language) if profile.verified_until else ""
        words = {
            "opening": _("We have checked your profile as an expert. The check holds until %(date)s.")
            % {"date": until},
            "closing": ""
            if profile.is_shown
            else _(
                "The public does not see it: you have not agreed to that. You can do so on the page of your profile."
            ),
        }
        send(profile, f"expert-verified/{profile.pk}/{profile.verified_at:%Y%m%d%H%M%S%f}", words)


def sent_back(profile: ExpertProfile, *, now: datetime) -> None:
    with translation.override(profile.user.language):
        words = {
            "opening": _("We have read your profile as an expert and ask for the changes below."),
            "quote": profile.returned_note,
            "closing": _("Once it is changed, please ask for the check again."),
        }
        send(profile, f"expert-sent-back/{profile.pk}/{now:%Y%m%d%H%M%S%f}", words)


def send(profile: ExpertProfile, key: str, words: dict[str, str]) -> None:
    """A letter in the active language."""
    enqueue(
        key=key,
        kind="expert",
        to=profile.user.email,
        user=profile.user,
        language=profile.user.language,
        template="advisory/emails/profile",
        context={
            "person": profile.user,
            "profile": profile,
            "why": _("you have written a profile as an expert"),
            "action_label": _("Open my profile"),
            "action_url": settings.SITE_URL + reverse("advisory:own-profile"),
            **words,
        },
    )
