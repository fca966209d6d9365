"""Every transition of a listing, and every refusal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import OutboxMessage, User
from catalog import publishing
from catalog.models import Kind, Listing, ListingEvent, Review, State
from catalog.publishing import (
    TRANSITIONS,
    ContactInText,
    Incomplete,
    NotAllowed,
    OutOfDate,
    PublishingError,
    ReasonRequired,
    WrongState,
)
from taxonomy.loading import load_all
from tests.factories_catalog import (
    author_of,
    make_listing,
    make_member,
    make_officer,
    make_organisation,
    make_published,
    make_submitted,
)

pytestmark = pytest.mark.django_db
COMMENT = "Nêu đơn vị đo: < 5 mg/l & pH."
OWNER_ACTIONS = ["pause", "resume", "renew", "withdraw", "fulfil"]


def put_into(listing: Listing, state: str, *, now: datetime) -> None:
    """Any state, without the way there."""
    Listing.objects.filter(pk=listing.pk).update(
        state=state, published_at=now, valid_until=now.date() + timedelta(days=10), submitted_at=now
    )
    listing.refresh_from_db()


@pytest.mark.parametrize("kind", Kind.values)
def test_create_listing_numbers_by_kind_and_year(kind: str, now: datetime) -> None:
    first, second = (make_listing(kind, now=now) for _ in range(2))
    letter = "C" if kind == Kind.OFFER else "N"
    assert first.reference.startswith(f"HP-{letter}-2026-")
    assert int(second.reference[-4:]) == int(first.reference[-4:]) + 1
    assert (first.state, first.events.get().action) == (State.DRAFT, "create")


def test_reference_starts_anew_with_the_year_in_vietnam(now: datetime) -> None:
    new_year = datetime.fromisoformat("2026-12-31T17:30:00+00:00")
    assert make_listing(now=new_year).reference == "HP-N-2027-0001"


@pytest.mark.parametrize("kind", Kind.values)
def test_submit_freezes_the_text_and_starts_the_clock(kind: str, now: datetime) -> None:
    listing = make_listing(kind, now=now)
    revision = publishing.submit(listing=listing, by=author_of(listing), now=now)
    listing.refresh_from_db()
    assert (listing.state, listing.submitted_at, listing.review_due_on) == (State.SUBMITTED, now, date(2026, 11, 30))
    assert (revision.number, revision.content["title"]) == (1, listing.title)
    event = listing.events.latest("pk")
    assert (event.action, event.from_state, event.to_state, event.revision) == (
        "submit",
        "draft",
        "submitted",
        revision,
    )


@pytest.mark.parametrize("name", ["title", "summary", "description", "present_state", "contact", "fields", "targets"])
def test_submit_names_what_is_missing(name: str, now: datetime) -> None:
    listing = make_listing(now=now)
    if name in ("fields", "targets"):
        getattr(listing, name).all().delete() if name == "targets" else listing.fields.clear()
    else:
        Listing.objects.filter(pk=listing.pk).update(**{name: None if name == "contact" else ""})
    with pytest.raises(Incomplete) as refusal:
        publishing.submit(listing=listing, by=author_of(listing), now=now)
    assert refusal.value.missing == [name]


def test_submit_asks_an_offer_for_evidence_of_its_level(now: datetime) -> None:
    listing = make_listing(Kind.OFFER, now=now, trl_evidence="", partner_sought="")
    with pytest.raises(Incomplete) as refusal:
        publishing.submit(listing=listing, by=author_of(listing), now=now)
    assert refusal.value.missing == ["trl_evidence", "partner_sought"]


@pytest.mark.parametrize("text", ["Gọi 0912 345 678", "Viết về an@vidu.test", "Tel. (+84) 225-3123-456"])
def test_submit_refuses_contact_data_in_public_text(text: str, now: datetime) -> None:
    listing = make_listing(now=now, tried=text)
    with pytest.raises(ContactInText) as refusal:
        publishing.submit(listing=listing, by=author_of(listing), now=now)
    assert refusal.value.fields == ["tried"]


def test_submit_again_after_changes_makes_a_second_revision(now: datetime) -> None:
    listing, revision = make_submitted(now=now)
    publishing.decide(
        revision=revision, decision="request_changes", by=make_officer(), now=now, comment="Thêm số liệu."
    )
    again = publishing.submit(listing=listing, by=author_of(listing), now=now + timedelta(days=1))
    assert (again.number, again.content_hash) == (2, revision.content_hash)


def test_claim_gives_the_listing_to_the_officer_once(now: datetime) -> None:
    listing, _revision = make_submitted(now=now)
    officer = make_officer()
    publishing.claim(listing=listing, by=officer, now=now)
    publishing.claim(listing=listing, by=officer, now=now)
    listing.refresh_from_db()
    assert (listing.state, listing.officer) == (State.IN_REVIEW, officer)
    assert listing.events.filter(action="claim").count() == 1


@pytest.mark.parametrize(
    ("decision", "state"),
    [("publish", "published"), ("request_changes", "changes_requested"), ("hold", "on_hold"), ("reject", "rejected")],
)
def test_decide_moves_records_and_writes_a_letter(decision: str, state: str, now: datetime) -> None:
    listing, revision = make_submitted(now=now)
    officer = make_officer()
    scores = {"advantages": 4, "clarity": 5, "cooperation": 3, "language": 5}
    review = publishing.decide(
        revision=revision, decision=decision, by=officer, now=now, comment=COMMENT, scores=scores
    )
    listing.refresh_from_db()
    assert (listing.state, listing.officer, review.total) == (state, officer, 17)
    event = listing.events.latest("pk")
    assert (event.actor, event.action, event.note, event.revision) == (
        officer,
        decision,
        COMMENT,
        revision,
    )
    letter = OutboxMessage.objects.get(kind="decision")
    assert (letter.to, listing.reference in letter.subject) == (author_of(listing).email, True)
    assert (COMMENT in letter.text) == (decision != "publish")


def test_publish_sets_the_validity(now: datetime) -> None:
    listing = make_published(now=now)
    assert (listing.published_at, listing.valid_until) == (now, date(2027, 11, 23))
    assert list(Listing.objects.published(date(2027, 11, 23))) == [listing]
    assert list(Listing.objects.published(date(2027, 11, 24))) == []


def test_letters_follow_the_language_and_the_kind_of_organisation(now: datetime) -> None:
    person = make_organisation("Trần Văn Bình", kind="individual")
    member = make_member(person, language="en", name="Trần Văn Bình")
    make_member(person, role="reader")
    make_published(Kind.OFFER, organisation=person, by=member, now=now)
    letter = OutboxMessage.objects.get(kind="decision")
    assert letter.subject.startswith("Listing HP-C-2026-")
    assert "Dear Trần Văn Bình," in letter.text
    assert "/en/listings/HP-C-2026-" in letter.text


def test_held_listing_can_be_published_and_told_twice(now: datetime) -> None:
    _listing, revision = make_submitted(now=now)
    officer = make_officer()
    publishing.decide(revision=revision, decision="hold", by=officer, now=now, comment="Chờ giấy tờ.")
    publishing.decide(revision=revision, decision="publish", by=officer, now=now + timedelta(hours=1))
    assert (Review.objects.count(), OutboxMessage.objects.filter(kind="decision").count()) == (1, 2)


@pytest.mark.parametrize("decision", ["request_changes", "hold", "reject"])
def test_decide_needs_a_reason(decision: str, now: datetime) -> None:
    listing, revision = make_submitted(now=now)
    with pytest.raises(ReasonRequired):
        publishing.decide(revision=revision, decision=decision, by=make_officer(), now=now, comment=" \n")
    listing.refresh_from_db()
    assert (listing.state, OutboxMessage.objects.filter(kind="decision").count()) == (State.SUBMITTED, 0)


def test_decide_refuses_an_old_revision(now: datetime) -> None:
    listing, first = make_submitted(now=now)
    officer = make_officer()
    publishing.decide(revision=first, decision="request_changes", by=officer, now=now, comment="Thêm số liệu.")
    publishing.submit(listing=listing, by=author_of(listing), now=now)
    with pytest.raises(OutOfDate):
        publishing.decide(revision=first, decision="publish", by=officer, now=now)


def test_second_decision_is_refused(now: datetime) -> None:
    _listing, revision = make_submitted(now=now)
    publishing.decide(revision=revision, decision="publish", by=make_officer(), now=now)
    with pytest.raises(WrongState):
        publishing.decide(revision=revision, decision="reject", by=make_officer(), now=now, comment="Không rõ.")


@pytest.mark.parametrize(
    ("action", "source", "target"),
    [
        ("pause", "published", "paused"),
        ("resume", "paused", "published"),
        ("renew", "published", "published"),
        ("renew", "expired", "published"),
        ("withdraw", "submitted", "withdrawn"),
        ("withdraw", "in_review", "withdrawn"),
        ("withdraw", "changes_requested", "withdrawn"),
        ("withdraw", "on_hold", "withdrawn"),
        ("withdraw", "published", "withdrawn"),
        ("withdraw", "paused", "withdrawn"),
        ("fulfil", "published", "fulfilled"),
        ("fulfil", "paused", "fulfilled"),
        ("fulfil", "expired", "fulfilled"),
    ],
)
def test_change_state_by_the_owner(action: str, source: str, target: str, now: datetime) -> None:
    listing = make_listing(now=now)
    put_into(listing, source, now=now)
    publishing.change_state(listing=listing, action=action, by=author_of(listing), now=now, note="Đã đủ.")
    listing.refresh_from_db()
    event = listing.events.latest("pk")
    assert (listing.state, event.action, event.from_state, event.note) == (target, action, source, "Đã đủ.")
    assert listing.valid_until == (date(2027, 11, 23) if action == "renew" else date(2026, 12, 3))


@pytest.mark.parametrize("action", OWNER_ACTIONS)
def test_change_state_refuses_every_other_state(action: str, now: datetime) -> None:
    listing = make_listing(now=now)
    for state in set(State.values) - set(TRANSITIONS[action].sources):
        put_into(listing, state, now=now)
        with pytest.raises(WrongState):
            publishing.change_state(listing=listing, action=action, by=author_of(listing), now=now, note="Lý do.")


@pytest.mark.parametrize("action", ["submit", "claim", "publish", "archive"])
def test_change_state_is_for_the_owners_actions_only(action: str, now: datetime) -> None:
    listing = make_listing(now=now)
    with pytest.raises(ValueError, match=action):
        publishing.change_state(listing=listing, action=action, by=author_of(listing), now=now)


def test_withdraw_needs_a_reason(now: datetime) -> None:
    listing = make_published(now=now)
    with pytest.raises(ReasonRequired):
        publishing.change_state(listing=listing, action="withdraw", by=author_of(listing), now=now)


@pytest.mark.parametrize(
    "stranger",
    [
        lambda listing: make_member(make_organisation()),
        lambda listing: make_member(listing.organisation, role="reader"),
        lambda listing: make_officer(),
    ],
    ids=["another organisation", "reader", "officer"],
)
def test_owner_actions_are_refused_to_others(stranger: Callable[[Listing], User], now: datetime) -> None:
    draft, published = make_listing(now=now), make_published(now=now)
    with pytest.raises(NotAllowed):
        publishing.submit(listing=draft, by=stranger(draft), now=now)
    with pytest.raises(NotAllowed):
        publishing.change_state(listing=published, action="pause", by=stranger(published), now=now)


def test_officer_actions_are_refused_to_members_and_to_officers_of_the_organisation(now: datetime) -> None:
    listing, revision = make_submitted(now=now)
    own_officer = make_member(listing.organisation, role="reader")
    User.objects.filter(pk=own_officer.pk).update(role=User.Role.OFFICER)
    for person in (author_of(listing), User.objects.get(pk=own_officer.pk)):
        with pytest.raises(NotAllowed):
            publishing.claim(listing=listing, by=person, now=now)
        with pytest.raises(NotAllowed):
            publishing.decide(revision=revision, decision="publish", by=person, now=now)


def test_expire_overdue_is_idempotent(now: datetime) -> None:
    old, young = make_published(now=now - timedelta(days=366)), make_published(now=now)
    assert [publishing.expire_overdue(now=now) for _ in range(2)] == [1, 0]
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, young.state, old.events.latest("pk").actor) == (State.EXPIRED, State.PUBLISHED, None)


def test_events_cannot_be_changed(now: datetime) -> None:
    event = make_listing(now=now).events.get()
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        ListingEvent.objects.filter(pk=event.pk).update(note="anders")


def test_published_listing_cannot_lose_its_title(now: datetime) -> None:
    listing = make_published(now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Listing.objects.filter(pk=listing.pk).update(title="")


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_make_one_decision(now: datetime) -> None:
    load_all()  # the transactional test before this one may have emptied the tables
    listing, revision = make_submitted(now=now)
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def decide(officer: User, decision: str) -> None:
        try:
            start.wait(10)
            publishing.decide(revision=revision, decision=decision, by=officer, now=now, comment="Lý do.")
            outcomes.append("decided")
        except PublishingError as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(make_officer(), each)) for each in ("publish", "reject")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["WrongState", "decided"]
    assert (Review.objects.filter(revision=revision).count(), listing.events.count()) == (1, 3)
