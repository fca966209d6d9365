"""What the page of learning shows: where it stands, and learnt weights beside those in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from matching.learning import BANDS, Band, Comparison
from matching.models import Refit
from matching.preview import preview
from matching.refitting import LEAST_ANSWERS, answer_counts, comparison_of
from matching.scoring import DEFAULT_WEIGHTS, Weights
from matching.weight_forms import label_of, shown
from matching.weight_pages import change_rows, changed_values
from matching.weights import BASE, active_weights, from_json, values_of, with_values
from taxonomy.formats import number, percent

OBSTACLES = {
    "too_few": _lazy("Too few of the answers held back come from needs with both acceptances and refusals."),
    "log_loss": _lazy("The learnt weights foretell the answers held back less well than those in force."),
    "ndcg": _lazy("The learnt weights put the answers held back in a worse order than those in force."),
}


@dataclass(frozen=True, slots=True)
class WeightRow:
    """One weight: as shipped, as compared with, as learnt."""

    label: Any
    default: str
    old: str
    new: str
    differs: bool


@dataclass(frozen=True, slots=True)
class BandRow:
    """One band of scores: what the old and the new weights expected there, and what came of it."""

    label: str
    old: str
    new: str


def standing() -> dict[str, Any]:
    """How many answers there are and are missing, and the latest refit in each state."""
    total, telling = answer_counts()
    newest = Refit.objects.order_by("state", "-wanted_at", "-pk").distinct("state")
    latest = {refit.state: refit for refit in newest.select_related("wanted_by", "compared_with", "taken_over_as")}
    done, failed = latest.get("done"), latest.get("failed")
    return {
        "total": total, "telling": telling, "least": LEAST_ANSWERS, "missing": max(0, LEAST_ANSWERS - telling),
        "wanted": latest.get("wanted"), "done": done,
        "failed": failed if failed and (done is None or failed.wanted_at > done.wanted_at) else None,
    }  # fmt: skip


def compared(refit: Refit) -> dict[str, Any]:
    """The comparison of a refit that is done, and what its weights would change today."""
    found = comparison_of(refit)
    in_force, current = active_weights()
    against = from_json(refit.compared_with.weights) if refit.compared_with else current
    new = with_values(current, dict(found.values))
    effects = preview(old=current, new=new)
    return {
        "refit": refit, "found": found, "in_force": in_force, "obstacle": OBSTACLES.get(found.obstacle),
        "is_outdated": refit.compared_with_id != in_force.pk, "measures": measure_rows(found),
        "weights": weight_rows(against, found), "bands": band_rows(found), "preview": effects,
        "changes": change_rows(effects), "differences": changed_values(values_of(current), values_of(new)),
    }  # fmt: skip


def measure_rows(found: Comparison) -> list[tuple[str, str, str]]:
    """Each measure with its old and new value."""

    def digits(value: float | None) -> str:
        return "–" if value is None else number(round(value, 3), get_language() or "vi", places=3)

    return [
        (_("Log-loss (less is better)"), digits(found.old.log_loss), digits(found.new.log_loss)),
        (_("Order, nDCG@10 (more is better)"), digits(found.old.ndcg10), digits(found.new.ndcg10)),
    ]


def weight_rows(old: Weights, found: Comparison) -> list[WeightRow]:
    before, defaults = values_of(old), values_of(DEFAULT_WEIGHTS)
    return [
        WeightRow(label_of(name), shown(defaults[name]), shown(before[name]), shown(found.values[name]),
                  before[name] != found.values[name])
        for name in (BASE, *DEFAULT_WEIGHTS.features)
    ]  # fmt: skip


def band_rows(found: Comparison) -> list[BandRow]:
    """Calibration by fifths of the score; bands that neither side reaches are left out."""
    sides = [{round(band.low * BANDS): band for band in measures.bands} for measures in (found.old, found.new)]
    return [
        BandRow(
            f"{100 * place // BANDS}–{100 * (place + 1) // BANDS}", *(band_words(side.get(place)) for side in sides)
        )
        for place in range(BANDS)
        if any(place in side for side in sides)
    ]


def band_words(band: Band | None) -> str:
    """The share that was expected, the share that came, and of how many answers."""
    if band is None:
        return "–"
    language = get_language() or "vi"
    return _("%(expected)s expected, %(accepted)s accepted of %(count)s") % {
        "expected": percent(round(band.expected, 2), language), "accepted": percent(round(band.accepted, 2), language),
        "count": number(band.count, language),
    }  # fmt: skip
