"""The weights in force: named defaults from the code, or the version a manager has made."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from matching.models import WeightSet
from matching.scoring import DEFAULT_WEIGHTS, Weight, Weights


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
