"""How a page knows that the catalogue is still as it was when the page was made."""

from __future__ import annotations

from catalog.index_models import CatalogueStamp


def catalogue_stamp() -> int:
    """A number that grows with every commit that changes what visitors see of listings and organisations."""
    return CatalogueStamp.objects.values_list("value", flat=True).first() or 0
