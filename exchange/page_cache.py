"""Pages that visitors share: kept while the catalogue stands still, made anew after the next commit that changes it.

A page is stored only where it is the same for everybody who has no session: no cookie set, no form token in it.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from catalog.stamp import KEPT_SECONDS, catalogue_stamp, release
from exchange.attention import carry, shown_on

#: What the other pages are compressed by too: more costs time and saves one byte in a hundred.
LEVEL = 6

View = Callable[..., HttpResponseBase]


def shared_by_visitors(view: View) -> View:
    """Store the view's page for visitors."""

    @wraps(view)
    def shared(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not is_shareable(request):
            return view(request, *args, **kwargs)
        key = key_of(request, stamp_of(request))
        stored = cache.get(key)
        if stored is None:
            response = view(request, *args, **kwargs)
            if not (isinstance(response, HttpResponse) and is_same_for_all(request, response)):
                return response
            stored = gzip.compress(response.content, LEVEL, mtime=0), shown_on(response)
            cache.set(key, stored, KEPT_SECONDS)
        page, note = stored
        return carry(as_asked(request, page), note)

    return shared


def is_shareable(request: HttpRequest) -> bool:
    """Whether somebody without a session asks for a page that many ask for."""
    personal = {settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys()
    return settings.PAGE_CACHE and request.method == "GET" and not personal


def stamp_of(request: HttpRequest) -> int:
    """The catalogue's stamp as the request found it; pages and their parts are kept under it. 0: keep nothing."""
    if not settings.PAGE_CACHE:
        return 0
    if not hasattr(request, "_catalogue_stamp"):
        request._catalogue_stamp = catalogue_stamp()  # type: ignore[attr-defined]
    return request._catalogue_stamp  # type: ignore[attr-defined,no-any-return]


def as_asked(request: HttpRequest, stored: bytes) -> HttpResponse:
    """A kept page, compressed as it lies there for whoever can read it so."""
    if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
        response = HttpResponse(stored, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(stored))
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


def is_same_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the page is a page, sets no cookie and holds no token that belongs to one visitor."""
    return response.status_code == 200 and not response.cookies and "CSRF_COOKIE" not in request.META


def key_of(request: HttpRequest, stamp: int) -> str:
    """All that the page depends on."""
    parts = (stamp, release(), timezone.localdate(), get_language(), request.COOKIES.get("theme", ""),
             request.headers.get("HX-Request", ""), request.get_host(), request.get_full_path())  # fmt: skip
    return "page:" + hashlib.sha256(repr(parts).encode()).hexdigest()
