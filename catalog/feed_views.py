"""Atom feeds, for everybody."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from accounts.throttling import throttled
from catalog.feed import ListingFeed, feed_of
from catalog.finding import wanted


@require_safe
@throttled("search", limit=300, seconds=60)
def listing_feed(request: HttpRequest) -> HttpResponse:
    """The newest fifty of any search."""
    feed = feed_of(wanted(request.GET))
    return feed_answer(request, feed, modified=int(feed.latest_post_date().timestamp()))


def feed_answer(request: HttpRequest, feed: ListingFeed, *, modified: int | None = None) -> HttpResponse:
    """The feed; whoever has it already gets no body. `modified` only where no entry can come in below the newest."""
    body = feed.writeString("utf-8").encode()
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "public, no-cache"}
    if modified is not None:
        headers["Last-Modified"] = http_date(modified)
    response = HttpResponse(body, content_type=feed.content_type, headers=headers)
    answer = get_conditional_response(request, etag=etag, last_modified=modified, response=response)
    return answer or response
