"""Tags for what search engines read in a page's head."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from taxonomy.addresses import absolute, alternates

register = template.Library()

MOST_VALUES = 20
MOST_FILTERS = 2
#: What could end a script element or start a comment is written as an escape inside JSON.
UNSAFE_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def kept(request: HttpRequest, names: tuple[str, ...]) -> str:
    """The part of the query that makes another page: named parameters, each value once, and any page but the first."""
    pairs = [(name, value) for name in names for value in dict.fromkeys(request.GET.getlist(name)) if value]
    page = request.GET.get("page", "")[:9]
    if page.isascii() and page.isdigit() and int(page) > 1:
        pairs.append(("page", page))
    query = QueryDict(mutable=True)
    for name, value in pairs[:MOST_VALUES]:
        query.appendlist(name, value)
    return f"?{query.urlencode()}" if pairs else ""


@register.simple_tag(takes_context=True)
def page_links(context: template.Context, *names: str) -> SafeString:
    """Return the canonical address and those in both languages; only the named parameters of the query are kept."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    query = kept(request, names)
    here = format_html('<link rel="canonical" href="{}">', absolute(request.path) + query)
    rows = [(language, url + query) for language, url in alternates(request.path)]
    return here + format_html_join("", '\n<link rel="alternate" hreflang="{}" href="{}">', rows)


@register.simple_tag(takes_context=True)
def robots_of_list(context: template.Context, *filters: str) -> SafeString:
    """Return a request not to list a page of search words or of many filters together."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    used = sum(bool(value) for name in filters for value in request.GET.getlist(name))
    if not request.GET.get("q", "").strip() and used <= MOST_FILTERS:
        return SafeString("")
    return mark_safe('<meta name="robots" content="noindex, follow">')


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Return facts for search engines as a block of data; browsers do not run it."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False).translate(UNSAFE_IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 – escaped above
