"""Organisations that are dissolved, or stand in the portal twice: closed or merged as a whole, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from accounts import ending
from accounts.ending import NotAllowed
from accounts.models import Membership, Organisation, OrganisationEnding, User
from advisory.requests.succession import end_requests, pass_requests
from catalog.models import Listing
from catalog.ownership.ending import PUBLIC_STATES, withdraw_listings
from catalog.ownership.moving import move_grants, move_listings
from catalog.transitions import TRANSITIONS
from cooperation.models import Interest
from cooperation.pipeline.succession import end_cooperations, pass_cooperations
from cooperation.successions import move_interests, withdraw_sent
from matching.own_pairs import set_aside_own

MOST_FOUND = 10
#: (table, how it refers to an organisation) that a merger passes on; the tests hold both lists to all tables there are.
PASSED_ON = {
    ("accounts.Departure", "organisation"), ("accounts.Invitation", "organisation"),
    ("accounts.JoinRequest", "organisation"), ("accounts.Membership", "organisation"),
    ("catalog.DisclosureGrant", "organisation"), ("catalog.ImportBatch", "organisation"),
    ("catalog.ImportedRow", "organisation"), ("catalog.Listing", "organisation"), ("catalog.Prefill", "organisation"),
    ("catalog.SavedListing", "organisation"), ("cooperation.Interest", "organisation"),
    ("cooperation.Cooperation", "need_side"), ("cooperation.Cooperation", "offer_side"),
    ("advisory.ServiceRequest", "organisation"), ("advisory.SelectionDossier", "organisation"),
}  # fmt: skip
#: What tells who it was at the time, and what describes the organisation itself.
STAYS = {
    ("accounts.OrganisationEnding", "organisation"), ("accounts.OrganisationEnding", "merged_into"),
    ("accounts.Organisation_industries", "organisation"), ("catalog.DisclosureOpening", "organisation"),
    ("catalog.ListingClosing", "organisation"), ("matching.DigestEntry", "organisation"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outlook:
    """How much an end would touch."""

    members: int
    members_of_both: int
    public: int
    with_officers: int
    others: int
    sent_waiting: int
    received_waiting: int


def outlook(organisation: Organisation, *, into: Organisation | None = None) -> Outlook:
    """What the page says before the button is pressed."""
    under_way = [state for state in TRANSITIONS["withdraw"].sources if state not in PUBLIC_STATES]
    counted = Listing.objects.originals().filter(organisation=organisation).aggregate(
        public=Count("pk", filter=Q(state__in=PUBLIC_STATES)),
        with_officers=Count("pk", filter=Q(state__in=under_way)),
        others=Count("pk", filter=~Q(state__in=[*PUBLIC_STATES, *under_way])),
    )  # fmt: skip
    waiting = Interest.objects.filter(state=Interest.State.SENT)
    members = Membership.objects.filter(organisation=organisation)
    there = Membership.objects.filter(organisation=into) if into else Membership.objects.none()
    return Outlook(
        members=members.count(),
        members_of_both=members.filter(user__in=there.values("user")).count(),
        sent_waiting=waiting.filter(organisation=organisation).count(),
        received_waiting=waiting.filter(listing__organisation=organisation).count(),
        **counted,
    )


@transaction.atomic
def close(*, organisation: Organisation, by: User, now: datetime, reason: str) -> OrganisationEnding:
    """The organisation is no more: its listings are withdrawn with the reason, its members are told."""
    (locked,) = ending.lock_active(organisation)
    if not ending.may_end(by, locked):
        raise NotAllowed
    withdraw_listings(organisation=locked, by=by, now=now, note=reason)
    withdraw_sent(organisation=locked, by=by, now=now, note=reason)
    end_requests(organisation=locked, by=by, now=now, note=reason)
    end_cooperations(organisation=locked, by=by, now=now, note=reason)
    return ending.end(locked, by=by, now=now, reason=reason)


@transaction.atomic
def merge(*, source: Organisation, target: Organisation, by: User, now: datetime, reason: str) -> OrganisationEnding:
    """Two are one: members, listings and interests pass to the target, and the source's page leads there."""
    if source.pk == target.pk:
        raise ValueError(source.slug)
    source, target = ending.lock_active(source, target)
    if not ending.may_end(by, source, target):
        raise NotAllowed
    move_listings(source=source, target=target, by=by, now=now, note=reason)
    move_interests(source=source, target=target, by=by, now=now, note=reason)
    pass_cooperations(source=source, target=target, by=by, now=now, note=reason)
    pass_requests(source=source, target=target)
    move_grants(source=source, target=target)
    set_aside_own(organisation=target)
    return ending.end(source, by=by, now=now, reason=reason, into=target)


def candidates(organisation: Organisation, words: str) -> QuerySet[Organisation]:
    """Whom an organisation may be merged into: by words of the name or the tax code, else those with its own code."""
    others = Organisation.objects.active().exclude(pk=organisation.pk).select_related("kind", "province")
    if words:
        named = Q(name_vi__icontains=words) | Q(name_en__icontains=words)
        found = others.filter(named | Q(tax_code=words) | Q(slug=words))
    else:
        found = others.filter(tax_code=organisation.tax_code).exclude(tax_code="")
    return found.order_by("sort_key", "pk")[:MOST_FOUND]
