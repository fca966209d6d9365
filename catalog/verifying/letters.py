"""Letters to the owner about the verification of a level."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.outbox import enqueue, recipients_of
from catalog.models import Listing, ListingEvent
from taxonomy.formats import date_short

TEMPLATE = "catalog/emails/level"


def level_verified(listing: Listing, event: ListingEvent) -> None:
    write(
        listing, event, note=listing.trl_verification_note,
        opening=gettext_noop(
            "An officer has verified TRL %(level)s of the listing below. The verification holds until %(date)s."
        ),
        closing=gettext_noop("If you change the level or its evidence, it has to be verified again."),
    )  # fmt: skip


def verification_withdrawn(listing: Listing, event: ListingEvent) -> None:
    write(
        listing, event, note=event.note,
        opening=gettext_noop(
            "The verification of the TRL of the listing below is withdrawn for the reason given here."
        ),
        closing=gettext_noop(
            "The listing stays as it is and shows the level you state."
            " Please answer on the page if you have questions."
        ),
    )  # fmt: skip


def write(listing: Listing, event: ListingEvent, *, note: str, opening: str, closing: str) -> None:
    """To everybody who looks after the organisation's listings, each in their language."""
    for member in recipients_of(listing.organisation):
        with translation.override(member.language):
            until = listing.trl_verified_until
            values = {"level": listing.trl_verified, "date": date_short(until, member.language) if until else ""}
            context = {
                "person": member,
                "listing": listing,
                "note": note,
                "opening": _(opening) % values,
                "closing": _(closing),
                "action_label": _("Open the listing"),
                "action_url": settings.SITE_URL + reverse("catalog:listing-history", args=[listing.reference]),
                "why": _("your organisation submitted this listing"),
            }
        enqueue(
            key=f"trl/{event.pk}/{member.pk}", kind="trl", to=member.email, user=member, language=member.language,
            template=TEMPLATE, context=context,
        )  # fmt: skip
