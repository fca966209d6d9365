"""Belonging to an organisation: asking, inviting, roles, leaving. An organisation never loses its last owner."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Case, QuerySet, When

from accounts import emails
from accounts.models import Departure, Invitation, JoinRequest, Membership, Organisation, User
from accounts.organisations import SAME_PRESS, TaxCodeKnown, create_organisation
from accounts.permissions import can_answer_requests, is_owner

__all__ = ["TaxCodeKnown", "create_organisation"]

Role = Membership.Role


class NotAllowed(Exception):
    """Only an owner may do this (or an officer, where nobody owns the organisation)."""


class AlreadyMember(Exception):
    """The person belongs to the organisation already."""


class AlreadyAsked(Exception):
    """The person's request is still waiting."""


class AlreadyAnswered(Exception):
    """Somebody else has answered meanwhile."""


class InvitationClosed(Exception):
    """Used, withdrawn or expired."""


class WrongAddress(Exception):
    """The invitation was sent to another address."""


class BadSuccessor(Exception):
    """Whoever takes over has to be another member; of listings, one who may write for the organisation."""


class LastOwner(Exception):
    """Without this person nobody would answer for the organisation."""


def lock(organisation: Organisation) -> Organisation:
    """All changes of one organisation's members wait for each other."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


@transaction.atomic
def ask_to_join(*, user: User, organisation: Organisation, message: str, now: datetime) -> JoinRequest:
    lock(organisation)
    if Membership.objects.filter(user=user, organisation=organisation).exists():
        raise AlreadyMember
    if JoinRequest.objects.filter(user=user, organisation=organisation, state=JoinRequest.State.WAITING).exists():
        raise AlreadyAsked
    request = JoinRequest.objects.create(user=user, organisation=organisation, message=message, created_at=now)
    emails.join_asked(request=request)
    return request


@transaction.atomic
def answer_join_request(
    *, request: JoinRequest, by: User, accept: bool, now: datetime, role: str = Role.EDITOR
) -> JoinRequest:
    """Let the person in with a role, or not."""
    organisation = lock(request.organisation)
    locked = JoinRequest.objects.select_for_update(no_key=True).select_related("user").get(pk=request.pk)
    if not can_answer_requests(by, organisation):
        raise NotAllowed
    if locked.state != JoinRequest.State.WAITING:
        raise AlreadyAnswered
    locked.state = JoinRequest.State.ACCEPTED if accept else JoinRequest.State.DECLINED
    locked.decided_at, locked.decided_by = now, by
    locked.save(update_fields=["state", "decided_at", "decided_by"])
    if accept:
        add_member(user=locked.user, organisation=organisation, role=role, now=now)
    emails.join_answered(request=locked)
    return locked


def add_member(*, user: User, organisation: Organisation, role: str, now: datetime) -> Membership:
    """Make somebody a member; who is one already keeps their role."""
    membership, _ = Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"role": Role(role), "created_at": now}
    )
    return membership


@transaction.atomic
def invite(*, organisation: Organisation, by: User, email: str, role: str, now: datetime) -> Invitation:
    """Send an invitation; an earlier one to the same address ends, unless it is the same button pressed twice."""
    lock(organisation)
    if not is_owner(by, organisation):
        raise NotAllowed
    address = email.strip().lower()
    if Membership.objects.filter(organisation=organisation, user__email__iexact=address).exists():
        raise AlreadyMember
    earlier = Invitation.objects.filter(
        organisation=organisation, email__iexact=address, accepted_at__isnull=True, revoked_at__isnull=True
    )
    if again := earlier.filter(role=role, invited_by=by, created_at__gt=now - SAME_PRESS).first():
        return again
    earlier.update(revoked_at=now)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=address,
        role=Role(role),
        invited_by=by,
        created_at=now,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    emails.invited(invitation=invitation)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User, now: datetime) -> None:
    locked = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if not is_owner(by, locked.organisation):
        raise NotAllowed
    if not locked.is_open(now):
        raise InvitationClosed
    locked.revoked_at = now
    locked.save(update_fields=["revoked_at"])


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User, now: datetime) -> Membership:
    """Become a member; both the link and the confirmed address are needed."""
    locked = Invitation.objects.select_for_update(no_key=True).select_related("organisation").get(pk=invitation.pk)
    if not locked.is_open(now):
        raise InvitationClosed
    if not owns_address(user, locked.email):
        raise WrongAddress
    locked.accepted_at, locked.accepted_by = now, user
    locked.save(update_fields=["accepted_at", "accepted_by"])
    waiting = JoinRequest.objects.filter(user=user, organisation=locked.organisation, state=JoinRequest.State.WAITING)
    waiting.update(state=JoinRequest.State.ACCEPTED, decided_at=now, decided_by=locked.invited_by)
    return add_member(user=user, organisation=locked.organisation, role=locked.role, now=now)


def owns_address(user: User, email: str) -> bool:
    return bool(EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists())


@transaction.atomic
def change_role(*, membership: Membership, by: User, role: str) -> Membership:
    organisation = lock(membership.organisation)
    if not is_owner(by, organisation):
        raise NotAllowed
    locked = Membership.objects.get(pk=membership.pk)
    if locked.role == Role.OWNER and role != Role.OWNER:
        keep_an_owner(locked)
    locked.role = Role(role)
    locked.save(update_fields=["role"])
    return locked


@transaction.atomic
def remove_member(*, membership: Membership, by: User, successor: User | None = None) -> None:
    """An owner ends somebody's membership; their listings pass to the successor, else to an owner."""
    organisation = lock(membership.organisation)
    if not is_owner(by, organisation):
        raise NotAllowed
    if successor is not None and not successors(membership).filter(user=successor).exists():
        raise BadSuccessor
    end(membership, successor=successor)


