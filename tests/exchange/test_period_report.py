"""The report of a period: its tables, the page, the PDF and the Excel file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from catalog import closing
from catalog.models import Listing
from cooperation.funnel.counting import Scope
from cooperation.funnel.periods import named
from cooperation.funnel.report import listings_table, report_of, triage_table
from cooperation.models import Triage
from taxonomy.spreadsheets import CONTENT_TYPE
from tests.cooperation.funnel.test_figures import make_contract
from tests.factories_catalog import author_of, make_member, make_officer, make_organisation, make_published
from tests.factories_triage import make_triage

pytestmark = pytest.mark.django_db
PAGE, PDF, EXCEL = "/en/staff/report/", "/en/staff/report/pdf/", "/en/staff/report/excel/"


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Any:
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_officer())
    return client


def test_listings_and_answers_of_the_period_are_counted(now: datetime) -> None:
    made = make_published("need", now=now)
    make_published("offer", now=now - timedelta(days=90))
    clock = make_triage(now=now, days_ago=20)
    Triage.objects.filter(pk=clock.pk).update(outcome="gap", ended_at=now)
    closing.close(listing=made, by=author_of(made), now=now, through_portal="partly")
    november = Scope(date(2026, 11, 1), date(2026, 11, 30))
    rows = {row[0]: row[1:] for row in listings_table(november).rows}
    assert rows["Đã tìm được đối tác"] == [0, 1]
    assert rows["trong đó có phần của cổng"] == [0, 1]
    assert {row[0]: row[1] for row in triage_table(november).rows}["Đã đưa vào danh sách chưa có lời giải"] == 1
    assert Listing.objects.count() >= 3


def test_steps_stand_beside_those_of_the_period_before_and_of_all_time(now: datetime) -> None:
    make_contract(now)
    make_contract(now - timedelta(days=90))
    period = named("2026-Q4")
    assert period is not None
    steps = {row[0]: row[1:] for row in report_of(period).steps.rows}
    assert steps["Hợp đồng chuyển giao đã ký"] == [1, 1, 2]


@pytest.mark.parametrize(
    ("period", "title"),
    [("", "Report on quarter 3/2026"), ("2026-02", "Report on month 2/2026"), ("2025", "Report on 2025")],
)
def test_the_page_is_of_the_period_asked_for(officer: Client, period: str, title: str) -> None:
    page = BeautifulSoup(officer.get(f"{PAGE}?period={period}").content, "html.parser")
    assert page.h1.text == title  # type: ignore[union-attr]


@pytest.mark.parametrize("address", [PAGE, PDF, EXCEL])
@pytest.mark.parametrize("period", ["2026-13", "9999", "%00", "2026-Q5"])
def test_no_such_period_is_no_page(officer: Client, address: str, period: str) -> None:
    assert officer.get(f"{address}?period={period}").status_code in (400, 404)


@pytest.mark.parametrize("who", ["visitor", "member"])
@pytest.mark.parametrize("address", [PAGE, PDF, EXCEL])
def test_only_officers_read_it(client: Client, who: str, address: str) -> None:
    if who == "member":
        client.force_login(make_member(make_organisation()))
    assert client.get(address).status_code == (302 if who == "visitor" else 404)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries(
    officer: Client, now: datetime, count: int, django_assert_num_queries: Any
) -> None:
    for _number in range(count):
        make_contract(now)
    officer.get("/en/")
    with django_assert_num_queries(23):
        officer.get(f"{PAGE}?period=2026-Q4")


def test_the_files_hold_the_same(officer: Client, now: datetime) -> None:
    make_contract(now, value=2_000_000_000)
    response = officer.get(f"{EXCEL}?period=2026-Q4")
    assert response["Content-Type"] == CONTENT_TYPE
    book = openpyxl.load_workbook(BytesIO(response.content))
    assert len(book.worksheets) == 9
    assert book.worksheets[3]["B4"].value == 2_000_000_000
    response = officer.get(f"{PDF}?period=2026-Q4")
    assert 'filename="cungcau-2026-Q4.pdf"' in response["Content-Disposition"]
    assert response.content.startswith(b"%PDF-1.7")
