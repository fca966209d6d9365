"""Full addresses of the portal's pages, in both languages; the host is the configured one, never the request's."""

from __future__ import annotations

from django.conf import settings

ENGLISH = "/en"


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


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