def successors(membership: Membership) -> QuerySet[Membership]:
    """Who may take over what a member looked after, owners first."""
    others = colleagues(membership).filter(role__in=[Role.OWNER, Role.EDITOR])
    return others.order_by(Case(When(role=Role.OWNER, then=0), default=1), "created_at", "pk")


@transaction.atomic
def leave(
    *, user: User, organisation: Organisation, successor: User | None = None, new_owner: User | None = None
) -> None:
    """Give up one's own membership; listings pass to the successor, and the last owner names another one."""
    lock(organisation)
    membership = Membership.objects.filter(user=user, organisation=organisation).first()
    if membership is None:
        raise NotAllowed
    if new_owner is not None and is_last_owner(membership):
        promote(new_owner, membership=membership)
    if successor is not None and not successors(membership).filter(user=successor).exists():
        raise BadSuccessor
    end(membership, successor=successor)


def promote(new_owner: User, *, membership: Membership) -> None:
    """Make another member an owner in the place of the last one who leaves, and tell them."""
    chosen = colleagues(membership).filter(user=new_owner).first()
    if chosen is None:
        raise BadSuccessor
    chosen.role = Role.OWNER
    chosen.save(update_fields=["role"])
    emails.became_owner(membership=chosen)


def colleagues(membership: Membership) -> QuerySet[Membership]:
    """The other members who can sign in."""
    others = Membership.objects.filter(organisation=membership.organisation_id, user__is_active=True)
    return others.exclude(user=membership.user_id).select_related("user").order_by("created_at", "pk")


def is_last_owner(membership: Membership) -> bool:
    """Whether nobody would answer for the organisation; one that is closed needs nobody."""
    is_active = membership.organisation.state == Organisation.State.ACTIVE
    return is_active and membership.role == Role.OWNER and not has_another_owner(membership)


def has_another_owner(membership: Membership) -> bool:
    return colleagues(membership).filter(role=Role.OWNER).exists()


def end(membership: Membership, *, successor: User | None = None) -> None:
    if is_last_owner(membership):
        raise LastOwner
    Departure.objects.create(user=membership.user, organisation=membership.organisation, successor=successor)
    membership.delete()


def keep_an_owner(membership: Membership) -> None:
    if not has_another_owner(membership):
        raise LastOwner
