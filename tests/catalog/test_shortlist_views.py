"""The shortlist's pages: for colleagues, strangers and visitors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog import shortlisting
from catalog.models import Listing, SavedListing, SavedNote, State
from tests.factories_catalog import make_listing, make_member, make_officer, make_organisation, make_published

pytestmark = pytest.mark.django_db
LIST = "/en/desk/shortlist/"
QUERIES = 12


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def reader() -> User:
    return make_member(make_organisation("Hợp tác xã Một"), name="Trần Văn Bình", role="reader")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def kept(user: User, *, now: datetime, kind: str = "offer", note: str = "", **values: Any) -> SavedListing:
    listing = make_published(kind, now=now, **values)
    member = user.memberships.select_related("organisation").first()
    organisation = member.organisation if member else None
    saved = shortlisting.save(listing=listing, by=user, organisation=organisation, now=now)
    if note:
        shortlisting.add_note(saved=saved, by=user, text=note, now=now)
    return saved


def page_of(client: Client, **query: str) -> BeautifulSoup:
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def references(page: BeautifulSoup) -> list[str]:
    return [ref.text for ref in page.select(".saved .card__top .ref")]


def act(user: User, saved: SavedListing, name: str, *more: int, **data: str) -> Any:
    return client_of(user).post(reverse(f"catalog:{name}", args=[saved.pk, *more]), data)


def test_colleagues_share_the_list_and_its_notes(reader: User, now: datetime) -> None:
    saved = kept(reader, now=now, note="Hỏi giá <b>thuê</b>.")
    colleague = make_member(reader.memberships.get().organisation)
    page = page_of(client_of(colleague))
    assert references(page) == [saved.listing.reference]
    assert "Saved by Trần Văn Bình, 23/11/2026" in page.text
    assert "Hỏi giá <b>thuê</b>." in page.select_one(".notes").text  # type: ignore[union-attr]
    assert page.select(".notes button") == []
    assert len(page_of(client_of(reader)).select(".notes button")) == 1


def test_the_list_is_that_of_the_organisation_one_acts_for(reader: User, now: datetime) -> None:
    kept(reader, now=now)
    other = make_organisation("Hợp tác xã Hai")
    other.memberships.create(user=reader, role="editor")
    client = client_of(reader)
    session = client.session
    session["organisation"] = other.pk
    session.save()
    assert references(page_of(client)) == []


def test_strangers_meet_404_and_visitors_the_sign_in_page(reader: User, now: datetime) -> None:
    saved = kept(reader, now=now, note="Hỏi giá.")
    note = saved.notes.get()
    for stranger in (make_member(make_organisation()), make_officer()):
        answers = [
            act(stranger, saved, name, text="x").status_code for name in ("saved-remove", "saved-restore", "saved-note")
        ]
        assert [*answers, act(stranger, saved, "saved-note-delete", note.pk).status_code] == [404] * 4
        assert references(page_of(client_of(stranger))) == []
    assert Client().get(LIST)["Location"].endswith(f"?next={LIST}")
    assert Client().post(f"{LIST}{saved.pk}/remove/").status_code == 302
    assert SavedListing.objects.kept().get().notes.count() == 1


def test_wrong_methods_and_huge_numbers(reader: User, now: datetime) -> None:
    saved, client = kept(reader, now=now), client_of(reader)
    urls = [reverse(f"catalog:saved-{name}", args=[saved.pk]) for name in ("remove", "restore", "note")]
    save_url = reverse("catalog:listing-save", args=[saved.listing.reference])
    assert [client.get(url).status_code for url in [*urls, save_url]] == [405] * 4
    assert client.post(LIST).status_code == 405
    assert client.post(f"{LIST}{'9' * 30}/remove/").status_code == 404
    for query in ({"page": "9" * 30}, {"kind": "x", "sort": "x"}, {"removed": "9" * 30}, {"removed": "²"}):
        assert references(page_of(client, **query)) == [saved.listing.reference]


def test_saving_leads_back_to_where_it_was_pressed(reader: User, now: datetime) -> None:
    listing, client = make_published("offer", now=now), client_of(reader)
    url = reverse("catalog:listing-save", args=[listing.reference])
    assert client.post(url, {"next": "/listings/?q=x"})["Location"] == "/listings/?q=x"
    assert client.post(url, {"next": "//evil.example/"})["Location"] == listing.get_absolute_url()
    assert SavedListing.objects.get().saved_by == reader
    page = client.get(listing.get_absolute_url()).text
    assert (url in page, "Đã lưu" in page) == (False, True)


def test_what_one_may_not_see_one_cannot_save(reader: User, now: datetime) -> None:
    draft = make_listing("offer", now=now)
    assert client_of(reader).post(f"/listings/{draft.reference}/save/").status_code == 404
    assert client_of(reader).post("/listings/HP-C-1999-0001/save/").status_code == 404
    assert Client().post(f"/listings/{draft.reference}/save/").status_code == 302


def test_visitors_are_led_to_sign_in_and_back(now: datetime) -> None:
    url = make_published("offer", now=now).get_absolute_url()
    link = BeautifulSoup(Client().get(url).content, "html.parser").select_one("aside a[href*=login]")
    assert link is not None
    assert str(link["href"]).endswith("?next=" + url.replace("/", "%2F"))


@pytest.mark.parametrize(
    ("state", "words"),
    [("withdrawn", "Withdrawn"), ("paused", "Paused"), ("fulfilled", "Partner found"), ("published", "Expired"),
     ("in_review", "No longer public"), ("archived", "Archived")],
)  # fmt: skip
def test_what_is_no_longer_public_shows_its_state_and_no_text(
    state: str, words: str, reader: User, now: datetime
) -> None:
    saved = kept(reader, now=now, note="Hỏi giá.", title="Tiêu đề đã rút", summary="Tóm tắt đã rút")
    Listing.objects.filter(pk=saved.listing_id).update(state=state, valid_until=now.date() - timedelta(days=1))
    page = page_of(client_of(reader))
    entry = page.select_one(".saved")
    assert entry is not None
    assert (words in entry.text, saved.listing.reference in entry.text, "Hỏi giá." in entry.text) == (True, True, True)
    assert ("đã rút" in page.text, entry.select("input[type=checkbox]")) == (False, [])


@pytest.mark.parametrize("state", State.values)
def test_every_state_can_be_shown(state: str, reader: User, now: datetime) -> None:
    Listing.objects.filter(pk=kept(reader, now=now).listing_id).update(state=state)
    assert client_of(reader).get("/desk/shortlist/").status_code == 200


def test_filter_and_sort(reader: User, now: datetime) -> None:
    offer = kept(reader, now=now, note="Cũ hơn nhưng có ghi chú")
    need = kept(reader, now=now + timedelta(minutes=1), kind="need")
    Listing.objects.filter(pk=offer.listing_id).update(valid_until=now.date() + timedelta(days=9))
    client = client_of(reader)
    old, new = offer.listing.reference, need.listing.reference
    assert references(page_of(client)) == [new, old]
    assert references(page_of(client, kind="offer")) == [old]
    assert references(page_of(client, sort="noted")) == references(page_of(client, sort="expiring")) == [old, new]
    assert [int(count.text) for count in page_of(client).select(".tabs__n")] == [2, 1, 1]


def test_removing_can_be_undone(reader: User, now: datetime) -> None:
    saved, client = kept(reader, now=now), client_of(reader)
    answer = client.post(f"{LIST}{saved.pk}/remove/", {"kind": "offer", "sort": "noted"}, follow=True)
    assert answer.redirect_chain[0][0] == f"{LIST}?kind=offer&sort=noted&removed={saved.pk}"
    page = BeautifulSoup(answer.content, "html.parser")
    assert (references(page), page.select_one("main [role=status] form")["action"]) == (
        [],
        f"{LIST}{saved.pk}/restore/",
    )
    back = client.post(f"{LIST}{saved.pk}/restore/", {"sort": "saved"})
    assert (back["Location"], references(page_of(client))) == (f"{LIST}#saved-{saved.pk}", [saved.listing.reference])
    assert page_of(client, removed=str(saved.pk)).select("main [role=status]") == []


def test_notes_are_written_and_taken_back(reader: User, now: datetime) -> None:
    saved, colleague = kept(reader, now=now), make_member(reader.memberships.get().organisation)
    for _twice in range(2):
        assert act(reader, saved, "saved-note", text=" Hỏi\x00 giá. ").status_code == 302
    note = SavedNote.objects.get()
    assert (note.text, note.author) == ("Hỏi giá.", reader)
    assert act(colleague, saved, "saved-note-delete", note.pk).status_code == 404
    answers = [act(reader, saved, "saved-note-delete", note.pk).status_code for _twice in range(2)]
    assert (answers, SavedNote.objects.count()) == ([302, 302], 0)


@pytest.mark.parametrize("text", ["", "  ", "\x00", "dài " * 300])
def test_notes_that_cannot_be_kept_come_back(text: str, reader: User, now: datetime) -> None:
    saved, other = kept(reader, now=now), kept(reader, now=now)
    answer = act(reader, saved, "saved-note", text=text)
    page = BeautifulSoup(answer.content, "html.parser")
    assert (answer.status_code, len(page.select("details[open]"))) == (422, 1)
    assert page.select_one(f"#saved-{saved.pk} [aria-invalid]") is not None
    assert page.select(f"#saved-{other.pk} [aria-invalid]") == []
    assert text.strip("\x00 ")[:8] in page.select_one("textarea[aria-invalid]").text  # type: ignore[union-attr]


def test_a_crowded_listing_says_so(reader: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = kept(reader, now=now, note="Một")
    monkeypatch.setattr(shortlisting, "MOST_NOTES", 1)
    assert act(reader, saved, "saved-note", text="Hai").status_code == 422
    act(reader, saved, "saved-remove")
    assert act(reader, saved, "saved-note", text="Ba").status_code == 302
    monkeypatch.setattr(shortlisting, "MOST_SAVED", 0)
    listing = make_published(now=now)
    answer = client_of(reader).post(f"/en/listings/{listing.reference}/save/", follow=True)
    assert "The shortlist is full." in answer.text


def test_erased_authors_have_no_name(reader: User, now: datetime) -> None:
    saved = kept(reader, now=now, note="Hỏi giá.")
    User.objects.filter(pk=reader.pk).update(full_name="", email="erased-1@erased.invalid")
    page = page_of(client_of(make_member(saved.organisation)))  # type: ignore[arg-type]
    assert ("account has been erased" in page.text, "erased.invalid" in page.text) == (True, False)


def test_what_was_saved_alone_stays_ones_own(now: datetime) -> None:
    person = make_officer()
    saved = kept(person, now=now)
    organisation = make_organisation()
    organisation.memberships.create(user=person, role="editor")
    page = page_of(client_of(person))
    assert (references(page), "Only you see this" in page.text) == ([saved.listing.reference], True)
    assert references(page_of(client_of(make_member(organisation)))) == []


def test_hidden_owner_is_not_named(reader: User, now: datetime) -> None:
    kept(reader, now=now, kind="need", organisation=make_organisation("Tên Giấu Kín"), is_anonymous=True)
    assert "Tên Giấu Kín" not in page_of(client_of(reader)).text


def test_an_empty_list_says_what_to_do(reader: User) -> None:
    assert "Nothing saved yet" in page_of(client_of(reader)).select_one(".empty").text  # type: ignore[union-attr]


@pytest.mark.parametrize("number", [1, 3])
def test_fixed_number_of_queries(number: int, reader: User, now: datetime, django_assert_num_queries: Any) -> None:
    for _ in range(number):
        kept(reader, now=now, note="Hỏi giá.")
    client = client_of(reader)
    client.get(LIST)
    with django_assert_num_queries(QUERIES):
        client.get(LIST)
