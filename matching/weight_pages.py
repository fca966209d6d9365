"""What the pages of the weights show: features in words, versions with what differs, previews with titles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from catalog.models import Listing
from matching import feature_words
from matching.models import Suggestion, WeightSet
from matching.preview import Change, Preview
from matching.scoring import DEFAULT_WEIGHTS, Weights
from matching.weight_forms import label_of, shown
from matching.weights import BASE, from_json, values_of
from taxonomy.formats import percent


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One feature as the page lists it."""

    label: Any
    words: feature_words.Words
    weight: str
    default: str
    lowest: str
    highest: str
    share: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version, and in words what differs from the one before it."""

    version: WeightSet
    differences: list[str]
    is_first: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change with its listings; scores out of 100."""

    change: Change
    need: Listing
    offer: Listing
    old: int
    new: int


def feature_rows(weights: Weights) -> list[FeatureRow]:
    """Every feature, with the share of what all of them together can move."""
    total = sum(each.weight for each in weights.features.values()) or 1.0
    rows = []
    for name, each in weights.features.items():
        default = DEFAULT_WEIGHTS.features[name].weight
        share = percent(each.weight / total, get_language() or "vi")
        rows.append(
            FeatureRow(
                label=label_of(name), words=feature_words.FEATURES[name], weight=shown(each.weight),
                default=shown(default), lowest=shown(each.lowest), highest=shown(each.highest), share=share,
                is_default=each.weight == default,
            )
        )  # fmt: skip
    return rows


def version_rows(versions: Iterable[WeightSet], before: WeightSet | None) -> list[VersionRow]:
    """Versions, newest first, each compared with the next; `before` is the one that came before the last."""
    listed = list(versions)
    older = [*listed[1:], before]
    return [
        VersionRow(version, differences(earlier, version) if earlier else [], earlier is None)
        for version, earlier in zip(listed, older, strict=True)
    ]


def differences(old: WeightSet, new: WeightSet) -> list[str]:
    """What differs, such as “Place: 0.2 → 0.5”."""
    return changed_values(values_of(from_json(old.weights)), values_of(from_json(new.weights)))


def changed_values(old: dict[str, float], new: dict[str, float]) -> list[str]:
    return [
        f"{label_of(name)}: {shown(old[name])} → {shown(new[name])}"
        for name in (BASE, *DEFAULT_WEIGHTS.features)
        if old[name] != new[name]
    ]


def change_rows(found: Preview) -> list[ChangeRow]:
    """The foremost changes with both listings, in one query."""
    foremost = found.foremost()
    pairs = Suggestion.objects.filter(pk__in=[change.suggestion_id for change in foremost])
    stored = pairs.select_related("need", "offer").defer("contributions", "explanation").in_bulk()
    return [
        ChangeRow(change, stored[pk].need, stored[pk].offer, round(100 * change.old), round(100 * change.new))
        for change in foremost
        if (pk := change.suggestion_id) in stored
    ]
