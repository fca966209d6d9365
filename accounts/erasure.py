"""Forgetting a person: the row stays, so that the history of listings stands; what told who it was goes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.membership import keep_an_owner
from accounts.models import DemoMail, Departure, Invitation, JoinRequest, Membership, Organisation, OutboxMessage, User
from accounts.security_models import ErasedAddress
from accounts.throttling import hashed

#: How long the apps above have to find out which of the addresses they hold belonged to somebody erased.
KEPT = timedelta(days=30)


class AlreadyErased(Exception):
    """There is nothing left to forget."""


class OwnAccount(Exception):
    """Administrators do not erase themselves: somebody has to stay."""


def erased_address(user: User) -> str:
    """An address that nobody can have (RFC 2606) and that differs from everybody else's."""
    return f"erased-{user.pk}@erased.invalid"


def is_erased(user: User) -> bool:
    return user.email == erased_address(user)


def erased_people() -> QuerySet[User]:
    """For the apps above: whose own records they have to delete."""
    return User.objects.filter(is_active=False, email__startswith="erased-", email__endswith="@erased.invalid")


def erased_among(addresses: Iterable[str]) -> dict[str, datetime]:
    """Those of some addresses whose owners were erased lately, in small letters, and when; for the apps above."""
    by_digest = {hashed(address.lower()): address.lower() for address in addresses}
    found = ErasedAddress.objects.filter(digest__in=by_digest)
    return {by_digest[digest]: at for digest, at in found.values_list("digest", "erased_at")}


def purge(*, now: datetime) -> int:
    """Forget the hashes of addresses once everybody has looked."""
    return ErasedAddress.objects.filter(erased_at__lt=now - KEPT).delete()[0]


@transaction.atomic
def anonymise(*, user: User, by: User, now: datetime) -> User:
    """Erase all that names the person; `LastOwner` when an active organisation would be left without an owner."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if is_erased(locked):
        raise AlreadyErased
    if by.pk == locked.pk and by.is_staff:
        raise OwnAccount
    end_memberships(locked)
    addresses = {locked.email.lower(), *EmailAddress.objects.filter(user=locked).values_list("email", flat=True)}
    forget_letters(locked, addresses)
    forget_contacts(locked, addresses)
    for address in addresses:
        ErasedAddress.objects.update_or_create(digest=hashed(address.lower()), defaults={"erased_at": now})
    forget_ways_in(locked)
    JoinRequest.objects.filter(user=locked).update(message="")
    JoinRequest.objects.filter(user=locked, state=JoinRequest.State.WAITING).update(
        state=JoinRequest.State.DECLINED, decided_at=now, decided_by=by
    )
    erase_row(locked)
    forget_history(locked)
    return locked


def end_memberships(user: User) -> None:
    """Leave every organisation; an active one keeps an owner."""
    memberships = Membership.objects.filter(user=user).select_related("organisation").order_by("organisation")
    list(Organisation.objects.filter(memberships__user=user).order_by("pk").select_for_update(no_key=True))
    for membership in memberships:
        is_active = membership.organisation.state == Organisation.State.ACTIVE
        if membership.role == Membership.Role.OWNER and is_active:
            keep_an_owner(membership)
        Departure.objects.create(user=user, organisation=membership.organisation)
        membership.delete()


def forget_letters(user: User, addresses: set[str]) -> None:
    """Letters to the person, sent or waiting, where answers to others' would go, and invitations to their addresses."""
    for address in addresses:
        OutboxMessage.objects.filter(to__iexact=address).delete()
        OutboxMessage.objects.filter(reply_to__iexact=address).update(reply_to="")
        DemoMail.objects.filter(to__iexact=address).delete()
        Invitation.objects.filter(Q(email__iexact=address), accepted_at__isnull=True).delete()
        Invitation.objects.filter(email__iexact=address).update(email=erased_address(user))
    OutboxMessage.objects.filter(user=user).delete()
    forget_copies(user, addresses)


def forget_copies(user: User, addresses: set[str]) -> None:
    """Copies of letters that told others who the person is and how to reach them; the letters have arrived."""
    naming = Q(subject__icontains=user.full_name) if user.full_name else Q()
    for word in filter(None, (*addresses, user.phone, user.full_name)):
        naming |= Q(text__icontains=word) | Q(html__icontains=word)
    sent = OutboxMessage.objects.exclude(state=OutboxMessage.State.WAITING)
    sent.filter(naming).update(subject="", text="", html="")


def forget_contacts(user: User, addresses: set[str]) -> None:
    """An organisation is reached by other ways than those of somebody who is gone."""
    for label in ("Organisation", "OrganisationEvent"):
        rows = apps.get_model("accounts", label).objects
        for address in addresses:
            rows.filter(contact_email__iexact=address).update(contact_email="")
        if user.phone:
            rows.filter(contact_phone=user.phone).update(contact_phone="")


def forget_ways_in(user: User) -> None:
    """Sessions, second factors and confirmed addresses."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    user.groups.clear()


def erase_row(user: User) -> None:
    user.email = erased_address(user)
    user.full_name = user.title = user.phone = ""
    user.role, user.suggestion_mail = User.Role.MEMBER, User.SuggestionMail.NEVER
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()


def forget_history(user: User) -> None:
    """Earlier versions of the row keep times and roles, not names; neither does the administration's own record."""
    versions = apps.get_model("accounts", "UserEvent").objects.filter(pgh_obj_id=user.pk)
    versions.update(email=user.email, full_name="", title="", phone="")
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    entries.update(object_repr=user.email)
