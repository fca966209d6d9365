"""Listings posted twice: what is found of a draft, what its owner may know, and that nobody is kept from submitting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog import duplicates
from catalog.duplicates import twins_for_officer, twins_for_owner
from catalog.indexing import index_awaiting
from catalog.models import Kind, Listing, ListingIndex, State, Term
from catalog.text import strip_accents
from tests.embedders import use_words
from tests.factories_catalog import (
    OFFER,
    author_of,
    make_listing,
    make_officer,
    make_organisation,
    make_published,
    make_submitted,
)

pytestmark = pytest.mark.django_db
OTHER = {
    "title": "Sấy lúa tầng sôi", "summary": "Máy sấy lúa cho hợp tác xã", "description": "Sấy hạt lúa ướt vừa gặt.",
    "problem": "Lúa mọc mầm khi mưa kéo dài.", "advantages": "Ba tấn một mẻ.", "partner_sought": "Hợp tác xã lúa.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)


def references(found: list[duplicates.Twin]) -> list[str]:
    return [twin.listing.reference for twin in found]


def changed(text: str) -> str:
    """The text with its last words written anew."""
    return " ".join([*text.split()[:-2], "theo yêu", "cầu"])


def test_a_copy_is_found_and_a_different_listing_is_not(now: datetime) -> None:
    posted = make_published("offer", now=now)
    make_published("offer", now=now, **OTHER)
    index_awaiting()
    draft = make_listing("offer", now=now)
    [twin] = twins_for_owner(draft)
    assert (twin.listing, twin.is_own, twin.is_same) == (posted, False, True)


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Tháp lọc H2S cho trại lợn"},
        {name: changed(str(OFFER[name])) for name in ("description", "problem", "advantages")},
    ],
    ids=["another title", "some words changed"],
)
def test_a_variant_is_found(now: datetime, values: dict[str, str]) -> None:
    posted = make_published("offer", now=now)
    index_awaiting()
    assert references(twins_for_owner(make_listing("offer", now=now, **values))) == [posted.reference]


def test_a_copy_typed_without_accents_is_found(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the portal's own model, which gets the accents back first."""
    monkeypatch.undo()
    posted = make_published("offer", now=now)
    index_awaiting()
    texts = ("title", "summary", "description", "problem", "advantages")
    bare = {name: strip_accents(str(OFFER[name])) for name in texts}
    assert references(twins_for_owner(make_listing("offer", now=now, **bare))) == [posted.reference]


def test_ones_own_come_first_in_whatever_state_they_stand(now: datetime) -> None:
    home = make_organisation()
    theirs = make_published("offer", now=now)
    paused = make_published("offer", now=now, organisation=home)
    index_awaiting()
    Listing.objects.filter(pk=paused.pk).update(state=State.PAUSED)
    draft = make_listing("offer", now=now, organisation=home)
    assert references(twins_for_owner(draft)) == [paused.reference, theirs.reference]
    Listing.objects.filter(pk=paused.pk).update(state=State.WITHDRAWN)
    assert references(twins_for_owner(draft)) == [theirs.reference]


def test_the_owner_learns_of_others_only_what_is_public_the_officer_of_all(now: datetime) -> None:
    waiting, _ = make_submitted("offer", now=now)
    index_awaiting()
    draft, _ = make_submitted("offer", now=now)
    assert twins_for_owner(draft) == []
    assert twins_for_officer(draft) == []
    index_awaiting()
    assert references(twins_for_officer(Listing.objects.get(pk=draft.pk))) == [waiting.reference]


def test_a_need_is_no_copy_of_an_offer(now: datetime) -> None:
    texts = {
        "title": "Lọc H2S",
        "summary": "Lọc H2S khí sinh học",
        "description": "Tháp lọc hai tầng bằng đá ong phủ sắt.",
    }
    make_published("offer", now=now, **texts)
    index_awaiting()
    assert twins_for_owner(make_listing("need", now=now, **texts)) == []


