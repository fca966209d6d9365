"""Two sides introduced by hand: once, with a letter to each, never against the rules, and it stands until answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import OutboxMessage, User
from catalog.indexing import index_awaiting
from catalog.models import Listing
from cooperation import interests, introductions
from cooperation.models import Introduction
from matching import blocking, digests
from matching.models import ListingMatch, Suggestion
from matching.pairs import examine
from matching.suggestions import match_awaiting
from tests.embedders import use_words
from tests.factories_catalog import make_member, make_officer, make_organisation, make_published
from tests.factories_cooperation import PITCH

pytestmark = pytest.mark.django_db
WORDS = "Hai bên cùng ở khu công nghiệp Đình Vũ, nên gặp nhau để thử tại chỗ."
RICE = {"title": "Sấy lúa tầng sôi", "summary": "Máy sấy lúa", "description": "Sấy hạt lúa ướt sau thu hoạch."}


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)


@pytest.fixture
def pair(now: datetime) -> tuple[Listing, Listing]:
    """A need and an offer whose texts have nothing in common, so that nothing suggests them."""
    asking = make_organisation("Công ty TNHH Thép Núi Đèo", kind="enterprise")
    need = make_published("need", organisation=asking, by=make_member(asking), now=now)
    offering = make_organisation("Viện Cơ điện Tây Hồ", kind="institute")
    offer = make_published("offer", organisation=offering, by=make_member(offering), now=now, **RICE)
    index_awaiting()
    match_awaiting(now=now)
    Suggestion.objects.all().delete()
    return need, offer


def introduce(pair: tuple[Listing, Listing], *, now: datetime, by: User | None = None, **values: Any) -> Introduction:
    return introductions.introduce(
        need=pair[0], offer=pair[1], by=by or make_officer(), now=now, **{"words": WORDS} | values
    )


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="introduced").order_by("pk"))


def test_both_sides_are_told_with_the_officers_words(pair: tuple[Listing, Listing], now: datetime) -> None:
    made = introduce(pair, now=now)
    assert (made.suggestion.need, made.suggestion.offer, made.words) == (*pair, WORDS)
    to_need, to_offer = letters()
    assert (to_need.to, to_offer.to) == (pair[0].created_by.email, pair[1].created_by.email)  # type: ignore[union-attr]
    for letter, own, other in ((to_need, *pair), (to_offer, *reversed(pair))):
        assert letter.subject == f"Điểm kết nối giới thiệu đối tác cho tin {own.reference}"
        for text in (letter.text, letter.html):
            assert WORDS in text
            assert other.title in text
            assert other.organisation.name_vi in text
            assert f"/listings/{own.reference}/suggestions/?at={made.suggestion_id}#s{made.suggestion_id}" in text


def test_it_stands_beside_the_best_and_in_no_digest(pair: tuple[Listing, Listing], now: datetime) -> None:
    made = introduce(pair, now=now)
    ListingMatch.objects.all().delete()
    assert match_awaiting(now=now) == 2
    assert Suggestion.objects.live().filter(pk=made.suggestion_id).exists()
    need, offer = (Listing.objects.select_related("index").get(pk=each.pk) for each in pair)
    assert examine(need=need, offer=offer, now=now).obstacles == ()
    User.objects.update(suggestion_mail="at_once")
    Suggestion.objects.update(score=0.9)
    assert digests.send_due(now=now) == 0


def test_both_answer_as_with_any_suggestion(pair: tuple[Listing, Listing], now: datetime) -> None:
    made = introduce(pair, now=now)
    need_owner, offer_owner = (each.created_by for each in pair)
    assert need_owner is not None
    assert offer_owner is not None
    sent = interests.send_from_suggestion(suggestion=made.suggestion, side="need", by=need_owner, now=now, pitch=PITCH)
    interests.accept(interest=sent, by=offer_owner, now=now)
    made.suggestion.refresh_from_db()
    assert (made.suggestion.need_state, made.suggestion.offer_state) == ("interested", "interested")


def test_a_second_time_writes_nobody(pair: tuple[Listing, Listing], now: datetime) -> None:
    introduce(pair, now=now)
    with pytest.raises(introductions.AlreadyIntroduced):
        introduce(pair, now=now + timedelta(days=1), words=WORDS + " Lần hai.")
    assert (Introduction.objects.get().words, len(letters())) == (WORDS, 2)


def test_a_blocked_pair_leaves_and_stays_away(pair: tuple[Listing, Listing], now: datetime) -> None:
    introduce(pair, now=now)
    blocking.block(need=pair[0], offer=pair[1], by=make_officer(), reason="wish", now=now)
    match_awaiting(now=now)
    assert not Suggestion.objects.live().exists()


def own_organisation(pair: tuple[Listing, Listing], officer: User, now: datetime) -> None:
    officer.memberships.create(organisation=pair[1].organisation, role="reader")


def same_owner(pair: tuple[Listing, Listing], officer: User, now: datetime) -> None:
    Listing.objects.filter(pk=pair[0].pk).update(organisation=pair[1].organisation)


def unpublished(pair: tuple[Listing, Listing], officer: User, now: datetime) -> None:
    Listing.objects.filter(pk=pair[0].pk).update(state="paused")


def closed(pair: tuple[Listing, Listing], officer: User, now: datetime) -> None:
    Listing.objects.filter(pk=pair[1].pk).update(accepting_interest=False)


def unread(pair: tuple[Listing, Listing], officer: User, now: datetime) -> None:
    pair[1].index.delete()


def blocked(pair: tuple[Listing, Listing], officer: User, now: datetime) -> None:
    blocking.block(need=pair[0], offer=pair[1], by=officer, reason="known", now=now)


def in_contact(pair: tuple[Listing, Listing], officer: User, now: datetime) -> None:
    need, offer = pair
    assert need.created_by is not None
    interests.send(listing=offer, organisation=need.organisation, by=need.created_by, now=now, pitch=PITCH)


def refused(pair: tuple[Listing, Listing], officer: User, now: datetime) -> None:
    made = introduce(pair, now=now)
    Introduction.objects.all().delete()
    OutboxMessage.objects.all().delete()
    Suggestion.objects.filter(pk=made.suggestion_id).update(offer_state="declined")


@pytest.mark.parametrize(
    ("prepare", "error"),
    [
        (own_organisation, introductions.NotAllowed),
        (same_owner, introductions.SameOwner),
        (unpublished, introductions.NotOpen),
        (closed, introductions.NotOpen),
        (unread, introductions.NotRead),
        (blocked, introductions.KeptApart),
        (in_contact, introductions.InContact),
        (refused, introductions.Refused),
    ],
)
def test_what_is_refused(
    prepare: Callable[[tuple[Listing, Listing], User, datetime], None],
    error: type[Exception],
    pair: tuple[Listing, Listing],
    now: datetime,
) -> None:
    officer = make_officer()
    prepare(pair, officer, now)
    with pytest.raises(error):
        introduce(pair, now=now, by=officer)
    assert not letters()


def test_only_officers_introduce(pair: tuple[Listing, Listing], now: datetime) -> None:
    with pytest.raises(introductions.NotAllowed):
        introduce(pair, now=now, by=make_member(make_organisation()))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Xin gọi 0912 345 678 để hẹn ngày đến xem dây chuyền.", False),
        ("Thép Núi Đèo đang cần một giải pháp như của Viện.", False),
        ("cong ty tnhh thep nui deo dang can mot giai phap nhu vay", False),
        ("Một doanh nghiệp thép đang cần một giải pháp như vậy.", True),
    ],
)
def test_an_anonymous_owner_stays_unnamed(words: str, told: bool, pair: tuple[Listing, Listing], now: datetime) -> None:
    Listing.objects.filter(pk=pair[0].pk).update(is_anonymous=True)
    if not told:
        with pytest.raises(introductions.TellsTooMuch):
            introduce(pair, now=now, words=words)
        return
    introduce(pair, now=now, words=words)
    [letter] = [each for each in letters() if each.user == pair[1].created_by]
    for text in (letter.text, letter.html):
        assert "Không công khai tên" in text
        assert "Núi Đèo" not in text


def test_what_was_said_is_settled(pair: tuple[Listing, Listing], now: datetime) -> None:
    made = introduce(pair, now=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Introduction.objects.filter(pk=made.pk).update(words="Khác")
