"""Suggestion letters: at the pace chosen, no pair twice to one person, and fit to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup

from accounts import consent
from accounts.models import Consent, OutboxMessage, User
from accounts.outbox import as_email
from catalog.models import Kind
from matching import digests
from matching.digests import send_due
from matching.models import Answer, DigestEntry, Suggestion
from tests.factories import SiteTextFactory
from tests.factories_catalog import make_member, make_organisation, make_published
from tests.factories_cooperation import Sides, make_sides, make_suggestion

pytestmark = pytest.mark.django_db

REASONS = [
    {"code": "price_high", "tone": "weak", "values": {
        "price_min": 2_000_000_000, "price_max": None, "budget_min": None, "budget_max": 400_000_000, "cap": True}},
    {"code": "terms", "tone": "good", "values": {"terms": ["khí sinh học", "viên đá ong"]}},
    {"code": "unknown", "tone": "unknown", "values": {"item": "trl", "side": "need"}},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def sides(now: datetime) -> Sides:
    """An institute's offer, whose owner wants letters at once; the asking side wants none."""
    made = make_sides(now=now)
    wants(made.owner)
    return made


def wants(user: User, pace: str = "at_once", language: str = "vi") -> User:
    user.suggestion_mail, user.language = pace, language
    user.save()
    return user


def suggest(sides: Sides, number: int = 1, *, now: datetime, **values: Any) -> list[Suggestion]:
    """Suggestions for the sides' listing, each with a listing of another organisation, best first."""
    found = []
    for place in range(number):
        asking = make_organisation("Hợp tác xã Bàng La")
        made, _ = make_suggestion(Sides(sides.listing, sides.owner, asking, make_member(asking)), now=now)
        changes = {"score": 0.9 - place / 100, "contributions": {"reasons": REASONS}, **values}
        Suggestion.objects.filter(pk=made.pk).update(**changes)
        found.append(made)
    return found


def letters(to: User | None = None) -> list[OutboxMessage]:
    rows = OutboxMessage.objects.filter(kind="digest").order_by("pk")
    return list(rows.filter(user=to) if to else rows)


def told(to: User) -> list[int]:
    """The suggestions the person was sent, in the order of the letters."""
    rows = DigestEntry.objects.filter(user=to).order_by("at", "-suggestion__score")
    return list(rows.values_list("suggestion", flat=True))


@pytest.mark.parametrize(
    ("pace", "gap", "due"),
    [
        ("at_once", timedelta(seconds=10), True),
        ("daily", timedelta(hours=23), False),
        ("daily", timedelta(days=1), True),
        ("weekly", timedelta(days=6, hours=23), False),
        ("weekly", timedelta(days=7), True),
    ],
)
def test_pace(pace: str, gap: timedelta, due: bool, sides: Sides, now: datetime) -> None:
    wants(sides.owner, pace)
    [first] = suggest(sides, now=now)
    assert send_due(now=now) == 1
    [second] = suggest(sides, now=now)
    assert send_due(now=now + gap) == int(due)
    assert told(sides.owner) == [first.pk, *([second.pk] if due else [])]


def test_a_second_run_changes_nothing(sides: Sides, now: datetime) -> None:
    suggest(sides, 2, now=now)
    assert send_due(now=now) == 1
    before = list(Suggestion.objects.order_by("pk").values())
    assert [send_due(now=now + timedelta(days=days)) for days in (0, 1, 8)] == [0, 0, 0]
    assert list(Suggestion.objects.order_by("pk").values()) == before
    assert len(letters()) == 1


def test_no_pair_twice_even_if_it_comes_back(sides: Sides, now: datetime) -> None:
    [suggestion] = suggest(sides, now=now)
    send_due(now=now)
    Suggestion.objects.filter(pk=suggestion.pk).update(is_current=False)
    send_due(now=now + timedelta(days=1))
    Suggestion.objects.filter(pk=suggestion.pk).update(is_current=True, score=0.99, offer_state="new")
    assert send_due(now=now + timedelta(days=2)) == 0


def test_a_pair_of_both_organisations_of_a_person_comes_once(sides: Sides, now: datetime) -> None:
    both = wants(make_member(sides.listing.organisation))
    both.memberships.create(organisation=sides.organisation, role="editor")
    made, _ = make_suggestion(sides, now=now)
    send_due(now=now)
    assert told(both) == [made.pk]


