"""Cooperation expectations: how the other side gets it, from whom, for how much; pure."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.linting.draft import Draft, Finding

SHORTEST_PARTNER = 30


def no_route(draft: Draft) -> Iterator[Finding]:
    """Nothing tells how the technology changes hands, or at what price; of a need, within what frame."""
    if draft.is_offer:
        codes = ("no_route", "no_form", "no_price")
    else:
        codes = ("no_frame", "", "no_budget")
    if not draft.has_form and not draft.has_amount and (draft.is_offer or not draft.has_time):
        yield Finding(codes[0], "cooperation", "warn", "forms" if draft.is_offer else "amount_max")
    elif not draft.has_amount:
        yield Finding(codes[2], "cooperation", "note", "amount_min")
    elif not draft.has_form and codes[1]:
        yield Finding(codes[1], "cooperation", "note", "forms")


def thin_partner(draft: Draft) -> Iterator[Finding]:
    """An offer looks for anybody."""
    if draft.is_offer and 0 < len(draft.text("partner_sought")) < SHORTEST_PARTNER:
        yield Finding("thin_partner", "cooperation", "note", "partner_sought", draft.text("partner_sought"))
