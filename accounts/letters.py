"""From a template to a letter: subject, text and HTML in the reader's language."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

LONGEST_SUBJECT = 255

inliner = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


class Letter(NamedTuple):
    subject: str
    text: str
    html: str


def one_line(text: str) -> str:
    """A header's value: no line breaks, no control characters."""
    return re.sub(r"[\x00-\x1f\x7f\s]+", " ", text).strip()[:LONGEST_SUBJECT]


def greeting(context: dict[str, Any]) -> str:
    """To a person by name, else to the organisation; a template's context may carry its own."""
    if "person" in context:
        name = getattr(context["person"], "full_name", "")
        return gettext("Dear %(full_name)s,") % {"full_name": name} if name else ""
    if "organisation" in context:
        return gettext("Dear %(organisation)s,") % {"organisation": context["organisation"].name}
    return ""


def compose(*, template: str, language: str, context: dict[str, Any], unsubscribe_url: str = "") -> Letter:
    """Render `<template>.subject.txt`, `.txt` and `.html` in the given language."""
    with translation.override(language):
        values = {
            "greeting": greeting(context),
            "point": settings.POINT,
            "site_url": settings.SITE_URL,
            "unsubscribe_url": unsubscribe_url,
            "language": language,
            **context,
            "reason": str(context.get("why", "")),
        }
        subject = one_line(render_to_string(f"{template}.subject.txt", values))
        values["subject"] = subject
        text = render_to_string(f"{template}.txt", values).strip() + "\n"
        html = inliner.inline(render_to_string(f"{template}.html", values))
    return Letter(subject=subject, text=re.sub(r"\n{3,}", "\n\n", text), html=html)
