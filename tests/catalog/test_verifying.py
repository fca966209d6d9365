"""The verified level of an offer: by whom, by what, for how long, what ends it, and where it is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Membership, OutboxMessage, User
from catalog import indexing, posting, publishing
from catalog.comparing import trl_cell
from catalog.keeping import timeline_of
from catalog.models import Kind, Listing, ListingIndex, Revision, State
from catalog.reading import trl_facts
from catalog.verifying import levels
from matching.facts import fields_of
from tests.embedders import use_words
from tests.factories_catalog import (
    author_of,
    make_listing,
    make_member,
    make_officer,
    make_organisation,
    make_published,
    make_submitted,
    make_user,
)
from tests.factories_edits import make_sent_edit

pytestmark = pytest.mark.django_db
NOTE = "Đã xem biên bản chạy thử ngày 12/06/2026 < 3.000 con & thăm trại."
REASON = "Trại đã ngừng chạy tháp lọc."


def latest(listing: Listing) -> Revision:
    return Revision.objects.of(listing.pk).latest("number")


def verified(listing: Listing, *, now: datetime, level: int = 6, by: User | None = None) -> Listing:
    return levels.verify(
        revision=latest(listing), level=level, note=NOTE, seen=listing.trl_verified_at, by=by or make_officer(), now=now
    )


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="trl").order_by("pk"))


@pytest.mark.parametrize("state", ["in_review", "published", "paused", "expired"])
def test_verification_holds_for_twelve_months_is_told_and_kept(state: str, now: datetime) -> None:
    listing = make_published(Kind.OFFER, now=now)
    Listing.objects.filter(pk=listing.pk).update(state=state)
    make_member(listing.organisation, role="reader")
    officer = make_officer()
    kept = verified(listing, now=now, by=officer)
    kept.refresh_from_db()
    assert (kept.trl_verified, kept.trl_verified_at, kept.trl_verified_by) == (6, now, officer)
    assert (kept.trl_verified_until, kept.trl_verification_note) == (date(2027, 11, 23), NOTE)
    event = listing.events.get(action="trl_verify")
    assert (event.actor, event.note, event.revision) == (officer, f"TRL 6\n{NOTE}", latest(listing))
    assert [letter.user for letter in letters()] == [author_of(listing)]
    assert ("TRL 6" in letters()[0].text, NOTE in letters()[0].text, "23/11/2027" in letters()[0].text) == (True,) * 3
    told = next(item for item in timeline_of(listing) if item["title"] == "Đã xác minh TRL")
    assert NOTE in told["text"]


def test_pressed_twice_it_is_one_verification_and_a_colleague_replaces_none_unseen(now: datetime) -> None:
    listing, officer = make_published(Kind.OFFER, now=now), make_officer()
    for _ in range(2):
        verified(listing, now=now, by=officer)
    assert (listing.events.filter(action="trl_verify").count(), len(letters())) == (1, 1)
    with pytest.raises(levels.VerifiedMeanwhile):
        verified(listing, now=now, by=make_officer("Bùi Quang Tiến"), level=4)
    listing.refresh_from_db()
    later = now + timedelta(days=360)
    renewed = verified(listing, now=later, level=7)
    assert (renewed.trl_verified, renewed.trl_verified_until, len(letters())) == (7, date(2028, 11, 17), 2)


@pytest.mark.parametrize("who", ["owner", "reader", "stranger", "officer who is a member"])
def test_only_an_officer_of_no_part_in_it_verifies_or_withdraws(who: str, now: datetime) -> None:
    listing = verified(make_published(Kind.OFFER, now=now), now=now)
    officer = make_officer()
    people: dict[str, Callable[[], User]] = {
        "owner": lambda: author_of(listing),
        "reader": lambda: make_member(listing.organisation, role="reader"),
        "stranger": lambda: make_member(make_organisation()),
        "officer who is a member": lambda: (
            Membership.objects.create(user=officer, organisation=listing.organisation, role="reader").user
        ),
    }
    by = people[who]()
    with pytest.raises(publishing.NotAllowed):
        verified(listing, now=now, by=by)
    with pytest.raises(publishing.NotAllowed):
        levels.withdraw(listing=listing, reason=REASON, by=by, now=now)


def test_what_cannot_be_verified(now: datetime) -> None:
    offer = make_published(Kind.OFFER, now=now)
    say: dict[str, Any] = {"note": NOTE, "seen": None, "by": make_officer(), "now": now}
    for level in (0, 8, 10):
        with pytest.raises(levels.LevelTooHigh):
            levels.verify(revision=latest(offer), level=level, **say)
    with pytest.raises(levels.NoteRequired):
        levels.verify(revision=latest(offer), level=7, **(say | {"note": " \n"}))
    with pytest.raises(levels.NothingToVerify):
        levels.verify(revision=latest(make_published(now=now, trl=5)), level=5, **say)
    for state in (State.DRAFT, State.CHANGES_REQUESTED, State.WITHDRAWN, State.REJECTED):
        Listing.objects.filter(pk=offer.pk).update(state=state)
        with pytest.raises(publishing.WrongState):
            levels.verify(revision=latest(offer), level=7, **say)
    _original, edit, revision = make_sent_edit(original=make_published(Kind.OFFER, now=now), now=now)
    with pytest.raises(levels.NothingToVerify):
        levels.verify(revision=revision, level=edit.trl or 0, **say)


def test_an_older_revision_is_not_verified(now: datetime) -> None:
    listing, first = make_submitted(Kind.OFFER, now=now)
    officer = make_officer()
    publishing.decide(revision=first, decision="request_changes", by=officer, now=now, comment="Thiếu.")
    listing.refresh_from_db()
    publishing.submit(listing=listing, by=author_of(listing), now=now)
    with pytest.raises(publishing.OutOfDate):
        levels.verify(revision=first, level=7, note=NOTE, seen=None, by=officer, now=now)


def test_withdrawal_needs_a_reason_is_told_and_happens_once(now: datetime) -> None:
    listing, officer = verified(make_published(Kind.OFFER, now=now), now=now), make_officer()
    with pytest.raises(publishing.ReasonRequired):
        levels.withdraw(listing=listing, reason=" ", by=officer, now=now)
    levels.withdraw(listing=listing, reason=REASON, by=officer, now=now)
    with pytest.raises(levels.NotVerified):
        levels.withdraw(listing=listing, reason=REASON, by=officer, now=now)
    listing.refresh_from_db()
    assert [getattr(listing, name) for name in levels.KEPT] == [None, None, None, None, ""]
    assert (listing.events.get(action="trl_withdraw").note, REASON in letters()[-1].text) == (REASON, True)
    assert len(letters()) == 2


def test_lapsed_level_is_shown_nowhere_even_before_the_sweep(now: datetime, client: Client) -> None:
    listing = verified(make_published(Kind.OFFER, now=now), now=now)
    Listing.objects.filter(pk=listing.pk).update(valid_until=date(2028, 12, 31))
    for days, holds in ((365, True), (366, False)):
        with time_machine.travel(now + timedelta(days=days), tick=False):
            assert (listing.verified_trl, fields_of(listing).trl) == ((6, 6) if holds else (None, 7))
            assert (trl_cell(listing).is_verified, trl_facts(listing)[0]["tone"] == "ok") == (holds, holds)
            pages = [client.get(path).text for path in (listing.get_absolute_url(), "/listings/")]
        assert ["TRL 6" in page for page in pages] == [holds, holds]


def test_sweep_ends_what_has_lapsed_once_and_has_it_indexed_again(now: datetime, monkeypatch: Any) -> None:
    use_words(monkeypatch)
    old, young = (make_published(Kind.OFFER, now=now) for _ in range(2))
    verified(old, now=now - timedelta(days=366))
    verified(young, now=now - timedelta(days=365))
    with time_machine.travel(now - timedelta(days=2), tick=False):
        indexing.index_awaiting()
    before = ListingIndex.objects.get(pk=old.pk).content_hash
    with time_machine.travel(now, tick=False):
        assert [levels.end_verifications(now=now) for _ in range(2)] == [1, 0]
        indexing.index_awaiting()
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.trl_verified, old.trl_verified_until, young.trl_verified) == (None, date(2026, 11, 22), 6)
    assert (old.events.filter(action="trl_lapse").count(), young.events.filter(action="trl_lapse").count()) == (1, 0)
    assert ListingIndex.objects.get(pk=old.pk).content_hash != before


@pytest.mark.parametrize(
    ("values", "falls"), [({"trl": 6}, True), ({"trl_evidence": "Biên bản mới."}, True), ({"title": "Tháp"}, False)]
)
def test_what_its_owner_changes_after_a_question_is_not_verified(
    values: dict[str, Any], falls: bool, now: datetime
) -> None:
    listing, revision = make_submitted(Kind.OFFER, now=now)
    officer = make_officer()
    verified(listing, now=now, by=officer)
    publishing.decide(revision=revision, decision="request_changes", by=officer, now=now, comment="Thiếu.")
    listing.refresh_from_db()
    posting.save_step(listing=listing, by=author_of(listing), now=now, seen=posting.version_of(listing), values=values)
    listing.refresh_from_db()
    assert (listing.trl_verified, listing.trl_verified_until is None) == ((None, True) if falls else (6, False))


def form_of(listing: Listing, **values: Any) -> dict[str, Any]:
    return {"level": 6, "note": NOTE, "revision": latest(listing).number, "seen": "", **values}


def test_officer_verifies_and_withdraws_on_the_review_page(client: Client, now: datetime) -> None:
    listing = make_published(Kind.OFFER, now=now)
    client.force_login(make_officer())
    page = f"/en/review/{listing.reference}/"
    assert "Verify the TRL" in client.get(page).text
    for data, status in ((form_of(listing, level=8), 422), (form_of(listing, note=""), 422)):
        refused = client.post(f"{page}trl/", data)
        assert (refused.status_code, data["note"].split("<")[0] in refused.text) == (status, True)
    odd = form_of(listing, seen="hôm qua")
    assert client.post(f"{page}trl/", odd).status_code == 422
    stale = client.post(f"{page}trl/", form_of(listing, revision=9))
    assert (stale.status_code, "thăm trại" in stale.text) == (409, True)
    done = client.post(f"{page}trl/", form_of(listing), follow=True)
    assert ("TRL 6 of" in done.text, "verified until" in done.text) == (True, True)
    other = client.post(f"{page}trl/", form_of(listing, level=5))
    assert (other.status_code, "Another officer has changed" in other.text) == (409, True)
    listing.refresh_from_db()
    assert listing.trl_verified_at is not None
    assert f'name="seen" value="{listing.trl_verified_at.isoformat()}"' in other.text.replace("&#x2B;", "+")
    assert client.post(f"{page}trl/withdraw/", {"reason": ""}).status_code == 422
    gone = client.post(f"{page}trl/withdraw/", {"reason": REASON}, follow=True)
    assert ("The verification is withdrawn" in gone.text, REASON in gone.text) == (True, True)
    again = client.post(f"{page}trl/withdraw/", {"reason": REASON})
    assert (again.status_code, REASON in again.text) == (409, True)


def test_pages_are_for_officers_of_no_part_in_it(client: Client, now: datetime) -> None:
    listing = make_published(Kind.OFFER, now=now)
    page = f"/review/{listing.reference}/trl/"
    posts = [(page, form_of(listing)), (f"{page}withdraw/", {"reason": REASON})]
    assert [client.post(path, data).status_code for path, data in posts] == [302, 302]
    assert client.get("/review/trl/").status_code == 302
    for who in (author_of(listing), make_member(make_organisation())):
        client.force_login(who)
        assert [client.post(path, data).status_code for path, data in posts] == [404, 404]
        assert client.get("/review/trl/").status_code == 404
    member = make_officer()
    Membership.objects.create(user=member, organisation=listing.organisation, role="reader")
    client.force_login(member)
    assert [client.post(path, data).status_code for path, data in posts] == [403, 403]
    assert "Xác minh TRL</button>" not in client.get(f"/review/{listing.reference}/").text
    client.force_login(make_user(role=User.Role.MANAGER))
    assert [client.post(path, data).status_code for path, data in posts] == [302, 302]
    need = make_published(now=now, trl=5)
    assert client.post(f"/review/{need.reference}/trl/", form_of(need)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_what_to_renew_takes_a_fixed_number_of_queries(
    rows: int, client: Client, now: datetime, django_assert_num_queries: Any
) -> None:
    client.force_login(make_officer())
    lapsed = [verified(make_published(Kind.OFFER, now=now), now=now - timedelta(days=366)) for _ in range(rows)]
    ending, fine, gone = (make_published(Kind.OFFER, now=now) for _ in range(3))
    verified(ending, now=now - timedelta(days=340))
    verified(fine, now=now - timedelta(days=100))
    verified(gone, now=now - timedelta(days=366))
    Listing.objects.filter(pk=gone.pk).update(state=State.WITHDRAWN)
    draft = make_listing(Kind.OFFER, now=now)
    with time_machine.travel(now, tick=False):
        levels.end_verifications(now=now)
        client.get("/en/review/trl/")
        with django_assert_num_queries(8):
            page = client.get("/en/review/trl/").text
    shown = [one.reference in page for one in (*lapsed, ending, fine, gone, draft)]
    assert shown == [True] * rows + [True, False, False, False]
    assert ("lapsed on 22/11/2026" in page, "verified until 18/12/2026" in page) == (True, True)
    assert page.index(lapsed[0].reference) < page.index(ending.reference)
