"""Whether weights learnt from answers find back the weights by which the answers were given, and do no harm.

    python benchmarks/learning.py [DIR]

Answers are drawn by known weights, about made pairs with the usual spread of features, as far as they would be
suggested. A refusal names no reason, or the one whose features fit worst, more or less surely, or any. With DIR (as for
evaluate_matching) its needs are ranked by weights learnt from answers that the defaults themselves have given.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
import time
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DATABASE_URL"] = "postgres://nowhere/none"  # nothing connects
os.environ["REDIS_URL"] = "redis://nowhere:1/0"
os.environ["DJANGO_SETTINGS_MODULE"] = "exchange.settings"

import django  # noqa: E402 -- the environment comes first

django.setup()

from catalog.embedding_cache import embedder  # noqa: E402
from catalog.vector_files import CachedEmbedder  # noqa: E402
from matching import evaluation  # noqa: E402
from matching.fitting import REASONS, WHOLE, Observation, fit  # noqa: E402
from matching.learning import measure  # noqa: E402
from matching.management.commands.evaluate_matching import rank_folder  # noqa: E402
from matching.rescoring import Parts  # noqa: E402
from matching.scoring import DEFAULT_WEIGHTS, sigmoid  # noqa: E402
from matching.suggestions import LEAST_SCORE  # noqa: E402
from matching.weights import values_of, with_values  # noqa: E402

if TYPE_CHECKING:
    from matching.scoring import Weights

SIZES = (200, 500, 2_000)
SEEDS = range(5)
UNSEEN = 2_000
ANSWERS_A_NEED = 5
OTHERS = with_values(DEFAULT_WEIGHTS, {
    "base": -2.6, "text": 9.0, "field": 1.8, "industry": 0.8, "trl": 2.4, "form": 0.4, "budget": 2.8, "figures": 2.6,
    "limits": 2.0, "subject": 2.4, "place": 0.6, "language": 0.6,
})  # fmt: skip
#: How likely each value is, "not stated" included; the texts aside.
USUAL: dict[str, dict[float | None, float]] = {
    "field": {None: 0.1, 0.0: 0.2, 1 / 3: 0.2, 0.6: 0.15, 1.0: 0.35},
    "industry": {None: 0.2, 0.0: 0.3, 1 / 3: 0.15, 1.0: 0.35},
    "trl": {None: 0.3, 0.6: 0.07, 0.8: 0.13, 1.0: 0.5},
    "form": {None: 0.2, 0.0: 0.1, 0.5: 0.15, 1.0: 0.55},
    "budget": {None: 0.4, 0.0: 0.08, 0.3: 0.08, 0.7: 0.09, 1.0: 0.35},
    "figures": {None: 0.6, 0.0: 0.08, 0.5: 0.08, 1.0: 0.24},
    "limits": {None: 0.9, 0.5: 0.1},
    "subject": {None: 0.5, 0.0: 0.15, 1.0: 0.35},
    "place": {0.2: 0.2, 0.4: 0.3, 0.6: 0.2, 1.0: 0.3},
    "language": {0.5: 0.2, 1.0: 0.8},
}
#: How surely a refusal names the reason that fits worst; None: no reason at all.
SURENESS = {"no reason": None, "the worst": 1.0, "half as surely": 0.5, "any reason": 0.0}


def answers(count: int, truth: Weights, seed: int, sureness: float | None = None) -> list[Observation]:
    source = random.Random(seed)
    found: list[Observation] = []
    while len(found) < count:
        values: dict[str, float | None] = {"text": min(max(source.gauss(0.53, 0.12), 0.1), 0.95)}
        for name, shares in USUAL.items():
            [values[name]] = source.choices(list(shares), list(shares.values()))
        pair = Parts(values, capped=False)
        if sigmoid(pair.logit(DEFAULT_WEIGHTS)) >= LEAST_SCORE:
            accepts = source.random() < sigmoid(pair.logit(truth))
            about = WHOLE if accepts or sureness is None else named(pair, truth, sureness, source)
            found.append(Observation(len(found) // ANSWERS_A_NEED, pair, accepts, about))
    return found


def named(pair: Parts, truth: Weights, sureness: float, source: random.Random) -> frozenset[str]:
    """The features that somebody names who refuses a pair."""
    reasons = [features for features in REASONS.values() if features]
    lost = [-math.fsum(added(pair, name, truth) for name in features) for features in reasons]
    [found] = source.choices(reasons, [math.exp(sureness * each) for each in lost])
    return found


def added(pair: Parts, name: str, weights: Weights) -> float:
    value, each = pair.values[name], weights.features[name]
    return 0.0 if value is None else each.weight * (value - each.mean)


def recover(title: str, truth: Weights) -> None:
    """How far learnt weights are from the true ones, and how much worse they foretell answers that nobody has seen."""
    unseen = answers(UNSEEN, truth, 99)
    best = measure(unseen, truth)
    start = measure(unseen, DEFAULT_WEIGHTS).log_loss - best.log_loss
    print(f"{title}: the truth's log-loss is {best.log_loss:.4f}, the defaults' {start:.4f} more;"
          f" {100 * fmean(each.interested for each in unseen):.0f} % accept")  # fmt: skip
    print(f"  defaults: error {error(DEFAULT_WEIGHTS, truth):.2f}")
    for words, sureness in SURENESS.items():
        for size in SIZES:
            started = time.process_time()
            learnt = [fit(answers(size, truth, seed, sureness)) for seed in SEEDS]
            seconds = (time.process_time() - started) / len(SEEDS)
            gap = fmean(measure(unseen, each).log_loss for each in learnt) - best.log_loss
            bias = fmean(values_of(each)["text"] for each in learnt) - values_of(truth)["text"]
            wrong = fmean(error(each, truth) for each in learnt)
            print(f"  {words:<15} {size:5} answers: error {wrong:.2f}, text's bias {bias:+.2f}, log-loss {gap:+.4f},"
                  f" {seconds:.2f} s of CPU")  # fmt: skip


def error(found: Weights, truth: Weights) -> float:
    """The root of the mean square of what separates the weights, the base included, in logits."""
    first, second = values_of(found), values_of(truth)
    return math.sqrt(fmean((first[name] - second[name]) ** 2 for name in first))


def rank(folder: Path) -> None:
    judgements = evaluation.read_judgements(folder / "qrels.tsv")
    vectors = CachedEmbedder(embedder())
    for words, weights in {
        "the defaults": DEFAULT_WEIGHTS,
        **{f"{size} answers by the defaults": fit(answers(size, DEFAULT_WEIGHTS, 1, 1.0)) for size in SIZES},
    }.items():
        found = evaluation.measure(rank_folder(folder, vectors, weights=weights), judgements)
        print(f"{folder.name}, {words:<28} nDCG@10 {found.ndcg10:.3f}, MRR {found.mrr:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="DIR", nargs="?", type=Path, help="judged needs and offers to rank as well")
    folder = parser.parse_args().folder
    recover("Answers by other weights", OTHERS)
    recover("Answers by the defaults", DEFAULT_WEIGHTS)
    if folder:
        rank(folder)


if __name__ == "__main__":
    main()
