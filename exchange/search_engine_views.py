"""What search engines and browsers ask for: robots.txt, sitemaps, and how to search here."""

from __future__ import annotations

from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from exchange.sitemaps import files, sitemaps
from taxonomy.addresses import absolute

#: Pages of people at work; each exists in both languages.
PRIVATE = ("/account/", "/admin/", "/desk/", "/review/", "/manage/", "/staff/", "/interests/", "/invitations/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages are open to everybody; private ones and endless combinations of filters are not worth a visit."""
    context = {"private": PRIVATE, "sitemap": absolute(reverse("sitemap-index"))}
    return render(request, "exchange/robots.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """One entry for every file."""
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": files()}, content_type="application/xml")


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponseBase:
    """One file of addresses; a page that does not exist is not found."""
    return sitemap(request, sitemaps(), section=section)  # type: ignore[arg-type]


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser searches here, in the language of the address."""
    context = {
        "search_url": absolute(reverse("catalog:listing-list")),
        "self_url": absolute(reverse("exchange:opensearch")),
        "icon": absolute(static("img/favicon.ico")),
    }
    content_type = "application/opensearchdescription+xml"
    return render(request, "exchange/opensearch.xml", context, content_type=content_type)
