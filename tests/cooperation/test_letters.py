"""The letters about interests: readable in both languages, in text and HTML, and silent about names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from accounts.models import OutboxMessage
from catalog.models import Kind
from cooperation import interests
from cooperation.asking import ending
from cooperation.models import Interest
from tests.factories_catalog import make_member, make_organisation
from tests.factories_cooperation import PITCH, Sides, make_sides, send

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, Callable[[Interest, Sides, datetime], Any]] = {
    "interest_received": lambda interest, sides, now: None,
    "interest_accepted": lambda interest, sides, now: interests.accept(interest=interest, by=sides.owner, now=now),
    "interest_declined": lambda interest, sides, now: interests.decline(
        interest=interest, by=sides.owner, now=now, reason="price", note="Xin liên hệ lại <sau>."
    ),
    "interest_lapsed": lambda interest, sides, now: ending.lapse_overdue(now=now + timedelta(days=30)),
}
EXPECTED = {
    ("interest_received", "vi"): ("Thư quan tâm mới về tin", "vừa nhận được một thư quan tâm", "30/11/2026"),
    ("interest_received", "en"): ("An expression of interest in listing", "Please answer by 30/11/2026.", "Open the"),
    ("interest_accepted", "vi"): (
        "đã được chấp nhận",
        "từ nay có thể xem thông tin liên hệ của nhau",
        "Viện Nuôi biển",
    ),
    ("interest_accepted", "en"): ("has been accepted", "can now see each other’s contact details", "Viện Nuôi biển"),
    ("interest_declined", "vi"): ("Trả lời thư quan tâm", "Giá không phù hợp", "Quý đơn vị tìm đối tác khác"),
    ("interest_declined", "en"): ("Answer to your interest", "Reason given: Too expensive.", "another partner"),
    ("interest_lapsed", "vi"): ("Chưa có trả lời", "tìm đối tác khác", "Mở thư quan tâm"),
    ("interest_lapsed", "en"): ("No answer to your interest", "has not answered in time", "another partner"),
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("event", list(ANSWERS))
def test_letter_says_what_happened_and_where_to_go(event: str, language: str, now: datetime) -> None:
    sides = make_sides(now=now)
    for person in (sides.owner, sides.sender):
        person.language = language
        person.save()
    interest = send(sides, now=now)
    ANSWERS[event](interest, sides, now)
    letter = OutboxMessage.objects.get(kind=event)
    subject, *parts = EXPECTED[event, language]
    prefix = "/en" if language == "en" else ""
    assert subject in letter.subject
    assert sides.listing.reference in letter.subject
    to = sides.listing.organisation if event == "interest_received" else sides.organisation
    assert letter.text.count(to.name_vi) == 1
    page = BeautifulSoup(letter.html, "html.parser")
    assert page.html is not None
    assert (
        page.html["lang"],
        str(page.select_one("a.btn")["href"]).endswith(f"{prefix}/interests/{interest.pk}/"),
    ) == (language, True)  # type: ignore[index]
    for part in parts:
        assert part in letter.text
        assert part in page.get_text()
    assert f"{prefix}/interests/{interest.pk}/" in letter.text
    assert "None" not in letter.text + page.get_text()
    assert "&" not in letter.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_letter_names_a_hidden_side(language: str, now: datetime) -> None:
    sides = make_sides(Kind.NEED, now=now, is_anonymous=True)
    for person in (sides.owner, sides.sender):
        person.language = language
        person.save()
    send(sides, now=now)
    received = OutboxMessage.objects.get(kind="interest_received")
    whole = received.subject + received.text + received.html
    assert not any(name in whole for name in (sides.organisation.name_vi, sides.sender.full_name, sides.sender.email))
    interests.decline(interest=Interest.objects.get(), by=sides.owner, now=now, reason="timing")
    again = send(sides, now=now)
    ending.lapse_overdue(now=now + timedelta(days=30))
    hidden = (sides.listing.organisation.name_vi, sides.owner.full_name, sides.owner.email)
    for letter in OutboxMessage.objects.filter(kind__in=["interest_declined", "interest_lapsed"]):
        assert not any(name in letter.subject + letter.text + letter.html for name in hidden)
    assert again.state == "sent"


def test_what_people_wrote_stays_text(now: datetime) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now, pitch=f"{PITCH} <script>alert(1)</script> A & B")
    received = OutboxMessage.objects.get(kind="interest_received")
    assert "<script>alert(1)</script> A & B" in received.text
    assert "<script>" not in received.html
    interests.decline(interest=interest, by=sides.owner, now=now, reason="price", note="Xin <b>hẹn</b> lại.")
    assert "Xin <b>hẹn</b> lại." in OutboxMessage.objects.get(kind="interest_declined").text


def test_an_individual_is_addressed_as_a_person(now: datetime) -> None:
    inventor = make_organisation("Nhà sáng chế An Biên", kind="individual")
    person = make_member(inventor, name="Trần Văn Bình")
    sides = make_sides(now=now)
    send(sides, organisation=inventor, by=person, now=now)
    interests.accept(interest=Interest.objects.get(), by=sides.owner, now=now)
    letter = OutboxMessage.objects.get(kind="interest_accepted")
    assert "Kính gửi Ông/Bà Trần Văn Bình," in letter.text
    assert "Quý đơn vị" not in letter.text