def test_each_member_gets_their_own(sides: Sides, now: datetime) -> None:
    colleague = wants(make_member(sides.listing.organisation, role="reader"), "daily", "en")
    silent = wants(make_member(sides.listing.organisation), "never")
    wants(make_member(make_organisation()))
    [suggestion] = suggest(sides, now=now)
    assert send_due(now=now) == 2
    assert [told(each) for each in (sides.owner, colleague, silent)] == [[suggestion.pk], [suggestion.pk], []]
    assert {letter.to for letter in letters()} == {sides.owner.email, colleague.email}


def test_the_state_and_the_first_letters_time_are_noted(sides: Sides, now: datetime) -> None:
    new, viewed = suggest(sides, 2, now=now)
    Suggestion.objects.filter(pk=viewed.pk).update(offer_state="viewed")
    send_due(now=now)
    make_later = wants(make_member(sides.listing.organisation))
    send_due(now=now + timedelta(hours=1))
    assert told(make_later) == [new.pk, viewed.pk]
    rows = Suggestion.objects.order_by("pk").values_list(
        "need_state", "offer_state", "need_emailed_at", "offer_emailed_at"
    )
    assert list(rows) == [("new", "emailed", None, now), ("new", "viewed", None, now)]


@pytest.mark.parametrize(
    "changes",
    [
        {"score": 0.49},
        {"is_current": False},
        {"offer_state": "interested"},
        {"offer_state": "declined"},
        {"need_state": "interested"},
        {"need_state": "declined"},
    ],
)
def test_what_is_not_worth_a_letter(changes: dict[str, Any], sides: Sides, now: datetime) -> None:
    suggest(sides, now=now, **changes)
    assert send_due(now=now) == 0
    assert not letters()


def test_unpublished_listings_are_in_no_letter(sides: Sides, now: datetime) -> None:
    suggest(sides, now=now)
    sides.listing.state = "paused"
    sides.listing.save()
    assert send_due(now=now) == 0


def test_most_per_listing_and_a_day(sides: Sides, now: datetime) -> None:
    found = [each.pk for each in suggest(sides, 5, now=now)]
    assert send_due(now=now) == 1
    assert told(sides.owner) == found[:3]
    assert send_due(now=now + timedelta(hours=23)) == 0
    assert send_due(now=now + timedelta(days=1)) == 1
    assert told(sides.owner) == found


def test_most_per_letter_and_a_day(sides: Sides, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "MOST_PER_LETTER", 2)
    monkeypatch.setattr(digests, "MOST_PER_DAY", 3)
    for _ in range(4):
        offer = make_published("offer", organisation=sides.listing.organisation, by=sides.owner, now=now)
        suggest(Sides(offer, sides.owner, sides.organisation, sides.sender), 2, now=now)
    sent = [send_due(now=now + timedelta(hours=hours)) for hours in (0, 1, 2, 25)]
    assert sent == [1, 1, 0, 1]
    assert [letter.subject.split()[0] for letter in letters()] == ["2", "1", "2"]


def test_a_listing_with_much_does_not_hide_the_others(sides: Sides, now: datetime) -> None:
    suggest(sides, 4, now=now)
    offer = make_published("offer", organisation=sides.listing.organisation, by=sides.owner, now=now)
    [other] = suggest(Sides(offer, sides.owner, sides.organisation, sides.sender), now=now, score=0.6)
    send_due(now=now)
    assert other.pk in told(sides.owner)


def test_one_owner_does_not_fill_a_letter(sides: Sides, now: datetime) -> None:
    """Five variants of one institute come after the best of anybody else."""
    found = []
    for place, owner in enumerate([sides.organisation] * 5 + [make_organisation("Hợp tác xã Bàng La")]):
        made, _ = make_suggestion(Sides(sides.listing, sides.owner, owner, make_member(owner)), now=now)
        Suggestion.objects.filter(pk=made.pk).update(score=0.9 - place / 100)
        found.append(made.pk)
    send_due(now=now)
    assert told(sides.owner) == [found[0], found[1], found[5]]


