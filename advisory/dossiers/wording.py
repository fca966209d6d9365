"""What the history and the letters say of an event, in the active language."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advisory.models import DossierEvent
from taxonomy.formats import list_and


def told(event: DossierEvent) -> str:
    """One sentence about an event; the reason stands beside it."""
    if event.action == "closed":
        return chosen_in_words([str(each) for each in event.values["offers"]])
    sentences = {
        "begun": _("The selection dossier has been begun."),
        "added": _("The technology %(offer)s is compared."),
        "left_out": _("The technology %(offer)s is compared no longer."),
        "scored": _("An expert has scored the technology %(offer)s."),
        "corrected": _("An expert has corrected the scores of the technology %(offer)s."),
    }
    return sentences[event.action] % {"offer": event.values.get("offer", "")}


def chosen_in_words(offers: list[str]) -> str:
    """How a dossier ended."""
    if not offers:
        return _("The dossier is closed: none of the technologies is taken.")
    return _("The dossier is closed; taken: %(offers)s.") % {"offers": list_and(offers, get_language() or "vi")}
