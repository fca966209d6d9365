"""A listing that found its partner is closed, with what its owner tells of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import Organisation, OrganisationQuerySet, User
from catalog import publishing
from catalog.models import DisclosureGrant, Listing, ListingClosing


def close(*, listing: Listing, by: User, now: datetime, through_portal: str, partner: str = "") -> ListingClosing:
    """Close a listing with success; pressed twice or by two at once, the first answer stands."""
    with transaction.atomic():
        closed = publishing.change_state(listing=listing, action="fulfil", by=by, now=now)
        organisation = organisation_named(partner, apart_from=closed.organisation_id)
        return ListingClosing.objects.create(
            listing=closed,
            through_portal=through_portal,
            organisation=organisation,
            partner="" if organisation else partner,
        )


def organisation_named(name: str, *, apart_from: int) -> Organisation | None:
    """The one other organisation of that name; where several have it, nobody can tell which is meant."""
    if not name:
        return None
    named = Q(name_vi__iexact=name) | Q(name_en__iexact=name)
    found = Organisation.objects.active().filter(named).exclude(pk=apart_from)[:2]
    return found[0] if len(found) == 1 else None


def partners_met(listing: Listing) -> OrganisationQuerySet:
    """Organisations whose contacts a listing's owner has seen: partners that come to mind first."""
    met = DisclosureGrant.objects.filter(listing=listing).values("organisation")
    return Organisation.objects.active().filter(pk__in=met)
