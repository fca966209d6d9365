"""The weights in force: named defaults from the code, or the version a manager has made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import User
from matching.models import WeightSet
from matching.scoring import DEFAULT_WEIGHTS, HIGHEST_BASE, LOWEST_BASE, Weight, Weights

BASE = "base"


class WeightsError(Exception):
    """Weights that cannot come in force."""


class Superseded(WeightsError):
    """Another version came in force meanwhile; `current` is the one."""

    def __init__(self, current: WeightSet) -> None:
        super().__init__(current.version)
        self.current = current


class Unchanged(WeightsError):
    """The weights in force have these values."""


class OutOfBounds(WeightsError):
    """A weight outside the bounds a manager keeps; names the feature, or "base"."""


def active_weights() -> tuple[WeightSet, Weights]:
    """The stored version in force and its values; the first call stores the defaults as version 1."""
    stored = WeightSet.objects.filter(is_active=True).first()
    if stored is None:
        try:
            with transaction.atomic():
                stored = WeightSet.objects.create(version=1, weights=to_json(DEFAULT_WEIGHTS), is_active=True)
        except IntegrityError:
            stored = WeightSet.objects.get(is_active=True)
    return stored, from_json(stored.weights)


def to_json(weights: Weights) -> dict[str, Any]:
    """Weights as stored: version, base, and [weight, mean] by feature."""
    features = {name: [entry.weight, entry.mean] for name, entry in weights.features.items()}
    return {"version": weights.version, "base": weights.base, "features": features}


def from_json(stored: dict[str, Any]) -> Weights:
    """Stored weights, each held within the bounds of the defaults; a feature not stored keeps its default."""
    features = {}
    for name, default in DEFAULT_WEIGHTS.features.items():
        weight, mean = stored["features"].get(name, (default.weight, default.mean))
        held = min(max(float(weight), default.lowest), default.highest)
        features[name] = Weight(held, float(mean), default.lowest, default.highest)
    return Weights(stored["version"], float(stored["base"]), features)


def bounds() -> dict[str, tuple[float, float]]:
    """The bounds of the base and of every feature's weight, by name."""
    features = {name: (default.lowest, default.highest) for name, default in DEFAULT_WEIGHTS.features.items()}
    return {BASE: (LOWEST_BASE, HIGHEST_BASE), **features}


def values_of(weights: Weights) -> dict[str, float]:
    """The base and every weight by name: all that a manager sets."""
    return {BASE: weights.base, **{name: each.weight for name, each in weights.features.items()}}


def with_values(weights: Weights, values: dict[str, float], *, version: str = "") -> Weights:
    """The weights with another base and other weights; the means, which are measured, stay."""
    features = {
        name: Weight(values[name], each.mean, each.lowest, each.highest) for name, each in weights.features.items()
    }
    return Weights(version, values[BASE], features)


def put_in_force(*, values: dict[str, float], based_on: int, note: str, by: User, now: datetime) -> WeightSet:
    """Store a new version with these values and put it in force; the listings are then matched anew, by and by.

    `based_on` is the version that the values were made from. The same wish again returns what the first one made.
    """
    _check_bounds(values)
    active_weights()
    with transaction.atomic():
        list(WeightSet.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
        current, weights = active_weights()
        if current.version != based_on:
            if (values_of(weights), current.note, current.created_by_id) == (values, note, by.pk):
                return current
            raise Superseded(current)
        if values_of(weights) == values:
            raise Unchanged
        version = (WeightSet.objects.aggregate(latest=Max("version"))["latest"] or 0) + 1
        WeightSet.objects.filter(pk=current.pk).update(is_active=False)
        stored = to_json(with_values(weights, values, version=str(version)))
        return WeightSet.objects.create(
            version=version, weights=stored, is_active=True, note=note, created_by=by, created_at=now
        )


def _check_bounds(values: dict[str, float]) -> None:
    for name, (lowest, highest) in bounds().items():
        if not lowest <= values[name] <= highest:
            raise OutOfBounds(name)
