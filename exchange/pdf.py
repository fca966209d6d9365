"""Pages as PDF files: tagged, with the portal's own fonts, made without reading anything but static files."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header

from exchange.fonts import FAMILY, WEIGHTS, whole_font

STYLESHEET = "css/pdf.css"
STYLE_URL = f"{settings.SITE_URL}{settings.STATIC_URL}{STYLESHEET}"
LONGEST = 150_000  # characters of HTML; a listing with everything filled in has 60,000
WAIT_SECONDS = 8.0

#: Addresses that only the layout knows, of the whole fonts.
FONTS = {f"font:{weight}": weight for weight in WEIGHTS}
FACES = "".join(
    f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};src:url({url})}}' for url, weight in FONTS.items()
)

#: One layout at a time in a process: it takes a core, and its libraries are not made for threads.
_turn = threading.Lock()


class PdfUnavailable(Exception):
    """This installation lacks Pango, the system library that sets the text."""


class PdfBusy(Exception):
    """Others' files have been in the making for too long."""


class TooLong(Exception):
    """The page is longer than anything the portal's forms let through."""


class Forbidden(ValueError):
    """A page asked for something that is not one of the portal's static files."""


def pdf_response(request: HttpRequest, template: str, context: dict[str, Any], *, filename: str) -> HttpResponse:
    """The template as a PDF file to keep; where none can be made, a page that says why and offers printing."""
    here = settings.SITE_URL + request.path
    html = render_to_string(template, {"address": here, "today": timezone.localdate(), **context}, request)
    try:
        content = make_pdf(html, address=here)
    except PdfUnavailable:
        return refusal(request, "missing")
    except PdfBusy:
        return refusal(request, "busy")
    except TooLong:
        return refusal(request, "long")
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def refusal(request: HttpRequest, reason: str) -> HttpResponse:
    """503 in words: the reader can print instead, or come again."""
    context = {"reason": reason, "page_url": request.path.removesuffix("pdf/")}
    response = render(request, "pdf/unavailable.html", context, status=503)
    response.headers["Cache-Control"] = "no-store"
    return response


def make_pdf(html: str, *, address: str) -> bytes:
    """Lay a whole HTML document out as PDF/UA-1; links in it are relative to the address."""
    if len(html) > LONGEST:
        raise TooLong(address)
    if not _turn.acquire(timeout=WAIT_SECONDS):
        raise PdfBusy(address)
    try:
        return _lay_out(html, address)
    finally:
        _turn.release()


def _lay_out(html: str, address: str) -> bytes:
    # Imported when it is first needed: it takes a second, and its system libraries may be missing.
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    except OSError as error:
        raise PdfUnavailable(str(error)) from error
    fetch, fonts = static_fetcher(), FontConfiguration()
    style = FACES + static_file(STYLESHEET).read_text(encoding="utf-8")
    sheet = CSS(string=style, base_url=STYLE_URL, url_fetcher=fetch, font_config=fonts)
    document = HTML(string=html, base_url=address, url_fetcher=fetch)
    return bytes(document.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1"))


def static_fetcher() -> Any:
    """What the layout may read: static files of the source tree; never the network, never another file."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class StaticFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            if url in FONTS:
                return URLFetcherResponse(url, whole_font(FONTS[url]))
            return URLFetcherResponse(url, static_file(static_name(url)).read_bytes())

    return StaticFetcher()


def static_name(url: str) -> str:
    """The name of the static file behind an address of ours."""
    start = settings.SITE_URL + settings.STATIC_URL
    if not url.startswith(start):
        raise Forbidden(url[:200])
    return unquote(urlsplit(url).path.removeprefix(urlsplit(start).path))


def static_file(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise Forbidden(name[:200])
    return Path(found)
