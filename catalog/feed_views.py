"""The Atom feed of any search, for everybody."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from accounts.throttling import throttled
from catalog.feed import feed_of
from catalog.finding import wanted


@require_safe
@throttled("search", limit=300, seconds=60)
def listing_feed(request: HttpRequest) -> HttpResponse:
    """The newest fifty; whoever has them already gets no body."""
    feed = feed_of(wanted(request.GET))
    body = feed.writeString("utf-8").encode()
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    modified = int(feed.latest_post_date().timestamp())
    headers = {"ETag": etag, "Last-Modified": http_date(modified), "Cache-Control": "public, no-cache"}
    response = HttpResponse(body, content_type=feed.content_type, headers=headers)
    answer = get_conditional_response(request, etag=etag, last_modified=modified, response=response)
    return answer or response
