"""Endings while somebody else works on the same organisation: nothing is lost, nothing happens twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest

from accounts import membership
from accounts.ending import AlreadyEnded
from accounts.models import Membership, Organisation
from catalog import posting, publishing
from catalog.models import DisclosureGrant, Listing
from cooperation import interests
from cooperation.models import Interest
from exchange import endings
from tests.accounts.test_outbox_parallel import in_threads
from tests.exchange.endings.steps import WHY, send
from tests.factories_catalog import (
    make_listing,
    make_member,
    make_officer,
    make_organisation,
    make_published,
)  # fmt: skip
from tests.factories_cooperation import PITCH

pytestmark = pytest.mark.django_db


def outcome(job: Callable[[], object]) -> str:
    try:
        job()
    except (
        AlreadyEnded,
        publishing.PublishingError,
        posting.PostingError,
        interests.InterestError,
        membership.NotAllowed,
    ) as refused:
        return type(refused).__name__
    return "done"


@pytest.mark.django_db(transaction=True)
def test_officers_who_merge_each_into_the_other_at_once_merge_once(
    source: Organisation, target: Organisation, now: datetime
) -> None:
    make_member(source), make_member(target)
    officers = [make_officer(), make_officer()]
    ways = [(source, target), (target, source)]
    jobs = [
        partial(endings.merge, source=one, target=other, by=by, now=now, reason=WHY)
        for (one, other), by in zip(ways, officers, strict=True)
    ]
    assert sorted(in_threads(lambda: outcome(jobs.pop()), 2)) == ["AlreadyEnded", "done"]
    assert Organisation.objects.active().count() == 1
    assert Membership.objects.filter(organisation__state="active").count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_merger", [True, False])
def test_draft_submitted_meanwhile_is_never_lost(
    source: Organisation, target: Organisation, now: datetime, is_merger: bool
) -> None:
    member, officer = make_member(source), make_officer()
    draft = make_listing("need", by=member, organisation=source, now=now)
    end = (
        partial(endings.merge, source=source, target=target)
        if is_merger
        else partial(endings.close, organisation=source)
    )
    jobs = [
        partial(publishing.submit, listing=draft, by=member, now=now),
        partial(end, by=officer, now=now, reason=WHY),
    ]
    outcomes = in_threads(lambda: outcome(jobs.pop()), 2)
    draft.refresh_from_db()
    if is_merger:
        assert (outcomes, draft.state, draft.organisation) == (["done", "done"], "submitted", target)
    else:
        assert (sorted(outcomes), draft.state) in [(["done", "done"], "withdrawn"), (["NotAllowed", "done"], "draft")]


@pytest.mark.django_db(transaction=True)
def test_draft_begun_meanwhile_passes_over_or_is_refused(
    source: Organisation, target: Organisation, now: datetime
) -> None:
    member, officer = make_member(source), make_officer()
    jobs = [
        partial(
            posting.start_listing, kind="need", organisation=source, by=member, now=now, values={"title": "Lò sấy"}
        ),
        partial(endings.merge, source=source, target=target, by=officer, now=now, reason=WHY),
    ]
    outcomes = sorted(in_threads(lambda: outcome(jobs.pop()), 2))
    assert outcomes in (["done", "done"], ["NotEditable", "done"], ["OrganisationEnded", "done"])
    assert not Listing.objects.filter(organisation=source).exists()


@pytest.mark.django_db(transaction=True)
def test_interest_sent_or_answered_meanwhile_is_never_left_behind(
    source: Organisation, target: Organisation, now: datetime
) -> None:
    member, officer = make_member(source), make_officer()
    offers = [make_published("offer", now=now, title=f"Tháp lọc số {number}") for number in range(2)]
    waiting = send(offers[0], member, source, now)
    jobs = [
        partial(send, offers[1], member, source, now),
        partial(interests.accept, interest=waiting, by=offers[0].created_by, now=now),
        partial(endings.merge, source=source, target=target, by=officer, now=now, reason=WHY),
    ]
    outcomes = in_threads(lambda: outcome(jobs.pop()), 3)
    assert set(outcomes) <= {"done", "NotAllowed"}
    assert not Interest.objects.filter(organisation=source).exists()
    assert not DisclosureGrant.objects.filter(organisation=source).exists()
    waiting.refresh_from_db()
    assert waiting.state == "accepted"


@pytest.mark.django_db(transaction=True)
def test_what_the_source_accepts_meanwhile_is_open_to_the_target(
    source: Organisation, target: Organisation, now: datetime
) -> None:
    member, guest, officer = make_member(source), make_organisation("Xưởng giấy"), make_officer()
    asking = make_member(guest)
    offer = make_published("offer", by=member, organisation=source, now=now)
    own = make_published("need", by=asking, organisation=guest, now=now)
    received = interests.send(listing=offer, organisation=guest, by=asking, now=now, pitch=PITCH, own_listing=own)
    jobs = [
        partial(interests.accept, interest=received, by=member, now=now),
        partial(endings.merge, source=source, target=target, by=officer, now=now, reason=WHY),
    ]
    outcomes = in_threads(lambda: outcome(jobs.pop()), 2)
    assert set(outcomes) == {"done"}
    assert set(DisclosureGrant.objects.values_list("listing", "organisation")) == {
        (offer.pk, guest.pk), (own.pk, target.pk),
    }  # fmt: skip
