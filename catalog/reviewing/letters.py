"""Letters between officers about listings under review."""

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


def handed_over(events: Sequence[ListingEvent], *, to: User, by: User, note: str) -> None:
    """One letter about all that was handed over together."""
    listings = [event.listing for event in events]
    with translation.override(to.language):
        opening = ngettext(
            "%(name)s has handed the review below over to you.",
            "%(name)s has handed the %(count)s reviews below over to you.",
            len(listings),
        ) % {"name": by.full_name, "count": len(listings)}
        address = reverse("catalog:review-queue") + "?group=mine"
        if len(listings) == 1:
            address = reverse("catalog:review-detail", args=[listings[0].reference])
        enqueue(
            key=f"hand-over/{events[0].pk}",
            kind="hand_over",
            to=to.email,
            user=to,
            language=to.language,
            template="catalog/emails/handed_over",
            context={
                "person": to,
                "listings": listings,
                "note": note,
                "by": by,
                "opening": opening,
                "action_label": _("Open the review") if len(listings) == 1 else _("Open my reviews"),
                "action_url": settings.SITE_URL + address,
                "why": _("you review listings on our portal"),
            },
            reply_to=by.email,
        )
