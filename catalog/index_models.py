"""What search and matching read: lexical and dense vectors, document frequencies, cached embeddings."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone
from pgvector import SparseVector
from pgvector.django import HalfVectorField, HnswIndex, SparseVectorField

DENSE_DIMENSIONS = 384
LEX_DIMENSIONS = 1_000_000_000


def no_weights() -> SparseVector:
    """A vector without any term."""
    return SparseVector({}, LEX_DIMENSIONS)


class ListingIndexQuerySet(models.QuerySet["ListingIndex"]):
    def of_published(self, today: date | None = None) -> ListingIndexQuerySet:
        """The index rows of `Listing.objects.published()`, without a look at the listings."""
        return self.filter(public_until__gte=today or timezone.localdate())


class ListingIndex(models.Model):
    """A listing's public text as vectors; one row per indexed listing, replaced when the content hash changes.

    `emphasis`, `words` and `codes` are read by the search alone and hold the names of fields, industries and owner too;
    `search_hash` tells whether they are up to date. `public_until`, null unless the listing is published, and
    `published_at` are the listing's own: triggers of the database write them, nobody else does.
    """

    listing = models.OneToOneField("catalog.Listing", models.CASCADE, related_name="index", primary_key=True)
    content_hash = models.CharField(max_length=64)
    model = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=2)
    length = models.PositiveIntegerField(default=0)
    lex = SparseVectorField(dimensions=LEX_DIMENSIONS)
    lex_plain = SparseVectorField(dimensions=LEX_DIMENSIONS)
    words = SearchVectorField()
    dense = HalfVectorField(dimensions=DENSE_DIMENSIONS, null=True)
    emphasis = SparseVectorField(dimensions=LEX_DIMENSIONS, default=no_weights)
    codes = models.TextField(default="", blank=True)
    search_hash = models.CharField(max_length=64, default="", blank=True)
    is_public = models.BooleanField(default=False)
    public_until = models.DateField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)

    objects = ListingIndexQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="listing_index_words", fastupdate=False),  # read far more than written
            GinIndex(fields=["codes"], name="listing_index_codes", opclasses=["gin_trgm_ops"]),
            HnswIndex(
                name="listing_index_dense",
                fields=["dense"],
                m=16,
                ef_construction=64,
                opclasses=["halfvec_ip_ops"],
            ),
            # Neighbours are looked for in each language, and most listings are in Vietnamese.
            HnswIndex(
                name="listing_index_dense_en",
                fields=["dense"],
                m=16,
                ef_construction=64,
                opclasses=["halfvec_ip_ops"],
                condition=models.Q(language="en"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.content_hash[:8]}"


class QueryTerms(models.Model):
    """A need's counted terms of one kind as it asks with them, cut when it is indexed: an offer is held to hundreds."""

    class Kind(models.TextChoices):
        EXACT = "exact"
        BARE = "bare"
        ANCHORS = "anchors"

    index = models.ForeignKey(ListingIndex, models.CASCADE, related_name="query_terms")
    kind = models.CharField(max_length=8, choices=Kind)
    places = ArrayField(models.IntegerField())
    counts = ArrayField(models.IntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["index", "kind"], name="query_terms_unique")]

    def __str__(self) -> str:
        return f"{self.index_id} {self.kind}: {len(self.places)}"


class Term(models.Model):
    """In how many public listings a hashed term occurs; `space` tells accented from accent-stripped terms."""

    space = models.CharField(max_length=8)
    term_hash = models.BigIntegerField()
    df = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "term_hash"], name="term_unique")]

    def __str__(self) -> str:
        return f"{self.space} {self.term_hash}: {self.df}"


class VocabularyWord(models.Model):
    """A word of the portal's public listings as written, and without accents; corrections are taken from these."""

    text = models.CharField(max_length=60, unique=True)
    bare = models.CharField(max_length=60, db_index=True)
    df = models.IntegerField(default=0)

    class Meta:
        indexes = [GinIndex(fields=["bare"], name="vocabulary_bare", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return f"{self.text}: {self.df}"


class VectorCache(models.Model):
    """An embedding by content hash and model version: a text is embedded once, ever."""

    key = models.CharField(max_length=64)
    model = models.CharField(max_length=60)
    vector = HalfVectorField(dimensions=DENSE_DIMENSIONS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "model"], name="vector_cache_unique")]

    def __str__(self) -> str:
        return f"{self.model} {self.key[:8]}"


class CatalogueStamp(models.Model):
    """One row whose value grows with every commit that changes what visitors see; triggers of the database write it."""

    id = models.BooleanField(primary_key=True, default=True)
    value = models.BigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=True), name="catalogue_stamp_is_one_row")]

    def __str__(self) -> str:
        return str(self.value)
