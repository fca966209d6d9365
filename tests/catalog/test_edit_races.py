"""Edits and decisions at the same moment: real threads on PostgreSQL, one outcome."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client

from accounts.models import OutboxMessage
from catalog import editing, posting, publishing
from catalog.models import Kind, Listing, ListingEvent, Review, Revision, State
from catalog.posting import PostingError
from catalog.publishing import PublishingError
from taxonomy.loading import load_all
from tests.factories_catalog import author_of, make_listing, make_officer, make_published
from tests.factories_edits import NEW_TITLE, make_edit, make_sent_edit

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


@pytest.fixture(autouse=True)
def _classifications(transactional_db: None) -> None:
    """The transactional test before this one may have emptied the tables."""
    load_all()


def at_once(actions: Sequence[Callable[[], object]]) -> Counter[str]:
    """How many of the actions ended in what; all begin together, each on a connection of its own."""
    start, outcomes = threading.Barrier(len(actions)), list[str]()

    def run(action: Callable[[], object]) -> None:
        try:
            start.wait(30)
            action()
            outcomes.append("done")
        except (PublishingError, PostingError, Listing.DoesNotExist) as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return Counter(outcomes)


def test_submitting_twenty_times_makes_one_revision(now: datetime) -> None:
    listing = make_listing(now=now)
    author = author_of(listing)
    outcomes = at_once([lambda: publishing.submit(listing=listing, by=author, now=now)] * 20)
    assert outcomes == {"done": 1, "WrongState": 19}
    assert (listing.revisions.count(), listing.events.filter(action="submit").count()) == (1, 1)


def test_submitting_an_edit_twenty_times_makes_one_revision(now: datetime) -> None:
    edit = make_edit(now=now)
    author = author_of(edit)
    outcomes = at_once([lambda: editing.submit_edit(edit=edit, by=author, now=now)] * 20)
    assert outcomes == {"done": 1, "WrongState": 19}
    assert edit.revisions.count() == 1


def test_publishing_an_edit_twenty_times_makes_one_decision_and_one_letter(now: datetime) -> None:
    original, _edit, revision = make_sent_edit(now=now)
    OutboxMessage.objects.all().delete()
    officer = make_officer()
    outcomes = at_once([lambda: publishing.decide(revision=revision, decision="publish", by=officer, now=now)] * 20)
    assert outcomes == {"done": 1, "WrongState": 19}
    assert (Review.objects.filter(revision=revision).count(), OutboxMessage.objects.count()) == (1, 1)
    assert (original.events.filter(action="change").count(), Revision.objects.of(original.pk).count()) == (1, 2)


def test_beginning_an_edit_twenty_times_makes_one(now: datetime) -> None:
    original = make_published(Kind.OFFER, now=now)
    author = author_of(original)
    outcomes = at_once([lambda: editing.start_edit(original=original, by=author, now=now)] * 20)
    assert (outcomes, original.edits.count()) == ({"done": 20}, 1)
    assert original.events.filter(action="edit").count() == 1


def test_copying_at_once_makes_one_draft(now: datetime) -> None:
    source = make_published(now=now)
    author = author_of(source)
    at_once([lambda: editing.copy_listing(source=source, by=author, now=now)] * 5)
    assert Listing.objects.filter(state=State.DRAFT).count() == 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_two_officers_decide_on_an_edit_once(number: int, now: datetime) -> None:
    original, _edit, revision = make_sent_edit(now=now)

    def decide(decision: str) -> Callable[[], object]:
        officer = make_officer()
        return lambda: publishing.decide(revision=revision, decision=decision, by=officer, now=now, comment="Lý do.")

    assert at_once([decide("publish"), decide("reject")]) == {"done": 1, "WrongState": 1}
    original.refresh_from_db()
    published = Review.objects.get(revision=revision).decision == "publish"
    assert (original.title == NEW_TITLE) == published


@pytest.mark.parametrize("number", range(ROUNDS))
def test_what_is_written_while_an_officer_decides_is_refused(number: int, now: datetime) -> None:
    original, edit, revision = make_sent_edit(now=now)
    author, officer, seen = author_of(edit), make_officer(), posting.version_of(edit)
    outcomes = at_once(
        [
            lambda: publishing.decide(revision=revision, decision="publish", by=officer, now=now),
            lambda: posting.save_step(
                listing=edit, by=author, now=now, seen=seen, values={"title": "Chưa ai đọc tên này"}
            ),
        ]
    )
    original.refresh_from_db()
    assert (outcomes, original.title) == ({"done": 1, "NotEditable": 1}, NEW_TITLE)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_taking_an_edit_back_and_publishing_it_end_in_one_of_both(number: int, now: datetime) -> None:
    original, edit, revision = make_sent_edit(now=now)
    author, officer = author_of(edit), make_officer()
    at_once(
        [
            lambda: publishing.decide(revision=revision, decision="publish", by=officer, now=now),
            lambda: editing.discard_edit(original=original, by=author, now=now),
        ]
    )
    original.refresh_from_db()
    edit.refresh_from_db()
    was_published = original.title == NEW_TITLE
    assert edit.state == (State.ARCHIVED if was_published else State.WITHDRAWN)
    assert Review.objects.filter(revision=revision).exists() == was_published
    assert ListingEvent.objects.filter(action="discard").exists() != was_published


@pytest.mark.parametrize("number", range(ROUNDS))
def test_withdrawing_the_listing_while_its_edit_is_decided_on(number: int, now: datetime) -> None:
    original, edit, revision = make_sent_edit(now=now)
    author, officer = author_of(edit), make_officer()
    outcomes = at_once(
        [
            lambda: publishing.decide(revision=revision, decision="publish", by=officer, now=now),
            lambda: publishing.change_state(
                listing=original, action="withdraw", by=author, now=now, note="Đã bán hết."
            ),
        ]
    )
    original.refresh_from_db()
    edit.refresh_from_db()
    assert (original.state, outcomes["done"] >= 1) == (State.WITHDRAWN, True)
    assert edit.state == (State.ARCHIVED if original.title == NEW_TITLE else State.WITHDRAWN)


def test_draft_deleted_twice_at_once_is_gone_and_nobody_sees_an_error(now: datetime) -> None:
    draft = make_listing(now=now)
    address = f"/listings/{draft.reference}/delete/"
    reader = Client()
    reader.force_login(author_of(draft), backend="allauth.account.auth_backends.AuthenticationBackend")
    cookies = reader.cookies

    def press() -> None:
        client = Client()
        client.cookies = cookies
        response = client.post(address)
        assert response.status_code in (302, 404)

    assert at_once([press] * 3) == {"done": 3}
    assert not Listing.objects.exists()


def test_deleting_what_a_colleague_has_just_deleted_says_so(now: datetime) -> None:
    draft = make_listing(now=now)
    posting.delete_draft(listing=draft, by=author_of(draft))
    with pytest.raises(posting.Gone):
        posting.delete_draft(listing=draft, by=author_of(draft))
