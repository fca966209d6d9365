"""The weights in force, and how a new version of the score takes over."""

from importlib import import_module

import pytest
from django.apps import apps

from matching.models import WeightSet
from matching.scoring import DEFAULT_WEIGHTS
from matching.weights import active_weights

pytestmark = pytest.mark.django_db
succeed = import_module("matching.migrations.0002_prior_2").succeed


def test_weights_in_force_get_a_successor_that_keeps_what_a_manager_set():
    edited = {"version": 3, "base": -3.0, "features": {"text": [11.0, 0.3]}}
    WeightSet.objects.all().delete()
    old = WeightSet.objects.create(version=3, weights=edited, is_active=True)
    succeed(apps, None)
    stored, weights = active_weights()
    assert (stored.version, weights.version, weights.base) == (4, 4, -3.0)
    assert (weights.features["text"].weight, weights.features["figures"]) == (11.0, DEFAULT_WEIGHTS.features["figures"])
    assert not WeightSet.objects.get(pk=old.pk).is_active


def test_without_weights_the_defaults_are_stored_when_they_are_asked_for():
    WeightSet.objects.all().delete()
    succeed(apps, None)
    assert active_weights()[1] == DEFAULT_WEIGHTS
