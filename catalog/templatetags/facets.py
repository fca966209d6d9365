"""The options of a facet: some two hundred a page, so that they are written here and not by a template each."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from catalog.facet_options import Option
from taxonomy.formats import number

register = template.Library()


@register.simple_tag
def facet_options(options: Iterable[Option]) -> SafeString:
    """Return a checkbox, its words and its count for every option; the parts of one fold away below it."""
    language = get_language() or "vi"
    return mark_safe("".join(_option(each, language) for each in options))  # noqa: S308 -- made by format_html


def _option(option: Option, language: str) -> SafeString:
    line = format_html(
        '<label class="opt"><input type="checkbox" name="{}" value="{}" id="{}"{}><span>{}</span>{}</label>',
        option.name, option.value, option.id, _state(option), option.label, _count(option, language),
    )  # fmt: skip
    return format_html("{}{}", line, _parts(option, language)) if option.children else line


def _state(option: Option) -> SafeString:
    checked = " checked" if option.is_checked or option.is_included else ""
    return mark_safe(checked + (" disabled" if option.is_disabled else ""))  # noqa: S308 -- constants


def _count(option: Option, language: str) -> SafeString | str:
    if option.is_included:
        return ""
    return format_html(
        '<span class="opt__n">{}{}</span>', "+" if option.is_gain else "", number(option.count, language)
    )


def _parts(option: Option, language: str) -> SafeString:
    parts = len(option.children)
    return format_html(
        '<details class="opt-parts" id="{}-parts"{}><summary>{}</summary>{}</details>',
        option.id,
        mark_safe(" open") if option.has_checked else "",
        ngettext("%(count)s part", "%(count)s parts", parts) % {"count": number(parts, language)},
        format_html_join("", "{}", ((_option(child, language),) for child in option.children)),
    )


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
