"""Consent: one purpose a choice, each stored with the text it was made on; the latest row counts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts import texts
from accounts.models import Consent, SiteText, User

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

WORDINGS: dict[str, StrPromise] = {
    Consent.Purpose.TERMS: _("I accept the terms of participation and have read the privacy notice."),
    Consent.Purpose.SUGGESTIONS: _("I agree to receive suggestions of partners by e-mail."),
    Consent.Purpose.EVENTS: _("I agree to receive invitations to events by e-mail."),
    Consent.Purpose.GAPS: _("I agree to receive new unmet needs by e-mail, at most once a week."),
    Consent.Purpose.CONTACT: _(
        "I agree that the other side sees my name and work contact details once an interest is accepted."
    ),
    Consent.Purpose.EXPERT: _("I agree to the publication of my expert profile: name, workplace, fields and services."),
}


def give(*, user: User, purpose: str, now: datetime) -> Consent:
    """Record that the person agrees; agreeing to suggestions starts the letters."""
    with transaction.atomic():
        consent = record(user=user, purpose=purpose, is_given=True, now=now)
        if purpose == Consent.Purpose.SUGGESTIONS and user.suggestion_mail == User.SuggestionMail.NEVER:
            set_suggestion_mail(user, User.SuggestionMail.AT_ONCE)
    return consent


def withdraw(*, user: User, purpose: str, now: datetime) -> Consent:
    """Record that the person no longer agrees; without consent no suggestion is mailed."""
    with transaction.atomic():
        consent = record(user=user, purpose=purpose, is_given=False, now=now)
        if purpose == Consent.Purpose.SUGGESTIONS:
            set_suggestion_mail(user, User.SuggestionMail.NEVER)
    return consent


def record(*, user: User, purpose: str, is_given: bool, now: datetime) -> Consent:
    """A new row where it changes something; the same choice pressed again, or at once by many, leaves the first."""
    text = texts.in_force(SiteText.Key.TERMS if purpose == Consent.Purpose.TERMS else SiteText.Key.PRIVACY)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    latest = Consent.objects.filter(user=user, purpose=purpose).first()
    if latest is not None and latest.is_given == is_given and (latest.text_id == text.pk or not is_given):
        return latest
    return Consent.objects.create(
        user=user,
        purpose=purpose,
        is_given=is_given,
        text=text,
        wording=str(WORDINGS[purpose]),
        at=now,
    )


def set_suggestion_mail(user: User, frequency: str) -> None:
    user.suggestion_mail = frequency
    user.save(update_fields=["suggestion_mail"])


def set_letters_per_week(user: User, number: int) -> None:
    user.letters_per_week = number
    user.save(update_fields=["letters_per_week"])


def has_given(user: User, purpose: str) -> bool:
    latest = Consent.objects.filter(user=user, purpose=purpose).values_list("is_given", flat=True).first()
    return bool(latest)


def given_purposes(user: User) -> set[str]:
    """Purposes the person agrees to at present."""
    rows = Consent.objects.filter(user=user).order_by("purpose", "-at", "-pk").distinct("purpose")
    return {row.purpose for row in rows if row.is_given}


def people_agreeing(purpose: str) -> QuerySet[User]:
    """Active people whose latest choice for the purpose is yes."""
    latest = Consent.objects.filter(user=OuterRef("pk"), purpose=purpose).order_by("-at", "-pk")
    return User.objects.filter(is_active=True).alias(agrees=Subquery(latest.values("is_given")[:1])).filter(agrees=True)
