"""How near in meaning a listing must be to a query to be shown beside what its words find. Pure."""

from __future__ import annotations

from functools import cache

from catalog.accents import AccentModel
from catalog.text import detect_language, is_unaccented_vietnamese

MOST = 20
WORDS = 40  # of a query; a page does not wait for more to be embedded
#: Centred cosines of unrelated listings and queries lie around 0 with a deviation of 0.08: three of them above.
THRESHOLD = 0.24


@cache
def accents() -> AccentModel:
    """The shipped accent model, loaded once in a process."""
    return AccentModel.shipped()


def text_to_compare(query: str) -> str:
    """The query as it is embedded: its first words; Vietnamese without accents gets them back first."""
    text = " ".join(query.split()[:WORDS])
    return accents().restore(text) if is_unaccented_vietnamese(text, detect_language(text)) else text
