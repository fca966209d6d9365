"""The officers' queue: what is in which group, how it is found, sorted and counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from catalog import publishing
from catalog.models import Kind, Listing, State
from catalog.queue import QueueFilter, figures, next_for, queue
from tests.factories_catalog import (
    concept,
    make_listing,
    make_member,
    make_officer,
    make_organisation,
    make_published,
    make_submitted,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def chosen(**values: str) -> QueueFilter:
    return QueueFilter.of(values, usual_group="all")


def test_groups_hold_what_waits_for_whom(now: datetime) -> None:
    officer, colleague = make_officer(), make_officer("Bùi Quang Tiến")
    (free, _), (mine, _), (theirs, _), (held, revision) = (make_submitted(now=now) for _ in range(4))
    publishing.claim(listing=mine, by=officer, now=now)
    publishing.claim(listing=theirs, by=colleague, now=now)
    publishing.decide(revision=revision, decision="hold", by=officer, now=now, comment="Chờ giấy tờ.")
    make_listing(now=now)
    make_published(now=now)
    found = {
        group: set(queue(chosen(group=group), officer=officer)) for group in ("mine", "unassigned", "all", "on-hold")
    }
    assert found == {"mine": {mine}, "unassigned": {free}, "all": {free, mine, theirs}, "on-hold": {held}}


def test_queue_shows_the_earliest_deadline_first(now: datetime) -> None:
    later, _ = make_submitted(now=now)
    sooner, _ = make_submitted(now=now - timedelta(days=3))
    officer = make_officer()
    assert list(queue(chosen(), officer=officer)) == [sooner, later]
    assert list(queue(chosen(sort="newest"), officer=officer)) == [later, sooner]


@pytest.mark.parametrize("words", ["khu luu huynh", "KHỬ lưu huỳnh", "{reference}", "thuy nguyen da ong", "c-2026"])
def test_search_finds_by_reference_title_and_organisation_without_diacritics(words: str, now: datetime) -> None:
    offer, _ = make_submitted(Kind.OFFER, now=now, organisation=make_organisation("Công ty Nhiệt Thủy Nguyên"))
    make_submitted(Kind.NEED, now=now)
    assert list(queue(chosen(q=words.format(reference=offer.reference)), officer=make_officer())) == [offer]


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "need"},
        {"kind": "bogus"},
        {"group": "' OR 1=1"},
        {"sort": "\u0000"},
        {"q": "x" * 9000},
        {"field": "4'"},
        {"field": "٤"},
        {"verified": "maybe"},
    ],
)
def test_unknown_choices_fall_back(values: dict[str, str], now: datetime) -> None:
    need, _ = make_submitted(now=now)
    expected = [] if "q" in values else [need]
    assert list(queue(chosen(**values), officer=make_officer())) == expected


def test_next_is_the_most_urgent_of_ones_own_and_of_nobodys(now: datetime) -> None:
    officer, colleague = make_officer(), make_officer()
    assert next_for(officer) is None
    theirs, _ = make_submitted(now=now - timedelta(days=7))
    free, _ = make_submitted(now=now)
    publishing.claim(listing=theirs, by=colleague, now=now)
    assert (next_for(officer), next_for(colleague)) == (free, theirs)


def test_figures_count_late_and_due_listings(now: datetime) -> None:
    officer = make_officer()
    late, due, waiting, held = (make_submitted(now=now)[0] for _ in range(4))
    Listing.objects.filter(pk=late.pk).update(review_due_on=TODAY - timedelta(days=1), officer=officer)
    Listing.objects.filter(pk=due.pk).update(review_due_on=TODAY)
    Listing.objects.filter(pk=held.pk).update(state=State.ON_HOLD, review_due_on=TODAY - timedelta(days=9))
    numbers = figures(officer=officer, now=now, today=TODAY)
    assert (numbers.overdue, numbers.due_today, numbers.median_days) == (1, 1, None)
    assert numbers.groups == {"mine": 1, "unassigned": 2, "all": 3, "on-hold": 1, "messages": 0}
    assert waiting.state == State.SUBMITTED


def test_median_counts_the_decisions_of_thirty_days(now: datetime) -> None:
    officer = make_officer()
    for sent, taken in ((2, 1.0), (10, 2.5), (20, 6.0), (90, 40.0)):
        submitted = now - timedelta(days=sent)
        _listing, revision = make_submitted(now=submitted)
        decided = min(submitted + timedelta(days=taken), now)
        publishing.decide(revision=revision, decision="publish", by=officer, now=decided)
    found = [figures(officer=officer, now=at, today=TODAY).median_days for at in (now, now - timedelta(days=300))]
    assert found == [2.5, None]


@pytest.mark.parametrize("number", [1, 3])
def test_queue_page_takes_a_fixed_number_of_queries(
    number: int, now: datetime, client: Client, django_assert_num_queries: object
) -> None:
    client.force_login(make_officer())
    for _ in range(number):
        make_submitted(now=now)
    client.get("/review/")
    for address in ("/review/", "/review/?group=all&field=4&verified=no&kind=need&q=tom"):
        with time_machine.travel(now, tick=False), django_assert_num_queries(10):  # type: ignore[operator]
            response = client.get(address)
        assert response.text.count('class="ref"') == number


def test_queue_is_filtered_by_field_and_verification(now: datetime) -> None:
    officer = make_officer()
    known = make_organisation(verified_at=now)
    (checked, _), (fishing, _), (engines, _) = (
        make_submitted(now=now, organisation=one) for one in (known, None, None)
    )
    engines.fields.set([concept("st_field", "203")])
    found = {
        tuple(values.items()): set(queue(chosen(**values), officer=officer))
        for values in ({"field": "4"}, {"field": "401"}, {"field": "2"}, {"verified": "yes"}, {"verified": "no"})
    }
    assert list(found.values()) == [{checked, fishing}, {checked, fishing}, {engines}, {checked}, {fishing, engines}]
    numbers = figures(chosen(field="4", verified="no"), officer=officer, now=now, today=TODAY)
    assert (numbers.found, numbers.groups["all"]) == (1, 3)


def test_queue_opens_with_ones_own_work_and_tells_how_long_is_left(now: datetime, client: Client) -> None:
    officer = make_officer()
    (mine, _), (free, _) = make_submitted(now=now - timedelta(days=10)), make_submitted(now=now)
    publishing.claim(listing=mine, by=officer, now=now)
    client.force_login(officer)
    with time_machine.travel(now, tick=False):
        own, everything = client.get("/en/review/"), client.get("/en/review/?group=all")
    assert (mine.reference in own.text, free.reference in own.text) == (True, False)
    assert "3 days late" in own.text
    assert "7 days left" in everything.text
    assert everything.text.index(mine.reference) < everything.text.index(free.reference)


def test_queue_tells_what_to_look_at(now: datetime, client: Client) -> None:
    listing, revision = make_submitted(now=now, language="en", is_anonymous=True, confidential="Công thức.")
    publishing.decide(revision=revision, decision="request_changes", by=make_officer(), now=now, comment="Sửa.")
    publishing.submit(listing=listing, by=make_member(listing.organisation), now=now)
    client.force_login(make_officer())
    page = client.get("/en/review/?group=all").text
    for note in ("revision 2", "name not disclosed", "confidential part", "organisation not verified"):
        assert note in page


def test_empty_and_filtered_queue_say_so(client: Client) -> None:
    client.force_login(make_officer())
    assert "Nothing is waiting." in client.get("/en/review/").text
    filtered = client.get("/en/review/?q=abc&page=99999")
    assert "No listing of this group fits the filter." in filtered.text


def test_long_queue_has_pages_that_keep_the_filter(now: datetime, client: Client) -> None:
    by = make_member(make_organisation())
    for _ in range(26):
        make_submitted(by=by, now=now)
    client.force_login(make_officer())
    first, last = client.get("/en/review/?kind=need"), client.get("/en/review/?kind=need&page=77")
    assert "kind=need&amp;page=2" in first.text
    assert first.text.count('class="ref"') == 25
    assert last.text.count('class="ref"') == 1


def test_deadline_of_a_listing_that_does_not_wait_is_not_shown(now: datetime, client: Client) -> None:
    _listing, revision = make_submitted(now=now - timedelta(days=30))
    publishing.decide(revision=revision, decision="hold", by=make_officer(), now=now, comment="Chờ.")
    client.force_login(make_officer())
    assert "due--late" not in client.get("/review/?group=on-hold").text
