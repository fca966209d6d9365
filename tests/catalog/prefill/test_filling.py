"""From a wish to a draft with marks: once, whoever runs it and however often."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest

from accounts.models import Membership, User
from catalog import posting, publishing
from catalog.guesses import open_guesses
from catalog.models import Listing, Prefill
from catalog.prefill import filling
from catalog.prefill.filling import TEXT, TooManyWaiting, forget_old, run_wanted, want_prefill
from catalog.uploads import ENDINGS
from tests.accounts.test_outbox_parallel import in_threads
from tests.catalog.prefill.texts import NEED, OFFER, scanned_pdf
from tests.embedders import use_words
from tests.factories_catalog import concept, make_member, make_organisation, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)


def wish_of(member: User, text: str | bytes = NEED, *, kind: str = "need", now: datetime, of: str = TEXT) -> Prefill:
    content = text.encode() if isinstance(text, str) else text
    organisation = member.memberships.get().organisation
    return want_prefill(kind=kind, organisation=organisation, by=member, now=now, content=content, content_type=of)


def filled(member: User, text: str = NEED, *, kind: str = "need", now: datetime) -> Listing:
    wish = wish_of(member, text, kind=kind, now=now)
    assert run_wanted(now=now) == 1
    wish.refresh_from_db()
    assert wish.listing is not None
    return wish.listing


@pytest.mark.parametrize(("text", "kind"), [(NEED, "need"), (OFFER, "offer")])
def test_a_draft_holds_what_the_text_says_and_every_value_is_marked(text: str, kind: str, now: datetime) -> None:
    member = make_member(make_organisation())
    listing = filled(member, text, kind=kind, now=now)
    assert (listing.state, listing.created_by) == ("draft", member)
    marked = set(open_guesses(listing))
    rows = "targets" if kind == "need" else "comparisons"
    assert {"title", "summary", "trl", "amount_max", rows} <= marked
    assert getattr(listing, rows).count() > 1
    assert all(getattr(listing, name) for name in marked - {"targets", "comparisons", "fields"})


def test_fields_come_from_similar_listings_and_keywords_from_the_glossary(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = [make_published("offer", now=now) for _ in range(3)]
    for listing in near:
        listing.fields.set([concept("st_field", "207")])
    monkeypatch.setattr("catalog.prefill.subjects.nearest", lambda text: [listing.pk for listing in near])
    listing = filled(make_member(make_organisation()), "Xử lý nước thải thủy sản\nCần MBBR cho nước thải.", now=now)
    assert list(listing.fields.values_list("code", flat=True)) == ["207"]
    assert "xử lý nước thải" in [word.lower() for word in listing.keywords]
    assert {"fields", "keywords"} <= set(open_guesses(listing))


def test_the_same_wish_twice_is_one_and_running_twice_makes_one_draft(now: datetime) -> None:
    member = make_member(make_organisation())
    assert wish_of(member, now=now) == wish_of(member, now=now)
    assert [run_wanted(now=now), run_wanted(now=now)] == [1, 0]
    assert Listing.objects.count() == 1
    assert bytes(Prefill.objects.get().content) == b""


def test_a_draft_begun_by_hand_a_moment_ago_is_left_alone(now: datetime) -> None:
    member = make_member(make_organisation())
    organisation = member.memberships.get().organisation
    mine = posting.start_listing(
        kind="need", organisation=organisation, by=member, now=now, values={"title": "Của tôi"}
    )
    assert filled(member, now=now) != mine


def test_a_scanned_file_is_given_up_with_its_reason(now: datetime) -> None:
    wish = wish_of(make_member(make_organisation()), scanned_pdf(), now=now, of=ENDINGS[".pdf"])
    assert run_wanted(now=now) == 1
    wish.refresh_from_db()
    assert (wish.state, wish.problem, bytes(wish.content), Listing.objects.count()) == ("failed", "scanned", b"", 0)


def test_a_wish_that_breaks_is_tried_three_times(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: object) -> None:
        raise RuntimeError("broken")

    wish = wish_of(make_member(make_organisation()), now=now)
    monkeypatch.setattr(filling, "_guessed", breaks)
    for _ in range(4):
        run_wanted(now=now)
    wish.refresh_from_db()
    assert (wish.state, wish.problem, wish.attempts) == ("failed", "failed", 3)


def test_a_wish_whose_worker_died_is_taken_up_after_its_lease(now: datetime) -> None:
    wish = wish_of(make_member(make_organisation()), now=now)
    Prefill.objects.filter(pk=wish.pk).update(attempts=1, leased_until=now + timedelta(minutes=3))
    assert run_wanted(now=now) == 0
    assert run_wanted(now=now + timedelta(minutes=4)) == 1


def test_who_lost_the_right_meanwhile_gets_no_draft(now: datetime) -> None:
    member = make_member(make_organisation())
    wish = wish_of(member, now=now)
    Membership.objects.filter(user=member).update(role="reader")
    run_wanted(now=now)
    wish.refresh_from_db()
    assert (wish.state, Listing.objects.count()) == ("failed", 0)


def test_readers_and_strangers_cannot_wish(now: datetime) -> None:
    organisation = make_organisation()
    for person in (make_member(organisation, role="reader"), make_member(make_organisation())):
        with pytest.raises(posting.NotEditable):
            want_prefill(kind="need", organisation=organisation, by=person, now=now, content=b"x", content_type=TEXT)


def test_an_organisation_has_five_waiting_at_most(now: datetime) -> None:
    member = make_member(make_organisation())
    for number in range(5):
        wish_of(member, f"Nhu cầu {number}", now=now)
    with pytest.raises(TooManyWaiting):
        wish_of(member, "Nhu cầu nữa", now=now)


def test_a_guess_is_settled_by_a_tick_or_a_change_and_by_nothing_else(now: datetime) -> None:
    member = make_member(make_organisation())
    listing = filled(member, now=now)
    for changes, confirmed, left in (
        ({"title": listing.title}, (), True),
        ({"tried": "Đã đổi"}, (), True),
        ({"title": listing.title}, ("title",), False),
    ):
        listing = posting.save_step(
            listing=listing, by=member, now=now, seen=posting.version_of(listing), values=changes, confirmed=confirmed
        )
        assert ("title" in open_guesses(listing)) is left
    assert "tried" not in open_guesses(listing)
    rows = list(listing.targets.values("name", "value", "unit", "is_must"))
    for changed, left in ((rows, True), (rows[:1], False)):
        listing = posting.save_step(
            listing=listing, by=member, now=now, seen=posting.version_of(listing), values={}, rows={"targets": changed}
        )
        assert ("targets" in open_guesses(listing)) is left


def test_a_draft_with_open_guesses_is_not_submitted(now: datetime) -> None:
    member = make_member(make_organisation())
    listing = filled(member, now=now)
    listing.fields.add(concept("st_field", "401"))
    Listing.objects.filter(pk=listing.pk).update(description="Mô tả")
    with pytest.raises(publishing.Unconfirmed):
        publishing.submit(listing=listing, by=member, now=now)
    listing.guesses.all().delete()
    publishing.submit(listing=listing, by=member, now=now)


def test_ended_wishes_are_forgotten_after_a_week(now: datetime) -> None:
    member = make_member(make_organisation())
    filled(member, now=now)
    waiting = wish_of(member, "Nhu cầu khác", now=now)
    forget_old(now=now + timedelta(days=6))
    assert Prefill.objects.count() == 2
    forget_old(now=now + timedelta(days=8))
    assert Prefill.objects.get() == waiting


@pytest.mark.django_db(transaction=True)
def test_workers_and_presses_at_once_make_one_draft(now: datetime) -> None:
    member = make_member(make_organisation())
    assert len({wish.pk for wish in in_threads(lambda: wish_of(member, now=now), 4)}) == 1
    assert sum(in_threads(lambda: run_wanted(now=now), 4)) == 1
    assert Listing.objects.count() == 1
    assert Prefill.objects.get().sha256 == hashlib.sha256(NEED.encode()).hexdigest()
