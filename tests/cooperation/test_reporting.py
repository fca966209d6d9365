"""What came of a listing: the numbers, the monthly letter, the page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Membership, OutboxMessage
from catalog.models import Listing
from cooperation import interests, report_letters
from cooperation.models import ReportOptOut
from cooperation.report_advice import NEEDS, OFFERS
from cooperation.reporting import Report, reports
from matching.models import Suggestion
from taxonomy.models import Concept
from tests.factories_catalog import author_of, make_member, make_officer, make_organisation, make_published
from tests.factories_cooperation import make_sides, make_suggestion, send
from tests.factories_triage import suggest

pytestmark = pytest.mark.django_db
#: Tuesday morning in the month after that of `now`.
LATER = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
EVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def report_of(listing: Listing) -> Report:
    return reports([listing.pk], period=EVER)[listing.pk]


def decline(need: Listing, reason: str, *, now: datetime) -> None:
    """The owner of an offer that was suggested to the need says no."""
    made = suggest(need, now=now)
    interests.decline_suggestion(
        suggestion=made, side="offer", by=author_of(made.offer), now=now, reason=reason, comment="Không hợp."
    )


def test_suggestions_and_the_other_sides_answers_count(now: datetime) -> None:
    need = make_published("need", now=now)
    suggest(need, now=now)
    for reason in ("too_early", "price", "too_early"):
        decline(need, reason, now=now)
    own = suggest(need, now=now)
    interests.decline_suggestion(suggestion=own, side="need", by=author_of(need), now=now, reason="timing")
    found = report_of(need)
    assert (found.suggested, found.answers, found.interested, found.declined) == (5, 3, 0, 3)
    assert found.reasons == [("too_early", 2), ("price", 1)]
    assert report_of(own.offer).reasons == [("timing", 1)]


def test_interests_count_once_whether_or_not_they_came_from_a_suggestion(now: datetime) -> None:
    sides = make_sides(now=now)
    made, own = make_suggestion(sides, now=now)
    free = send(sides, now=now)
    interests.decline(interest=free, by=sides.owner, now=now, reason="price")
    joined = send(sides, now=now, own_listing=own, suggestion=made)
    interests.accept(interest=joined, by=sides.owner, now=now)
    assert (report_of(sides.listing).received, report_of(sides.listing).answers) == (2, 0)
    assert (report_of(own).interested, report_of(own).declined) == (1, 0)


def test_an_interest_of_ones_own_that_was_declined_is_an_answer(now: datetime) -> None:
    sides = make_sides(now=now)
    _made, own = make_suggestion(sides, now=now)
    interests.decline(interest=send(sides, now=now, own_listing=own), by=sides.owner, now=now, reason="no_capacity")
    assert report_of(own).reasons == [("no_capacity", 1)]


def test_only_the_period_counts(now: datetime) -> None:
    need = make_published("need", now=now)
    decline(need, "price", now=now)
    before = reports([need.pk], period=(EVER[0], now - timedelta(days=1)))[need.pk]
    assert before.is_empty
    assert not report_of(need).is_empty


@pytest.mark.parametrize("count", [1, 3])
def test_reports_take_the_same_queries(now: datetime, count: int, django_assert_num_queries: Any) -> None:
    needs = [make_published("need", now=now) for _ in range(count)]
    for need in needs:
        decline(need, "price", now=now)
    with django_assert_num_queries(6):
        reports([need.pk for need in needs], period=EVER)


def test_there_is_advice_for_every_reason() -> None:
    codes = set(Concept.objects.of("decline_reason").values_list("code", flat=True))
    assert set(OFFERS) == set(NEEDS) == codes


@pytest.mark.parametrize(
    ("today", "month"), [(date(2026, 12, 1), date(2026, 11, 1)), (date(2027, 1, 31), date(2026, 12, 1))]
)
def test_the_month_before(today: date, month: date) -> None:
    found, (first, last) = report_letters.last_month(today)
    assert found == month
    assert (first.date(), (last + timedelta(microseconds=1)).day) == (month, 1)


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="report").order_by("pk"))


def test_one_letter_a_month_with_the_most_frequent_reason_and_advice(now: datetime) -> None:
    need = make_published("need", now=now)
    for reason in ("too_early", "price", "too_early"):
        decline(need, reason, now=now)
    owners = 4
    assert [report_letters.send_due(now=LATER + timedelta(hours=hour)) for hour in (0, 1, 30)] == [owners, 0, 0]
    (letter,) = [each for each in letters() if each.user == author_of(need)]
    assert "2 trên 3: Công nghệ còn ở giai đoạn quá sớm" in letter.text
    assert str(NEEDS["too_early"]) in letter.text
    assert "11/2026" in letter.subject
    assert letter.unsubscribe_url
    assert "Không hợp." not in letter.text


def test_a_month_without_anything_to_tell_has_no_letter(now: datetime) -> None:
    decline(make_published("need", now=now), "price", now=now)
    assert report_letters.send_due(now=datetime(2027, 1, 5, 2, 0, tzinfo=UTC)) == 0


def test_late_in_the_month_nothing_is_written_any_more(now: datetime) -> None:
    decline(make_published("need", now=now), "price", now=now)
    assert report_letters.send_due(now=LATER + timedelta(days=7)) == 0
    assert report_letters.send_due(now=LATER + timedelta(days=6)) == 2


def test_quiet_hours_are_kept_and_the_letter_comes_afterwards(now: datetime) -> None:
    decline(make_published("need", now=now), "price", now=now)
    night = LATER.replace(hour=16)
    assert report_letters.send_due(now=night) == 0
    assert report_letters.send_due(now=night + timedelta(hours=10)) == 2


def test_readers_of_an_organisation_get_none(now: datetime) -> None:
    need = make_published("need", now=now)
    reader = make_member(need.organisation, role=Membership.Role.READER)
    decline(need, "price", now=now)
    report_letters.send_due(now=LATER)
    assert reader.email not in [letter.to for letter in letters()]


def test_one_click_ends_the_letters_and_the_page_begins_them_again(client: Client, now: datetime) -> None:
    need = make_published("need", now=now)
    decline(need, "price", now=now)
    owner = author_of(need)
    path = "/" + report_letters.stop_url(owner).split("/", 3)[3]
    assert client.get(path).status_code == 200
    assert not ReportOptOut.objects.exists()
    for _ in range(2):
        assert client.post(path).status_code == 200
    assert ReportOptOut.objects.get().user == owner
    report_letters.send_due(now=LATER)
    assert owner.email not in [letter.to for letter in letters()]
    client.force_login(owner)
    client.post("/desk/reports/letters/", {"letters": "on"})
    assert not ReportOptOut.objects.exists()
    client.post("/desk/reports/letters/", {"letters": "off"})
    assert ReportOptOut.objects.get().user == owner


@pytest.mark.parametrize("token", ["forged", "1:2:3"])
def test_a_forged_link_ends_nothing(client: Client, token: str) -> None:
    assert client.post(f"/mail/reports/{token}/").status_code == 404


def test_the_page_tells_numbers_reasons_and_advice(client: Client, now: datetime) -> None:
    sides = make_sides(now=now)
    send(sides, now=now)
    made = Suggestion.objects.create(
        need=make_published("need", now=now), offer=sides.listing, score=0.8, logit=1,
        weights=suggest(make_published("need", now=now), now=now).weights, need_hash="n", offer_hash="o",
    )  # fmt: skip
    interests.decline_suggestion(
        suggestion=made, side="need", by=author_of(made.need), now=now, reason="price", comment="Quá đắt với chúng tôi."
    )
    client.force_login(sides.owner)
    page = client.get(f"/en/listings/{sides.listing.reference}/answers/").text
    assert "Too expensive" in page
    assert "Give a price range" in page
    assert "Quá đắt với chúng tôi." not in page
    assert made.need.organisation.name not in page


@pytest.mark.parametrize(("who", "status"), [("visitor", 302), ("other", 404), ("officer", 302), ("reader", 200)])
def test_only_the_owners_members_read_it(client: Client, now: datetime, who: str, status: int) -> None:
    need = make_published("need", now=now)
    people = {
        "other": lambda: make_member(make_organisation()),
        "officer": make_officer,
        "reader": lambda: make_member(need.organisation, role="reader"),
    }
    if who in people:
        client.force_login(people[who]())
    assert client.get(f"/en/listings/{need.reference}/answers/").status_code == status
