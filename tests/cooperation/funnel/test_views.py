"""The officers' page and its Excel file, and what visitors see of the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from cooperation.models import Cooperation
from taxonomy.spreadsheets import CONTENT_TYPE
from tests.cooperation.funnel.test_figures import make_contract
from tests.factories_catalog import make_member, make_officer, make_organisation, make_user
from tests.factories_pipeline import make_room, move_to

pytestmark = pytest.mark.django_db
PAGE, EXCEL, PUBLIC = "/en/staff/funnel/", "/en/staff/funnel/excel/", "/en/results/"
LONG_AGO = timedelta(days=300)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def officer(client: Client) -> User:
    user = make_officer()
    client.force_login(user)
    return user


def soup(client: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def rows(page: BeautifulSoup, section: str) -> list[list[str]]:
    """The cells of the table of a section, row by row."""
    return [
        [cell.text.strip() for cell in row.select("th, td")]
        for row in page.select(f"[aria-labelledby={section}] tbody tr")
    ]


@pytest.mark.parametrize("who", ["visitor", "member"])
@pytest.mark.parametrize("address", [PAGE, EXCEL])
def test_only_officers_look(client: Client, who: str, address: str) -> None:
    if who == "member":
        client.force_login(make_member(make_organisation()))
    assert client.get(address).status_code == (302 if who == "visitor" else 404)


@pytest.mark.usefixtures("officer")
def test_the_page_shows_steps_values_and_the_breakdown(client: Client, now: datetime) -> None:
    make_contract(now, value=1_500_000_000)
    page = soup(client, f"{PAGE}?by=quarter")
    assert ["Transfer contracts signed", "1"] in rows(page, "steps")
    assert rows(page, "breakdown")[-1] == ["Q4/2026", "0", "0", "0", "0", "1", "1", "0", "0"]
    assert "VND\u00a01.5\u00a0billion" in page.select_one(".figs").text  # type: ignore[union-attr]
    assert soup(client, f"{PAGE}?last=2026-11-22").select_one(".figs b").text == "0"  # type: ignore[union-attr]


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize(
    "query",
    [
        "first=yesterday",
        "first=2026-12-01&last=2026-01-01",
        "field=999",
        "by=mood",
        "first=0001-01-01",
        "last=9999-12-31",
    ],
)
def test_a_wrong_choice_is_told_and_kept(client: Client, query: str, now: datetime) -> None:
    make_contract(now)
    response = client.get(f"{PAGE}?{query}")
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 422
    assert page.select_one("[role=alert]").text.count(":") == 1  # type: ignore[union-attr]
    assert ["Transfer contracts signed", "1"] in rows(page, "steps")
    assert client.get(f"{EXCEL}?{query}").status_code == 200


def test_an_officer_is_told_of_old_memoranda_in_charge_a_manager_of_all(
    client: Client, officer: User, now: datetime
) -> None:
    mine, other = make_room(now=now - LONG_AGO, officer=officer), make_room(now=now - LONG_AGO)
    for room in (mine, other):
        move_to(room, "contract", now=now - LONG_AGO)
    links = soup(client, PAGE).select("[aria-labelledby=waiting] a")
    assert [link["href"] for link in links] == [f"/en/cooperations/{mine.cooperation.reference}/"]
    assert [row[0] for row in rows(soup(client, PAGE), "loads")] == [officer.full_name]
    client.force_login(make_user(role=User.Role.MANAGER))
    page = soup(client, PAGE)
    assert len(page.select("[aria-labelledby=waiting] a")) == len(rows(page, "loads")) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries(
    client: Client, officer: User, now: datetime, count: int, django_assert_num_queries: Any
) -> None:
    for _number in range(count):
        room = make_room(now=now - LONG_AGO, officer=officer)
        move_to(room, "contract", now=now - LONG_AGO)
    client.get("/en/")
    with django_assert_num_queries(21):
        client.get(PAGE)


@pytest.mark.usefixtures("officer")
def test_the_excel_file_holds_the_tables_and_no_formula(client: Client, now: datetime) -> None:
    room = make_contract(now, value=2_000_000_000)
    old = make_room(now=now - LONG_AGO)
    move_to(old, "contract", now=now - LONG_AGO)
    Cooperation.objects.filter(pk=old.cooperation.pk).update(
        title="=1+1", officer=User.objects.get(pk=client.session["_auth_user_id"])
    )
    response = client.get(f"{EXCEL}?by=year")
    assert response["Content-Type"] == CONTENT_TYPE
    assert 'filename="cungcau-funnel-2026-11-23.xlsx"' in response["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(response.content))
    assert [cell.value for cell in book.worksheets[1][2]][0::6] == ["2026", 1]
    assert book.worksheets[3]["B4"].value == 2_000_000_000
    assert (book.worksheets[6]["B2"].value, book.worksheets[6]["B2"].quotePrefix) == ("=1+1", True)
    assert room.cooperation.title not in str(list(book.worksheets[6].values))


def test_visitors_see_sums_of_the_last_quarter_and_nothing_of_two_organisations(client: Client, now: datetime) -> None:
    autumn = datetime(2026, 9, 20, 3, 0, tzinfo=now.tzinfo)
    make_contract(autumn, value=700_000_000)
    page = soup(client, PUBLIC)
    assert "30 September 2026" in page.text
    assert "700" not in page.text
    assert {cell for row in rows(page, "part1") for cell in row[1:]} <= {"0", "–"}
    make_contract(autumn, value=300_000_000)
    make_contract(autumn, value=500_000_000)
    make_contract(now, value=900_000_000)
    cache.clear()
    page = soup(client, PUBLIC)
    assert "VND\u00a01.5\u00a0billion" in page.text
    assert rows(page, "part1") == [["2026", "0", "0", "0", "4", "3", "3", "0", "0"]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_page_takes_the_same_queries(
    client: Client, now: datetime, count: int, django_assert_num_queries: Any
) -> None:
    for _number in range(count):
        make_contract(now - timedelta(days=100))
    with django_assert_num_queries(10):
        client.get(PUBLIC)
    with django_assert_num_queries(5):
        client.get(PUBLIC)


def test_a_new_portal_says_that_there_is_nothing_yet(client: Client) -> None:
    assert soup(client, PUBLIC).select_one(".empty") is not None
