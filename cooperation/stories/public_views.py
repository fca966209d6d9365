"""Success stories for everybody: the list by field, and one story."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Listing
from catalog.queue import main_fields
from cooperation.gap_list import token_of
from cooperation.models import SuccessStory
from cooperation.outcomes.presenting import facts_of
from taxonomy.models import Concept

PER_PAGE = 12
FACETS = ("cooperation__need__facets", "cooperation__offer__facets")


@require_safe
def story_list(request: HttpRequest) -> HttpResponse:
    """All stories, or those of one broad field, the newest first."""
    fields, stories = main_fields(), SuccessStory.objects.public()
    tokens = {pk: {*(need or ()), *(offer or ())} for pk, need, offer in stories.values_list("pk", *FACETS)}
    field = next((each for each in fields if each.code == request.GET.get("field")), None)
    shown = [pk for pk, found in tokens.items() if field is None or token_of(field.code) in found]
    paginator = Paginator(stories.filter(pk__in=shown).with_sides().order_by("-published_at", "-pk"), PER_PAGE)
    paginator.count = len(shown)
    context = {
        "page": paginator.get_page(request.GET.get("page", "1")[:9]),
        "field": field,
        "tabs": tabs(fields, list(tokens.values()), chosen=field),
        "crumbs": [{"label": _("Success stories"), "url": ""}],
    }
    return render(request, "cooperation/stories/list.html", context)


def tabs(fields: list[Concept], tokens: list[set[str]], *, chosen: Concept | None) -> list[dict[str, Any]]:
    """All, and each broad field that has a story or is looked at."""
    address = reverse("cooperation:story-list")
    rows = [{"label": _("All fields"), "url": address, "current": chosen is None, "count": len(tokens)}]
    for each in fields:
        count = sum(token_of(each.code) in found for found in tokens)
        if count or each == chosen:
            url = f"{address}?field={each.code}"
            rows.append({"label": each.name, "url": url, "current": each == chosen, "count": count})
    return rows


@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """One story, with the two organisations and those of their listings that are public."""
    found = get_object_or_404(SuccessStory.objects.public().with_sides(), pk=pk)
    joined = [pk for pk in (found.cooperation.need_id, found.cooperation.offer_id) if pk is not None]
    context = {
        "story": found,
        "facts": facts_of(found.report, found.figures),
        "listings": Listing.objects.published().filter(pk__in=joined).order_by("kind"),
        "crumbs": [
            {"label": _("Success stories"), "url": reverse("cooperation:story-list")},
            {"label": found.title, "url": ""},
        ],
    }
    return render(request, "cooperation/stories/story.html", context)
