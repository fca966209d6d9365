"""What pages of lower layers show of matching: their templates ask for it, their code knows nothing of it."""

from __future__ import annotations

from typing import Any

from django import template

from catalog.models import Listing
from exchange.matching_meter import meter_of

register = template.Library()


@register.inclusion_tag("exchange/_matching_meter.html")
def matching_meter(listing: Listing) -> dict[str, Any]:
    """How much of what matching compares the listing states, and what the rest could change."""
    return meter_of(listing)
