"""What the review page shows of cooperation: its template asks for it, its code knows nothing of it."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Organisation
from cooperation.answering import answering_of
from taxonomy.formats import number
from taxonomy.models import Concept

MOST_REASONS = 3
register = template.Library()


@register.inclusion_tag("components/facts_list.html")
def answers_of(organisation: Organisation) -> dict[str, list[dict[str, str]]]:
    """How an organisation has answered interests and suggestions so far."""
    found, language = answering_of(organisation), get_language() or "vi"
    in_time, due, given, declined = (
        number(value, language) for value in (found.in_time, found.due, found.suggestions, found.declined)
    )
    interests = _("%(in_time)s of %(due)s answered in time") % {"in_time": in_time, "due": due}
    suggestions = _("%(given)s answered, %(declined)s of them declined") % {"given": given, "declined": declined}
    return {
        "items": [
            {"label": _("Expressions of interest"), "value": interests if found.due else _("none was due so far")},
            {"label": _("Suggestions"), "value": suggestions if found.suggestions else _("none answered so far")},
            {"label": _("Reasons for declining"), "value": reasons(found.reasons[:MOST_REASONS], language)},
        ]
    }


def reasons(counted: list[tuple[str, int]], language: str) -> str:
    """The most frequent ones with their numbers."""
    if not counted:
        return ""
    names = {each.code: each.name for each in Concept.objects.of("decline_reason")}
    return "; ".join(f"{names.get(code, code)} ({number(count, language)})" for code, count in counted)
