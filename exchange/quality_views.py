"""How good the matching is: what people answered to suggestions, and what has found nothing."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from accounts.permissions import officer_required
from catalog.models import Kind
from exchange.quality_words import cause_in_words, months, reasons
from matching.calibration import ENOUGH, bands
from matching.quality import PERIODS, USUAL, answered_pairs, answers_of, by_month, declines
from matching.unmatched import DAYS, Unmatched, explained, unmatched
from matching.wording import Names, concept_names
from taxonomy.models import Concept

PER_PAGE = 20
PERIOD_NAMES = {30: _lazy("30 days"), 90: _lazy("90 days"), 365: _lazy("12 months"), 0: _lazy("Since the beginning")}


@officer_required
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Answers by score band, by reason and by month, of the period in the address."""
    days = one_of(PERIODS, request.GET.get("days", ""), usual=USUAL)
    given = answers_of(days, now=timezone.now())
    counted = bands(answered_pairs(given))
    context = {
        "tabs": tabs(request),
        "days": days,
        "periods": [(number, PERIOD_NAMES[number]) for number in PERIODS],
        "bands": counted,
        "enough": ENOUGH,
        "points": [(band.expected, band.share, band.low, band.high) for band in counted if band.share is not None],
        "total": sum(band.pairs for band in counted),
        "reasons": reasons(declines(given)),
        "months": months(by_month(given)),
    }
    return render(request, "exchange/quality.html", context)


@officer_required
@require_safe
def without_match(request: HttpRequest) -> HttpResponse:
    """Listings that have been published for a while and have no suggestion worth a letter, with the reasons found."""
    days = one_of(DAYS, request.GET.get("days", ""), usual=DAYS[0])
    kind = request.GET.get("kind", "") if request.GET.get("kind") in Kind.values else ""
    fields = list(Concept.objects.of("st_field").filter(parent=None))
    branch = next((one for one in fields if one.code == request.GET.get("field")), None)
    found = unmatched(now=timezone.now(), days=days, kind=kind, branch=branch)
    listings = found.select_related("index", "match", "organisation", "contact", "province").prefetch_related(
        "fields", "industries", "forms"
    )
    page = Paginator(listings, PER_PAGE).get_page(request.GET.get("page", "1")[:9])
    names = concept_names()
    rows = [row(one, names) for one in explained(list(page.object_list))]
    context = {
        "tabs": tabs(request), "page": page, "rows": rows, "days": days, "kind": kind, "branch": branch,
        "fields": fields, "waits": DAYS,
    }  # fmt: skip
    return render(request, "exchange/quality_unmatched.html", context)


def row(one: Unmatched, names: Names) -> dict[str, Any]:
    """A listing with its causes in words, and the best that was found for it."""
    other = (one.best.offer if one.listing.is_need else one.best.need) if one.best else None
    return {
        "listing": one.listing,
        "causes": [words for cause in one.causes if (words := cause_in_words(cause, names))],
        "best": one.best,
        "score": round(100 * one.best.score) if one.best else None,
        "other": other.reference if other else "",
    }


def one_of(known: tuple[int, ...], asked: str, *, usual: int) -> int:
    """What the address asks for, if it is offered."""
    return next((number for number in known if str(number) == asked), usual)


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    pages = [
        (_("Answers"), reverse("exchange:quality")),
        (_("Listings without a match"), reverse("exchange:unmatched")),
    ]
    return [{"label": label, "url": url, "current": request.path == url} for label, url in pages]
