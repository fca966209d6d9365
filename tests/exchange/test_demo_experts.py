"""The demonstration has experts of all services, one who waits for the check, and one who signs in."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts import consent
from accounts.models import Consent, OutboxMessage
from advisory.models import CandidateScore, ExpertProfile, SelectionDossier, ServiceKind, ServiceRequest
from exchange.demo.loading import load_demo

pytestmark = pytest.mark.django_db


def test_every_service_is_offered_and_somebody_waits() -> None:
    load_demo()
    public = ExpertProfile.objects.public(timezone.localdate())
    assert public.count() == 8
    assert {service for expert in public for service in expert.services} == set(ServiceKind.values)
    assert ExpertProfile.objects.filter(asked_at__isnull=False, verified_at=None).count() == 1
    signs_in = public.get(user__email="chuyen-gia@vidu.test")
    assert consent.has_given(signs_in.user, Consent.Purpose.EXPERT)


def test_requests_stand_at_every_step_and_wrote_no_letters() -> None:
    load_demo()
    assert set(ServiceRequest.objects.values_list("state", flat=True)) == {"asked", "offering", "under_way", "done"}
    assert not OutboxMessage.objects.filter(kind="service").exists()


def test_one_dossier_is_scored_and_one_is_concluded() -> None:
    load_demo()
    open_one = SelectionDossier.objects.open().get()
    assert open_one.candidates.filter(left_out_at=None).count() == 2
    assert CandidateScore.objects.filter(candidate__dossier=open_one).count() == 6
    assert SelectionDossier.objects.exclude(closed_at=None).get().candidates.filter(is_chosen=True).count() == 1
