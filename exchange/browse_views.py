"""Pages to browse by: fields, industries and provinces, each with what is published there."""

from __future__ import annotations

from django.db.models import Count, Q, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from catalog.browsing import FIELDS, INDUSTRIES, PROVINCES, Entry, Scheme, entries, listings_in, tree
from catalog.models import Listing, ListingQuerySet
from exchange.page_cache import shared_by_visitors
from exchange.province_pages import SORTS, headings, note_of, sorted_rows, tiles
from taxonomy.models import Concept

NEWEST = 4
ORGANISATIONS = 8
KINDS = ("offer", "need")


def title_of(scheme: Scheme) -> str:
    """The heading of a classification's page."""
    return {
        "field": _("Fields of science and technology"),
        "industry": _("Industries"),
        "province": _("Provinces and cities"),
    }[scheme.name]


@require_safe
@shared_by_visitors
def field_list(request: HttpRequest) -> HttpResponse:
    return browse_tree(request, FIELDS)


@require_safe
@shared_by_visitors
def industry_list(request: HttpRequest) -> HttpResponse:
    return browse_tree(request, INDUSTRIES)


@require_safe
@shared_by_visitors
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
@shared_by_visitors
def field_detail(request: HttpRequest, key: str) -> HttpResponse:
    return browse_detail(request, FIELDS, key)


@require_safe
@shared_by_visitors
def industry_detail(request: HttpRequest, key: str) -> HttpResponse:
    return browse_detail(request, INDUSTRIES, key)


@require_safe
@shared_by_visitors
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
    found = codes_from(scheme, code)
    if request.path != (url := scheme.address(found[0])):
        return redirect(url, permanent=True)
    today = timezone.localdate()
    here, *below = entries(scheme, found, today=today, within=found)
    listings = listings_in(scheme, here.concept, today=today)
    offers, needs = newest_of(listings, number=NEWEST)
    context = {
        "entry": here,
        "children": below,
        "offers": offers,
        "needs": needs,
        "organisations": active_in(listings),
        "links": {kind: f"{reverse('catalog:listing-list')}?kind={kind}&{scheme.name}={code}" for kind in KINDS},
        "crumbs": crumbs(scheme, here),
        "note": note_of(scheme, here.concept),
    }
    return render(request, "exchange/browse/detail.html", context)


def codes_from(scheme: Scheme, code: str) -> list[Concept]:
    """The code, then those below it, in one query."""
    concepts = Concept.objects.of(scheme.code).filter(Q(code=code) | Q(parent__code=code)).select_related("parent")
    found = list(concepts.order_by("depth", "order", "code"))
    if not found:
        raise Http404
    return found


def newest_of(listings: ListingQuerySet, *, number: int) -> tuple[list[Listing], list[Listing]]:
    """The newest offers and needs as cards; what both show is fetched once."""
    newest = listings.order_by("-published_at", "-pk").for_cards().prefetch_related(None)
    offers, needs = list(newest.offers()[:number]), list(newest.needs()[:number])
    prefetch_related_objects([*offers, *needs], "fields", "industries")
    return offers, needs


def active_in(listings: ListingQuerySet) -> list[tuple[Organisation, int]]:
    """Organisations that stand by name behind these listings, with how many, the most active first."""
    named = listings.filter(is_anonymous=False, organisation__state=Organisation.State.ACTIVE)
    rows = named.values_list("organisation").annotate(number=Count("pk")).order_by("-number", "organisation")
    numbers = dict(rows[:ORGANISATIONS])
    organisations = Organisation.objects.select_related("kind").in_bulk(list(numbers))
    return [(organisations[pk], number) for pk, number in numbers.items()]


def crumbs(scheme: Scheme, entry: Entry) -> list[dict[str, str]]:
    """The way to a code's page."""
    steps = [{"label": title_of(scheme), "url": reverse(f"catalog:{scheme.name}-list")}]
    if entry.concept.parent is not None:
        steps.append({"label": entry.concept.parent.name, "url": scheme.address(entry.concept.parent)})
    return [*steps, {"label": entry.concept.name, "url": entry.url}]
