"""What works in the background at present, in sentences for administrators."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.models import Listing
from matching.progress import minutes_left, progress
from taxonomy.formats import number


def background(*, now: datetime) -> list[str]:
    """How far matching has come under the weights in force, and how many texts wait to be read."""
    found, waiting = progress(), Listing.objects.awaiting_index().count()
    language = get_language() or "vi"
    matched = _("%(done)s of %(total)s listings are matched under version %(version)s of the weights.") % {
        "done": number(found.done, language), "total": number(found.total, language), "version": found.version,
    }  # fmt: skip
    read = ngettext("%(count)s listing waits to be read.", "%(count)s listings wait to be read.", waiting)
    return [f"{matched} {left(minutes_left(found, now=now))}".strip(), read % {"count": number(waiting, language)}]


def left(minutes: int | None) -> str:
    """How long the rest takes; nothing where nothing is left."""
    if minutes is None:
        return _("How long the rest takes cannot be told yet; until then earlier suggestions stay.")
    if not minutes:
        return ""
    text = ngettext(
        "About %(count)s minute is left; until then earlier suggestions stay.",
        "About %(count)s minutes are left; until then earlier suggestions stay.",
        minutes,
    )
    return text % {"count": number(minutes, get_language() or "vi")}
