"""Template tags that put values and fields on the page in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.templatetags.static import static
from django.urls import translate_url
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from taxonomy import formats
from taxonomy.addresses import address_of

register = template.Library()


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None


def _local(value: Any) -> datetime | date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else value
    return value if isinstance(value, date) else None


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Return one icon of the sprite; it always stands beside a word, so it is hidden from assistive technology."""
    return _icon(name, f"icon {extra}".strip(), _sprite())


@lru_cache(maxsize=512)
def _icon(name: str, classes: str, sprite: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', classes, sprite, name
    )


@cache
def _sprite() -> str:
    """A page has some three hundred icons; the sprite's address is one in a process."""
    return static("img/icons.svg")


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """Return a number with the language's separators."""
    amount = _decimal(value)
    return "" if amount is None else formats.number(amount, _language(), places=places)


@register.filter
def money(value: Any) -> str:
    """Return an amount of đồng in words."""
    amount = _decimal(value)
    return "" if amount is None else formats.money(amount, _language())


@register.filter
def money_range(low: Any, high: Any = None) -> str:
    """Return a range of đồng, or the words for a price that is not stated."""
    return formats.money_range(_decimal(low), _decimal(high), _language()) or _("Price on request")


@register.filter
def budget_range(low: Any, high: Any = None) -> str:
    """Return a budget; empty when neither end is stated."""
    return formats.money_range(_decimal(low), _decimal(high), _language())


@register.filter
def percent(value: Any) -> str:
    """Return a share between 0 and 1 as a percentage."""
    amount = _decimal(value)
    return "" if amount is None else formats.percent(amount, _language())


@register.filter
def date_short(value: Any) -> str:
    """Return dd/mm/yyyy in Vietnam time."""
    day = _local(value)
    return "" if day is None else formats.date_short(day, _language())


@register.filter
def date_long(value: Any) -> str:
    """Return the date as it stands in a sentence."""
    day = _local(value)
    return "" if day is None else formats.date_long(day, _language())


@register.filter
def time_date(value: Any) -> str:
    """Return time and date in Vietnam time."""
    moment = _local(value)
    return formats.time_date(moment, _language()) if isinstance(moment, datetime) else date_short(value)


@register.filter
def clock(value: Any) -> str:
    """Return the time of day in Vietnam time."""
    moment = _local(value)
    return formats.clock(moment, _language()) if isinstance(moment, datetime) else ""


@register.filter
def until(value: Any) -> str:
    """Return the end of a validity."""
    day = _local(value)
    return "" if day is None else formats.until(day, _language())


@register.filter
def by(value: Any) -> str:
    """Return a deadline."""
    day = _local(value)
    return "" if day is None else formats.by(day, _language())


@register.filter
def updated(value: Any) -> str:
    """Return how many days ago something changed."""
    day = _local(value)
    if day is None:
        return ""
    only_day = day.date() if isinstance(day, datetime) else day
    return formats.updated(only_day, timezone.localdate(), _language())


@register.filter
def working_days(value: Any) -> str:
    """Return a number of working days."""
    return formats.working_days(int(value), _language())


@register.filter
def list_and(items: Sequence[Any]) -> str:
    """Return items joined as in a sentence."""
    return formats.list_and([str(item) for item in items], _language())


@register.filter
def file_size(value: Any) -> str:
    """Return a file's size with its unit."""
    return formats.file_size(int(value or 0), _language())


@register.filter
def elided(page: Page[Any]) -> list[int | str]:
    """Return the page numbers of a pager, long stretches left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def other_language_url(context: template.Context, language: str) -> str:
    """Return this page's address in another language, also for pages that do not exist."""
    request = context.get("request")
    if request is None:
        return f"/{language}/" if language != settings.LANGUAGE_CODE else "/"
    here = address_of(request)
    there = translate_url(here, language)
    if there != here:
        return there
    for code, _name in settings.LANGUAGES:
        prefix = f"/{code}/"
        if here.startswith(prefix):
            here = here[len(prefix) - 1 :]
            break
    return escape_leading_slashes(here) if language == settings.LANGUAGE_CODE else f"/{language}{here}"
