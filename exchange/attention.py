"""Pages that count what they show: kept ones as well as those made for one reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.active import organisations_of
from catalog.attention.agents import is_browser
from catalog.attention.counting import count, note_of
from catalog.models import Listing

View = Callable[..., HttpResponseBase]


def counted(view: View) -> View:
    """Count the listings that the view's page says it shows, if somebody reads it."""

    @wraps(view)
    def counting(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if (note := shown_on(response)) and is_read(request):
            count(note, day=timezone.localdate())
        return response

    return counting


def is_read(request: HttpRequest) -> bool:
    """Whether a browser asks for the page to show it, not a machine and not in advance."""
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    return request.method == "GET" and not is_ahead and is_browser(request.headers.get("User-Agent", ""))


def shows(response: HttpResponse, kind: str, listings: Iterable[Listing], *, request: HttpRequest) -> HttpResponse:
    """Note on a page which listings it shows; staff see theirs without a note, and owners their own."""
    if not (request.user.is_authenticated and (request.user.is_officer or request.user.is_staff)):
        own = {organisation.pk for organisation in organisations_of(request)}
        others = (each.pk for each in listings if each.organisation_id not in own)
        carry(response, note_of(kind, others))
    return response


def carry(response: HttpResponse, note: str) -> HttpResponse:
    response._shows = note  # type: ignore[attr-defined]
    return response


def shown_on(response: HttpResponseBase) -> str:
    """The note on a page."""
    return getattr(response, "_shows", "")
