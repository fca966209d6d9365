"""Words for the officers' pages on the quality of matching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from matching.quality import Declined, Month
from matching.unmatched import Cause
from matching.wording import fact
from taxonomy.formats import list_and, number
from taxonomy.models import Concept

CAUSES = {
    "closed": _lazy("It takes no expressions of interest at present."),
    "unreadable": _lazy("Its text could not be read by the machine; please tell the administrators."),
    "not_indexed": _lazy("Its text has not been read yet."),
    "not_matched": _lazy("It has not been compared since its last change or since new weights came into force."),
    "no_field": _lazy("It names no field of science and technology."),
    "texts_differ": _lazy("There are listings in its field, but their texts speak of something else."),
}
OPEN = {
    "industries": _lazy("industry"), "trl": _lazy("TRL"), "amount": _lazy("price or budget"),
    "forms": _lazy("form of transfer"),
}  # fmt: skip


def cause_in_words(cause: Cause, names: Mapping[tuple[str, str], str]) -> str:
    """The sentence that says why a listing has no good match."""
    language = get_language() or "vi"
    if cause.code == "hard_fact":
        found = fact(cause.values["reason"], names)
        return _("Even the best one is limited by a hard fact. %(fact)s") % {"fact": found.text if found else ""}
    if cause.code == "against":
        found = fact(cause.values["reason"], names)
        return found.text if found else ""
    if cause.code == "few_opposites":
        count, field = cause.values["count"], cause.values["field"]
        if not count:
            return _("Nothing is published on the other side in its field: %(field)s.") % {"field": field}
        text = ngettext(
            "Only %(count)s listing is on the other side in its field: %(field)s.",
            "Only %(count)s listings are on the other side in its field: %(field)s.",
            count,
        )
        return text % {"count": number(count, language), "field": field}
    if cause.code == "left_open":
        named = list_and([str(OPEN[name]) for name in cause.values["names"]], language)
        return _("Left open, so that it cannot speak for the listing: %(names)s.") % {"names": named}
    return str(CAUSES[cause.code])


def reasons(found: Sequence[Declined]) -> list[dict[str, Any]]:
    """Reasons for declining as bars, each with how often a side gave it."""
    names = {concept.code: concept.name for concept in Concept.objects.of("decline_reason")}
    language = get_language() or "vi"
    return [
        {
            "label": names.get(each.code, each.code) or _("no reason given"),
            "value": each.total,
            "note": _("demand side %(need)s, supply side %(offer)s")
            % {"need": number(each.need, language), "offer": number(each.offer, language)},
        }
        for each in found
    ]


def months(found: Sequence[Month]) -> list[dict[str, Any]]:
    """Months as columns: all answers, with the two kinds for the table."""
    return [
        {
            "label": f"{each.first:%m/%y}", "value": each.interested + each.declined,
            "interested": each.interested, "declined": each.declined,
        }
        for each in found
    ]  # fmt: skip
