"""Pictures of a public listing: the card of a shared link, and its address as a QR code."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

import qrcode
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.throttling import throttled
from catalog.models import Listing
from catalog.presenting import concepts_of, names
from exchange.listing_head import canonical
from exchange.share_card import draw, version_of, words_of

KEPT_SECONDS = 7 * 24 * 3600
QUIET = 4


@require_safe
@throttled("card", limit=120, seconds=60)
def listing_card(request: HttpRequest, reference: str) -> HttpResponse:
    """The share card of a public listing; drawn once for the same words."""
    listing = find(reference)
    fields = names(concepts_of(listing)["st_field"])
    version = version_of(listing, fields)
    if request.headers.get("If-None-Match") == f'"{version}"':
        return kept(HttpResponseNotModified(), version)
    content = cache.get(f"card/{version}")
    if content is None:
        content = draw(words_of(listing, fields))
        cache.set(f"card/{version}", content, KEPT_SECONDS)
    return kept(HttpResponse(content, content_type="image/png"), version)


@require_safe
def listing_qr(request: HttpRequest, reference: str) -> HttpResponse:  # noqa: ARG001
    """The address of a public listing as a QR code."""
    address = canonical(find(reference))
    response = HttpResponse(qr_markup(address), content_type="image/svg+xml")
    patch_cache_control(response, public=True, no_cache=True)
    return response


def find(reference: str) -> Listing:
    return get_object_or_404(Listing.objects.published().select_related("province"), reference=reference)


def kept(response: HttpResponse, version: str) -> HttpResponse:
    response.headers["ETag"] = f'"{version}"'
    patch_cache_control(response, public=True, no_cache=True)
    return response


@lru_cache(maxsize=512)
def qr_markup(address: str) -> SafeString:
    """An SVG element: one black path, a rectangle for each run of dark squares, on white with a quiet edge."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(address)
    code.make()
    rows: list[list[bool]] = code.get_matrix()
    path = "".join(f"M{QUIET + left} {QUIET + top}h{width}v1h-{width}z" for left, top, width in runs(rows))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{0}v{0}h-{0}z"/><path d="{1}"/></svg>',
        len(rows) + 2 * QUIET, path,
    )  # fmt: skip


def runs(rows: list[list[bool]]) -> Iterator[tuple[int, int, int]]:
    """Left, top and width of each unbroken row of dark squares."""
    for top, row in enumerate(rows):
        left = 0
        for is_dark, squares in groupby(row):
            width = len(list(squares))
            if is_dark:
                yield left, top, width
            left += width
