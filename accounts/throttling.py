"""Limits on attempts, counted in PostgreSQL so that they hold while the cache is away."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from accounts.models import ThrottleHit

KEPT = timedelta(days=1)

UPSERT = """
    INSERT INTO accounts_throttlehit (scope, key, window_start, count) VALUES (%s, %s, %s, 1)
    ON CONFLICT (scope, key, window_start) DO UPDATE SET count = accounts_throttlehit.count + 1
    RETURNING count
"""


def hashed(key: str) -> str:
    """Addresses are personal data: only a keyed hash is stored."""
    return hmac.new(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).hexdigest()


def window(now: datetime, seconds: int) -> datetime:
    """The start of the window that `now` falls in."""
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)


def hit(*, scope: str, key: str, limit: int, seconds: int, now: datetime) -> bool:
    """Count one attempt; whether it is still allowed."""
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [scope, hashed(key), window(now, seconds)])
        (count,) = cursor.fetchone()
    return bool(count <= limit)


def forgive(*, scope: str, key: str, seconds: int, now: datetime) -> None:
    """Take one counted attempt back, because it turned out to be the owner's."""
    hits = ThrottleHit.objects.filter(scope=scope, key=hashed(key), window_start=window(now, seconds), count__gt=0)
    hits.update(count=F("count") - 1)


def purge(*, now: datetime) -> int:
    """Forget old windows."""
    return ThrottleHit.objects.filter(window_start__lt=now - KEPT).delete()[0]


def client_address(request: HttpRequest) -> str:
    """The client's address; of X-Forwarded-For only what our own proxies added is believed."""
    remote = str(request.META.get("REMOTE_ADDR") or "")
    proxies = settings.TRUSTED_PROXIES
    if not proxies:
        return remote
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return forwarded[-proxies] if len(forwarded) >= proxies else remote


def client_place(request: HttpRequest) -> str:
    """What attempts are counted by: the address, of IPv6 the network of one subscriber, who owns all of it."""
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, ipaddress.IPv6Address):
        return address
    return str(parsed.ipv4_mapped or ipaddress.ip_network((int(parsed), 64), strict=False))


View = Callable[..., HttpResponseBase]


def throttled(
    scope: str, limit: int, seconds: int, methods: tuple[str, ...] = ("GET", "HEAD", "POST")
) -> Callable[[View], View]:
    """Answer 429 once a client address has asked more often than the limit."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method in methods and not hit(
                scope=scope, key=client_place(request), limit=limit, seconds=seconds, now=timezone.now()
            ):
                return too_many(request, seconds)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(seconds)
    return response
