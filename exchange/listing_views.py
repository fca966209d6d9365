"""The public list of listings: search, filters and order combined."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.throttling import throttled
from catalog.filters import SORT_LABELS, SORTS, ListingFilter, sort_key
from catalog.models import Listing, ListingQuerySet
from catalog.search import search
from catalog.text import normalise

PER_PAGE = 24
LONGEST_QUERY = 300
MOST_PARAMETERS = 100


@require_safe
@throttled("search", limit=300, seconds=60)
def listing_list(request: HttpRequest) -> HttpResponse:
    """Published listings: search words, filters, order and page all stand in the address."""
    query = " ".join(normalise(request.GET.get("q", ""))[:LONGEST_QUERY].split())
    filters = ListingFilter(request.GET, queryset=Listing.objects.published(), request=request)
    order = sort_key(request.GET.get("sort", ""), searching=bool(query))
    page = results(filters.qs, query=query, order=order, number=request.GET.get("page", "1"))
    chips = chosen(filters, request)
    context = {
        "filters": filters,
        "query": query,
        "page": page,
        "total": page.paginator.count,
        "order": order,
        "orders": [(key, label) for key, label in SORT_LABELS.items() if query or key != "best"],
        "chips": chips,
        "heading": heading(request.GET.getlist("kind")),
        "kept": kept(request, names=["q", *filters.filters]),
        "kept_for_search": kept(request, names=filters.filters),
        "clear_url": f"?{urlencode({'q': query})}" if query else request.path,
    }
    return render(request, "catalog/listing_list.html", context)


def heading(kinds: list[str]) -> str:
    """What the list holds, in words."""
    if kinds == ["offer"]:
        return _("Technology offers")
    return _("Technology needs") if kinds == ["need"] else _("Technology offers and needs")


def kept(request: HttpRequest, *, names: Iterable[str]) -> list[tuple[str, str]]:
    """Parameters of the address that a form carries along; each value once, and a bounded number of them."""
    pairs = [(name, value) for name in names for value in dict.fromkeys(request.GET.getlist(name)) if value]
    return pairs[:MOST_PARAMETERS]


def results(listings: ListingQuerySet, *, query: str, order: str, number: str) -> Page[Listing]:
    """One page of cards, ranked by the search when it is asked for the best match."""
    ids = search(listings, query, limit=None).ids if query else None
    if ids is None:
        return Paginator(listings.order_by(*SORTS[order]).for_cards(), PER_PAGE).get_page(number)
    if order != "best":
        found = Listing.objects.filter(pk__in=ids).order_by(*SORTS[order]).for_cards()
        return Paginator(found, PER_PAGE).get_page(number)
    page: Page[Any] = Paginator(ids, PER_PAGE).get_page(number)
    rank = Case(*[When(pk=pk, then=Value(n)) for n, pk in enumerate(page.object_list)], output_field=IntegerField())
    page.object_list = list(Listing.objects.filter(pk__in=list(page.object_list)).order_by(rank).for_cards())
    return page


def chosen(filters: ListingFilter, request: HttpRequest) -> list[dict[str, str]]:
    """A chip for every value in use, with the address of the same list without it."""
    chips = []
    for name in filters.filters:
        for value in dict.fromkeys(request.GET.getlist(name)):
            if label := label_of(filters, name, value):
                rest = request.GET.copy()
                rest.setlist(name, [other for other in request.GET.getlist(name) if other != value])
                rest.pop("page", None)
                chips.append({"label": label, "href": f"?{rest.urlencode()}"})
    return chips[:50]


def label_of(filters: ListingFilter, name: str, value: str) -> str:
    values = (
        filters.form.cleaned_data.get(name) if filters.form.is_bound and not filters.form.errors.get(name) else None
    )
    if not values:
        return ""
    if name == "trl":
        return f"TRL {value}+"
    if name == "kind":
        return str(dict(filters.form.fields["kind"].choices).get(value, ""))
    return next((concept.name for concept in values if concept.code == value), "")
