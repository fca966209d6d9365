"""Make any number of published listings for benchmarks, by COPY."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Organisation
from catalog.asking import KINDS
from catalog.embedding import DIMENSIONS, mean_name
from catalog.embedding_cache import embedder, shipped_means
from catalog.generation import Made, Sentence, make, sentences
from catalog.indexing import role_of
from catalog.listing_files import document_of, read_lines
from catalog.models import Kind, Listing, ListingIndex, QueryTerms, State
from catalog.term_counts import LEX, NAMES, PLAIN, SIZE
from catalog.text import strip_accents
from taxonomy.models import Concept

BATCH = 2_000
INDEXES = (
    "listing_headings", "listing_index_words", "listing_index_codes", "listing_index_dense", "listing_facets",
    "listing_index_dense_en", "listing_counts",
)  # fmt: skip
#: Tables whose triggers write the facets of a listing again; they are filled first, so that it has all of them at once.
LINKS = {"fields": "st_field", "industries": "vsic", "forms": "transfer_form"}
_COUNT = """
    INSERT INTO catalog_term (space, term_hash, df)
    SELECT %s, place, df FROM unnest(%s::bigint[], %s::int[]) counted(place, df)
    ON CONFLICT (space, term_hash) DO UPDATE SET df = catalog_term.df + EXCLUDED.df
"""
_COUNT_WORDS = """
    INSERT INTO catalog_vocabularyword (text, bare, df)
    SELECT word, bare, df FROM unnest(%s::text[], %s::text[], %s::int[]) counted(word, bare, df)
    ON CONFLICT (text) DO UPDATE SET df = catalog_vocabularyword.df + EXCLUDED.df
"""
_NEXT_IDS = "SELECT nextval(pg_get_serial_sequence('catalog_listing', 'id')) FROM generate_series(1, %s)"


class Command(BaseCommand):
    help = "Make N published listings from the sentences of the demonstration's, with word vectors, for benchmarks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", metavar="N", type=int)
        parser.add_argument("--dense", action="store_true", help="with synthetic dense vectors")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *_args: Any, number: int, dense: bool, seed: int, **_options: Any) -> None:
        started = time.monotonic()
        if number < 1 or not Organisation.objects.exists():
            raise CommandError("N must be at least 1, and there must be an organisation to own the listings.")
        generator = Generator(number, dense=dense, seed=seed)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")  # building an index takes longer than any page may
            rebuilt = drop_indexes() if number > BATCH else []
            switch_triggers("DISABLE")
            for first in range(0, number, BATCH):
                generator.write(min(BATCH, number - first))
                self.stdout.write(f"{min(first + BATCH, number)} of {number}, {time.monotonic() - started:.0f} s")
            generator.write_counts()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # an index waits for no foreign key to be checked
                switch_triggers("ENABLE")
                for definition in rebuilt:
                    cursor.execute(definition)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE catalog_listing, catalog_listingindex, catalog_term")
            cursor.execute("RESET statement_timeout")
        self.stdout.write(f"{number} listings in {time.monotonic() - started:.0f} s")


def switch_triggers(action: str) -> None:
    """ENABLE or DISABLE the triggers that write the facets of linked listings again."""
    with connection.cursor() as cursor:
        for name in LINKS:
            cursor.execute(f"ALTER TABLE catalog_listing_{name} {action} TRIGGER USER")


def drop_indexes() -> list[str]:
    """Drop the costly indexes until the rows are in; their definitions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(INDEXES)])
        definitions = [row[0] for row in cursor.fetchall()]
        for name in INDEXES:
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
    return definitions


def read_pools(folder: Path) -> dict[str, Sequence[Sentence]]:
    """The demonstration's sentences by language."""
    paths = sorted([*folder.glob("offers-*.jsonl"), *folder.glob("needs-*.jsonl")])
    found = sentences(document_of(line) for path in paths for line in read_lines(path))
    return {language: [each for each in found if each.language == language] for language in ("vi", "en")}