def test_a_letter_due_at_night_goes_out_in_the_morning_with_what_is_best_then(sides: Sides, now: datetime) -> None:
    evening = now + timedelta(hours=11)
    [found] = suggest(sides, now=now)
    assert [send_due(now=evening + timedelta(hours=hours)) for hours in (0, 3, 9)] == [0, 0, 0]
    Suggestion.objects.filter(pk=found.pk).update(need_state="declined")
    [better] = suggest(sides, now=now)
    assert send_due(now=evening + timedelta(hours=10)) == 1
    assert told(sides.owner) == [better.pk]


def test_sundays_and_holidays_wait_unless_chosen(sides: Sides, now: datetime) -> None:
    sunday = now + timedelta(days=6)
    suggest(sides, now=now)
    assert send_due(now=sunday) == 0
    User.objects.filter(pk=sides.owner.pk).update(quiet_hours="nights")
    assert send_due(now=sunday) == 1


@pytest.mark.parametrize(("most", "sent"), [(1, 1), (2, 2), (5, 5), (0, 6)])
def test_most_letters_in_seven_days(most: int, sent: int, sides: Sides, now: datetime) -> None:
    User.objects.filter(pk=sides.owner.pk).update(letters_per_week=most)
    for day in range(6):
        suggest(sides, now=now)
        send_due(now=now + timedelta(days=day))
    assert len(letters(sides.owner)) == sent
    assert send_due(now=now + timedelta(days=7, hours=-1)) == 0
    suggest(sides, now=now)
    assert send_due(now=now + timedelta(days=7, hours=1)) == 1


def test_letters_of_several_organisations_count_each(sides: Sides, now: datetime) -> None:
    both = wants(make_member(sides.listing.organisation))
    User.objects.filter(pk=both.pk).update(letters_per_week=1)
    other = make_organisation("Hợp tác xã Bàng La")
    both.memberships.create(organisation=other, role="editor")
    suggest(sides, now=now)
    offer = make_published("offer", organisation=other, by=both, now=now)
    suggest(Sides(offer, both, sides.organisation, sides.sender), now=now)
    send_due(now=now)
    assert (len(letters(both)), len(told(both))) == (1, 1)


def test_a_clock_that_jumps_back_sends_nothing_twice(sides: Sides, now: datetime) -> None:
    [first] = suggest(sides, now=now)
    assert send_due(now=now) == 1
    [second] = suggest(sides, now=now)
    assert send_due(now=now - timedelta(hours=2)) == 0
    assert send_due(now=now + timedelta(minutes=1)) == 1
    assert told(sides.owner) == [first.pk, second.pk]


def test_without_consent_none(sides: Sides, now: datetime) -> None:
    SiteTextFactory()
    wants(sides.owner, "never")
    suggest(sides, now=now)
    consent.give(user=sides.owner, purpose=Consent.Purpose.SUGGESTIONS, now=now)
    consent.withdraw(user=sides.owner, purpose=Consent.Purpose.SUGGESTIONS, now=now)
    assert send_due(now=now) == 0
    consent.give(user=sides.owner, purpose=Consent.Purpose.SUGGESTIONS, now=now)
    sides.owner.refresh_from_db()
    assert (sides.owner.suggestion_mail, send_due(now=now)) == ("at_once", 1)


def test_consent_withdrawn_while_the_sweep_runs(sides: Sides, now: datetime) -> None:
    suggest(sides, now=now)
    [due] = digests.people_due(now=now)
    wants(sides.owner, "never")
    assert digests.send_to(user_id=due, now=now) == 0


@pytest.mark.parametrize("changes", [{"is_active": False}, {"email": ""}])
def test_who_cannot_be_written_to(changes: dict[str, Any], sides: Sides, now: datetime) -> None:
    suggest(sides, now=now)
    User.objects.filter(pk=sides.owner.pk).update(**changes)
    send_due(now=now)
    assert not letters()


