"""What holds for every request: clean input, security headers, private pages, a page when the database is away."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

import pghistory.middleware
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from exchange.errors import DATABASE_AWAY, bad_request, unavailable

GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"
LONGEST_QUERY = 8192
#: What is worth compressing; pictures, archives and PDF files are compressed already.
WORDY = ("text/", "application/json", "application/xml", "application/atom+xml", "application/opensearch", "image/svg")


class UnavailableMiddleware:
    """Answers 503 with Retry-After, in our design, when PostgreSQL cannot be reached."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except DATABASE_AWAY:
            return unavailable(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable(request) if isinstance(exception, DATABASE_AWAY) else None


class SecurityHeadersMiddleware:
    """Headers on every answer, errors included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class CompressionMiddleware(GZipMiddleware):
    """Compresses what is made of words, padded by chance; files stream as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_wordy = response.get("Content-Type", "").startswith(WORDY)
        if response.streaming or not is_wordy or shows_lasting_secrets(request):
            return response
        return super().process_response(request, response)


def shows_lasting_secrets(request: HttpRequest) -> bool:
    """Whether this is about the second factor: its key and codes must not show in the length of a page."""
    return request.resolver_match is not None and request.resolver_match.view_name.startswith("mfa_")


class CleanInputMiddleware:
    """Refuses addresses and query strings that hold NUL bytes, invalid UTF-8 or far too much, with a proper page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if len(query) > LONGEST_QUERY or not (is_clean(query) and is_clean(request.path)):
            return bad_request(request, BadRequest("unreadable address"))
        return self.get_response(request)


def is_clean(text: str) -> bool:
    """Whether percent-encoded text decodes to UTF-8 without NUL bytes."""
    try:
        decoded = unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return False
    return "\x00" not in decoded and "\ufffd" not in decoded


class HistoryMiddleware(pghistory.middleware.HistoryMiddleware):
    """Who changed a row, without the address: some hold a token that still opens something."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request)
        return {"user": context["user"]}


class PrivatePagesMiddleware:
    """Pages of somebody who is signed in are never stored by a shared cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Asked in this order: an answer that says how it may be kept is not about anybody, and opens no session.
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response
