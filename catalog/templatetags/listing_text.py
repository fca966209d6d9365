"""Template filters that show a listing in the reader's language."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from catalog.text import detect_language
from taxonomy.templatetags.display import budget_range, money_range

register = template.Library()


def _has_translation(listing: Any) -> bool:
    return listing.language != get_language() and bool(listing.title_alt)


@register.filter
def local_title(listing: Any) -> str:
    """Return the title in the reader's language where there is one."""
    return str(listing.title_alt if _has_translation(listing) else listing.title)


@register.filter
def local_summary(listing: Any) -> str:
    """Return the summary in the reader's language where there is one, in the language of the title."""
    return str(listing.summary_alt if _has_translation(listing) else listing.summary)


@register.filter
def local_description(listing: Any) -> str:
    """Return the description in the reader's language where there is one."""
    return str(
        listing.description_alt if _has_translation(listing) and listing.description_alt else listing.description
    )


@register.filter
def foreign_lang(listing: Any) -> str:
    """Return the language code of the shown text when it is not the page's."""
    return "" if listing.language == get_language() or _has_translation(listing) else str(listing.language)


@register.filter
def lang_of(text: str) -> str:
    """Return the language code of a text that does not state its language, where it is not the page's."""
    language = detect_language(str(text))
    return "" if language == get_language() else str(language)


@register.filter
def place_name(listing: Any) -> str:
    """Return the province or, for a listing from abroad, nothing the model does not know."""
    return str(listing.province.name) if listing.province else ""


@register.filter
def price_text(listing: Any) -> str:
    """Return an offer's price or a need's budget; an offer without a figure has its price on request."""
    if listing.kind == "need":
        return budget_range(listing.amount_min, listing.amount_max)
    return money_range(listing.amount_min, listing.amount_max)
