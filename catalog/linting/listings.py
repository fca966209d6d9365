"""A stored listing as the rules read it."""

from __future__ import annotations

from catalog.completeness import PUBLIC_TEXTS
from catalog.linting.draft import Draft, Finding, Row
from catalog.linting.rules import lint
from catalog.models import Listing
from taxonomy.sorting import without_legal_form

LEAST_NAME = 4


def findings_of(listing: Listing) -> list[Finding]:
    """All that a reader would miss or stumble over."""
    return lint(draft_of(listing))


def draft_of(listing: Listing) -> Draft:
    """The public side of a listing; its confidential part is not read."""
    texts = {name: str(getattr(listing, name)) for name in PUBLIC_TEXTS}
    texts["keywords"] = ", ".join(listing.keywords)
    has_amount = listing.amount_min is not None or listing.amount_max is not None
    return Draft(
        is_offer=listing.is_offer,
        language="en" if listing.language == "en" else "vi",
        texts={name: text for name, text in texts.items() if not name.endswith("_alt")},
        other={name: text for name, text in texts.items() if name.endswith("_alt")},
        rows=rows_of(listing),
        has_form=bool(listing.forms.all()),
        has_amount=has_amount or bool(listing.is_offer and listing.price_kind),
        has_time=listing.time_from is not None or listing.time_to is not None,
        hidden_names=names_of(listing) if listing.is_anonymous else (),
    )


def rows_of(listing: Listing) -> tuple[Row, ...]:
    if listing.is_need:
        return tuple(Row(row.name, row.value, row.unit) for row in listing.targets.all())
    return tuple(Row(row.indicator, row.ours, row.unit, row.best, row.proof) for row in listing.comparisons.all())


def names_of(listing: Listing) -> tuple[str, ...]:
    """What the owner is called, with and without its legal form."""
    organisation = listing.organisation
    full = [name for name in (organisation.name_vi, organisation.name_en) if name]
    names = dict.fromkeys([*full, *map(without_legal_form, full)])
    return tuple(name for name in names if len(name) >= LEAST_NAME)
