"""The public list of needs that found no answer yet, by field, as a page and as a feed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.throttling import throttled
from catalog.feed import NEWEST, feed_with
from catalog.feed_views import feed_answer
from catalog.models import ListingQuerySet
from catalog.queue import main_fields
from cooperation.gap_list import count_by_field, in_field, unmet_needs
from taxonomy.models import Concept

PER_PAGE = 24


@require_safe
def gap_list(request: HttpRequest) -> HttpResponse:
    """Unmet needs, the newest first; whoever can help expresses interest or posts an offer."""
    fields, needs = main_fields(), unmet_needs(today=timezone.localdate())
    field = chosen_field(request, fields)
    numbers, total = count_by_field(needs, [each.code for each in fields]), needs.count()
    paginator = Paginator(newest_first(needs, field).for_cards(), PER_PAGE)
    paginator.count = numbers[field.code] if field else total
    context = {
        "page": paginator.get_page(request.GET.get("page", "1")[:9]),
        "days": settings.TRIAGE_WORKING_DAYS,
        "field": field,
        "tabs": field_tabs(fields, numbers, total, chosen=field),
        "letters_url": reverse("cooperation:gap-letters") + query_of(field),
        "feed_url": reverse("catalog:gap-feed") + query_of(field),
        "crumbs": [{"label": _("Unmet needs"), "url": ""}],
    }
    return render(request, "exchange/gap_list.html", context)


@require_safe
@throttled("search", limit=300, seconds=60)
def gap_feed(request: HttpRequest) -> HttpResponse:
    """The same for feed readers. A need comes onto the list long after its publication, so that no date tells of it."""
    field = chosen_field(request, main_fields())
    query = query_of(field)
    feed = feed_with(
        newest_first(unmet_needs(today=timezone.localdate()), field)[:NEWEST],
        title=": ".join([_("Unmet needs"), *([field.name] if field else [])]),
        subtitle=_("Technology needs for which the portal has found no fitting offer yet."),
        page=reverse("catalog:gap-list") + query,
        address=reverse("catalog:gap-feed") + query,
        name="unmet-needs",
        query=query,
    )
    return feed_answer(request, feed)


def chosen_field(request: HttpRequest, fields: list[Concept]) -> Concept | None:
    """One of the broad fields; anything else asks for all of them."""
    return next((each for each in fields if each.code == request.GET.get("field")), None)


def newest_first(needs: ListingQuerySet, field: Concept | None) -> ListingQuerySet:
    return (in_field(needs, field.code) if field else needs).order_by("-published_at", "-pk")


def query_of(field: Concept | None) -> str:
    return f"?field={field.code}" if field else ""


def field_tabs(
    fields: list[Concept], numbers: dict[str, int], total: int, *, chosen: Concept | None
) -> list[dict[str, Any]]:
    """All, and each broad field that has a need or is looked at."""
    shown = [each for each in fields if numbers[each.code] or each == chosen]
    choices: list[tuple[Concept | None, str, int]] = [(None, _("All fields"), total)]
    choices += [(each, each.name, numbers[each.code]) for each in shown]
    address = reverse("catalog:gap-list")
    return [
        {"label": label, "url": address + query_of(each), "current": each == chosen, "count": count}
        for each, label, count in choices
    ]
