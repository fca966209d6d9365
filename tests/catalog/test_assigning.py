"""Taking and handing over listings: several at once, races, letters, and who may."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import OutboxMessage, User
from catalog import publishing
from catalog.models import Listing, State
from catalog.reviewing.assigning import NotAnOfficer, claim_several, hand_over
from taxonomy.loading import load_all
from tests.factories_catalog import (
    author_of,
    make_member,
    make_officer,
    make_organisation,
    make_published,
    make_submitted,
)

pytestmark = pytest.mark.django_db
NOTE = "Em nắm rõ lĩnh vực thủy sản hơn."


def letters(kind: str = "hand_over") -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("pk"))


def test_claim_several_takes_what_nobody_reviews(now: datetime) -> None:
    officer, colleague = make_officer(), make_officer("Bùi Quang Tiến")
    (free, _), (other, _), (theirs, _) = (make_submitted(now=now) for _ in range(3))
    publishing.claim(listing=theirs, by=colleague, now=now)
    public = make_published(now=now)
    outcome = claim_several(listings=[public, theirs, other, free], by=officer, now=now)
    assert (outcome.done, outcome.left) == ([free, other], [theirs, public])
    assert set(Listing.objects.filter(officer=officer, state=State.IN_REVIEW)) == {free, other}
    again = claim_several(listings=[free, other], by=officer, now=now)
    assert (again.done, free.events.filter(action="claim").count()) == ([free, other], 1)


def test_hand_over_tells_the_colleague_once(now: datetime) -> None:
    officer, colleague = make_officer(), make_officer("Bùi Quang Tiến", language="en")
    (mine, _), (free, _) = make_submitted(now=now), make_submitted(now=now)
    publishing.claim(listing=mine, by=officer, now=now)
    for _ in range(2):
        outcome = hand_over(listings=[free, mine], to=colleague, by=officer, now=now, note=NOTE)
        assert (outcome.done, outcome.left) == ([mine, free], [])
    assert set(Listing.objects.filter(officer=colleague, state=State.IN_REVIEW)) == {mine, free}
    (letter,) = letters()
    assert letter.to == colleague.email
    for words in (mine.reference, free.reference, NOTE, "has handed the 2 reviews below over to you", "group=mine"):
        assert words in letter.text
    assert [event.note for event in mine.events.filter(action="hand_over")] == [NOTE]


def test_hand_over_leaves_what_was_decided_or_may_not_be_reviewed(now: datetime) -> None:
    officer = make_officer()
    (decided, revision), (own, _) = make_submitted(now=now), make_submitted(now=now)
    publishing.decide(revision=revision, decision="publish", by=officer, now=now)
    member = make_member(own.organisation, role="reader")
    User.objects.filter(pk=member.pk).update(role=User.Role.OFFICER)
    insider = User.objects.get(pk=member.pk)
    outcome = hand_over(listings=[decided, own], to=insider, by=officer, now=now)
    assert (outcome.done, outcome.left, letters()) == ([], [decided, own], [])


@pytest.mark.parametrize("values", [{"role": "member"}, {"role": "officer", "is_active": False}])
def test_hand_over_only_to_officers(values: dict[str, Any], now: datetime) -> None:
    listing, _ = make_submitted(now=now)
    to = make_officer()
    User.objects.filter(pk=to.pk).update(**values)
    with pytest.raises(NotAnOfficer):
        hand_over(listings=[listing], to=User.objects.get(pk=to.pk), by=make_officer(), now=now)


def test_owner_does_not_see_the_note(now: datetime, client: Client) -> None:
    listing, _ = make_submitted(now=now)
    officer, colleague = make_officer(), make_officer("Bùi Quang Tiến")
    hand_over(listings=[listing], to=colleague, by=officer, now=now, note=NOTE)
    client.force_login(author_of(listing))
    page = client.get(f"/en/listings/{listing.reference}/history/").text
    assert ("Handed over to another officer" in page, NOTE in page) == (True, False)
    client.force_login(officer)
    assert NOTE in client.get(f"/en/review/{listing.reference}/").text


def together(*actions: Callable[[], object]) -> list[str]:
    """The names of what came of actions begun at the same moment."""
    start, outcomes = threading.Barrier(len(actions)), []

    def run(action: Callable[[], object]) -> None:
        try:
            start.wait(10)
            action()
            outcomes.append("done")
        except publishing.PublishingError as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_take_a_listing_at_once(now: datetime) -> None:
    load_all()
    listing, _ = make_submitted(now=now)
    officers = make_officer(), make_officer("Bùi Quang Tiến")
    outcomes = together(
        *(
            lambda each=each: publishing.claim(listing=listing, by=each, now=now, unless_taken=True)  # type: ignore[misc]
            for each in officers
        )
    )
    assert outcomes == ["Taken", "done"]
    assert listing.events.filter(action="claim").count() == 1


@pytest.mark.django_db(transaction=True)
def test_hand_over_while_the_colleague_decides(now: datetime) -> None:
    load_all()
    listing, revision = make_submitted(now=now)
    officer, colleague = make_officer(), make_officer("Bùi Quang Tiến")
    publishing.claim(listing=listing, by=officer, now=now)
    outcomes = together(
        lambda: hand_over(listings=[listing], to=colleague, by=officer, now=now),
        lambda: publishing.decide(revision=revision, decision="publish", by=officer, now=now),
    )
    listing.refresh_from_db()
    assert (outcomes, listing.state, listing.officer) == (["done", "done"], State.PUBLISHED, officer)
    assert len(letters()) == listing.events.filter(action="hand_over").count()


@pytest.mark.django_db(transaction=True)
def test_two_hand_overs_of_the_same_listings_at_once(now: datetime) -> None:
    load_all()
    chosen = [make_submitted(now=now)[0] for _ in range(3)]
    officer, colleague = make_officer(), make_officer("Bùi Quang Tiến")
    outcomes = together(
        lambda: hand_over(listings=chosen, to=colleague, by=officer, now=now, note=NOTE),
        lambda: hand_over(listings=reversed(chosen), to=colleague, by=officer, now=now, note=NOTE),
    )
    assert (outcomes, len(letters())) == (["done", "done"], 1)
    assert Listing.objects.filter(officer=colleague).count() == 3


# The pages


@pytest.fixture
def officer(client: Client) -> User:
    officer = make_officer()
    client.force_login(officer)
    return officer


@pytest.mark.parametrize("who", ["visitor", "member", "owner", "reader"])
def test_pages_are_for_officers(who: str, now: datetime, client: Client) -> None:
    listing, _ = make_submitted(now=now)
    people: dict[str, Callable[[], User]] = {
        "member": lambda: make_member(make_organisation()),
        "owner": lambda: author_of(listing),
        "reader": lambda: make_member(listing.organisation, role="reader"),
    }
    if who != "visitor":
        client.force_login(people[who]())
    data = {"listing": listing.reference}
    answers = [
        client.get("/review/next/"),
        client.post("/review/several/claim/", data),
        client.post("/review/several/hand-over/", data),
    ]
    assert [answer.status_code for answer in answers] == [302 if who == "visitor" else 404] * 3
    listing.refresh_from_db()
    assert listing.officer is None


def test_next_leads_to_the_most_urgent(now: datetime, client: Client, officer: User) -> None:
    assert client.get("/review/next/")["Location"] == "/review/"
    listing, _ = make_submitted(now=now)
    assert client.get("/review/next/")["Location"] == f"/review/{listing.reference}/"


def test_ticked_listings_are_taken_and_the_filters_stay(now: datetime, client: Client, officer: User) -> None:
    (free, _), (theirs, _) = make_submitted(now=now), make_submitted(now=now)
    publishing.claim(listing=theirs, by=make_officer("Bùi Quang Tiến"), now=now)
    data = {"listing": [free.reference, theirs.reference, "HP-N-1999-0001"], "group": "all", "kind": "need"}
    answer = client.post("/en/review/several/claim/", data)
    assert answer["Location"] == "/en/review/?group=all&kind=need"
    page = client.get(answer["Location"]).text
    assert "You are now reviewing 1 listing." in page
    assert f"Left as they were, because somebody else reviews or has decided them: {theirs.reference}." in page


@pytest.mark.parametrize("address", ["claim", "hand-over"])
def test_nothing_ticked_is_told(address: str, client: Client, officer: User) -> None:
    answer = client.post(f"/en/review/several/{address}/", {"listing": "x" * 300, "group": "' OR 1"}, follow=True)
    assert (answer.status_code, "Please tick the listings first." in answer.text) == (200, True)


def test_hand_over_page_asks_to_whom_and_keeps_the_note(now: datetime, client: Client, officer: User) -> None:
    listing, _ = make_submitted(now=now)
    colleague = make_officer("Bùi Quang Tiến")
    address = "/en/review/several/hand-over/"
    page = client.post(address, {"listing": listing.reference})
    assert (page.status_code, colleague.full_name in page.text, listing.title in page.text) == (200, True, True)
    for to in ("", str(officer.pk), "' OR 1", str(author_of(listing).pk)):
        refused = client.post(address, {"listing": listing.reference, "to": to, "note": NOTE})
        assert (refused.status_code, NOTE in refused.text) == (422, True)
    data = {"listing": listing.reference, "to": colleague.pk, "note": NOTE}
    told = client.post(address, data, follow=True).text
    assert "1 listing is handed over to Bùi Quang Tiến." in told
    listing.refresh_from_db()
    assert listing.officer == colleague


def test_claim_from_a_page_that_is_out_of_date_leaves_it_with_the_colleague(
    now: datetime, client: Client, officer: User
) -> None:
    listing, _ = make_submitted(now=now)
    colleague = make_officer("Bùi Quang Tiến")
    publishing.claim(listing=listing, by=colleague, now=now)
    address = f"/en/review/{listing.reference}/claim/"
    answer = client.post(address, {"unless_taken": "1"}, follow=True)
    listing.refresh_from_db()
    assert ("A colleague has taken this review meanwhile." in answer.text, listing.officer) == (True, colleague)