class Generator:
    """Writes batches of listings and keeps count of their terms."""

    def __init__(self, number: int, *, dense: bool, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 -- made-up text, no secret
        self.noise = np.random.default_rng(seed)
        self.dense = dense
        self.now = timezone.now()
        self.stamp = f"{self.now:%m%d%H%M%S}"
        self.pools = read_pools(settings.BASE_DIR / "exchange" / "demo" / "data")
        self.owners = list(Organisation.objects.values_list("pk", flat=True))
        self.concepts = {code: list(Concept.objects.of(code).filter(depth__gte=1).values_list("pk", flat=True))
                         for code in ("st_field", "vsic")}  # fmt: skip
        self.concepts["transfer_form"] = list(Concept.objects.of("transfer_form").values_list("pk", flat=True))
        self.provinces = list(Concept.objects.of("province").values_list("pk", flat=True))
        self.counts: dict[str, Counter[int]] = {LEX: Counter(), PLAIN: Counter(), NAMES: Counter()}
        self.words: Counter[str] = Counter()
        self.number = number

    def write(self, size: int) -> None:
        """Copy one batch into all tables."""
        made = [make(self.pools, self.chance) for _ in range(size)]
        with connection.cursor() as cursor:
            cursor.execute(_NEXT_IDS,
                           [size])  # fmt: skip
            ids = [row[0] for row in cursor.fetchall()]
        kinds = [Kind.OFFER if self.chance.random() < 0.5 else Kind.NEED for _ in made]
        for name, code in LINKS.items():
            self._link(name, code, ids)
        self._copy(Listing, [self._listing(pk, kind, each) for pk, kind, each in zip(ids, kinds, made, strict=True)])
        self._copy(ListingIndex, [self._index(pk, kind, each) for pk, kind, each in zip(ids, kinds, made, strict=True)])
        self._ask([(pk, each) for pk, kind, each in zip(ids, kinds, made, strict=True) if kind == Kind.NEED])
        for each in made:
            self.words.update(each.vocabulary)
            for space, places in zip((LEX, PLAIN, NAMES), each.places, strict=True):
                self.counts[space].update(places)

    def _listing(self, pk: int, kind: str, made: Made) -> dict[str, Any]:
        published = self.now - timedelta(minutes=self.chance.randrange(300 * 24 * 60))
        low = self.chance.choice([None, 50, 200, 800, 3_000])
        return {
            "id": pk, "kind": kind, "reference": f"GEN-{self.stamp}-{pk}"[:24], "state": State.PUBLISHED,
            "organisation_id": self.chance.choice(self.owners), "province_id": self.chance.choice(self.provinces),
            "language": made.language, "title": made.title, "summary": made.title, "description": made.body,
            "trl": self.chance.randint(3, 9), "amount_min": low and low * 1_000_000,
            "amount_max": low and low * 3_000_000, "created_at": published, "updated_at": published,
            "indexed_at": published,
            "submitted_at": published, "published_at": published,
            "valid_until": (self.now + timedelta(days=self.chance.randint(30, 365))).date(), "keywords": [],
        }  # fmt: skip

    def _index(self, pk: int, kind: str, made: Made) -> dict[str, Any]:
        return {
            "listing_id": pk, "content_hash": f"generated-{self.stamp}-{pk}", "model": embedder().version(),
            "language": made.language, "length": made.length, "lex": made.lex, "lex_plain": made.lex_plain,
            "words": made.words, "emphasis": made.emphasis,
            "codes": made.codes, "search_hash": f"generated-{self.stamp}", "is_public": True,
            "dense": self._vector(kind, made) if self.dense else None,
        }  # fmt: skip

    def _vector(self, kind: str, made: Made) -> str:
        mean = shipped_means()[mean_name(role_of(kind), "vi" if made.language == "vi" else "en")]
        vector = mean + self.noise.normal(scale=0.02, size=DIMENSIONS)
        return "[" + ",".join(f"{value:.4f}" for value in vector / np.linalg.norm(vector)) + "]"

    def _copy(self, model: type[Listing] | type[ListingIndex], rows: list[dict[str, Any]]) -> None:
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        defaults = {str(field.column): field.get_default() for field in fields}
        columns = ", ".join(f'"{field.column}"' for field in fields)
        copy_rows(
            f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN',
            ([row.get(column, default) for column, default in defaults.items()] for row in rows),
        )

    def _ask(self, needs: list[tuple[int, Made]]) -> None:
        rows = (
            [pk, kind, list(counts), list(counts.values())]
            for pk, made in needs
            for kind, counts in zip(KINDS, made.counts, strict=True)
        )
        copy_rows(f'COPY "{QueryTerms._meta.db_table}" (index_id, kind, places, counts) FROM STDIN', rows)

    def _link(self, name: str, code: str, ids: list[int]) -> None:
        through = Listing._meta.get_field(name).remote_field.through  # type: ignore[union-attr]
        rows = (
            [pk, concept]
            for pk in ids
            for concept in self.chance.sample(self.concepts[code], self.chance.randint(1, 2))
        )
        copy_rows(f'COPY "{through._meta.db_table}" (listing_id, concept_id) FROM STDIN', rows)

    def write_counts(self) -> None:
        """Add the new listings to the document frequencies."""
        with connection.cursor() as cursor:
            for space, counts in self.counts.items():
                cursor.execute(_COUNT, [space, list(counts.keys()), list(counts.values())])
            cursor.execute(_COUNT, [SIZE, [0], [self.number]])
            words = list(self.words)
            cursor.execute(_COUNT_WORDS, [words, [strip_accents(word) for word in words], list(self.words.values())])


def copy_rows(statement: str, rows: Iterator[list[Any]]) -> None:
    """Run a COPY with rows of plain values."""
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