def test_looking_writes_nothing_into_the_index_and_reads_nothing_confidential(now: datetime) -> None:
    make_published("offer", now=now, confidential="Công thức phủ sắt", disclosure="nda")
    index_awaiting()
    before = ListingIndex.objects.count(), list(Term.objects.order_by("pk").values_list("term_hash", "df"))
    draft = make_listing("offer", now=now)
    [plain] = twins_for_owner(draft)
    draft.confidential = "zirconi 1450 độ"
    [secret] = twins_for_owner(draft)
    assert plain.likeness == secret.likeness
    assert (ListingIndex.objects.count(), list(Term.objects.order_by("pk").values_list("term_hash", "df"))) == before


def test_without_a_model_words_find_a_copy(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    posted = make_published("offer", now=now)
    make_published("offer", now=now, **OTHER)
    index_awaiting()
    monkeypatch.setattr(duplicates, "vectors_of", lambda *_args: 1 / 0)
    assert references(twins_for_owner(make_listing("offer", now=now))) == [posted.reference]


def test_finding_costs_the_same_queries_for_one_and_three(now: datetime) -> None:
    draft = make_listing("offer", now=now)
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make_published("offer", now=now)
        index_awaiting()
        duplicates.twins_for_owner(draft)
        with CaptureQueriesContext(connection) as captured:
            assert len(twins_for_owner(Listing.objects.get(pk=draft.pk))) == (1, 3)[number - 1]
        counts.append(len(captured))
    assert counts[0] == counts[1]


def client_of(listing: Listing) -> Client:
    client = Client()
    client.force_login(author_of(listing), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def submit(client: Client, listing: Listing, **values: str) -> Any:
    return client.post(f"/listings/{listing.reference}/submit/", values)


@pytest.fixture
def posted(now: datetime) -> Listing:
    listing = make_published("offer", now=now)
    index_awaiting()
    return listing


def test_the_last_page_names_the_copy_and_asks(posted: Listing, now: datetime) -> None:
    draft = make_listing("offer", now=now)
    page = BeautifulSoup(client_of(draft).get(f"/en/listings/{draft.reference}/edit/check/").content, "html.parser")
    notice = page.select_one(".notice--warn")
    assert notice is not None
    assert posted.reference in notice.text
    assert "Another organisation posted:" in notice.text
    assert page.select_one("input[name=distinct]") is not None


def test_a_copy_is_submitted_once_its_owner_has_said_that_it_differs(posted: Listing, now: datetime) -> None:
    draft = make_listing("offer", now=now)
    client = client_of(draft)
    refused = submit(client, draft, difference="Loại cho trại nhỏ")
    assert refused.status_code == 422
    assert "Loại cho trại nhỏ" in refused.content.decode()
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    for _ in range(2):
        assert submit(client, draft, distinct="on", difference="Loại cho trại nhỏ").status_code == 302
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    [event] = draft.events.filter(action="submit")
    assert event.note == f"≠ {posted.reference}: Loại cho trại nhỏ"


def test_what_is_no_copy_is_submitted_without_a_question(posted: Listing, now: datetime) -> None:
    draft = make_listing("offer", now=now, **OTHER)
    client = client_of(draft)
    page = BeautifulSoup(client.get(f"/listings/{draft.reference}/edit/check/").content, "html.parser")
    assert page.select_one("input[name=distinct]") is None
    submit(client, draft)
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    assert draft.events.get(action="submit").note == ""


def test_the_officer_sees_the_copy_on_the_review_page(posted: Listing, now: datetime) -> None:
    copy, _ = make_submitted(Kind.OFFER, now=now)
    index_awaiting()
    client = Client()
    client.force_login(make_officer())
    page = BeautifulSoup(client.get(f"/en/review/{copy.reference}/").content, "html.parser")
    links = [str(link["href"]) for link in page.select("main a")]
    assert f"/en/review/{posted.reference}/" in links
    assert f"/en/listings/compare/?id={copy.reference}&id={posted.reference}" in links
