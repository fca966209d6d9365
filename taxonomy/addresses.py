"""Full addresses of the portal's pages, in both languages; the host is the configured one, never the request's."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

ENGLISH = "/en"
#: A longer query string is nobody's state worth repeating in every link.
LONGEST_KEPT = 2_000


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def address_of(request: HttpRequest) -> str:
    """The page's own address, to come back to; without a query that nobody could mean to keep."""
    return request.get_full_path() if len(request.META.get("QUERY_STRING", "")) <= LONGEST_KEPT else request.path


def without_language(path: str) -> str:
    """The path of the Vietnamese page."""
    return path.removeprefix(ENGLISH) if path.startswith(f"{ENGLISH}/") else path


def alternates(path: str) -> list[tuple[str, str]]:
    """The page's full address by language code, and the one for readers of any other language."""
    vietnamese = without_language(path)
    return [
        ("vi", absolute(vietnamese)),
        ("en", absolute(f"{ENGLISH}{vietnamese}")),
        ("x-default", absolute(vietnamese)),
    ]
