"""Listings that say nearly the same as another one of their kind: found before it is submitted, and for its officer.

Read is the public text alone. Meaning is compared by the vectors that search and matching use, words without their
accents, so that a copy typed without them is one too. Nothing is written into the search index; a draft's vector is
kept in the cache, from where it is indexed after the submission.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, FloatField, Q
from django.db.models.expressions import RawSQL
from pgvector import HalfVector

from catalog.conditions import to_sql
from catalog.content import document_of
from catalog.embedding import Vectors, centred, mean_name
from catalog.embedding_cache import embedder, shipped_means, vectors_of
from catalog.indexing import role_of, text_to_embed
from catalog.lexical import REFERENCE_LENGTHS, document_terms, document_vectors
from catalog.models import Listing, ListingQuerySet, State
from catalog.similar import HEAVY, NEAR, vector_of
from catalog.text import Document, Language

log = logging.getLogger(__name__)

MOST = 5
NEAREST = 30
#: From where on two listings of a kind are taken for one, and for the same text; measured in decision 24.
LEAST = 0.55
SAME = 0.9
#: States in which a listing stands for something that its owner has on offer or needs.
STANDING = (State.SUBMITTED, State.IN_REVIEW, State.ON_HOLD, State.PUBLISHED, State.PAUSED, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class Twin:
    """A listing that says nearly the same; `likeness` is 0–1, `is_own` whether it has the same owner."""

    listing: Listing
    likeness: float
    is_own: bool

    @property
    def is_same(self) -> bool:
        """Whether hardly a word differs."""
        return self.likeness >= SAME


def twins_for_owner(listing: Listing) -> list[Twin]:
    """What a submission would repeat, as far as its owner may know: own listings, and others' that are public."""
    public = Listing.objects.published().values("pk")
    return twins(listing, Listing.objects.filter(Q(organisation=listing.organisation_id) | Q(pk__in=public)))


def twins_for_officer(listing: Listing) -> list[Twin]:
    """What a submitted listing repeats, whoever owns it; none before its text was read."""
    index = getattr(listing, "index", None)
    return twins(listing, Listing.objects.all()) if index is not None and index.dense is not None else []


def twins(listing: Listing, among: ListingQuerySet) -> list[Twin]:
    """At most MOST listings of the kind and language that say nearly the same, one's own first, then the likest."""
    document = document_of(listing)
    language = document.resolved_language()
    raw = _raw_vector(document, language, listing.kind)
    vector = None if raw is None else centred(raw, shipped_means()[mean_name(role_of(listing.kind), language)])
    others = among.originals().exclude(pk__in=[listing.pk, listing.original_id])
    standing = others.filter(kind=listing.kind, state__in=STANDING, index__language=language)
    near = _nearest(standing.annotate(words=_shared_words(document, language)), raw)
    measured = [
        Twin(other, likeness(vector, other), other.organisation_id == listing.organisation_id) for other in near
    ]
    found = [twin for twin in measured if twin.likeness >= LEAST]
    return sorted(found, key=lambda twin: (not twin.is_own, -twin.likeness, twin.listing.pk))[:MOST]


def likeness(vector: Vectors | None, other: Listing) -> float:
    """0–1: the lower of the cosines of meaning and of words, so that both have to agree; by words alone without."""
    words = float(other.words)  # type: ignore[attr-defined]
    words = 0.0 if math.isnan(words) else words
    theirs = vector_of(other)
    if vector is None or theirs is None:
        return words
    return max(0.0, min(words, float(vector @ theirs)))


def _raw_vector(document: Document, language: Language, kind: str) -> Vectors | None:
    """The text's vector, from the cache or computed; None where that fails."""
    text, role = text_to_embed(document, language), role_of(kind)
    try:
        return vectors_of([text], role)[text]
    except Exception:  # whatever a native library may raise: words alone find a copy too
        log.exception("a text cannot be embedded; near-duplicates are looked for by words alone")
        return None


def _shared_words(document: Document, language: Language) -> RawSQL:
    """Cosine of the weights of words: without accents in Vietnamese, stems in English."""
    exact, bare = document_vectors(document_terms(document), REFERENCE_LENGTHS)
    column, own = ("lex_plain", bare) if language == "vi" else ("lex", exact)
    sql = f"1 - (catalog_listingindex.{column} <=> %s::sparsevec)"
    return RawSQL(sql, [to_sql(own)], output_field=FloatField())  # noqa: S611 – one of two constants


def _nearest(listings: ListingQuerySet, raw: Vectors | None) -> Iterable[Listing]:
    """The nearest by meaning, or by words where there is no vector."""
    lean = listings.select_related("index", "organisation").defer(*HEAVY, "confidential")
    if raw is None:
        return lean.order_by(F("words").desc(), "pk")[:NEAREST]
    ours = lean.filter(index__model=embedder().version())
    near = RawSQL(NEAR, [str(HalfVector(raw).to_text())], output_field=FloatField())  # noqa: S611 – a constant
    return ours.annotate(near=near).order_by("near", "pk")[:NEAREST]
