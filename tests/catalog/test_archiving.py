"""Listings that ended twelve months ago: archived once, told in the history, out of everyday lists."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import OutboxMessage
from catalog import editing, publishing, tasks
from catalog.archiving import ENDED_STATES, archive_ended
from catalog.models import Listing, ListingEvent, State
from catalog.review_pages import earlier_listings
from tests.accounts.test_outbox_parallel import in_threads
from tests.catalog.test_owner_views import OWN, client_of, history_url, page_of, references
from tests.factories_catalog import author_of, make_listing, make_officer, make_published, make_submitted

pytestmark = pytest.mark.django_db
DAY, YEAR = timedelta(days=1), timedelta(days=365)


def withdrawn(now: datetime, **values: object) -> Listing:
    listing = make_published("offer", now=now, **values)
    publishing.change_state(listing=listing, action="withdraw", by=author_of(listing), now=now, note="Đã bán hết.")
    listing.refresh_from_db()
    return listing


def expired(now: datetime) -> Listing:
    """A listing that expires now."""
    listing = make_published("offer", now=now - 2 * YEAR)
    publishing.expire_overdue(now=now)
    listing.refresh_from_db()
    return listing


def state_of(listing: Listing) -> str:
    return Listing.objects.values_list("state", flat=True).get(pk=listing.pk)


@pytest.mark.parametrize("state", ["rejected", "withdrawn", "expired", "fulfilled"])
def test_each_end_is_archived_after_twelve_months_and_not_a_day_before(state: str, now: datetime) -> None:
    if state == "rejected":
        listing, revision = make_submitted(now=now)
        publishing.decide(revision=revision, decision="reject", by=make_officer(), now=now, comment="Không phù hợp.")
    elif state == "expired":
        listing = expired(now)
    else:
        listing = make_published(now=now)
        action = "withdraw" if state == "withdrawn" else "fulfil"
        publishing.change_state(listing=listing, action=action, by=author_of(listing), now=now, note="Đã xong.")
    letters = OutboxMessage.objects.count()
    assert (state_of(listing), archive_ended(now=now + YEAR - DAY)) == (state, 0)
    assert [archive_ended(now=now + YEAR) for _ in range(2)] == [1, 0]
    event = listing.events.latest("pk")
    assert (event.action, event.from_state, event.to_state, event.actor) == ("archive", state, State.ARCHIVED, None)
    assert OutboxMessage.objects.count() == letters


@pytest.mark.parametrize("state", sorted(set(State.values) - set(ENDED_STATES)))
def test_what_has_not_ended_is_left_alone(state: str, now: datetime) -> None:
    listing = make_published(now=now)
    Listing.objects.filter(pk=listing.pk).update(state=state)
    ListingEvent.objects.create(listing=listing, at=now, action="x", from_state="", to_state=state)
    assert archive_ended(now=now + 3 * YEAR) == 0


def test_the_time_counts_from_the_end_and_not_from_what_happened_since(now: datetime) -> None:
    listing = withdrawn(now)
    later = now + 300 * DAY
    Listing.objects.filter(pk=listing.pk).update(updated_at=later)
    publishing.record(listing, action="contact_changed", source=listing.state, by=None, now=later)
    assert archive_ended(now=now + YEAR) == 1
    listing.refresh_from_db()
    assert listing.updated_at == later


def test_a_second_end_counts_anew(now: datetime) -> None:
    listing = expired(now)
    publishing.change_state(listing=listing, action="renew", by=author_of(listing), now=now + 300 * DAY)
    publishing.expire_overdue(now=now + 700 * DAY)
    assert archive_ended(now=now + 700 * DAY) == 0
    assert archive_ended(now=now + 700 * DAY + YEAR) == 1


def test_a_clock_that_jumps_archives_nothing_too_early_and_nothing_twice(now: datetime) -> None:
    listing = withdrawn(now)
    assert archive_ended(now=now - 5 * YEAR) == 0
    assert archive_ended(now=now + 4 * YEAR) == 1
    assert archive_ended(now=now - DAY) == archive_ended(now=now + 9 * YEAR) == 0
    assert listing.events.filter(action="archive").count() == 1


def test_edits_and_what_is_being_edited_are_left_alone(now: datetime) -> None:
    edited, other = expired(now), make_published("offer", now=now)
    editing.start_edit(original=edited, by=author_of(edited), now=now)
    edit = editing.start_edit(original=other, by=author_of(other), now=now)
    Listing.objects.filter(pk=edit.pk).update(state=State.REJECTED)
    ListingEvent.objects.create(listing=edit, at=now, action="reject", from_state="in_review", to_state="rejected")
    assert archive_ended(now=now + 2 * YEAR) == 0
    editing.discard_edit(original=edited, by=author_of(edited), now=now)
    assert archive_ended(now=now + 2 * YEAR) == 1
    assert (state_of(edited), state_of(edit)) == (State.ARCHIVED, State.REJECTED)


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_archive_each_once(now: datetime) -> None:
    for _ in range(4):
        withdrawn(now)
    assert sum(in_threads(lambda: archive_ended(now=now + YEAR), 4)) == 4
    assert ListingEvent.objects.filter(action="archive").count() == 4


def test_the_owner_finds_it_under_its_own_tab(now: datetime) -> None:
    archived = withdrawn(now)
    author = author_of(archived)
    draft = make_listing(by=author, now=now)
    archive_ended(now=now + YEAR)
    client = client_of(author)
    assert references(client.get(OWN)) == [draft.reference]
    assert references(client.get(OWN, {"state": "archived"})) == [archived.reference]
    tabs = [" ".join(tab.get_text(" ").split()) for tab in page_of(client.get(OWN)).select(".tabs a")]
    assert (tabs[0], tabs[-1]) == ("Chưa lưu trữ 1", "Đã lưu trữ 1")
    last = page_of(client.get(history_url(archived))).select(".stages > li")[-1].get_text(" ")
    assert "Chuyển vào lưu trữ, 12 tháng sau khi kết thúc" in last
    assert "hệ thống" in last


def test_an_owner_with_nothing_else_is_not_told_to_begin(now: datetime) -> None:
    archived = withdrawn(now)
    archive_ended(now=now + YEAR)
    page = page_of(client_of(author_of(archived)).get(OWN))
    assert "đã được lưu trữ" in page.select_one(".empty").get_text()  # type: ignore[union-attr]
    assert page.select(".tabs a[href$='?state=archived']") != []


def test_officers_meet_it_beside_other_listings_no_more(now: datetime) -> None:
    archived = withdrawn(now)
    listing = make_published(by=author_of(archived), now=now)
    page = f"/review/{listing.reference}/"
    officer = client_of(make_officer())
    assert (earlier_listings(listing), "đã gửi 1 tin" in officer.get(page).content.decode()) == ([archived], True)
    archive_ended(now=now + YEAR)
    text = officer.get(page).content.decode()
    assert (earlier_listings(listing), "đã gửi 1 tin" in text, archived.reference in text) == ([], False, False)
    assert officer.get(f"/review/{archived.reference}/").status_code == 200


def test_the_job_finds_its_own_work() -> None:
    listing = withdrawn(timezone.now() - YEAR - DAY)
    tasks.archive_listings()
    assert state_of(listing) == State.ARCHIVED
