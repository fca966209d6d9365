"""The demonstration's needs: some wait, some are late, the others were answered in all four ways."""

from __future__ import annotations

import pytest
from django.utils import timezone

from catalog.models import Listing
from cooperation.models import Triage
from cooperation.triage import running
from exchange.demo.loading import load_demo

pytestmark = pytest.mark.django_db


def test_every_outcome_can_be_seen() -> None:
    load_demo()
    today = timezone.localdate()
    assert set(Triage.objects.values_list("outcome", flat=True)) == {"", *Triage.Outcome.values}
    assert 1 <= running(today).filter(due_on__lt=today).count() < running(today).count()
    assert running(today).filter(officer=None).exists()
    assert not Listing.objects.needs().published(today).filter(triage=None).exists()
