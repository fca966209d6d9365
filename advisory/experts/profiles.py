"""What changes a profile: the person writes it, shows or hides it; an officer verifies it or asks for changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import consent
from accounts.erasure import erased_people
from accounts.models import Consent, User
from advisory.experts import letters
from advisory.models import ExpertProfile
from taxonomy.models import Concept
from taxonomy.sorting import person_key

#: The name of whoever deleted the account and has worked for others before.
ERASED = "Chuyên gia đã xóa tài khoản"
#: What may change without being checked again: it says when, not what.
UNCHECKED = frozenset({"availability", "free_from"})


class NotAsked(Exception):
    """Nobody asks for this profile to be checked, or somebody has answered meanwhile."""


class OwnProfile(Exception):
    """Nobody checks themselves."""


@transaction.atomic
def save_profile(
    *, user: User, fields: Iterable[Concept], is_shown: bool, asks: bool, now: datetime, **details: Any
) -> ExpertProfile:
    """Keep what the person says; other words than the checked ones are shown only after the next check."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    profile = ExpertProfile.objects.filter(user=user).first() or ExpertProfile(
        user=user, services=[], languages=[], created_at=now
    )
    chosen = {concept.pk for concept in fields}
    known = set(profile.fields.values_list("pk", flat=True)) if profile.pk else set()
    changed = {name for name, value in details.items() if getattr(profile, name) != value}
    for name, value in details.items():
        setattr(profile, name, value)
    if changed - UNCHECKED or chosen != known:
        unverify(profile)
    if asks and not profile.is_verified:
        profile.asked_at, profile.returned_note = profile.asked_at or now, ""
    profile.is_shown, profile.sort_key, profile.updated_at = is_shown, person_key(profile.name)[:400], now
    profile.save()
    profile.fields.set(chosen)
    if is_shown != consent.has_given(user, Consent.Purpose.EXPERT):
        change = consent.give if is_shown else consent.withdraw
        change(user=user, purpose=Consent.Purpose.EXPERT, now=now)
    return profile


def unverify(profile: ExpertProfile) -> None:
    """What was checked is not what it says any more; the caller saves."""
    profile.verified_at = profile.verified_by = profile.verified_until = None
    profile.verification_note = ""


@transaction.atomic
def verify(*, profile: ExpertProfile, by: User, now: datetime, note: str = "") -> ExpertProfile:
    """An officer has compared what the profile says with what shows it; it holds for some time."""
    locked = lock(profile)
    if locked.user_id == by.pk:
        raise OwnProfile
    if locked.asked_at is None and locked.verified_at is None:
        raise NotAsked
    locked.verified_at, locked.verified_by, locked.verification_note = now, by, note
    locked.verified_until = timezone.localdate(now) + timedelta(days=settings.EXPERT_VERIFIED_DAYS)
    locked.asked_at, locked.returned_note = None, ""
    locked.save()
    letters.verified(locked)
    return locked


@transaction.atomic
def send_back(*, profile: ExpertProfile, by: User, now: datetime, note: str) -> ExpertProfile:
    """An officer says what is to be changed before the profile can be verified."""
    locked = lock(profile)
    if locked.user_id == by.pk:
        raise OwnProfile
    if locked.asked_at is None:
        raise NotAsked
    locked.asked_at, locked.returned_note, locked.updated_at = None, note, now
    locked.save()
    letters.sent_back(locked, now=now)
    return locked


def lock(profile: ExpertProfile) -> ExpertProfile:
    locked = ExpertProfile.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    return locked.get(pk=profile.pk)


@transaction.atomic
def end_verifications(*, now: datetime) -> int:
    """Take the mark from profiles past their last day."""
    lapsed = ExpertProfile.objects.lapsed(timezone.localdate(now)).select_for_update(skip_locked=True, no_key=True)
    chosen = list(lapsed.values_list("pk", flat=True)[:500])
    return ExpertProfile.objects.filter(pk__in=chosen).update(verified_at=None, verified_by=None)


def forget_erased() -> int:
    """Delete the profiles of people whose accounts are erased; where an offer refers to one, what names them goes."""
    gone = ExpertProfile.objects.filter(user__in=erased_people())
    emptied = dict.fromkeys(
        ("headline_vi", "headline_en", "about_vi", "about_en", "workplace", "returned_note", "verification_note"), ""
    )
    gone.filter(offers__isnull=False).exclude(name=ERASED).update(name=ERASED, sort_key="", is_shown=False, **emptied)
    return gone.filter(offers=None).delete()[0]
