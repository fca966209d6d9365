"""Whether a listing on a page is on the reader's shortlist already."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.active import active_organisation
from accounts.models import User
from catalog.models import ListingQuerySet
from catalog.shortlisting import with_is_saved


def with_saved(listings: ListingQuerySet, request: HttpRequest) -> ListingQuerySet:
    """Bring with each listing, in the same query, whether it is on the list of whom the person acts for."""
    if not isinstance(request.user, User):
        return listings
    return with_is_saved(listings, user=request.user, organisation=active_organisation(request))
