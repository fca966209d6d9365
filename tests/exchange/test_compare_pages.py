"""The comparison page: what its address asks for, what a reader may see, and what the browser remembers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from pypdf import PdfReader

from catalog.models import Listing
from tests.factories_catalog import make_listing, make_member, make_officer, make_organisation, make_published

pytestmark = pytest.mark.django_db
PAGE = "/en/listings/compare/"
ADD, REMOVE = f"{PAGE}add/", f"{PAGE}remove/"


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


def offers(number: int, *, now: datetime) -> list[Listing]:
    return [make_published("offer", now=now) for _ in range(number)]


def shown(client: Client, references: list[str], **query: str) -> BeautifulSoup:
    answer = client.get(PAGE, {"id": references, **query})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def heads(page: BeautifulSoup) -> list[str]:
    return [ref.text for ref in page.select("thead .ref")]


def notices(page: BeautifulSoup) -> str:
    return " ".join(notice.get_text(" ", strip=True) for notice in page.select("main .notice"))


def test_table_has_caption_and_scopes(now: datetime, client: Client) -> None:
    one, other = offers(2, now=now)
    page = shown(client, [one.reference, other.reference])
    assert heads(page) == [one.reference, other.reference]
    assert page.select_one("table > caption") is not None
    assert {head["scope"] for head in page.select("tbody th")} == {"row", "rowgroup"}
    assert len({len(line.find_all(["th", "td"])) for line in page.select("tr")}) == 1


def test_rows_that_are_the_same_can_be_left_out(now: datetime, client: Client) -> None:
    one, other = make_published("offer", now=now), make_published("offer", now=now, trl=4)
    references = [one.reference, other.reference]
    whole, less = shown(client, references), shown(client, references, differences="1")
    same = len(whole.select(".cmp__same"))
    assert (same > 5, less.select(".cmp__same")) == (True, [])
    assert f"{same} rows that are the same for all are hidden." in less.text
    assert "Technology readiness level" in less.select_one("tbody").text  # type: ignore[union-attr]


def test_twins_differ_in_nothing(now: datetime, client: Client) -> None:
    first = make_published("offer", now=now)
    twin = make_published("offer", organisation=first.organisation, by=first.created_by, now=now)
    page = shown(client, [first.reference, twin.reference], differences="1")
    assert "The listings do not differ in any row." in page.text


def test_hidden_and_unknown_ones_are_left_out_and_said_so(now: datetime, client: Client) -> None:
    one, other = offers(2, now=now)
    draft = make_listing("offer", now=now, title="Bản nháp kín")
    page = shown(client, [draft.reference, one.reference, "HP-C-1999-0001", other.reference])
    assert heads(page) == [one.reference, other.reference]
    assert f"{draft.reference} and HP-C-1999-0001" in notices(page)
    assert "Bản nháp kín" not in page.text


def test_more_than_four_are_cut_with_a_sentence(now: datetime, client: Client) -> None:
    references = [offer.reference for offer in offers(5, now=now)]
    page = shown(client, references)
    assert heads(page) == references[:4]
    assert f"To see {references[4]}, remove another one first." in notices(page)


@pytest.mark.parametrize("number", [0, 1])
def test_too_few_leads_to_more(number: int, now: datetime, client: Client) -> None:
    chosen = offers(number, now=now)
    page = shown(client, [offer.reference for offer in chosen])
    assert (page.select("table"), len(page.select("main .card"))) == ([], number)
    assert "press “Compare”" in page.select_one(".empty").text  # type: ignore[union-attr]


@pytest.mark.parametrize("strange", ["<script>", "", "x" * 300, "HP-C-2026-0001' OR 1=1"])
def test_strange_addresses_are_no_error(strange: str, client: Client) -> None:
    page = shown(client, [strange], differences="x", page="9" * 30)
    assert strange not in str(page.main) or not strange
    assert client.get(PAGE, {"id": "\x00"}).status_code == 400


def test_who_may_see_more_sees_it_here_too(now: datetime, client: Client) -> None:
    public, draft = make_published("offer", now=now), make_listing("offer", now=now)
    people = [draft.created_by, make_officer(), make_member(make_organisation())]
    seen = []
    for person in people:
        assert person is not None
        client.force_login(person)
        seen.append(heads(shown(client, [public.reference, draft.reference])))
    assert seen == [[public.reference, draft.reference], [], []]


def test_adding_is_remembered_and_shown(now: datetime, client: Client) -> None:
    one, other = offers(2, now=now)
    assert client.post(ADD, {"reference": one.reference})["Location"] == f"{PAGE}?id={one.reference}"
    answer = client.post(ADD, {"reference": other.reference})
    assert answer["Location"] == f"{PAGE}?id={one.reference}&id={other.reference}"
    assert client.post(ADD, {"reference": other.reference})["Location"] == answer["Location"]
    cookie = answer.cookies["compare"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
    again = client.get(PAGE)
    assert (again["Location"], "compare" in again.cookies) == (answer["Location"], False)
    assert "no-store" in again["Cache-Control"]


def test_a_fifth_is_shown_as_too_many_and_not_remembered(now: datetime, client: Client) -> None:
    references = [offer.reference for offer in offers(5, now=now)]
    for reference in references:
        answer = client.post(ADD, {"reference": reference})
    assert answer["Location"].count("id=") == 5
    assert client.cookies["compare"].value == ".".join(references[:4])


def test_removing_forgets(now: datetime, client: Client) -> None:
    one, other = (offer.reference for offer in offers(2, now=now))
    client.post(ADD, {"reference": one})
    answer = client.post(REMOVE, {"id": [one, other], "reference": one})
    assert (answer["Location"], client.cookies["compare"].value) == (f"{PAGE}?id={other}", other)
    assert client.post(REMOVE, {"id": [other], "reference": other})["Location"] == PAGE
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("cookie", ["", "....", "<b>.\\x00", "x" * 4000])
def test_a_forged_cookie_is_harmless(cookie: str, client: Client) -> None:
    client.cookies["compare"] = cookie
    assert client.get(PAGE).status_code == 200


def test_other_sites_cannot_change_the_choice(now: datetime) -> None:
    (one,) = offers(1, now=now)
    strict = Client(enforce_csrf_checks=True)
    assert "compare" in strict.post(ADD, {"reference": one.reference}).cookies
    answer = Client().post(ADD, {"reference": one.reference}, headers={"Sec-Fetch-Site": "cross-site"})
    assert "compare" not in answer.cookies


def test_methods(client: Client) -> None:
    assert [client.get(ADD).status_code, client.get(REMOVE).status_code, client.post(PAGE).status_code] == [405] * 3


def test_public_pages_do_not_depend_on_the_choice(now: datetime, client: Client) -> None:
    one, other = offers(2, now=now)
    before = client.get(one.get_absolute_url())
    client.post(ADD, {"reference": other.reference})
    after = client.get(one.get_absolute_url())
    assert other.reference not in after.text
    assert (before.text.count("<form"), "compare" in after.cookies) == (after.text.count("<form"), False)
    assert 'listings/compare/add/"' in after.text


@pytest.mark.parametrize("number", [2, 4])
def test_page_takes_a_fixed_number_of_queries(
    number: int, now: datetime, client: Client, django_assert_num_queries: Any
) -> None:
    references = [offer.reference for offer in offers(number, now=now)]
    with django_assert_num_queries(7):
        client.get(PAGE, {"id": references})


def test_comparison_as_a_file(now: datetime, client: Client) -> None:
    references = [offer.reference for offer in offers(2, now=now)]
    link = shown(client, references).select_one("main a[href*='/pdf/']")
    assert link is not None
    answer = client.get(str(link["href"]))
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    first = PdfReader(BytesIO(answer.content)).pages[0]
    assert first.mediabox.width > first.mediabox.height
    assert references[0] in first.extract_text()
    assert answer["Content-Disposition"] == f'attachment; filename="compare-{"-".join(references)}.pdf"'
    assert client.get(f"{PAGE}pdf/", {"id": references[:1]}).status_code == 404
    assert client.post(f"{PAGE}pdf/").status_code == 405
