"""The officers' overview: what counts as new, late, ending, standing still; the page and the Excel file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client

from catalog.models import Listing, ProblemReport
from cooperation import interests, triage
from exchange import overview
from taxonomy.spreadsheets import CONTENT_TYPE
from tests.factories_catalog import (
    author_of,
    make_member,
    make_officer,
    make_organisation,
    make_published,
    make_submitted,
)
from tests.factories_cooperation import PITCH
from tests.factories_triage import make_triage, suggest

pytestmark = pytest.mark.django_db
ADDRESS = "/en/staff/overview/"
LONG_AGO = timedelta(days=200)


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_officer())
    return client


def aged(listing: Listing, now: datetime, **values: Any) -> Listing:
    """A listing that was published long ago and has not been touched since."""
    Listing.objects.filter(pk=listing.pk).update(
        **{"published_at": now - LONG_AGO, "updated_at": now - LONG_AGO} | values
    )
    return listing


def test_what_waits_is_counted(now: datetime) -> None:
    make_submitted(now=now)
    old, _ = make_submitted(now=now - timedelta(days=30))
    make_triage(now=now, days_ago=30)
    ending = make_published("offer", now=now)
    Listing.objects.filter(pk=ending.pk).update(valid_until=date(2026, 12, 1))
    ProblemReport.objects.create(listing=ending, reason="wrong", text="Sai giá.", fingerprint="1")
    aged(make_published("offer", now=now), now)
    assert overview.numbers(now=now) == overview.Numbers(
        new=1, overdue=1, late_needs=1, expiring=1, stale=1, reported=1
    )
    assert old.review_due_on < date(2026, 11, 23)  # type: ignore[operator]


def test_whatever_happens_to_a_listing_keeps_it_from_standing_still(now: datetime) -> None:
    quiet = aged(make_published("need", now=now), now)
    aged(make_published("need", now=now), now, updated_at=now - timedelta(days=30))
    asked = aged(make_published("offer", now=now), now)
    by = make_member(make_organisation())
    interests.send(listing=asked, organisation=by.memberships.get().organisation, by=by, now=now, pitch=PITCH)
    answered = aged(make_published("need", now=now), now)
    made = suggest(answered, now=now)
    interests.decline_suggestion(suggestion=made, side="offer", by=author_of(made.offer), now=now, reason="price")
    triage.start_clocks(now=now)
    assert list(overview.stale(now=now)) == [quiet]


def test_months_run_back_over_the_turn_of_the_year(now: datetime) -> None:
    make_published("need", now=now)
    Listing.objects.update(published_at=datetime(2026, 2, 28, 18, 0, tzinfo=now.tzinfo))
    make_published("offer", now=now)
    months = overview.by_month(now=now)
    assert [each.first for each in months][::11] == [date(2025, 12, 1), date(2026, 11, 1)]
    assert {each.first: (each.offers, each.needs) for each in months if each.offers or each.needs} == {
        date(2026, 3, 1): (0, 1),
        date(2026, 11, 1): (1, 0),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries(
    officer: Client, now: datetime, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        listing = aged(make_published("offer", now=now), now, valid_until=date(2026, 12, 1))
        ProblemReport.objects.create(listing=listing, reason="wrong", text="Sai.", fingerprint=f"{number}")
    officer.get("/en/")
    with django_assert_num_queries(17):
        officer.get(ADDRESS)


def test_the_page_shows_what_to_look_at(officer: Client, now: datetime) -> None:
    quiet = aged(make_published("offer", now=now, title="=Máy sấy"), now)
    page = officer.get(ADDRESS).text
    assert page.count(f"{quiet.reference}, ") == 1
    assert "Published, by month" in page


def test_the_excel_file_holds_the_same_and_no_formula(officer: Client, now: datetime) -> None:
    quiet = aged(make_published("offer", now=now, title="=Máy sấy"), now)
    response = officer.get(f"{ADDRESS}excel/")
    assert response["Content-Type"] == CONTENT_TYPE
    assert 'filename="cungcau-2026-11-23.xlsx"' in response["Content-Disposition"]
    sheets = openpyxl.load_workbook(BytesIO(response.content)).worksheets
    assert [cell.value for cell in sheets[4][2]][:2] == ["=Máy sấy", quiet.reference]
    assert (sheets[4]["A2"].data_type, sheets[4]["A2"].quotePrefix) == ("s", True)
    assert sheets[0]["B6"].value == 1


@pytest.mark.parametrize(("who", "status"), [("visitor", 302), ("member", 404)])
@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}excel/"])
def test_only_officers_look(client: Client, who: str, status: int, address: str) -> None:
    if who == "member":
        client.force_login(make_member(make_organisation()))
    assert client.get(address).status_code == status
