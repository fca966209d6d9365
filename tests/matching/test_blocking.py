"""Pairs that officers keep apart: taken back, not brought back by any score, lifted with their history kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import Membership, User
from catalog.indexing import index_awaiting
from catalog.models import Listing
from matching import blocking, digests
from matching.models import ListingMatch, PairBlock, Suggestion
from matching.pairs import examine
from matching.suggestions import awaiting_match, match_awaiting
from tests.embedders import use_words
from tests.factories_catalog import author_of, make_member, make_officer, make_published, make_user

pytestmark = pytest.mark.django_db
WATER = {
    "title": "Xử lý nước thải thủy sản", "summary": "Nước thải chế biến thủy sản đạt cột A",
    "description": "Nhà máy chế biến thủy sản cần xử lý nước thải bằng màng lọc sinh học.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)


@pytest.fixture
def pair(now: datetime) -> tuple[Listing, Listing]:
    """A need and an offer that are suggested to each other."""
    need = make_published("need", now=now, **WATER)
    offer = make_published("offer", now=now, **{**WATER, "title": "Màng lọc xử lý nước thải thủy sản"})
    index_awaiting()
    match_awaiting(now=now)
    return need, offer


def stands(pair: tuple[Listing, Listing]) -> bool:
    return Suggestion.objects.filter(need=pair[0], offer=pair[1], is_current=True).exists()


def block(pair: tuple[Listing, Listing], by: User, *, now: datetime, **values: str) -> PairBlock:
    return blocking.block(need=pair[0], offer=pair[1], by=by, now=now, **{"reason": "wrong_match"} | values)


def test_a_blocked_pair_is_taken_back_and_stays_away(pair: tuple[Listing, Listing], now: datetime) -> None:
    assert stands(pair)
    block(pair, make_officer(), now=now)
    assert not stands(pair)
    assert set(awaiting_match()) == set(pair)
    match_awaiting(now=now)
    assert not stands(pair)
    assert list(awaiting_match()) == []
    need, offer = (Listing.objects.select_related("index").get(pk=each.pk) for each in pair)
    assert examine(need=need, offer=offer, now=now).obstacles == ("blocked",)


def test_no_letter_tells_of_it(pair: tuple[Listing, Listing], now: datetime) -> None:
    owner = author_of(pair[0])
    User.objects.filter(pk=owner.pk).update(suggestion_mail="at_once")
    Suggestion.objects.update(score=0.9)
    block(pair, make_officer(), now=now)
    assert digests.send_due(now=now) == 0


def test_lifted_it_comes_back_and_the_history_stays(pair: tuple[Listing, Listing], now: datetime) -> None:
    officer, manager = make_officer(), make_user(role="manager")
    block(pair, officer, now=now, note="Đã gọi điện")
    lifted = blocking.lift(need=pair[0], offer=pair[1], by=manager, note="Nhầm", now=now + timedelta(hours=1))
    match_awaiting(now=now + timedelta(hours=1))
    assert stands(pair)
    assert (lifted.blocked_by, lifted.lifted_by, lifted.note, lifted.lift_note) == (
        officer, manager, "Đã gọi điện", "Nhầm",
    )  # fmt: skip
    block(pair, officer, now=now + timedelta(hours=2))
    assert (PairBlock.objects.count(), stands(pair)) == (2, False)


def test_twice_is_told(pair: tuple[Listing, Listing], now: datetime) -> None:
    officer = make_officer()
    with pytest.raises(blocking.NotBlocked):
        blocking.lift(need=pair[0], offer=pair[1], by=officer, now=now)
    block(pair, officer, now=now)
    with pytest.raises(blocking.AlreadyBlocked):
        block(pair, officer, now=now)
    assert PairBlock.objects.count() == 1


@pytest.mark.parametrize("who", ["member", "officer of a side"])
def test_who_may_not(who: str, pair: tuple[Listing, Listing], now: datetime) -> None:
    user = make_officer() if who == "officer of a side" else make_member(pair[0].organisation)
    if user.is_officer:
        Membership.objects.create(user=user, organisation=pair[1].organisation, role="reader")
    with pytest.raises(blocking.NotAllowed):
        block(pair, user, now=now)
    assert stands(pair)


def test_the_database_keeps_the_pair_apart_whoever_writes(pair: tuple[Listing, Listing], now: datetime) -> None:
    block(pair, make_officer(), now=now)
    Suggestion.objects.update(is_current=True)
    assert not stands(pair)


def test_what_was_said_is_settled(pair: tuple[Listing, Listing], now: datetime) -> None:
    made = block(pair, make_officer(), now=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        PairBlock.objects.filter(pk=made.pk).update(note="Khác")
    blocking.lift(need=pair[0], offer=pair[1], by=make_officer(), now=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        PairBlock.objects.filter(pk=made.pk).update(lifted_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        block(pair, make_officer(), now=now, reason="other")


def test_both_lists_are_matched_again(pair: tuple[Listing, Listing], now: datetime) -> None:
    block(pair, make_officer(), now=now)
    assert set(ListingMatch.objects.values_list("content_hash", flat=True)) == {""}
