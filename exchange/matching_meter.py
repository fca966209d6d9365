"""How complete a listing is for matching: what is compared already, and what each open fact could change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.content import comparison_lines, document_of
from catalog.models import Listing
from catalog.posting_pages import place_url
from matching.facts import left_open
from matching.stakes import FEATURES, Stake, stakes, stated_share
from matching.statements import Statements, statements
from matching.weights import active_weights

Text = str | Promise

PLACES = {"amount": "amount_max"}
COSTS: Mapping[str, Text] = {
    "fields": _("Without a field of science and technology, nearness of the fields is not compared."),
    "industries": _("Without an industry, it is not seen whether a listing comes from the same trade."),
    "forms": _("Without a form of transfer, it is not compared whether both sides want the same kind of deal."),
    "figures": _("Without a figure with its unit, capacity and limits are not compared."),
}
COSTS_OF_OFFERS: Mapping[str, Text] = {
    "trl": _("Without a readiness level, it is not compared with the least level a need asks for."),
    "amount": _("Without a price, it is not compared with budgets."),
}
COSTS_OF_NEEDS: Mapping[str, Text] = {
    "trl": _(
        "Without a least readiness level, unproven technology is suggested as well. Leave it open if you accept any."
    ),
    "amount": _("Without a budget, prices are not compared."),
}


def meter_of(listing: Listing) -> dict[str, Any]:
    """What the component needs: the share that is stated, and each open fact with what it could change."""
    _stored, weights = active_weights()
    found = stakes(unstated(listing), weights)
    return {
        "share": stated_share(found),
        "stated": sum(stake.is_stated for stake in found),
        "total": len(FEATURES),
        "open": [line_of(stake, listing) for stake in found if not stake.is_stated],
    }


def unstated(listing: Listing) -> set[str]:
    """What neither the fields state nor the text, as far as matching reads it."""
    read = read_text(listing)
    found = {name for name in left_open(listing) if name != "trl" or read.trl is None}
    return found if read.figures else {*found, "figures"}


def read_text(listing: Listing) -> Statements:
    table = "\n".join(comparison_lines(listing))
    return statements(document_of(listing), is_need=listing.is_need, tried=listing.tried, table=table)


def line_of(stake: Stake, listing: Listing) -> dict[str, Any]:
    costs = {**COSTS, **(COSTS_OF_OFFERS if listing.is_offer else COSTS_OF_NEEDS)}
    place = PLACES.get(stake.name, stake.name)
    if stake.name == "figures":
        place = "comparisons" if listing.is_offer else "targets"
    return {"text": costs[stake.name], "url": place_url(listing, place), "best": stake.best, "worst": stake.worst}
