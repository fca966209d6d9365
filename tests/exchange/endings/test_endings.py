"""Organisations closed or merged: everything passes over or ends, once."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from accounts.models import JoinRequest, Membership, Organisation, OrganisationEnding, OutboxMessage, User
from accounts.organisations import with_tax_code
from catalog import posting, publishing
from catalog.models import DisclosureGrant, Listing, SavedListing, SavedNote
from cooperation import interests
from cooperation.models import Interest
from exchange import endings
from tests import factories
from tests.exchange.endings.steps import WHY, send
from tests.factories_catalog import (
    make_listing,
    make_member,
    make_organisation,
    make_published,
    make_submitted,
    make_user,
)  # fmt: skip
from tests.factories_cooperation import Sides, make_suggestion

pytestmark = pytest.mark.django_db
Role = Membership.Role


def test_every_reference_to_an_organisation_is_decided_on() -> None:
    ours = {"accounts", "catalog", "matching", "cooperation", "advisory", "taxonomy"}
    refers = {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is Organisation
        and model._meta.app_label in ours
        and not hasattr(model, "pgh_tracked_model")
    }
    assert refers == endings.PASSED_ON | endings.STAYS


def test_merger_passes_listings_on_with_their_history(
    source: Organisation, target: Organisation, officer: User, now: datetime
) -> None:
    member = make_member(source)
    public = make_published("need", by=member, organisation=source, now=now, is_anonymous=True)
    draft = make_listing("offer", by=member, organisation=source, now=now)
    waiting, _ = make_submitted("offer", by=member, organisation=source, now=now)
    endings.merge(source=source, target=target, by=officer, now=now, reason=WHY)
    states = dict(Listing.objects.filter(organisation=target).values_list("pk", "state"))
    assert states == {public.pk: "published", draft.pk: "draft", waiting.pk: "submitted"}
    event = public.events.latest("pk")
    assert (event.action, event.actor, event.note) == ("move", officer, WHY)
    ending = OrganisationEnding.objects.get()
    assert (ending.organisation, ending.merged_into, ending.by, ending.reason) == (source, target, officer, WHY)


def test_members_keep_the_higher_role_and_are_told(
    source: Organisation, target: Organisation, officer: User, now: datetime
) -> None:
    both, only = make_member(source, role=Role.OWNER), make_member(source, role=Role.READER)
    Membership.objects.create(user=both, organisation=target, role=Role.READER)
    endings.merge(source=source, target=target, by=officer, now=now, reason=WHY)
    assert dict(Membership.objects.values_list("user", "role")) == {both.pk: "owner", only.pk: "reader"}
    assert not Membership.objects.filter(organisation=source).exists()
    letters = OutboxMessage.objects.filter(kind="organisation_ended")
    assert {letter.to for letter in letters} == {both.email, only.email}
    assert all(WHY in letter.text and "/organisations/ben-lach/" in letter.text for letter in letters)


def test_requests_and_invitations_follow(
    source: Organisation, target: Organisation, officer: User, now: datetime
) -> None:
    asks, asked_both = make_user(), make_user()
    for user, organisation in ((asks, source), (asked_both, source), (asked_both, target)):
        JoinRequest.objects.create(user=user, organisation=organisation)
    invitation = factories.InvitationFactory(organisation=source, email="moi@vidu.test")
    endings.merge(source=source, target=target, by=officer, now=now, reason=WHY)
    waiting = JoinRequest.objects.filter(state="waiting").values_list("user", "organisation")
    assert set(waiting) == {(asks.pk, target.pk), (asked_both.pk, target.pk)}
    invitation.refresh_from_db()
    assert not invitation.is_open(now)


def test_of_two_open_interests_one_counts_and_both_are_readable(
    source: Organisation, target: Organisation, officer: User, now: datetime
) -> None:
    here, there = make_member(source), make_member(target)
    offers = [make_published("offer", now=now, title=f"Tháp lọc số {number}") for number in range(3)]
    first = send(offers[0], there, target, now)
    twin = send(offers[0], here, source, now)
    send(offers[1], there, target, now)
    accepted = send(offers[1], here, source, now)
    interests.accept(interest=accepted, by=offers[1].created_by, now=now)
    alone = send(offers[2], here, source, now)
    endings.merge(source=source, target=target, by=officer, now=now, reason=WHY)
    assert set(Interest.objects.values_list("organisation", flat=True)) == {target.pk}
    assert Interest.objects.count() == 5
    still_open = set(Interest.objects.filter(state__in=["sent", "accepted"]).values_list("pk", "state"))
    assert still_open == {(first.pk, "sent"), (accepted.pk, "accepted"), (alone.pk, "sent")}
    assert twin.events.latest("pk").note == WHY
    assert DisclosureGrant.objects.get(listing=offers[1]).organisation == target


def test_nobody_is_interested_in_or_suggested_to_themselves(
    source: Organisation, target: Organisation, officer: User, now: datetime
) -> None:
    here, there = make_member(source), make_member(target)
    offer = make_published("offer", by=here, organisation=source, now=now)
    interest = send(offer, there, target, now)
    suggestion, _own = make_suggestion(Sides(offer, here, target, there), now=now)
    endings.merge(source=source, target=target, by=officer, now=now, reason=WHY)
    interest.refresh_from_db()
    suggestion.refresh_from_db()
    assert (interest.state, suggestion.is_current) == ("withdrawn", False)


def test_shortlists_become_one(source: Organisation, target: Organisation, officer: User, now: datetime) -> None:
    author, offer, other = make_user(), make_published("offer", now=now), make_published("need", now=now)
    ours = SavedListing.objects.create(listing=offer, organisation=target, saved_at=now)
    theirs = SavedListing.objects.create(listing=offer, organisation=source, saved_at=now)
    SavedListing.objects.create(listing=other, organisation=source, saved_at=now)
    for saved, text in ((ours, "Giá tốt"), (theirs, "Giá tốt"), (theirs, "Gọi lại")):
        SavedNote.objects.create(saved=saved, author=author, text=text, at=now)
    endings.merge(source=source, target=target, by=officer, now=now, reason=WHY)
    assert set(SavedListing.objects.values_list("organisation", "listing")) == {
        (target.pk, offer.pk),
        (target.pk, other.pk),
    }
    assert sorted(SavedNote.objects.values_list("saved", "text")) == [(ours.pk, "Giá tốt"), (ours.pk, "Gọi lại")]


def test_tax_code_is_the_other_ones(officer: User, now: datetime) -> None:
    code = "0100112437"
    source = make_organisation("Cũ", tax_code=code, verified_at=now)
    target = make_organisation("Mới", tax_code=code)
    endings.merge(source=source, target=target, by=officer, now=now, reason=WHY)
    Organisation.objects.filter(pk=target.pk).update(verified_at=now)
    assert with_tax_code(code) == target


def test_closing_withdraws_with_the_reason_and_lets_members_read(
    client: Client, source: Organisation, officer: User, now: datetime
) -> None:
    member = make_member(source)
    public = make_published("offer", by=member, organisation=source, now=now)
    waiting, revision = make_submitted("need", by=member, organisation=source, now=now)
    draft = make_listing("need", by=member, organisation=source, now=now)
    sent = send(make_published("offer", now=now, title="Lò sấy tầng sôi"), member, source, now)
    endings.close(organisation=source, by=officer, now=now, reason="Đơn vị đã giải thể.")
    states = dict(Listing.objects.filter(organisation=source).values_list("pk", "state"))
    assert states == {public.pk: "withdrawn", waiting.pk: "withdrawn", draft.pk: "draft"}
    assert public.events.latest("pk").note == "Đơn vị đã giải thể."
    sent.refresh_from_db()
    assert sent.state == "withdrawn"
    assert "Đơn vị đã giải thể." in OutboxMessage.objects.get(kind="organisation_ended").text
    client.force_login(member)
    assert client.get(reverse("catalog:listing-history", args=[public.reference])).status_code == 200
    with pytest.raises(publishing.NotAllowed):
        publishing.submit(listing=draft, by=member, now=now)
    with pytest.raises(publishing.WrongState):
        publishing.decide(revision=revision, decision="publish", by=officer, now=now)
    with pytest.raises(posting.NotEditable):
        posting.start_listing(kind="need", organisation=source, by=member, now=now)


def test_old_page_leads_to_the_new_one_over_several_mergers(
    client: Client, source: Organisation, target: Organisation, officer: User, now: datetime
) -> None:
    last = make_organisation("Tập đoàn Bến Lạch", slug="tap-doan")
    endings.merge(source=source, target=target, by=officer, now=now, reason=WHY)
    response = client.get("/organisations/ben-lach-cu/")
    assert (response.status_code, response["Location"]) == (301, "/organisations/ben-lach/")
    endings.merge(source=target, target=last, by=officer, now=now, reason=WHY)
    assert client.get("/organisations/ben-lach-cu/")["Location"] == "/organisations/tap-doan/"
    endings.close(organisation=last, by=officer, now=now, reason=WHY)
    assert client.get("/organisations/ben-lach-cu/").status_code == 404


def test_an_anonymous_need_tells_nothing_of_the_merger(
    client: Client, source: Organisation, target: Organisation, officer: User, now: datetime
) -> None:
    need = make_published("need", by=make_member(source), organisation=source, now=now, is_anonymous=True)
    endings.merge(source=source, target=target, by=officer, now=now, reason=WHY)
    page = client.get(need.get_absolute_url()).content.decode()
    assert "Bến Lạch" not in page
    assert need.title not in client.get("/organisations/ben-lach/").content.decode()
