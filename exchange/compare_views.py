"""Listings compared side by side. The address says which; a cookie only remembers those chosen on other pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.throttling import throttled
from catalog.comparing import FEWEST, MOST, compare, references_in, visible_listings
from catalog.models import Listing
from exchange.pdf import pdf_response

COOKIE = "compare"


@require_safe
def listing_compare(request: HttpRequest) -> HttpResponse:
    """Two to four listings that the reader may see; without any in the address, those chosen before."""
    if "id" not in request.GET and (chosen := remembered(request)):
        response: HttpResponse = redirect(address_of(chosen))
        response.headers["Cache-Control"] = "private, no-store"
        return response
    return render(request, "catalog/compare.html", page_of(request))


@require_safe
@throttled("pdf", limit=20, seconds=60)
def compare_pdf(request: HttpRequest) -> HttpResponse:
    """The comparison as a file to keep; there is none of fewer than two listings."""
    context = page_of(request)
    if context["table"] is None:
        raise Http404
    name = "-".join(["compare" if get_language() == "en" else "so-sanh", *context["references"]])
    return pdf_response(request, "pdf/compare.html", context, filename=f"{name}.pdf")


def page_of(request: HttpRequest) -> dict[str, Any]:
    """The table, what of the address could not be shown, and how to go on."""
    given = request.GET.getlist("id")
    asked = references_in(given)
    found = visible_listings(asked, user=request.user)
    listings = found[:MOST]
    references = [listing.reference for listing in listings]
    return {
        "listings": listings,
        "references": references,
        "left_out": [each for each in asked if each not in {listing.reference for listing in found}],
        "unreadable": any(value not in asked for value in given if value),
        "too_many": [listing.reference for listing in found[MOST:]],
        "may_add": len(listings) < MOST,
        "kind": listings[0].kind if listings else "",
    } | (table_of(request, listings) if len(listings) >= FEWEST else {"table": None})


def table_of(request: HttpRequest, listings: list[Listing]) -> dict[str, Any]:
    """All rows, or with `differences=1` those that differ."""
    whole, only = compare(listings), request.GET.get("differences") == "1"
    references = [listing.reference for listing in listings]
    return {
        "table": whole.differences() if only else whole,
        "same_count": whole.same_count,
        "only_differences": only,
        "switch_url": address_of(references, differences=not only),
        "pdf_url": reverse("catalog:compare-pdf") + query_of(references, differences=only),
    }


def address_of(references: list[str], *, differences: bool = False) -> str:
    """The comparison's own address, to be kept and passed on."""
    return reverse("catalog:listing-compare") + query_of(references, differences=differences)


def query_of(references: list[str], *, differences: bool) -> str:
    pairs = [("id", reference) for reference in references] + ([("differences", "1")] if differences else [])
    return f"?{urlencode(pairs)}" if pairs else ""


def remembered(request: HttpRequest) -> list[str]:
    """The references in the cookie; it is the reader's own, so it is not believed to hold any."""
    return references_in(request.COOKIES.get(COOKIE, "").split("."))[:MOST]


# The button stands on pages for everybody, which hold no token. All that it changes is this browser's own choice.
@csrf_exempt
@require_POST
def compare_add(request: HttpRequest) -> HttpResponse:
    """Compare one more listing with those chosen before."""
    chosen = remembered(request)
    wanted = references_in([*chosen, *references_in([request.POST.get("reference", "")])])
    return remember(wanted, request=request)


@csrf_exempt
@require_POST
def compare_remove(request: HttpRequest) -> HttpResponse:
    """Compare what the page shows, without one."""
    shown = references_in(request.POST.getlist("id"))
    return remember([each for each in shown if each != request.POST.get("reference")], request=request)


def remember(references: list[str], *, request: HttpRequest) -> HttpResponse:
    """Keep the choice until the browser is closed, and show it; what another site sends is shown only."""
    response: HttpResponse = redirect(address_of(references))
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return response
    if references:
        kept = ".".join(references[:MOST])
        response.set_cookie(COOKIE, kept, httponly=True, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
