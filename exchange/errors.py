"""Error pages in the portal's design; they need neither database nor cache."""

import errno
import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = "10"
DATABASE_AWAY = (OperationalError, InterfaceError)
#: What an upload on its way into a temporary file meets when the disk or its quota is full.
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """A page that needs no session, user or database; the language comes from the address alone."""
    language = "en" if request.path.startswith("/en/") else "vi"
    with translation.override(language):
        theme = request.COOKIES.get("theme")
        context = {"theme": theme if theme in ("light", "dark") else "", "language": language}
        return HttpResponse(render_to_string(f"{status}.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 when it was a middleware that met the absent database, 507 when an upload met the full disk."""
    failure = sys.exc_info()[1]
    if isinstance(failure, DATABASE_AWAY):
        return unavailable(request)
    if isinstance(failure, OSError) and failure.errno in DISK_FULL:
        return no_room(request)
    return error_page(request, 500)


def no_room(request: HttpRequest) -> HttpResponse:
    """507; a script that sends files one by one gets the sentence it shows beside each."""
    logger.error("The disk is full", exc_info=True)  # noqa: LOG014
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        with translation.override("en" if request.path.startswith("/en/") else "vi"):
            text = gettext("The file could not be stored. Please try again later, or tell the connection point.")
        return JsonResponse({"refused": [text]}, status=507)
    return error_page(request, 507)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    logger.info("CSRF check failed: %s", reason)
    return error_page(request, 403)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After while the database is away."""
    logger.error("The database cannot be reached", exc_info=True)  # noqa: LOG014
    response = error_page(request, 503)
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    response.headers["Cache-Control"] = "no-store"
    return response
