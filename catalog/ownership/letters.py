"""The letter to whoever takes over listings from a member who left."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.outbox import enqueue
from catalog.models import ListingEvent


def took_over(events: Sequence[ListingEvent], *, to: User) -> None:
    """One letter about all that passed to the person together."""
    listings = [event.listing for event in events]
    with translation.override(to.language):
        opening = ngettext(
            "You are now the contact person of the listing below, as the earlier one has left %(organisation)s.",
            "You are now the contact person of the %(count)s listings below, as the earlier one has left"
            " %(organisation)s.",
            len(listings),
        ) % {"organisation": listings[0].organisation.name, "count": len(listings)}
        enqueue(
            key=f"took-over/{events[0].pk}",
            kind="took_over",
            to=to.email,
            user=to,
            language=to.language,
            template="catalog/emails/took_over",
            context={
                "person": to,
                "organisation": listings[0].organisation,
                "listings": listings,
                "note": "",
                "opening": opening,
                "closing": _("Interests and decisions about them now reach you."),
                "action_label": _("Open my listings"),
                "action_url": settings.SITE_URL + reverse("catalog:own-listings"),
                "why": _("you look after listings of this organisation"),
            },
        )
