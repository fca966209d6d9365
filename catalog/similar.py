"""Listings like another one: of the same kind, near by meaning and by words, computed from public text only."""

from __future__ import annotations

import math

from django.db.models import FloatField
from django.db.models.expressions import RawSQL
from pgvector import HalfVector

from catalog.embedding import Vectors, centred, mean_name
from catalog.embedding_cache import dense_of, shipped_means
from catalog.indexing import role_of
from catalog.models import Listing, ListingIndex
from catalog.text import Language

MOST = 4
NEAREST = 30
#: How much the shared words weigh beside the meaning, and from which likeness on readers see a kinship (by eye, on the
#: demonstration listings).
WORDS = 0.35
LEAST = 0.21

HEAVY = ("index__lex", "index__lex_plain", "index__words")
_WORDS = "1 - (catalog_listingindex.lex <=> (SELECT own.lex FROM catalog_listingindex own WHERE own.listing_id = %s))"
NEAR = "catalog_listingindex.dense <#> %s::halfvec"


def similar(listing: Listing, *, most: int = MOST) -> list[Listing]:
    """At most `most` published listings of the same kind, the likest first; in one query, none without a vector."""
    own = vector_of(listing)
    if own is None:
        return []
    near = RawSQL(NEAR, [str(HalfVector(own).to_text())], output_field=FloatField())  # noqa: S611 – a constant
    words = RawSQL(_WORDS, [listing.pk], output_field=FloatField())  # noqa: S611 – a constant
    others = Listing.objects.published().filter(
        kind=listing.kind, index__is_public=True, index__model=listing.index.model
    )
    rows = others.exclude(pk=listing.pk).annotate(near=near, words=words).order_by("near", "pk")
    found = rows.select_related("index", "province", "organisation").defer(*HEAVY, "confidential")[:NEAREST]
    scored = [(likeness(own, other), -other.pk, other) for other in found]
    return [other for value, _pk, other in sorted(scored, reverse=True)[:most] if value >= LEAST]


def likeness(own: Vectors, other: Listing) -> float:
    """Cosine of the meanings and of the words, mixed; between −1 and 1."""
    vector = vector_of(other)
    meaning = float(own @ vector) if vector is not None else 0.0
    words = float(other.words)  # type: ignore[attr-defined]
    return (1 - WORDS) * meaning + WORDS * (0.0 if math.isnan(words) else words)


def vector_of(listing: Listing) -> Vectors | None:
    """The stored vector, centred by side and language, so that texts are told apart by what is special in them."""
    index: ListingIndex | None = getattr(listing, "index", None)
    raw = dense_of(index) if index else None
    if index is None or raw is None:
        return None
    language: Language = "en" if index.language == "en" else "vi"
    return centred(raw, shipped_means()[mean_name(role_of(listing.kind), language)])
