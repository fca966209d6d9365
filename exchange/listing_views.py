"""The public list of listings: search, filters and order combined."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.throttling import throttled
from catalog.attention.counting import SHOWN
from catalog.facet_options import chips, groups
from catalog.facets import Vocabulary, vocabulary
from catalog.filters import SORT_LABELS
from catalog.finding import CountedPaginator, find, wanted
from exchange.attention import counted, shows
from exchange.page_cache import shared_by_visitors, stamp_of
from exchange.result_cards import result_cards
from exchange.saving import with_saved
from matching.marks import with_own_match

PER_PAGE = 24


@require_safe
@counted
@vary_on_headers("HX-Request")
@shared_by_visitors
@throttled("search", limit=300, seconds=60)
def listing_list(request: HttpRequest) -> HttpResponse:
    """Published listings: search words, filters, order and page all stand in the address."""
    stamp = stamp_of(request)
    wish = wanted(request.GET, kept_vocabulary(stamp, get_language() or "vi") if stamp else None)
    found = find(wish, stamp=stamp)
    listings = with_own_match(with_saved(found.listings.for_results(), request), request.user)
    pages = CountedPaginator(found.in_order(listings), PER_PAGE, total=found.counts.total)
    page = pages.get_page(request.GET.get("page", "1"))
    context = {
        "query": wish.query,
        "search": found.search,
        "order": wish.order,
        "orders": [(key, label) for key, label in SORT_LABELS.items() if wish.query or key != "best"],
        "page": page,
        "total": found.counts.total,
        "cards": result_cards(
            shown := list(page), wish=wish, search=found.search, stamp=stamp, is_visitor=request.user.is_anonymous
        ),
        "saved_listings": {listing.pk for listing in shown if getattr(listing, "is_saved", False)},
        "groups": groups(wish.filters, found.counts),
        "chips": (in_use := chips(wish.filters)),
        "filters_in_use": len(in_use),
        "heading": heading(wish.filters.values.get("kind", [])),
        "address": (address := wish.address()),
        "here": f"{request.path}?{address}" if address else request.path,
        "clear_url": f"?{urlencode({'q': wish.query})}" if wish.query else request.path,
        "corrected_url": corrected_url(request, found.search.did_you_mean),
    }
    is_live = request.headers.get("HX-Request") == "true"
    response = render(request, "catalog/_live.html" if is_live else "catalog/listing_list.html", context)
    return shows(response, SHOWN, shown, request=request)


@lru_cache(maxsize=4)
def kept_vocabulary(stamp: int, language: str) -> Vocabulary:  # noqa: ARG001 -- what it depends on
    """The facets' values in the active language, as long as the catalogue stands still."""
    return vocabulary()


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
