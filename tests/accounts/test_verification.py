"""Verifying organisations: for how long, by whom, what ends it, and what officers see before they do it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts import organisations
from accounts.models import Organisation
from accounts.tax_codes import is_well_formed
from tests.factories import MembershipFactory, OfficerFactory, OrganisationFactory, UserFactory
from tests.factories_catalog import make_published

pytestmark = pytest.mark.django_db
CODE = "0100112437"
NOTE = "Đối chiếu với đăng ký doanh nghiệp ngày 20/11."


def verified(now: datetime, **values: Any) -> Organisation:
    organisation = OrganisationFactory(**values)
    return organisations.verify_organisation(organisation=organisation, officer=OfficerFactory(), now=now, note=NOTE)


def test_verification_holds_for_two_years_and_is_renewed(now: datetime) -> None:
    organisation = verified(now)
    assert (organisation.verified_until, organisation.verification_note) == (date(2028, 11, 22), NOTE)
    later = now + timedelta(days=700)
    renewed = organisations.verify_organisation(organisation=organisation, officer=OfficerFactory(), now=later)
    assert (renewed.verified_at, renewed.verified_until) == (later, date(2030, 10, 23))


def test_what_has_lapsed_is_not_verified_even_before_the_sweep(now: datetime) -> None:
    organisation = verified(now)
    for days, holds in ((730, True), (731, False)):
        with time_machine.travel(now + timedelta(days=days), tick=False):
            assert organisation.is_verified is holds


def test_sweep_takes_the_mark_from_organisation_and_filters_once(now: datetime) -> None:
    old, young, forever = (verified(at) for at in (now - timedelta(days=731), now, now))
    Organisation.objects.filter(pk=forever.pk).update(verified_until=None)
    listing = make_published("offer", organisation=old, by=MembershipFactory(organisation=old).user, now=now)
    assert "verified:yes" in listing.facets
    assert [organisations.end_verifications(now=now) for _ in range(2)] == [1, 0]
    assert set(Organisation.objects.verified()) == {young, forever}
    listing.refresh_from_db()
    old.refresh_from_db()
    assert ("verified:yes" in listing.facets, old.verified_until) == (False, date(2026, 11, 22))


def test_a_lapsed_claim_holds_no_tax_code(now: datetime) -> None:
    old = verified(now - timedelta(days=800), tax_code=CODE)
    rival = OrganisationFactory(tax_code=CODE)
    with pytest.raises(organisations.TaxCodeTaken):
        organisations.verify_organisation(organisation=rival, officer=OfficerFactory(), now=now)
    organisations.end_verifications(now=now)
    organisations.verify_organisation(organisation=rival, officer=OfficerFactory(), now=now)
    assert [one.pk for one in organisations.others_with_tax_code(rival)] == [old.pk]


def test_new_name_ends_the_verification_without_a_trace_of_renewal(now: datetime) -> None:
    organisation = organisations.update_organisation(organisation=verified(now), name_vi="Tên mới")
    assert (organisation.verified_at, organisation.verified_until, organisation.verification_note) == (None, None, "")


@pytest.mark.parametrize(
    ("code", "holds"),
    [(CODE, True), ("0100112438", False), ("0100112437-001", True), ("", False), ("031090012345", True)],
)
def test_check_digit(code: str, holds: bool) -> None:
    assert is_well_formed(code) is holds


def test_officers_list_names_new_lapsed_and_ending_ones(client: Client, now: datetime) -> None:
    client.force_login(OfficerFactory())
    new = OrganisationFactory()
    lapsed, ending, fine = (verified(now - timedelta(days=days)) for days in (731, 710, 10))
    with time_machine.travel(now, tick=False):
        page = client.get("/en/staff/organisations/").text
    shown = [one.name_vi in page for one in (new, lapsed, ending, fine)]
    assert (shown, "lapsed on 22/11/2026" in page, "verified until 13/12/2026" in page) == (
        [True, True, True, False],
        True,
        True,
    )
    assert page.index(lapsed.name_vi) < page.index(ending.name_vi) < page.index(new.name_vi)


def test_officer_sees_the_tax_code_check_and_keeps_a_note(client: Client, now: datetime) -> None:
    client.force_login(OfficerFactory())
    organisation = OrganisationFactory(tax_code="0100112438")
    other = verified(now, tax_code="0100112438", name_vi="Công ty Sông Cấm")
    address = f"/en/staff/organisations/{organisation.slug}/"
    page = client.get(address).text
    for words in ("the check digit is wrong", other.name_vi):
        assert words in page
    Organisation.objects.filter(pk=other.pk).update(tax_code="")
    refused = client.post(f"/en/organisations/{organisation.slug}/verify/", {"note": "x" * 1001})
    assert (refused.status_code, "x" * 1001 in refused.text) == (422, True)
    client.post(f"/en/organisations/{organisation.slug}/verify/", {"note": NOTE})
    assert NOTE in client.get(address).text


def test_check_page_is_for_officers(client: Client) -> None:
    address = f"/staff/organisations/{OrganisationFactory().slug}/"
    assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404
