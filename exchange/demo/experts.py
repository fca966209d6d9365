"""The demonstration's experts: most are verified and public, one waits to be checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts import consent
from accounts.models import Consent, User
from advisory.models import ExpertProfile
from taxonomy.loading import codes
from taxonomy.models import Concept
from taxonomy.sorting import person_key


def load_experts(
    rows: list[dict[str, Any]], officer: User, make: Callable[[str, int], User], *, now: datetime
) -> list[ExpertProfile]:
    """A person for each row, unless they sign in on the sign-in page, with a profile; `make` invents the person."""
    fields = codes("st_field")
    profiles = [
        profile_of(row, user_of(row, number, make), fields, officer, now=now) for number, row in enumerate(rows)
    ]
    for profile in profiles:
        consent.give(user=profile.user, purpose=Consent.Purpose.EXPERT, now=now - timedelta(days=90))
    return profiles


def user_of(row: dict[str, Any], number: int, make: Callable[[str, int], User]) -> User:
    if "account" in row:
        return User.objects.get(email=row["account"])
    user = make(row["key"], 200 + number)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def profile_of(
    row: dict[str, Any], user: User, fields: dict[str, Concept], officer: User, *, now: datetime
) -> ExpertProfile:
    is_verified = row["state"] == "verified"
    profile = ExpertProfile.objects.create(
        user=user,
        name=f"{row['title']} {user.full_name}".strip(),
        headline_vi=row["headline_vi"], headline_en=row["headline_en"],
        about_vi=row["about_vi"], about_en=row["about_en"],
        workplace=row["workplace"], since_year=row["since"], services=row["services"], languages=row["languages"],
        availability=row["availability"],
        free_from=timezone.localdate(now) + timedelta(days=row["days"]) if "days" in row else None,
        is_shown=True,
        asked_at=None if is_verified else now - timedelta(days=3),
        verified_at=now - timedelta(days=80) if is_verified else None,
        verified_by=officer if is_verified else None,
        verified_until=timezone.localdate(now) + timedelta(days=650) if is_verified else None,
        sort_key=person_key(user.full_name)[:400],
        created_at=now - timedelta(days=90), updated_at=now - timedelta(days=80),
    )  # fmt: skip
    profile.fields.set([fields[code] for code in row["fields"]])
    return profile
