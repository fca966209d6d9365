"""The findings as pages list them: by criterion, with points, each with the way to its field."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext as _

from catalog.completeness import label_of
from catalog.linting.draft import CRITERIA, Finding, points
from catalog.linting.wording import sentence
from catalog.models import Listing, Review

Groups = list[dict[str, Any]]
TONES = {"block": "bad", "warn": "warn", "note": "na"}


def groups_of(
    findings: list[Finding],
    listing: Listing,
    *,
    link: Callable[[str], str] | None = None,
    without: Collection[str] = (),
) -> Groups:
    """The four criteria of the review with what was found in each; `without` names codes that are told elsewhere."""
    return [
        {
            "label": str(Review._meta.get_field(criterion).verbose_name),  # type: ignore[union-attr]
            "points": points(findings, criterion),
            "items": [
                item_of(finding, listing, link=link)
                for finding in findings
                if finding.criterion == criterion and finding.code not in without
            ],
        }
        for criterion in CRITERIA
    ]


def item_of(finding: Finding, listing: Listing, *, link: Callable[[str], str] | None = None) -> dict[str, str]:
    return {
        "tone": TONES[finding.severity],
        "label": field_label(finding.field, listing),
        "text": sentence(finding),
        "url": link(finding.field) if link else "",
    }


def field_label(name: str, listing: Listing) -> str:
    if name.startswith("amount_"):
        return _("Price") if listing.is_offer else _("Budget")
    return label_of(name)
