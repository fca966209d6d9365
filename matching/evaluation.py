"""How good a ranking of offers for needs is, and the ranking of files of listings by the portal's own score."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from catalog.collection import Collection
from catalog.embedding import Embedder
from catalog.listing_files import comparison_lines, document_of
from catalog.text import Document, strip_accents
from matching.features import FormTable, ListingFacts
from matching.paths import field_path, industry_path
from matching.scoring import DEFAULT_WEIGHTS, Weights, score
from matching.statements import statements
from matching.text_score import TextPair, TextScale, scale_of, text_pair, text_value

Line = Mapping[str, Any]
Ranking = list[tuple[str, float]]
Judgements = Mapping[str, Mapping[str, int]]

RUN_DEPTH = 50
RUN_NAME = "cungcau"


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over the needs that have a relevant offer, each 0–1."""

    ndcg10: float
    r10: float
    r50: float
    mrr: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The classifications a file's codes are read by."""

    sections: Mapping[str, str]
    regions: Mapping[str, str]
    forms: FormTable


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Discounted gain (the grade itself, log₂ of rank + 1) of the first `depth`, over the best possible."""
    gains = [grades.get(offer, 0) for offer in ranked[:depth]]
    ideal = sorted(grades.values(), reverse=True)[:depth]
    best = _discounted(ideal)
    return _discounted(gains) / best if best else 0.0


def _discounted(gains: Iterable[int]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def recall(ranked: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Share of the relevant offers among the first `depth`."""
    relevant = {offer for offer, grade in grades.items() if grade > 0}
    return len(relevant & set(ranked[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """1 ÷ rank of the first relevant offer, 0 if none is ranked."""
    return next((1 / rank for rank, offer in enumerate(ranked, 1) if grades.get(offer, 0) > 0), 0.0)


def measure(run: Mapping[str, Ranking], judgements: Judgements) -> Measures:
    """The measures of a run; needs without any relevant offer are left out."""
    rows = []
    for need, grades in judgements.items():
        if need in run and any(grade > 0 for grade in grades.values()):
            ranked = [offer for offer, _ in run[need]]
            rows.append((ndcg(ranked, grades), recall(ranked, grades, 10), recall(ranked, grades, 50),
                         reciprocal_rank(ranked, grades)))  # fmt: skip
    if not rows:
        return Measures(0.0, 0.0, 0.0, 0.0)
    return Measures(*(fmean(column) for column in zip(*rows, strict=True)))


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """need → offer → grade of a tab-separated file."""
    found: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            need, offer, grade = line.split("\t")[:3]
            found.setdefault(need, {})[offer] = int(grade)
        except ValueError as error:
            raise ValueError(f"{path.name}, line {number}: need, offer and grade are expected") from error
    return found


def run_lines(run: Mapping[str, Ranking]) -> Iterable[str]:
    """The lines of a TREC run file."""
    for need, ranking in run.items():
        for rank, (offer, value) in enumerate(ranking[:RUN_DEPTH], 1):
            yield f"{need} Q0 {offer} {rank} {value:.9f} {RUN_NAME}"


def facts_of(line: Line, tables: Tables) -> ListingFacts:
    """The facts of a line by its own schemes and as its text states them."""
    province = line.get("province") or ""
    amounts = ("budget_min", "budget_max") if line.get("kind") == "need" else ("price_min", "price_max")
    level = line.get("min_trl", line.get("trl")) if line.get("kind") == "need" else line.get("trl")
    stated = statements(
        document_of(line),
        is_need=line.get("kind") == "need",
        tried=line.get("tried") or "",
        table="\n".join(comparison_lines(line)),
    )
    return ListingFacts(
        fields=tuple(field_path(code) for code in line.get("fields") or line.get("st_fields") or ()),
        industries=tuple(industry_path(code, tables.sections) for code in line.get("industries") or ()),
        trl=level if level is not None else stated.trl,
        forms=frozenset(line.get("forms") or ()),
        amount_min=line.get(amounts[0]),
        amount_max=line.get(amounts[1]),
        province=province,
        region=tables.regions.get(province, ""),
        country=line.get("country") or "",
        languages=frozenset(filter(None, [line.get("language")])) if "title" in line else frozenset(),
        import_accepted=line.get("import_accepted"),
        figures=stated.figures,
        scope=stated.scope,
        subjects=stated.subjects,
    )


def without_accents(document: Document) -> Document:
    """The document as someone types it who leaves out the accents."""
    return Document(
        title=strip_accents(document.title),
        summary=strip_accents(document.summary),
        body=strip_accents(document.body),
        keywords=tuple(map(strip_accents, document.keywords)),
        language=document.language,
    )


def rank_offers(
    needs: Sequence[Line],
    offers: Sequence[Line],
    embedder: Embedder,
    tables: Tables,
    *,
    stripped: bool = False,
    weights: Weights = DEFAULT_WEIGHTS,
    progress: Callable[[int], object] | None = None,
) -> dict[str, Ranking]:
    """Every need's offers, best first, by the score of `matching.scoring`.

    No score is shown here, so T is put on the scale of the need's own list, language by language.
    """
    collection = Collection([document_of(line) for line in offers], embedder)
    documents = [document_of(line) for line in needs]
    queries = collection.prepare([without_accents(each) for each in documents] if stripped else documents)
    offer_facts = [facts_of(line, tables) for line in offers]
    run: dict[str, Ranking] = {}
    for number, (line, query) in enumerate(zip(needs, queries, strict=True)):
        pairs = [text_pair(evidence) for evidence in collection.compare(query)]
        scales = list_scales(pairs)
        facts = facts_of(line, tables)
        logits = [
            score(facts, offer, pair, scale=scales[pair.same_language], weights=weights, form_table=tables.forms).logit
            for offer, pair in zip(offer_facts, pairs, strict=True)
        ]
        run[str(line["id"])] = best_first(offers, logits)
        if progress:
            progress(number + 1)
    return run


def list_scales(pairs: Sequence[TextPair]) -> dict[bool, TextScale]:
    """The scales of T over one need's list: for its own language, and for the other."""
    scales = {}
    for same in (True, False):
        values = [text_value(pair) for pair in pairs if pair.same_language == same]
        scales[same] = scale_of([value for value in values if value is not None], same_language=same)
    return scales


def best_first(offers: Sequence[Line], values: Sequence[float]) -> Ranking:
    """The best offers by value, equal ones by id, to the depth of a run file."""
    ranking = sorted(((str(line["id"]), value) for line, value in zip(offers, values, strict=True)),
                     key=lambda entry: (-entry[1], entry[0]))  # fmt: skip
    return ranking[:RUN_DEPTH]
