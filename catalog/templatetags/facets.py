"""The options of a facet: some two hundred a page, so that they are written here and not by a template each."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from catalog.facet_options import Option
from taxonomy.formats import number

register = template.Library()


@register.simple_tag
def facet_options(options: Iterable[Option]) -> SafeString:
    """Return a checkbox, its words and its count for every option; the parts of one fold away below it."""
    language = get_language() or "vi"
    return mark_safe("".join(_option(each, language) for each in options))  # noqa: S308 -- every value is escaped below


def _option(option: Option, language: str) -> str:
    line = (
        f'<label class="opt"><input type="checkbox" name="{escape(option.name)}" value="{escape(option.value)}" '
        f'id="{escape(option.id)}"{_state(option)}><span>{escape(str(option.label))}</span>'
        f"{_count(option, language)}</label>"
    )
    return line + _parts(option, language) if option.children else line


def _state(option: Option) -> str:
    checked = " checked" if option.is_checked or option.is_included else ""
    return checked + (" disabled" if option.is_disabled else "")


def _count(option: Option, language: str) -> str:
    if option.is_included:
        return ""
    return f'<span class="opt__n">{"+" if option.is_gain else ""}{number(option.count, language)}</span>'


def _parts(option: Option, language: str) -> str:
    parts = len(option.children)
    words = ngettext("%(count)s part", "%(count)s parts", parts) % {"count": number(parts, language)}
    inside = "".join(_option(child, language) for child in option.children)
    is_open = " open" if option.has_checked else ""
    name = f"{escape(option.id)}-parts"
    return f'<details class="opt-parts" id="{name}"{is_open}><summary>{words}</summary>{inside}</details>'


@register.simple_tag
def level_options(options: Iterable[Option]) -> SafeString:
    """Return the entries of a choice of readiness levels, each with the listings it would leave."""
    language = get_language() or "vi"
    return format_html_join(
        "",
        '<option value="{}"{}>{} ({})</option>',
        ((each.value, _selected(each), each.label, number(each.count, language)) for each in options),
    )


def _selected(option: Option) -> SafeString:
    return mark_safe(" selected" if option.is_checked else " disabled" if not option.count else "")  # noqa: S308
