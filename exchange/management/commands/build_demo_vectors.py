"""Build the vectors that the demonstration ships, so that its first start computes none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from catalog.content import document_of
from catalog.embedding import vector_key
from catalog.embedding_cache import embedder, vectors_of
from catalog.indexing import role_of, text_to_embed
from catalog.models import Listing
from catalog.phrases import phrases


class Command(BaseCommand):
    help = "Write the vectors of all listings' texts and phrases in the database, keyed by content hash, to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        default = settings.BASE_DIR / "exchange" / "demo" / "data" / "vectors.npz"
        parser.add_argument("file", nargs="?", type=Path, default=default)

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        found: dict[str, np.ndarray[Any, Any]] = {}
        for listing in Listing.objects.prefetch_related("targets").order_by("pk"):
            document = document_of(listing)
            text, role = text_to_embed(document, document.resolved_language()), role_of(listing.kind)
            found[vector_key(text, role)] = vectors_of([text], role)[text]
            for phrase, row in vectors_of(phrases(document), "query").items():
                found[vector_key(phrase, "query")] = row
        keys = sorted(found)
        rows = np.asarray([found[key] for key in keys], dtype=np.float16)
        np.savez_compressed(file, keys=np.array(keys), vectors=rows, model=np.array(embedder().version()))
        self.stdout.write(f"{len(keys)} vectors, {file.stat().st_size / 1e6:.1f} MB")
