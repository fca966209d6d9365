"""What the rules find in one step of a draft."""

from __future__ import annotations

from catalog.linting.listings import findings_of
from catalog.linting.showing import item_of
from catalog.models import Listing
from catalog.posting_steps import Step, place_of


def hints_of(listing: Listing, step: Step) -> list[dict[str, str]]:
    """The findings about the step's own fields, each with its anchor on the page."""
    found = [each for each in findings_of(listing) if place_of(listing.kind, each.field) == step.slug]
    return [item_of(each, listing, link=anchor) for each in found]


def anchor(name: str) -> str:
    return f"#{name}" if name in ("targets", "comparisons", "ip_rights") else f"#id_{name}"
