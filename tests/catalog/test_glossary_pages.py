"""Officers' pages of the glossary: who may open them, what they refuse, who changed what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from taxonomy.glossary_editing import add_entry
from taxonomy.models import GlossaryEntry
from tests.factories_catalog import make_member, make_officer, make_organisation

pytestmark = pytest.mark.django_db
LIST, NEW = "/review/glossary/", "/review/glossary/new/"
TERMS = {"term_vi": "máy ép viên", "term_en": "pellet mill"}
LISTS = {"synonyms_vi": "máy tạo viên\r\n\r\n máy ép  viên ", "synonyms_en": "", "abbreviations": "PM", "note": ""}


@pytest.fixture
def officer(client: Client) -> User:
    officer = make_officer("Lương Thị Hạnh")
    client.force_login(officer)
    return officer


@pytest.fixture
def entry(now: datetime) -> GlossaryEntry:
    return add_entry(now=now, **TERMS)


def page_of(entry: GlossaryEntry) -> str:
    return f"{LIST}{entry.code}/"


def soup(client: Client, address: str, **params: Any) -> BeautifulSoup:
    answer = client.get(address, params)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def addresses(entry: GlossaryEntry) -> list[tuple[str, str]]:
    return [("get", LIST), ("get", NEW), ("post", NEW), ("get", page_of(entry)), ("post", page_of(entry)),
            ("post", f"{page_of(entry)}state/")]  # fmt: skip


def test_members_find_no_glossary_page(client: Client, entry: GlossaryEntry) -> None:
    client.force_login(make_member(make_organisation()))
    assert [getattr(client, method)(path).status_code for method, path in addresses(entry)] == [404] * 6


def test_visitors_are_asked_to_sign_in(client: Client, entry: GlossaryEntry) -> None:
    for method, path in addresses(entry):
        answer = getattr(client, method)(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/")


def test_methods_are_kept_apart(client: Client, officer: User, entry: GlossaryEntry) -> None:
    assert client.get(f"{page_of(entry)}state/").status_code == 405
    assert client.post(LIST).status_code == 405
    assert client.delete(page_of(entry)).status_code == 405


def test_officer_adds_an_entry_and_history_knows_who(client: Client, officer: User) -> None:
    assert client.post(NEW, TERMS | LISTS)["Location"] == LIST
    entry = GlossaryEntry.objects.get(term_en="pellet mill")
    assert (entry.synonyms_vi, entry.abbreviations) == (["máy tạo viên"], ["PM"])
    assert "Lương Thị Hạnh" in soup(client, page_of(entry)).select_one(".stages").text
    assert "Lương Thị Hạnh" in soup(client, LIST, q="pellet").select_one("table").text


def test_officer_edits_an_entry(client: Client, officer: User, entry: GlossaryEntry) -> None:
    assert client.post(page_of(entry), TERMS | LISTS | {"note": "Ngành gỗ"})["Location"] == page_of(entry)
    assert GlossaryEntry.objects.get(pk=entry.pk).note == "Ngành gỗ"


@pytest.mark.parametrize(
    "values",
    [
        {"term_vi": ""}, {"term_vi": "–"}, {"term_en": "x" * 121}, {"term_vi": "a\x07b"}, {"term_vi": "a\x00b"},
        {"synonyms_vi": "x" * 121}, {"synonyms_vi": "\n".join(f"từ {n}" for n in range(13))},
        {"abbreviations": "x" * 31}, {"synonyms_en": "a\x07b"}, {"note": "x" * 301},
    ],
)  # fmt: skip
def test_bad_input_gets_a_message_and_keeps_what_was_written(
    client: Client, officer: User, values: dict[str, str]
) -> None:
    answer = client.post(NEW, TERMS | LISTS | values)
    page = BeautifulSoup(answer.content, "html.parser")
    assert (answer.status_code, bool(page.select(".field .err"))) == (422, True)
    assert not GlossaryEntry.objects.filter(key_en="pellet mill").exists()
    assert "máy tạo viên" in answer.content.decode() or "synonyms_vi" in values


@pytest.mark.parametrize(("state", "words"), [("active", "đã có trong bảng."), ("retired", "đã ngừng dùng")])
def test_known_pair_is_refused(client: Client, officer: User, entry: GlossaryEntry, state: str, words: str) -> None:
    GlossaryEntry.objects.filter(pk=entry.pk).update(state=state)
    answer = client.post(NEW, {"term_vi": "MAY EP VIEN", "term_en": "Pellet Mills"})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_officer_retires_an_entry_and_takes_it_back(client: Client, officer: User, entry: GlossaryEntry) -> None:
    for state in ("retired", "retired", "bogus", "active"):
        answer = client.post(f"{page_of(entry)}state/", {"state": state})
        assert answer["Location"] == page_of(entry)
        entry.refresh_from_db()
        assert entry.state == ("active" if state == "active" else "retired")


def test_lists_are_kept_apart_by_state(client: Client, officer: User, entry: GlossaryEntry) -> None:
    GlossaryEntry.objects.filter(pk=entry.pk).update(state="retired")
    assert soup(client, LIST, q="pellet mill").select("tbody tr") == []
    assert len(soup(client, LIST, q="pellet mill", state="retired").select("tbody tr")) == 1


@pytest.mark.parametrize("params", [{"q": "x" * 5_000}, {"page": "9" * 40}, {"state": "'"}, {"q": "%_\\"}])
def test_unknown_values_are_ignored(client: Client, officer: User, params: dict[str, str]) -> None:
    soup(client, LIST, **params)


def test_unknown_entry_is_not_found(client: Client, officer: User) -> None:
    assert client.get(f"{LIST}khong-co/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries(
    client: Client, officer: User, now: datetime, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        client.post(NEW, {"term_vi": f"zzz {number}", "term_en": f"zzz {number}"})
    client.get(LIST)
    with django_assert_num_queries(QUERIES):
        soup(client, LIST, q="zzz")


QUERIES = 12


def test_officers_find_it_in_their_menu(client: Client, officer: User) -> None:
    assert soup(client, LIST).select_one(f".acct a[href='{LIST}']") is not None
