"""The legal check as the review page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from catalog.disclosure import UNDER_REVIEW
from catalog.legal.checking import Hint, hints_of
from catalog.legal.forms import RulingForm
from catalog.models import Revision, TransferRule

TONES = {"prohibited": "bad", "restricted": "warn", "encouraged": "ok"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that may concern the listing, with the form to rule on it where that is still possible."""

    hint: Hint
    tone: str
    form: RulingForm | None


@dataclass(frozen=True, slots=True)
class Law:
    """What the lists point at, and further entries an officer may name."""

    entries: list[Entry]
    others: list[TransferRule]
    is_open: bool


def law_of(revision: Revision | None, *, may_decide: bool, form: RulingForm | None = None) -> Law | None:
    """The legal check of the latest revision; `form` is the one that was sent and not accepted."""
    if revision is None:
        return None
    in_force = list(TransferRule.objects.in_force(timezone.localdate()))
    hints = hints_of(revision, in_force)
    may_rule = may_decide and revision.listing.state in UNDER_REVIEW
    sent = int(form["rule"].value() or 0) if form is not None else 0
    pointed = {hint.rule.pk for hint in hints}
    others = [one for one in in_force if one.pk not in pointed] if may_rule else []
    hints += [Hint(one, "", None) for one in others if one.pk == sent]
    entries = [
        Entry(hint, TONES[hint.rule.regime], (form if sent == hint.rule.pk else form_of(hint)) if may_rule else None)
        for hint in hints
    ]
    return Law(entries, [one for one in others if one.pk != sent], any(hint.is_open for hint in hints))


def form_of(hint: Hint) -> RulingForm | None:
    """The form with what was ruled so far; an encouraged technology needs no ruling."""
    if hint.rule.regime == TransferRule.Regime.ENCOURAGED:
        return None
    ruling = hint.ruling
    initial = {"verdict": ruling.verdict, "text": ruling.text} if ruling is not None else {}
    return RulingForm(initial=initial, rule=hint.rule)
