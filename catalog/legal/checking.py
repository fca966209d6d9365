"""The legal check of a revision: which entries may concern it, what was ruled, and what keeps it from the public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from catalog.completeness import PUBLIC_TEXTS
from catalog.legal.recognising import pointer
from catalog.models import LegalRuling, Revision, TransferRule

Regime, Verdict = TransferRule.Regime, LegalRuling.Verdict


@dataclass(frozen=True, slots=True)
class Hint:
    """An entry that may concern the revision; `word` is what points at it, empty where an officer named it."""

    rule: TransferRule
    word: str
    ruling: LegalRuling | None

    @property
    def is_open(self) -> bool:
        """Whether an officer still has to confirm or reject it."""
        return self.ruling is None and self.rule.regime != Regime.ENCOURAGED


def hints_of(revision: Revision, in_force: Iterable[TransferRule]) -> list[Hint]:
    """Entries that the public text points at, and those already ruled on; what forbids first."""
    rulings = {ruling.rule_id: ruling for ruling in revision.legal_rulings.select_related("rule", "by")}
    text, codes = "\n".join(public_text(revision.content)), revision.content.get("fields", [])
    found = []
    for rule in in_force:
        word = pointer(text, codes, words=rule.words, field_codes=rule.field_codes)
        ruling = rulings.pop(rule.pk, None)
        if word is not None or ruling is not None:
            found.append(Hint(rule, word or "", ruling))
    found += [Hint(ruling.rule, "", ruling) for ruling in rulings.values()]
    order = {regime: number for number, regime in enumerate(Regime.values)}
    return sorted(found, key=lambda hint: (order[hint.rule.regime], hint.rule.pk))


def public_text(content: dict[str, Any]) -> Iterator[str]:
    """What everybody would read of a frozen content."""
    yield from (str(content.get(name) or "") for name in PUBLIC_TEXTS)
    yield from content.get("keywords", [])
    for rows in ("targets", "comparisons"):
        for row in content.get(rows, []):
            yield " ".join(str(value) for value in row.values())


def obstacle(hints: list[Hint]) -> Hint | None:
    """The first entry that keeps the revision from being published: open, confirmed as prohibited, or not permitted."""
    return next((hint for hint in hints if hint.is_open or is_confirmed(hint)), None)


def is_confirmed(hint: Hint) -> bool:
    """Whether an officer said that a prohibition or restriction holds here, without a written permission."""
    ruling = hint.ruling
    return ruling is not None and ruling.verdict == Verdict.CONCERNED and ruling.regime != Regime.ENCOURAGED
