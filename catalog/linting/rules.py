"""The rules, each a function of the draft alone; pure. A text that is still empty is no finding: it is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from catalog.linting.advantages import no_comparison, no_figures, praise
from catalog.linting.clarity import bare_figures, summary_repeats, targets_in_words, thin_description, vague_title
from catalog.linting.cooperation import no_route, thin_partner
from catalog.linting.draft import CRITERIA, Draft, Finding
from catalog.linting.spelling import loud, names_owner, other_language, personal_data, secrets

Rule = Callable[[Draft], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    no_figures, no_comparison, praise,
    vague_title, summary_repeats, thin_description, bare_figures, targets_in_words,
    no_route, thin_partner,
    personal_data, names_owner, secrets, other_language, loud,
)  # fmt: skip
_SEVERITIES = ("block", "warn", "note")


def lint(draft: Draft) -> list[Finding]:
    """All findings, by criterion, the gravest first."""
    found = [finding for rule in RULES for finding in rule(draft)]
    return sorted(found, key=lambda each: (CRITERIA.index(each.criterion), _SEVERITIES.index(each.severity)))
