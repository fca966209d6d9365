"""The public list and the page of one listing: they combine the catalogue with what one may do next."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.throttling import throttled
from catalog.disclosure import open_protected, visible_attachments
from catalog.facet_options import chips, groups
from catalog.filters import SORT_LABELS
from catalog.finding import CountedPaginator, find, wanted
from catalog.models import Listing
from catalog.permissions import can_edit, can_review, can_see_owner
from catalog.presenting import body_of, owner_facts
from cooperation.interests import standing
from exchange.page_cache import shared_by_visitors
from exchange.result_cards import result_cards
from matching.models import Suggestion

PER_PAGE = 24


@require_safe
@vary_on_headers("HX-Request")
@shared_by_visitors(unless=("q",))
@throttled("search", limit=300, seconds=60)
def listing_list(request: HttpRequest) -> HttpResponse:
    """Published listings: search words, filters, order and page all stand in the address."""
    wish = wanted(request.GET)
    found = find(wish)
    pages = CountedPaginator(found.listings.for_results(), PER_PAGE, total=found.counts.total)
    page = pages.get_page(request.GET.get("page", "1"))
    context = {
        "query": wish.query,
        "search": found.search,
        "order": wish.order,
        "orders": [(key, label) for key, label in SORT_LABELS.items() if wish.query or key != "best"],
        "page": page,
        "total": found.counts.total,
        "cards": result_cards(list(page), wish=wish, search=found.search, user=request.user),
        "groups": groups(wish.filters, found.counts),
        "chips": (in_use := chips(wish.filters)),
        "filters_in_use": len(in_use),
        "heading": heading(wish.filters.values.get("kind", [])),
        "address": wish.address(),
        "clear_url": f"?{urlencode({'q': wish.query})}" if wish.query else request.path,
        "corrected_url": corrected_url(request, found.search.did_you_mean),
    }
    is_live = request.headers.get("HX-Request") == "true"
    return render(request, "catalog/_live.html" if is_live else "catalog/listing_list.html", context)


def heading(kinds: list[str]) -> str:
    """What the list holds, in words."""
    if kinds == ["offer"]:
        return _("Technology offers")
    return _("Technology needs") if kinds == ["need"] else _("Technology offers and needs")


def corrected_url(request: HttpRequest, words: str) -> str:
    """The same list with other words."""
    rest = request.GET.copy()
    rest["q"] = words
    rest.pop("page", None)
    return f"?{rest.urlencode()}"


@require_safe
def listing_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one listing that the reader may see."""
    listings = Listing.objects.visible_to(request.user).select_related(
        "province", "ward", "organisation__kind", "organisation__province", "contact", "officer"
    )
    listing = get_object_or_404(listings, reference=reference)
    owns = can_edit(request.user, listing)
    shows_owner = can_see_owner(request.user, listing)
    context = body_of(listing, attachments=visible_attachments(listing, request.user)) | {
        "protected": open_protected(listing, user=request.user, now=timezone.now()),
        "shows_owner": shows_owner,
        "owner_facts": owner_facts(listing, shows_owner=shows_owner),
        "can_edit": owns,
        "can_review": can_review(request.user, listing),
        "standing": standing(listing, request.user),
        "suggestions": Suggestion.objects.live().for_listing(listing).count() if owns else 0,
    }
    return render(request, "catalog/listing_detail.html", context)
