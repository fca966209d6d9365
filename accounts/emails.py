"""Letters about organisations and their members, and messages to the connection point."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, JoinRequest, Membership, OrganisationEnding, OutboxMessage, User
from accounts.outbox import enqueue


def absolute(language: str, name: str, *args: object) -> str:
    """A page's address in the reader's language on the configured host."""
    with translation.override(language):
        return f"{settings.SITE_URL}{reverse(name, args=args)}"


def join_asked(*, request: JoinRequest) -> None:
    """Tell the owners, or the connection point where there are none."""
    organisation = request.organisation
    owners = User.objects.filter(
        is_active=True, memberships__organisation=organisation, memberships__role=Membership.Role.OWNER
    )
    for owner in owners:
        enqueue(
            key=f"join-asked/{request.pk}/{owner.pk}",
            kind="join_asked",
            to=owner.email,
            user=owner,
            language=owner.language,
            template="accounts/emails/join_asked",
            context={
                "person": owner,
                "request": request,
                "organisation": organisation,
                "link": absolute(owner.language, "accounts:organisation-members", organisation.slug),
                "why": _("you manage this organisation on our portal"),
            },
        )
    if not owners:
        to_the_point(
            key=f"join-asked/{request.pk}",
            kind="join_asked",
            template="accounts/emails/join_asked_point",
            context={
                "request": request,
                "organisation": organisation,
                "greeting": "",
                "link": absolute(settings.LANGUAGE_CODE, "accounts:join-requests"),
                "why": _("nobody manages this organisation on our portal"),
            },
        )


def join_answered(*, request: JoinRequest) -> None:
    enqueue(
        key=f"join-answered/{request.pk}",
        kind="join_answered",
        to=request.user.email,
        user=request.user,
        language=request.user.language,
        template="accounts/emails/join_answered",
        context={
            "person": request.user,
            "request": request,
            "is_accepted": request.state == JoinRequest.State.ACCEPTED,
            "organisation": request.organisation,
            "link": absolute(request.user.language, "accounts:organisation-detail", request.organisation.slug),
            "why": _("you asked to join this organisation"),
        },
    )


def became_owner(*, membership: Membership) -> None:
    """Tell a member whom the last owner named when leaving."""
    user, organisation = membership.user, membership.organisation
    enqueue(
        key=f"became-owner/{membership.pk}/{uuid.uuid4()}",
        kind="became_owner",
        to=user.email,
        user=user,
        language=user.language,
        template="accounts/emails/became_owner",
        context={
            "person": user,
            "organisation": organisation,
            "link": absolute(user.language, "accounts:organisation-members", organisation.slug),
            "why": _("you belong to this organisation on our portal"),
        },
    )


def organisation_ended(*, ending: OrganisationEnding, member: User) -> None:
    """Tell a member that the connection point has closed or merged their organisation, and why."""
    page = (
        ("accounts:organisation-detail", ending.merged_into.slug) if ending.merged_into else ("catalog:own-listings",)
    )
    enqueue(
        key=f"organisation-ended/{ending.pk}/{member.pk}",
        kind="organisation_ended",
        to=member.email,
        user=member,
        language=member.language,
        template="accounts/emails/organisation_ended",
        context={
            "person": member,
            "ending": ending,
            "link": absolute(member.language, *page),
            "why": _("you belong to this organisation on our portal"),
        },
    )


def invited(*, invitation: Invitation) -> None:
    """The link is a secret: whoever holds it and the address may join."""
    invitee = User.objects.filter(email__iexact=invitation.email, is_active=True).first()
    language = invitee.language if invitee else invitation.organisation.language
    enqueue(
        key=f"invitation/{invitation.pk}",
        kind="invitation",
        to=invitation.email,
        user=invitee,
        language=language,
        template="accounts/emails/invitation",
        context={
            "person": invitee,
            "invitation": invitation,
            "organisation": invitation.organisation,
            "link": absolute(language, "accounts:invitation", invitation.token),
            "why": _("a colleague gave this address to invite you"),
        },
        secret=True,
    )


def contact_message(*, name: str, email: str, message: str, language: str) -> OutboxMessage | None:
    """Pass a visitor's message on to the connection point, which answers to the visitor."""
    return to_the_point(
        key=f"contact/{uuid.uuid4()}",
        kind="contact",
        template="accounts/emails/contact_message",
        reply_to=email,
        context={
            "name": name,
            "email": email,
            "message": message,
            "written_in": language,
            "why": _("somebody used the contact form"),
        },
    )


def to_the_point(
    *, key: str, kind: str, template: str, context: dict[str, object], reply_to: str = ""
) -> OutboxMessage | None:
    return enqueue(
        key=key,
        kind=kind,
        to=settings.POINT["email"],
        language=settings.LANGUAGE_CODE,
        template=template,
        context=context,
        reply_to=reply_to,
    )
