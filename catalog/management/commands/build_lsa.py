"""Build the shipped space of latent semantic analysis from listing files and the portal's own vocabularies."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand

from catalog import lsa
from catalog.embedding import MEANS_OF_LSA_FILE, prepare
from catalog.listing_files import document_of, read_lines
from catalog.management.commands.build_text_data import texts_by_mean
from taxonomy.loading import DATA, read_table

#: Tables whose rows have a name in both languages.
NAMES = (
    "vn_st_fields", "vsic2025_sections", "vsic2025_divisions", "ford2015_oecd", "transfer_forms", "actor_types",
)  # fmt: skip
OTHER_VERSION = ("title_alt", "summary_alt", "description_alt")


class Command(BaseCommand):
    help = "Build catalog/data/lsa.npz and means_lsa.json from listing files (JSON Lines) and the vocabularies."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *_args: Any, files: list[Path], **_options: Any) -> None:
        lines = [line for path in files for line in read_lines(path)]
        texts = [*map(both_versions, lines), *names_in_both()]
        space = lsa.learn([(prepare(vietnamese), prepare(english)) for vietnamese, english in texts])
        space.save(lsa.SPACE_FILE)
        means = texts_by_mean((line.get("kind"), document_of(line)) for line in lines)
        stored = {"model": lsa.Lsa().version(), "texts": len(lines), "means": dict(rounded(means, space))}
        MEANS_OF_LSA_FILE.write_text(json.dumps(stored, separators=(",", ":")) + "\n", "utf-8")
        self.stdout.write(f"{len(texts)} texts, {len(space.places)} terms")


def both_versions(line: Mapping[str, Any]) -> tuple[str, str]:
    """A listing's text in Vietnamese and in English."""
    own = document_of(line).full_text()
    other = " ".join(filter(None, (line.get(part) for part in OTHER_VERSION)))
    return (own, other) if line["language"] == "vi" else (other, own)


def names_in_both() -> Iterator[tuple[str, str]]:
    """The glossary's terms and the names of the classifications, in both languages."""
    for row in read_table(DATA / "glossary.tsv")[1]:
        yield f"{row['term_vi']} {row['synonyms_vi']}", f"{row['term_en']} {row['synonyms_en']}"
    for name in NAMES:
        for row in read_table(DATA / f"{name}.tsv")[1]:
            yield row["name_vi"], row["name_en"]


def rounded(texts: Mapping[str, Iterable[str]], space: lsa.Space) -> Iterator[tuple[str, list[float]]]:
    """The mean vector of each group of texts, to four decimals."""
    for name, each in texts.items():
        vectors = [lsa.vector(lsa.counted(prepare(text)), space) for text in each]
        yield name, [round(float(value), 4) for value in np.mean(vectors, axis=0)]
