"""The end of an organisation and what becomes of its members; the apps above see to what is theirs."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from accounts import emails
from accounts.models import Departure, Invitation, JoinRequest, Membership, Organisation, OrganisationEnding, User
from accounts.organisations import unverify

#: Of somebody who belongs to both organisations the higher role counts.
RANKS: list[str] = [Membership.Role.READER, Membership.Role.EDITOR, Membership.Role.OWNER]
A_CHAIN = 10


class AlreadyEnded(Exception):
    """One of the organisations is closed or merged already."""


class NotAllowed(Exception):
    """Only officers who do not belong to the organisations end them."""


def may_end(user: User, *organisations: Organisation) -> bool:
    belongs = Membership.objects.filter(user=user, organisation__in=organisations).exists()
    return user.is_officer and not belongs


def lock_active(*organisations: Organisation) -> list[Organisation]:
    """The locked rows in the order given; all of them are to be active."""
    rows = Organisation.objects.filter(pk__in=[each.pk for each in organisations]).order_by("pk")
    found = {row.pk: row for row in rows.select_for_update(no_key=True)}
    locked = [found[each.pk] for each in organisations]
    if any(each.state != Organisation.State.ACTIVE for each in locked):
        raise AlreadyEnded
    return locked


def end(
    organisation: Organisation, *, by: User, now: datetime, reason: str, into: Organisation | None = None
) -> OrganisationEnding:
    """Close the locked organisation and write to its members; its tax code is free for who has it now."""
    ending = OrganisationEnding.objects.create(
        organisation=organisation, merged_into=into, by=by, reason=reason, at=now
    )
    for member in User.objects.filter(memberships__organisation=organisation, is_active=True).order_by("pk"):
        emails.organisation_ended(ending=ending, member=member)
    organisation.state = Organisation.State.CLOSED
    unverify(organisation)
    organisation.save(update_fields=["state", "verified_at", "verified_by", "verified_until", "verification_note"])
    Invitation.objects.filter(organisation=organisation, accepted_at=None, revoked_at=None).update(revoked_at=now)
    if into is not None:
        move_members(organisation, into)
        move_requests(organisation, into)
        Departure.objects.filter(organisation=organisation).update(organisation=into)
    for request in JoinRequest.objects.filter(organisation=organisation, state=JoinRequest.State.WAITING):
        request.state, request.decided_at, request.decided_by = JoinRequest.State.DECLINED, now, by
        request.save(update_fields=["state", "decided_at", "decided_by"])
    return ending


def move_members(source: Organisation, target: Organisation) -> None:
    there = {each.user_id: each for each in Membership.objects.filter(organisation=target)}
    for membership in Membership.objects.filter(organisation=source):
        own = there.get(membership.user_id)
        if own is None:
            membership.organisation = target
            membership.save(update_fields=["organisation"])
            continue
        if RANKS.index(membership.role) > RANKS.index(own.role):
            own.role = membership.role
        own.save(update_fields=["role"])
        membership.delete()


def move_requests(source: Organisation, target: Organisation) -> None:
    """Who waits for an answer waits at the other organisation, unless they wait or belong there already."""
    waiting = JoinRequest.objects.filter(state=JoinRequest.State.WAITING)
    same = waiting.filter(user=OuterRef("user"), organisation=target)
    member = Membership.objects.filter(user=OuterRef("user"), organisation=target)
    moved = waiting.filter(~Exists(same), ~Exists(member), organisation=source)
    JoinRequest.objects.filter(pk__in=list(moved.values_list("pk", flat=True))).update(organisation=target)


def goes_on_as(slug: str) -> Organisation | None:
    """The active organisation that an ended one was merged into, over several mergers too."""
    found = Organisation.objects.filter(slug=slug).first()
    for _step in range(A_CHAIN):
        if found is None or found.state == Organisation.State.ACTIVE:
            return found
        ending = OrganisationEnding.objects.filter(organisation=found).select_related("merged_into").first()
        found = ending.merged_into if ending else None
    return None
