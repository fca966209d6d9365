"""What a search box shows while somebody types: a piece of a page, the same for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.throttling import throttled
from catalog.suggesting import count, suggestions
from catalog.typed import Typed

A_MINUTE = 60


@require_safe
@throttled("suggest", limit=300, seconds=A_MINUTE)
@cache_control(public=True, no_cache=True)
def search_suggest(request: HttpRequest) -> HttpResponse:
    """Options for a listbox: the same for everybody, and asked for anew each time, so that none is out of date."""
    typed = Typed.of(request.GET.get("q", ""))
    groups = suggestions(typed, language=(get_language() or "vi")[:2], today=timezone.localdate())
    # Without the request: the shell's context would open the session.
    return HttpResponse(render_to_string("catalog/_suggestions.html", {"groups": groups, "total": count(groups)}))
