"""Measure the matching on a folder of judged needs and offers."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog.embedding_cache import embedder as chosen
from catalog.listing_files import read_lines
from catalog.vector_files import CachedEmbedder
from matching.evaluation import Measures, Ranking, Tables, measure, rank_offers, read_judgements, run_lines
from matching.paths import read_form_table, read_regions, read_sections
from matching.scoring import DEFAULT_WEIGHTS, Weights
from matching.search_evaluation import rank_by_search


class Command(BaseCommand):
    help = "Rank the offers of DIR for its needs with the portal's own matching, in memory, and print one JSON line."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="holds needs.jsonl, offers.jsonl and qrels.tsv")
        parser.add_argument("--run", metavar="FILE", type=Path, help="write the ranking as a TREC run file")
        parser.add_argument("--as-search", action="store_true", help="rank by the site search instead")
        parser.add_argument("--strip-accents", action="store_true", help="take the accents off the needs first")

    def handle(self, *_args: Any, folder: Path, **options: Any) -> None:
        started = time.monotonic()
        embedder = CachedEmbedder(chosen())
        try:
            judgements = read_judgements(folder / "qrels.tsv")
            run = rank_folder(folder, embedder, as_search=options["as_search"], stripped=options["strip_accents"])
            if options["run"]:
                options["run"].write_text("".join(f"{line}\n" for line in run_lines(run)), encoding="utf-8")
        except (OSError, ValueError) as error:
            raise CommandError(f"{folder}: {error}") from error
        seconds = time.monotonic() - started
        self.stdout.write(json.dumps(report(folder, measure(run, judgements), run, embedder, seconds)))


def rank_folder(
    folder: Path,
    embedder: CachedEmbedder,
    *,
    as_search: bool = False,
    stripped: bool = False,
    weights: Weights = DEFAULT_WEIGHTS,
) -> dict[str, Ranking]:
    """The ranking of a folder's offers for each of its needs."""
    needs, offers = (list(read_lines(folder / name)) for name in ("needs.jsonl", "offers.jsonl"))
    if as_search:
        return rank_by_search(needs, offers, embedder, stripped=stripped)
    data = settings.BASE_DIR / "taxonomy" / "data"
    tables = Tables(
        sections=read_sections(data / "vsic2025_divisions.tsv"),
        regions=read_regions(data / "provinces_34.tsv"),
        forms=read_form_table(data / "form_compatibility.tsv"),
    )
    return rank_offers(needs, offers, embedder, tables, stripped=stripped, weights=weights)


def report(
    folder: Path, measures: Measures, run: dict[str, Ranking], embedder: CachedEmbedder, seconds: float
) -> dict[str, Any]:
    """What is printed."""
    return {
        "set": folder.resolve().name,
        "needs": len(run),
        "ndcg10": round(measures.ndcg10, 4),
        "r10": round(measures.r10, 4),
        "r50": round(measures.r50, 4),
        "mrr": round(measures.mrr, 4),
        "seconds": round(seconds, 1),
        "cache": "cold" if embedder.computed else "warm",
        "embedded": embedder.computed,
    }
