"""What a listing's public text becomes for search and matching: word vectors, a dense vector, the words themselves."""

from __future__ import annotations

import logging
import math
import time
from copy import copy

from django.db import transaction
from django.db.models import QuerySet
from pgvector import HalfVector, SparseVector

from catalog import lexical, term_counts
from catalog.asking import keep_query_terms
from catalog.content import codes_of, content_hash, document_of, emphasis_of, lexemes_of, names_of, search_hash
from catalog.embedding import Role, Vectors, embedding_text
from catalog.embedding_cache import embedder, vectors_of
from catalog.lexemes import Passage, read_lexemes, tsvector, vocabulary
from catalog.lexical import DIMENSIONS, document_terms, document_vectors
from catalog.lexical import SparseVector as SparseWeights
from catalog.listing_choices import INDEXED_STATES
from catalog.meaning import accents
from catalog.models import Kind, Listing, ListingIndex
from catalog.phrases import phrases
from catalog.text import Document, Language, is_unaccented_vietnamese

log = logging.getLogger(__name__)

UNREADABLE = "unreadable"


def awaiting_index() -> QuerySet[Listing]:
    """Listings whose index is missing or older than they are, or whose being public has changed; the newest first."""
    return Listing.objects.awaiting_index().order_by("-updated_at", "-pk")


def index_awaiting(*, limit: int = 100, seconds: float = math.inf) -> int:
    """Index up to `limit` listings, each in its own transaction; one that fails is set aside until it changes.

    After `seconds` the rest is left to the next call, so that other jobs get their turn.
    """
    done, deadline = 0, time.monotonic() + seconds
    for pk in awaiting_index().values_list("pk", flat=True)[:limit]:
        if time.monotonic() > deadline:
            break
        try:
            with transaction.atomic():
                listing = Listing.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
                done += listing is not None and index_listing(listing=listing)
        except Exception:
            log.exception("listing %s cannot be indexed", pk)
            _set_aside(pk)
    return done


def await_other_models() -> int:
    """Have the listings that another model has read indexed anew; how many.

    Until then they are found by their words, and their suggestions stand.
    """
    others = ListingIndex.objects.exclude(model=embedder().version()).values("pk")
    indexed = Listing.objects.filter(state__in=INDEXED_STATES, indexed_at__isnull=False)
    return indexed.filter(pk__in=others).update(indexed_at=None)


def index_listing(*, listing: Listing) -> bool:
    """Bring a listing's index up to date with its public content; the same content again changes nothing."""
    with transaction.atomic():
        before = ListingIndex.objects.select_for_update(no_key=True).filter(listing=listing).first()
        public = listing.is_published
        if before is None and listing.state not in INDEXED_STATES:
            return False
        digest = content_hash(listing, embedder().version())
        document = document_of(listing)
        index = _indexed(listing, document, before, digest)
        _count(before, index, public=public)
        index.is_public = public
        Listing.objects.filter(pk=listing.pk).update(indexed_at=listing.updated_at)
        if index is before:
            index.save(update_fields=["is_public"])
        else:
            index.save()
        if listing.is_need and not (before and before.content_hash == digest and index.query_terms.exists()):
            keep_query_terms(index, document_terms(document))
    return True


def _indexed(listing: Listing, document: Document, before: ListingIndex | None, digest: str) -> ListingIndex:
    """The listing's index: as it was, with other words for the search alone, or new."""
    names = names_of(listing)
    wanted = search_hash(listing, digest, names)
    if before is None or before.content_hash != digest:
        return _searchable(_built(listing, document, digest), listing, document, names, wanted)
    if before.search_hash != wanted:
        return _searchable(copy(before), listing, document, names, wanted)
    return before


def _searchable(
    index: ListingIndex, listing: Listing, document: Document, names: list[Passage], digest: str
) -> ListingIndex:
    index.words = tsvector(lexemes_of(document, names))
    index.emphasis = SparseVector(emphasis_of(listing, document, names), DIMENSIONS)
    index.codes = codes_of(listing, document)
    index.search_hash = digest
    return index


def _built(listing: Listing, document: Document, digest: str) -> ListingIndex:
    terms = document_terms(document)
    exact, bare = document_vectors(terms, lexical.REFERENCE_LENGTHS)
    return ListingIndex(
        listing=listing,
        content_hash=digest,
        model=embedder().version(),
        language=terms.language,
        length=sum(terms.exact.values()),
        lex=SparseVector(exact, DIMENSIONS),
        lex_plain=SparseVector(bare, DIMENSIONS),
        dense=HalfVector(dense_vector(document, terms.language, role_of(listing.kind))),
    )


def role_of(kind: str) -> Role:
    """Needs are embedded as what asks, offers as what answers."""
    return "query" if kind == Kind.NEED else "passage"


def dense_vector(document: Document, language: Language, role: Role) -> Vectors:
    """The document's raw vector, from the cache or computed; its phrases' vectors are put into the cache with it."""
    text = text_to_embed(document, language)
    vectors_of(phrases(document), "query")
    return vectors_of([text], role)[text]


def text_to_embed(document: Document, language: Language) -> str:
    """The text the vector stands for: Vietnamese without accents gets them back first."""
    text = embedding_text(document)
    return accents().restore(text) if is_unaccented_vietnamese(text, language) else text


def _count(before: ListingIndex | None, after: ListingIndex, *, public: bool) -> None:
    term_counts.count_change(
        before=counted_terms(before) if before and before.is_public else None,
        after=counted_terms(after) if public else None,
    )


def counted_terms(index: ListingIndex) -> term_counts.Counted:
    """What an index row counts for among the public ones."""
    words = vocabulary(read_lexemes(index.words)) if index.search_hash else set()
    return term_counts.Counted(*stored_vectors(index), as_dict(index.emphasis), words)


def stored_vectors(index: ListingIndex) -> tuple[SparseWeights, SparseWeights]:
    """The index row's two word vectors as place → weight."""
    return as_dict(index.lex), as_dict(index.lex_plain)


def as_dict(vector: SparseVector) -> dict[int, float]:
    """A stored sparse vector as place → weight."""
    return dict(zip(vector.indices(), vector.values(), strict=True))


def _set_aside(pk: int) -> None:
    """Mark a listing as unreadable at its present state, so that the sweep goes on without it."""
    empty = SparseVector({}, DIMENSIONS)
    with transaction.atomic():
        listing = Listing.objects.select_for_update(no_key=True).filter(pk=pk).first()
        if listing is None:
            return
        before = ListingIndex.objects.select_for_update(no_key=True).filter(pk=pk).first()
        if before and before.is_public:
            term_counts.count_change(before=counted_terms(before), after=None)
        ListingIndex.objects.update_or_create(
            listing=listing,
            defaults={"content_hash": UNREADABLE, "model": embedder().version(), "language": listing.language,
                      "lex": empty, "lex_plain": empty, "words": "", "emphasis": empty, "codes": "", "search_hash": "",
                      "dense": None, "is_public": False},
        )  # fmt: skip
        Listing.objects.filter(pk=pk).update(indexed_at=listing.updated_at)
