"""What a text is about, in the portal's own words: fields of similar listings, terms of the glossary."""

from __future__ import annotations

from collections import Counter

from catalog.models import Listing
from catalog.neighbours import nearest
from catalog.text import Language, normalise
from taxonomy.glossary import expansions
from taxonomy.models import Concept

LOOKED_AT = 12
MOST_FIELDS = 2
#: A field is suggested when so many similar listings have it, and so great a part of their weight.
LEAST_LISTINGS, LEAST_SHARE = 2, 0.25
MOST_KEYWORDS = 6
LONGEST_KEYWORD = 60


def fields_near(text: str) -> list[Concept]:
    """Fields that the published listings nearest in meaning share, the most frequent first."""
    pks = nearest(text)[:LOOKED_AT]
    listings = Listing.objects.filter(pk__in=pks).prefetch_related("fields")
    weights: Counter[Concept] = Counter()
    counts: Counter[Concept] = Counter()
    for listing in listings:
        for field in listing.fields.all():
            weights[field] += LOOKED_AT - pks.index(listing.pk)
            counts[field] += 1
    total = sum(LOOKED_AT - place for place in range(len(pks)))
    likely = [field for field, weight in weights.most_common() if weight >= LEAST_SHARE * total]
    return [field for field in likely if counts[field] >= LEAST_LISTINGS][:MOST_FIELDS]


def terms_in(text: str, language: Language) -> list[str]:
    """The glossary's terms that a text names most often, as the glossary writes them in the text's language."""
    found: Counter[str] = Counter()
    for line in normalise(text).split("\n"):
        for term in expansions(line):
            names = term.names_vi if language == "vi" else term.names_en
            if names and len(names[0]) <= LONGEST_KEYWORD:
                found[names[0]] += 1
    return [name for name, _count in found.most_common(MOST_KEYWORDS)]
