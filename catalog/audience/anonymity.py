"""Whether the owner of a need without a name can be guessed from the facts that are public.

Counted are the organisations of the portal that share these facts. There are more outside of it, so the warning errs on
the safe side. Fields of science are not counted: organisations have none of their own, and who has listed nothing in a
field is as likely an owner as who has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from accounts.models import Organisation
from catalog.completeness import PUBLIC_TEXTS
from catalog.models import Listing

#: Among fewer than so many a reader who knows the trade can guess.
LEAST: Final = 5
_STAFF: Final = re.compile(
    r"\d[\d.,]*\s+(?:lao động|công nhân|nhân viên|người lao động|employees|workers|people|staff)(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Exposure:
    """The facts that are told, among how many organisations they leave the owner, and among how many without each."""

    facts: tuple[str, ...]
    count: int
    without: Mapping[str, int]

    @property
    def remedies(self) -> list[str]:
        """Facts each of which would be enough to leave out; none where no single one is."""
        return [fact for fact in self.facts if self.without[fact] >= LEAST]


def exposure_of(listing: Listing) -> Exposure | None:
    """None unless the owner is to stay unnamed and can be guessed."""
    if not listing.is_anonymous:
        return None
    told = told_by(listing)
    others = Organisation.objects.filter(state=Organisation.State.ACTIVE).exclude(pk=listing.organisation_id)
    wanted = {"": Q()} | dict.fromkeys(told, Q())
    for left_out in wanted:
        for fact, condition in told.items():
            if fact != left_out:
                wanted[left_out] &= condition
    numbers = {f"without_{name}": Count("pk", filter=rule, distinct=True) for name, rule in wanted.items()}
    counts = {name: 1 + found for name, found in others.aggregate(**numbers).items()}
    if not told or counts["without_"] >= LEAST:
        return None
    return Exposure(tuple(told), counts["without_"], {fact: counts[f"without_{fact}"] for fact in told})


def told_by(listing: Listing) -> dict[str, Q]:
    """The facts about the owner that fields and text make public, each as a condition on organisations."""
    text = "\n".join(str(getattr(listing, name)) for name in PUBLIC_TEXTS)
    owner, told = listing.organisation, {}
    if industries := [concept.pk for concept in listing.industries.all()]:
        told["industries"] = Q(industries__in=industries)
    if listing.province_id:
        told["province"] = Q(province=listing.province_id)
    if owner.ward and stands_in(owner.ward.name_vi, text):
        told["ward"] = Q(ward=owner.ward_id)
    if owner.size_class_id and _STAFF.search(text):
        told["size"] = Q(size_class=owner.size_class_id)
    return told


def stands_in(place: str, text: str) -> bool:
    """Whether a ward or commune is named, with or without its kind."""
    bare = re.sub(r"^(?:phường|xã|đặc khu)\s+", "", place, flags=re.IGNORECASE)
    return re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", text, re.IGNORECASE) is not None
