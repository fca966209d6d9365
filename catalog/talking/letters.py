"""Letters about new messages in a listing's thread."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.outbox import enqueue, recipients_of
from catalog.models import ListingMessage

TEMPLATE = "catalog/emails/message"


def to_owner(message: ListingMessage) -> None:
    """To everybody who looks after the organisation's listings."""
    listing = message.listing
    for member in recipients_of(listing.organisation):
        with translation.override(member.language):
            context = {
                "person": member,
                "opening": _("The connection point has written to you about the listing below."),
                "closing": _("Please answer on the page, so that every officer can follow."),
                "why": _("your organisation submitted this listing"),
                "action_url": settings.SITE_URL + reverse("catalog:listing-history", args=[listing.reference]),
            }
            send(message, to=member.email, reader=member, language=member.language, context=context)


def to_officer(message: ListingMessage) -> None:
    """To the listing's officer, else to the connection point."""
    listing = message.listing
    officer = listing.officer
    reader = officer if officer is not None and officer.is_officer else None
    language = reader.language if reader else settings.LANGUAGE_CODE
    with translation.override(language):
        context = {
            **({"person": reader} if reader else {"greeting": ""}),
            "opening": _("The owner of the listing below has written to you."),
            "why": _("you look after this listing") if reader else _("no officer looks after this listing"),
            "action_url": settings.SITE_URL + reverse("catalog:review-detail", args=[listing.reference]),
        }
        send(message, to=reader.email if reader else settings.POINT["email"], reader=reader, language=language,
             context=context)  # fmt: skip


def send(message: ListingMessage, *, to: str, reader: User | None, language: str, context: dict[str, Any]) -> None:
    enqueue(
        key=f"message/{message.pk}/{reader.pk if reader else 'point'}",
        kind="listing_message",
        to=to,
        user=reader,
        language=language,
        template=TEMPLATE,
        context={
            "listing": message.listing,
            "message": message,
            "action_label": _("Read and answer"),
            **context,
        },
    )