TEXTS = {
    "vi": [
        "1 gợi ý kết nối mới cho Viện Nuôi biển Đông Bắc",
        "Kính gửi Viện Nuôi biển Đông Bắc,",
        "Hệ thống tìm được 1 đối tác có thể phù hợp với tin của Quý đơn vị.",
        "Rất phù hợp (90 trên 100)",
        "Hai bên cùng nói đến khí sinh học và viên đá ong.",
        "Giá (từ 2\xa0tỷ\xa0₫) cao hơn kinh phí dự kiến (đến 400\xa0triệu\xa0₫).",
        "Thôi nhận loại email này",
    ],
    "en": [
        "1 new suggestion for Viện Nuôi biển Đông Bắc",
        "Dear Viện Nuôi biển Đông Bắc,",
        "We have found 1 possible partner for your listings.",
        "Very good match (90 out of 100)",
        "Both texts speak of khí sinh học and viên đá ong.",
        "The price (from VND\xa02\xa0billion) is above the budget (up to VND\xa0400\xa0million).",
        "Stop e-mails of this kind",
    ],
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_letter_is_readable_in_the_readers_language(language: str, sides: Sides, now: datetime) -> None:
    wants(sides.owner, "daily", language)
    [suggestion] = suggest(sides, now=now)
    send_due(now=now)
    [letter] = letters()
    page = BeautifulSoup(letter.html, "html.parser")
    subject, *texts = TEXTS[language]
    assert letter.subject == subject
    assert page.html is not None
    assert page.html["lang"] == language
    for text in texts:
        assert text in letter.text
        assert text in page.get_text()
    path = f"{'/en' if language == 'en' else ''}/listings/{sides.listing.reference}/suggestions/#s{suggestion.pk}"
    assert letter.text.count(path) == 1
    assert [link["href"] for link in page.select("a.btn") if str(link["href"]).endswith(path)]
    assert not any(word in letter.text for word in ("&", "<", "None", "\n\n\n", "Not stated", "Chưa có thông tin"))
    assert letter.text.index(texts[4]) < letter.text.index(texts[3])
    assert max(map(len, letter.text.splitlines())) < 300


def test_a_letter_tells_the_strongest_reasons(sides: Sides, now: datetime) -> None:
    steps = [{"code": "trl_ok", "tone": "good", "values": {"offer_trl": 9, "need_trl": trl}} for trl in range(1, 8)]
    suggest(sides, now=now, contributions={"reasons": [*steps, REASONS[0]]})
    send_due(now=now)
    [letter] = letters()
    facts = [line.strip() for line in letter.text.splitlines() if line.startswith("  - ")]
    assert len(facts) == 4
    assert facts[0].startswith("- Giá (từ 2")
    assert "từ TRL 3 trở lên" in facts[3]


def test_an_individual_is_addressed_as_a_person(now: datetime) -> None:
    inventor = make_organisation("Nhà sáng chế An Biên", kind="individual")
    author = wants(make_member(inventor, name="Trần Văn Bình"))
    offer = make_published(Kind.OFFER, organisation=inventor, by=author, now=now)
    suggest(Sides(offer, author, inventor, author), now=now)
    send_due(now=now)
    [letter] = letters()
    assert "Kính gửi Ông/Bà Trần Văn Bình," in letter.text
    assert "Quý đơn vị" not in letter.text
    assert "Quý đơn vị" not in letter.html


def test_no_letter_names_the_other_side(now: datetime) -> None:
    hidden = make_sides(Kind.NEED, now=now, is_anonymous=True)
    make_suggestion(hidden, now=now)
    wants(hidden.sender)
    send_due(now=now)
    [letter] = letters(hidden.sender)
    names = (hidden.listing.organisation.name_vi, hidden.listing.organisation.slug, hidden.owner.full_name)
    assert not [name for name in names if name in letter.subject + letter.text + letter.html]


def test_one_click_ends_the_letters(sides: Sides, now: datetime, client: Any) -> None:
    SiteTextFactory()
    suggest(sides, now=now)
    send_due(now=now)
    [letter] = letters()
    headers = as_email(letter, None).extra_headers  # type: ignore[arg-type]
    assert headers["List-Unsubscribe"] == f"<{letter.unsubscribe_url}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.unsubscribe_url in letter.text
    answer = client.post(urlsplit(letter.unsubscribe_url).path)
    assert answer.status_code == 200
    suggest(sides, now=now)
    assert send_due(now=now + timedelta(days=1)) == 0


def test_a_letter_is_no_answer(sides: Sides, now: datetime) -> None:
    suggest(sides, now=now)
    send_due(now=now)
    assert not Answer.objects.exists()
