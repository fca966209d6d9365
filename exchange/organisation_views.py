"""The public directory of organisations, and an organisation's page: who it is, and what it has published."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.ending import goes_on_as
from accounts.filters import OrganisationFilter
from accounts.models import Organisation
from accounts.organisation_views import public_page
from catalog.browsing import FIELDS
from catalog.models import Kind, ListingQuerySet
from exchange.directory import active_fields, in_directory, named_listings, published_numbers
from taxonomy.addresses import absolute

PER_PAGE = 12
ORGANISATIONS_PER_PAGE = 30


@require_safe
def organisation_directory(request: HttpRequest) -> HttpResponse:
    """Organisations in Vietnamese order; words, kind, province and page stand in the address."""
    filters = OrganisationFilter(request.GET, queryset=in_directory().select_related("kind", "province"))
    found = filters.qs.order_by("sort_key", "name_vi", "pk")
    page = Paginator(found, ORGANISATIONS_PER_PAGE).get_page(request.GET.get("page", "1")[:9])
    numbers = published_numbers(page)
    context = {
        "filters": filters,
        "page": page,
        "rows": [{"organisation": one, "published": numbers.get(one.pk, 0)} for one in page],
        "is_filtered": any(request.GET.get(name) for name in filters.filters),
        "crumbs": [{"label": _("Organisations"), "url": ""}],
    }
    return render(request, "exchange/organisation_directory.html", context)


@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page; an anonymous need is not on it, whoever looks. An organisation that was merged points on."""
    try:
        context = public_page(request, slug)
    except Http404:
        if (other := goes_on_as(slug)) is None:
            raise
        return redirect(other, permanent=True)
    organisation = context["organisation"]
    listings = named_listings().filter(organisation=organisation)
    numbers = dict(listings.values("kind").annotate(number=Count("pk")).values_list("kind", "number"))
    kind = request.GET.get("kind", "") if request.GET.get("kind") in numbers else ""
    shown = listings.filter(kind=kind) if kind else listings
    context |= {
        "page": page_of(shown, total=numbers.get(kind, sum(numbers.values())), number=request.GET.get("page", "1")),
        "tabs": tabs(numbers, kind),
        "fields": [{"label": one.name, "href": FIELDS.address(one)} for one in active_fields(listings)],
        "structured": structured(organisation),
        "is_unlisted": organisation.is_individual and not numbers,
        "crumbs": crumbs(organisation),
    }
    return render(request, "exchange/organisation.html", context)


def page_of(listings: ListingQuerySet, *, total: int, number: str) -> Any:
    """A page of cards whose number is known already."""
    paginator = Paginator(listings.order_by("-published_at", "-pk").for_cards(), PER_PAGE)
    paginator.count = total  # counted by kind already
    return paginator.get_page(number[:9])


def tabs(numbers: dict[str, int], kind: str) -> list[dict[str, Any]]:
    """Everything, and each kind of listing there is."""
    labels = {"": _("All listings"), Kind.OFFER: _("Technology offers"), Kind.NEED: _("Technology needs")}
    counts = {"": sum(numbers.values()), **numbers}
    return [
        {"label": label, "url": f"?kind={one}" if one else "?", "current": one == kind, "count": counts[one]}
        for one, label in labels.items()
        if one in counts
    ]


def crumbs(organisation: Organisation) -> list[dict[str, str]]:
    return [
        {"label": _("Organisations"), "url": reverse("accounts:organisation-directory")},
        {"label": organisation.name, "url": ""},
    ]


def structured(organisation: Organisation) -> dict[str, Any]:
    """What search engines may know of an organisation: what its page shows, and no contact details."""
    facts: dict[str, Any] = {
        "@type": "Person" if organisation.is_individual else "Organization",
        "name": organisation.name,
        "url": absolute(organisation.get_absolute_url()),
    }
    if organisation.about:
        facts["description"] = organisation.about[:300]
    if organisation.website:
        facts["sameAs"] = organisation.website
    if organisation.public_tax_code:
        facts["taxID"] = organisation.public_tax_code
    if organisation.province:
        address = {"@type": "PostalAddress", "addressRegion": organisation.province.name}
        facts["address"] = {**address, "addressCountry": organisation.country}
    return facts
