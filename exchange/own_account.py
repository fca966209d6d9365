"""Deleting one's own account: what stands in the way, what ends with it, and the deletion in one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.erasure import AlreadyErased, anonymise, is_erased
from accounts.models import Membership, Organisation, OrganisationQuerySet, User
from accounts.organisations import close_with_owner
from accounts.security_emails import account_deleted
from catalog.ownership.ending import PUBLIC_STATES, delete_drafts, lock_listings, withdraw_listings


class StaffAccount(Exception):
    """Whoever works for the connection point gives up that role first, so that somebody takes over the work."""


class InTheWay(Exception):
    """An organisation would be left with nobody who answers for its members or listings."""


def owned_alone(user: User) -> OrganisationQuerySet:
    """Active organisations without another owner, with their other members and what they have public."""
    others = Membership.objects.filter(organisation=OuterRef("pk"), user__is_active=True).exclude(user=user)
    mine = Organisation.objects.active().filter(memberships__user=user, memberships__role=Membership.Role.OWNER)
    public = Count("listings", filter=Q(listings__state__in=PUBLIC_STATES))
    alone = mine.exclude(Exists(others.filter(role=Membership.Role.OWNER)))
    return alone.annotate(has_members=Exists(others), public_listings=public).order_by("sort_key", "pk")


def is_in_the_way(organisation: Organisation) -> bool:
    """Whether a row of `owned_alone` keeps its owner's account from being deleted."""
    return bool(organisation.has_members or organisation.public_listings)  # type: ignore[attr-defined]


def works_here(user: User) -> bool:
    return user.is_officer or user.is_staff or user.is_superuser


@transaction.atomic
def delete_account(*, user: User, now: datetime) -> None:
    """Erase the person, end the organisations that are theirs alone, and confirm it to the address they had."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if is_erased(locked):
        raise AlreadyErased
    if works_here(locked):
        raise StaffAccount
    for organisation in Organisation.objects.of(locked).order_by("pk").select_for_update(of=("self",), no_key=True):
        list(lock_listings(organisation))
    ending = list(owned_alone(locked))
    if any(is_in_the_way(each) for each in ending):
        raise InTheWay
    for organisation in ending:
        with override(organisation.language):
            note = _("The only owner’s account was deleted.")
        delete_drafts(organisation)
        withdraw_listings(organisation=organisation, by=locked, now=now, note=note)
        close_with_owner(organisation)
    address, name, language = locked.email, locked.full_name, locked.language
    anonymise(user=locked, by=locked, now=now)
    account_deleted(to=address, name=name, language=language, key=locked.pk, now=now)
