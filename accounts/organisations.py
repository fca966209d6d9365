"""Organisations: creating, editing and verifying them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from accounts.tax_codes import is_personal
from taxonomy.models import Concept
from taxonomy.sorting import organisation_key, person_key

LONGEST_SLUG = 70
SAME_PRESS = timedelta(minutes=1)
RESERVED = {"new"}


class TaxCodeKnown(Exception):
    """Another organisation has this tax code; an unverified claim blocks nobody."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(organisation.slug)
        self.organisation = organisation
        self.can_go_on = not organisation.is_verified


class TaxCodeTaken(Exception):
    """A verified organisation has this tax code already."""


@transaction.atomic
def create_organisation(
    *,
    user: User,
    kind: Concept,
    name_vi: str,
    now: datetime,
    go_on: bool = False,
    industries: Iterable[Concept] = (),
    **details: Any,
) -> Organisation:
    """Create an organisation owned by the person; a known tax code is refused unless they insist on a new one."""
    tax_code = details.get("tax_code", "")
    if again := just_created(user=user, kind=kind, name_vi=name_vi, tax_code=tax_code, now=now):
        return again
    known = with_tax_code(tax_code)
    if known is not None and not (go_on and not known.is_verified):
        raise TaxCodeKnown(known)
    organisation = Organisation(kind=kind, name_vi=name_vi, created_at=now, **details)
    organisation.sort_key = sort_key(organisation)
    save_with_slug(organisation)
    organisation.industries.set(industries)
    Membership.objects.create(user=user, organisation=organisation, role=Membership.Role.OWNER, created_at=now)
    return organisation


def just_created(*, user: User, kind: Concept, name_vi: str, tax_code: str, now: datetime) -> Organisation | None:
    """The organisation this form has made a moment ago: a button pressed twice makes one."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    mine = Organisation.objects.of(user).filter(kind=kind, name_vi=name_vi, tax_code=tax_code)
    return mine.filter(created_at__gt=now - SAME_PRESS).first()


def with_tax_code(tax_code: str) -> Organisation | None:
    """The organisation known under a tax code, a verified one first; personal numbers lead to nobody."""
    if not tax_code or is_personal(tax_code):
        return None
    return Organisation.objects.active().filter(tax_code=tax_code).order_by("verified_at", "created_at").first()


@transaction.atomic
def update_organisation(
    *, organisation: Organisation, industries: Iterable[Concept] | None = None, **details: Any
) -> Organisation:
    """Change what the organisation says of itself; a new tax code or kind has to be verified anew."""
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    proof_changes = any(
        name in details and getattr(locked, name) != details[name] for name in ("tax_code", "name_vi", "kind")
    )
    for name, value in details.items():
        setattr(locked, name, value)
    if proof_changes:
        unverify(locked)
    locked.sort_key = sort_key(locked)
    locked.save()
    if industries is not None:
        locked.industries.set(industries)
    return locked


def close_with_owner(organisation: Organisation) -> None:
    """Close an organisation whose only person is erased; of a person who listed alone, what names them goes too."""
    organisation.state = Organisation.State.CLOSED
    gone: dict[str, Any] = {}
    if organisation.is_individual:
        gone = dict.fromkeys(("tax_code", "website", "about_vi", "about_en", "contact_email", "contact_phone"), "")
        gone |= {"name_vi": "Cá nhân đã xóa tài khoản", "name_en": "Person who deleted the account", "sort_key": ""}
        gone |= {"slug": f"erased-{organisation.pk}", "verification_note": ""}
    for name, value in gone.items():
        setattr(organisation, name, value)
    organisation.save()
    if gone:
        apps.get_model("accounts", "OrganisationEvent").objects.filter(pgh_obj_id=organisation.pk).update(**gone)


def unverify(organisation: Organisation) -> None:
    """What was checked is not what it says any more; the caller saves."""
    organisation.verified_at, organisation.verified_by = None, None
    organisation.verified_until, organisation.verification_note = None, ""


@transaction.atomic
def verify_organisation(*, organisation: Organisation, officer: User, now: datetime, note: str = "") -> Organisation:
    """An officer has checked, for some time or once more, that the organisation is who it says."""
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    locked.verified_at, locked.verified_by, locked.verification_note = now, officer, note
    locked.verified_until = timezone.localdate(now) + timedelta(days=settings.ORGANISATION_VERIFIED_DAYS)
    try:
        with transaction.atomic():
            locked.save(update_fields=["verified_at", "verified_by", "verified_until", "verification_note"])
    except IntegrityError as error:
        raise TaxCodeTaken(locked.tax_code) from error
    return locked


@transaction.atomic
def end_verifications(*, now: datetime) -> int:
    """Take the mark from organisations past their last day; triggers take it from their listings' filters too."""
    lapsed = Organisation.objects.lapsed(timezone.localdate(now)).select_for_update(skip_locked=True, no_key=True)
    chosen = list(lapsed.values_list("pk", flat=True)[:500])
    return Organisation.objects.filter(pk__in=chosen).update(verified_at=None, verified_by=None)


def others_with_tax_code(organisation: Organisation) -> list[Organisation]:
    """Other organisations that claim the same tax code, a verified one first."""
    if not organisation.tax_code:
        return []
    others = Organisation.objects.active().filter(tax_code=organisation.tax_code).exclude(pk=organisation.pk)
    return list(others.order_by("verified_at", "created_at"))


def sort_key(organisation: Organisation) -> str:
    key = person_key if organisation.is_individual else organisation_key
    return key(organisation.name_vi)[:400]


def ascii_slug(name: str) -> str:
    """A name in small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    letters = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST_SLUG].strip("-") or "don-vi"


def save_with_slug(organisation: Organisation) -> None:
    """Save under the first free address: ten, ten-2, ten-3 …"""
    base = ascii_slug(organisation.name_vi)
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    number = 1
    while True:
        organisation.slug = base if number == 1 else f"{base}-{number}"
        number += 1
        if organisation.slug in taken:
            continue
        try:
            with transaction.atomic():
                organisation.save()
            return
        except IntegrityError:
            # Somebody took the address since we looked; what is not about the address fails again below.
            if not Organisation.objects.filter(slug=organisation.slug).exists():
                raise
