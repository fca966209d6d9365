"""Comments on single fields and the thread of a listing: who writes, who reads, letters, twice and at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import OutboxMessage, User
from catalog import publishing
from catalog.models import FieldComment, ListingMessage
from catalog.talking.commenting import comment_on, comments_for_owner, fields_of
from catalog.talking.thread import NotInThread, write
from taxonomy.loading import load_all
from tests.factories_catalog import (
    author_of,
    make_listing,
    make_member,
    make_officer,
    make_organisation,
    make_submitted,
)

pytestmark = pytest.mark.django_db
WORDS = "Xin nêu rõ lưu lượng khí thải: < 500 m³/h & nhiệt độ?"


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="listing_message").order_by("pk"))


def send_back(revision: Any, *, by: User, now: datetime) -> None:
    publishing.decide(revision=revision, decision="request_changes", by=by, now=now, comment="Xem từng mục.")


@pytest.mark.parametrize("kind", ["offer", "need"])
def test_every_field_of_the_form_can_be_commented_on(kind: str) -> None:
    names = set(fields_of(kind))
    rows = {"offer": {"comparisons", "ip_rights", "trl_evidence"}, "need": {"targets", "present_state"}}
    assert {"title", "summary", "fields", "amount_min", "confidential", "files", *rows[kind]} <= names


def test_comment_is_replaced_taken_back_and_never_doubled(now: datetime) -> None:
    _listing, revision = make_submitted(now=now)
    officer, colleague = make_officer(), make_officer("Bùi Quang Tiến")
    for who, text in ((officer, "Một"), (officer, "Một"), (officer, WORDS), (colleague, "Hai")):
        comment_on(revision=revision, field="summary", text=text, by=who, now=now)
    assert list(FieldComment.objects.values_list("by", "text")) == [(officer.pk, WORDS), (colleague.pk, "Hai")]
    comment_on(revision=revision, field="summary", text=" \n", by=officer, now=now)
    assert FieldComment.objects.get().by == colleague


def test_owner_reads_comments_once_the_listing_is_back(now: datetime) -> None:
    listing, revision = make_submitted(now=now)
    officer = make_officer()
    comment = comment_on(revision=revision, field="targets", text=WORDS, by=officer, now=now)
    listing.refresh_from_db()
    assert comments_for_owner(listing) == []
    send_back(revision, by=officer, now=now)
    listing.refresh_from_db()
    assert comments_for_owner(listing) == [comment]
    publishing.submit(listing=listing, by=author_of(listing), now=now)
    listing.refresh_from_db()
    assert comments_for_owner(listing) == []


def test_comments_are_for_officers_on_the_latest_revision_under_review(now: datetime) -> None:
    listing, first = make_submitted(now=now)
    say: dict[str, Any] = {"field": "title", "text": WORDS, "now": now}
    for who in (author_of(listing), make_member(make_organisation())):
        with pytest.raises(publishing.NotAllowed):
            comment_on(revision=first, by=who, **say)
    officer = make_officer()
    with pytest.raises(ValueError, match="state"):
        comment_on(revision=first, by=officer, **(say | {"field": "state"}))
    send_back(first, by=officer, now=now)
    with pytest.raises(publishing.WrongState):
        comment_on(revision=first, by=officer, **say)
    publishing.submit(listing=listing, by=author_of(listing), now=now)
    with pytest.raises(publishing.OutOfDate):
        comment_on(revision=first, by=officer, **say)


def test_messages_go_to_the_other_side_by_letter(now: datetime) -> None:
    listing, _ = make_submitted(now=now)
    officer, owner = make_officer(), author_of(listing)
    make_member(listing.organisation, role="reader")
    write(listing=listing, by=owner, text="Ai duyệt tin này?", now=now)
    publishing.claim(listing=listing, by=officer, now=now)
    for _ in range(2):
        write(listing=listing, by=owner, text=WORDS, now=now)
        write(listing=listing, by=officer, text="Cảm ơn Quý đơn vị.", now=now)
    told = [(letter.to.split("@")[0], letter.user) for letter in letters()]
    assert [user for _to, user in told] == [None, officer, owner]
    assert (WORDS in letters()[1].text, listing.reference in letters()[2].subject) == (True, True)
    assert ListingMessage.objects.count() == 3


def test_same_words_later_are_another_message(now: datetime) -> None:
    listing, _ = make_submitted(now=now)
    for at in (now, now + timedelta(minutes=1), now + timedelta(days=1)):
        write(listing=listing, by=author_of(listing), text="Có tin gì mới không?", now=at)
    assert ListingMessage.objects.count() == 2


@pytest.mark.parametrize("who", ["stranger", "reader"])
def test_strangers_and_readers_write_nothing(who: str, now: datetime) -> None:
    listing, _ = make_submitted(now=now)
    people: dict[str, Callable[[], User]] = {
        "stranger": lambda: make_member(make_organisation()),
        "reader": lambda: make_member(listing.organisation, role="reader"),
    }
    with pytest.raises(NotInThread):
        write(listing=listing, by=people[who](), text=WORDS, now=now)
    draft = make_listing(now=now)
    with pytest.raises(NotInThread):
        write(listing=draft, by=author_of(draft), text=WORDS, now=now)


@pytest.mark.django_db(transaction=True)
def test_message_sent_twice_at_once_is_one(now: datetime) -> None:
    load_all()
    listing, _ = make_submitted(now=now)
    owner, start, failures = author_of(listing), threading.Barrier(2), []

    def send() -> None:
        try:
            start.wait(10)
            write(listing=listing, by=owner, text=WORDS, now=now)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (failures, ListingMessage.objects.count(), len(letters())) == ([], 1, 1)


# The pages


@pytest.fixture
def officer(client: Client) -> User:
    officer = make_officer()
    client.force_login(officer)
    return officer


def test_officer_comments_and_owner_reads_beside_the_field(now: datetime, client: Client, officer: User) -> None:
    listing, revision = make_submitted(now=now)
    data = {"revision": 1, "field": "present_state", "text": WORDS}
    page = client.post(f"/en/review/{listing.reference}/comment/", data, follow=True)
    assert ("Your comment is kept." in page.text, "&lt; 500 m³/h" in page.text) == (True, True)
    send_back(revision, by=officer, now=now)
    client.force_login(author_of(listing))
    start = f"/en/listings/{listing.reference}"
    shown = {
        step: "&lt; 500 m³/h" in client.get(f"{start}/{step}/").text
        for step in ("edit/problem", "edit/targets", "edit/check", "history")
    }
    assert shown == {"edit/problem": True, "edit/targets": False, "edit/check": True, "history": True}


@pytest.mark.parametrize(
    "values", [{"field": "state"}, {"field": ""}, {"revision": "9"}, {"revision": "x"}, {"text": "x" * 3001}]
)
def test_bad_comments_are_refused_and_kept(
    values: dict[str, str], now: datetime, client: Client, officer: User
) -> None:
    listing, _ = make_submitted(now=now)
    data = {"revision": "1", "field": "title", "text": WORDS} | values
    answer = client.post(f"/en/review/{listing.reference}/comment/", data)
    assert (answer.status_code in (409, 422), FieldComment.objects.count()) == (True, 0)
    assert data["text"][:20] in answer.text


def test_thread_from_both_sides_and_unread_until_opened(now: datetime, client: Client, officer: User) -> None:
    listing, _ = make_submitted(now=now)
    owner = author_of(listing)
    client.force_login(owner)
    sent = client.post(f"/en/listings/{listing.reference}/message/", {"message": WORDS}, follow=True)
    assert ("Your message is sent." in sent.text, "not read yet" in sent.text) == (True, True)
    client.force_login(officer)
    assert "new message" in client.get("/en/review/?group=all").text
    assert "&lt; 500 m³/h" in client.get(f"/en/review/{listing.reference}/").text
    assert "new message" not in client.get("/en/review/?group=all").text
    client.post(f"/en/review/{listing.reference}/message/", {"message": "Cảm ơn."})
    client.force_login(owner)
    assert "Read what the connection point wrote" in client.get("/en/desk/").text
    assert "Cảm ơn." in client.get(f"/en/listings/{listing.reference}/history/").text
    assert not ListingMessage.objects.filter(read_at__isnull=True).exists()
    assert "Read what the connection point wrote" not in client.get("/en/desk/").text


@pytest.mark.parametrize("text", ["", " \n", "x" * 3001])
def test_bad_messages_are_explained(text: str, now: datetime, client: Client, officer: User) -> None:
    listing, _ = make_submitted(now=now)
    assert client.post(f"/en/review/{listing.reference}/message/", {"message": text}).status_code == 422
    client.force_login(author_of(listing))
    answer = client.post(f"/en/listings/{listing.reference}/message/", {"message": text})
    assert (answer.status_code, text.strip() in answer.text, ListingMessage.objects.count()) == (422, True, 0)


@pytest.mark.parametrize("who", ["visitor", "stranger", "reader"])
def test_others_find_no_place_to_write(who: str, now: datetime, client: Client) -> None:
    listing, _ = make_submitted(now=now)
    people: dict[str, Callable[[], User]] = {
        "stranger": lambda: make_member(make_organisation()),
        "reader": lambda: make_member(listing.organisation, role="reader"),
    }
    if who != "visitor":
        client.force_login(people[who]())
    data = {"message": WORDS, "text": WORDS, "field": "title", "revision": 1}
    addresses = ["review/{}/message", "review/{}/comment", "listings/{}/message"]
    answers = [client.post(f"/{each.format(listing.reference)}/", data).status_code for each in addresses]
    assert answers == [302 if who == "visitor" else 404] * 3
    assert not ListingMessage.objects.exists()
