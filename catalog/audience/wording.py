"""The warning to an owner who can be guessed, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from catalog.audience.anonymity import Exposure
from taxonomy.formats import list_and, number

FACTS: Mapping[str, str | Promise] = {
    "industries": gettext_lazy("the industry"),
    "province": gettext_lazy("the province"),
    "ward": gettext_lazy("the ward or commune named in the text"),
    "size": gettext_lazy("the number of staff given in the text"),
}


def warning_of(exposure: Exposure | None) -> list[str]:
    """Among how many the owner can be looked for, and what to leave out."""
    if exposure is None:
        return []
    language = get_language() or "vi"
    known = ngettext(
        "%(facts)s together fit only %(count)s organisation of the portal.",
        "%(facts)s together fit only %(count)s organisations of the portal.",
        exposure.count,
    ) % {"facts": sentence_start(list_and(names(exposure.facts), language)), "count": number(exposure.count, language)}
    if not exposure.remedies:
        advice = _("No single fact helps: leave out several, or ask the officer to describe the need for you.")
    else:
        ways = [
            _("%(fact)s (then %(count)s)") % {"fact": FACTS[fact], "count": number(exposure.without[fact], language)}
            for fact in exposure.remedies
        ]
        advice = _("Leaving out one of these would be enough: %(ways)s.") % {"ways": "; ".join(ways)}
    return [known, advice]


def names(facts: tuple[str, ...]) -> list[str]:
    return [str(FACTS[fact]) for fact in facts]


def sentence_start(text: str) -> str:
    return text[:1].upper() + text[1:]
