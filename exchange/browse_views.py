"""Pages to browse by: fields, industries and provinces, each with what is published there."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from catalog.browsing import FIELDS, INDUSTRIES, PROVINCES, Entry, Scheme, entries, listings_in, tree
from catalog.models import Listing, ListingQuerySet
from exchange.province_pages import SORTS, headings, note_of, sorted_rows, tiles
from taxonomy.models import Concept

NEWEST = 4
ORGANISATIONS = 8


def title_of(scheme: Scheme) -> str:
    """The heading of a classification's page."""
    return {
        "field": _("Fields of science and technology"),
        "industry": _("Industries"),
        "province": _("Provinces and cities"),
    }[scheme.name]


@require_safe
def field_list(request: HttpRequest) -> HttpResponse:
    return browse_tree(request, FIELDS)


@require_safe
def industry_list(request: HttpRequest) -> HttpResponse:
    return browse_tree(request, INDUSTRIES)


@require_safe
def province_list(request: HttpRequest) -> HttpResponse:
    """The map of tiles, and the same numbers as a table in the order asked for."""
    found = entries(PROVINCES, PROVINCES.concepts(), today=timezone.localdate())
    order = request.GET.get("sort", "")
    order = order if order in SORTS else "total"
    context = {
        "title": title_of(PROVINCES),
        "tiles": tiles(found),
        "rows": sorted_rows(found, order),
        "headings": headings(order),
        "crumbs": [{"label": title_of(PROVINCES), "url": ""}],
    }
    return render(request, "exchange/browse/provinces.html", context)


@require_safe
def field_detail(request: HttpRequest, key: str) -> HttpResponse:
    return browse_detail(request, FIELDS, key)


@require_safe
def industry_detail(request: HttpRequest, key: str) -> HttpResponse:
    return browse_detail(request, INDUSTRIES, key)


@require_safe
def province_detail(request: HttpRequest, key: str) -> HttpResponse:
    return browse_detail(request, PROVINCES, key)


def browse_tree(request: HttpRequest, scheme: Scheme) -> HttpResponse:
    """All codes of a classification with their numbers."""
    title = title_of(scheme)
    context = {
        "title": title,
        "scheme": scheme.name,
        "branches": tree(scheme, today=timezone.localdate()),
        "crumbs": [{"label": title, "url": ""}],
    }
    return render(request, "exchange/browse/tree.html", context)


def browse_detail(request: HttpRequest, scheme: Scheme, key: str) -> HttpResponse:
    """One code: what it covers, what is new, who is active; another wording of its address leads here."""
    code = key.partition("-")[0]
    concept = get_object_or_404(Concept.objects.of(scheme.code).select_related("parent"), code=code)
    if request.path != (url := scheme.address(concept)):
        return redirect(url, permanent=True)
    today = timezone.localdate()
    children = list(Concept.objects.filter(parent=concept).order_by("order", "code"))
    here, *below = entries(scheme, [concept, *children], today=today)
    listings = listings_in(scheme, concept, today=today)
    offers, needs = newest_of(listings, number=NEWEST)
    context = {
        "entry": here,
        "children": below,
        "offers": offers,
        "needs": needs,
        "organisations": active_in(listings),
        "links": {kind: f"{reverse('catalog:listing-list')}?kind={kind}&{scheme.name}={code}" for kind in KINDS},
        "crumbs": crumbs(scheme, here),
        "note": note_of(scheme, concept),
    }
    return render(request, "exchange/browse/detail.html", context)


KINDS = ("offer", "need")


def newest_of(listings: ListingQuerySet, *, number: int) -> tuple[list[Listing], list[Listing]]:
    """The newest offers and needs as cards; what both show is fetched once."""
    newest = listings.order_by("-published_at", "-pk").for_cards().prefetch_related(None)
    offers, needs = list(newest.offers()[:number]), list(newest.needs()[:number])
    prefetch_related_objects([*offers, *needs], "fields", "industries")
    return offers, needs


def active_in(listings: ListingQuerySet) -> QuerySet[Organisation, Any]:
    """Organisations that stand by name behind these listings, the most active first."""
    named = listings.filter(is_anonymous=False)
    active = Organisation.objects.active().filter(listings__in=named).annotate(published=Count("listings"))
    return active.select_related("kind").order_by("-published", "sort_key", "pk")[:ORGANISATIONS]


def crumbs(scheme: Scheme, entry: Entry) -> list[dict[str, str]]:
    """The way to a code's page."""
    steps = [{"label": title_of(scheme), "url": reverse(f"catalog:{scheme.name}-list")}]
    if entry.concept.parent is not None:
        steps.append({"label": entry.concept.parent.name, "url": scheme.address(entry.concept.parent)})
    return [*steps, {"label": entry.concept.name, "url": entry.url}]
