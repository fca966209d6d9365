"""What an offer states about each target of a need, and whether the figure reaches it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.comparing import measured
from catalog.content import comparison_lines
from catalog.models import Comparison, Listing, Target
from catalog.presenting import foreign
from catalog.quantities import Quantity, quantities
from catalog.text import Language, normalise, tokens
from matching.facts import facts_of
from matching.figures import compare, shown

#: How many of the words of two names have to be the same for them to be shown beside each other.
ALIKE = 0.6
#: A name that both sides carry, so that figures of one row are held against each other.
SAME_ROW = "same_row"
#: Too many different things are shares of something for the unit to tell anything.
SHARE = "share"


class Verdict(models.TextChoices):
    """How a target stands with an offer."""

    MET = "met", _("reached")
    MISSED = "missed", _("not reached")
    OPEN = "open", _("to be judged")
    SILENT = "silent", _("not found in the listing")


@dataclass(frozen=True, slots=True)
class Held:
    """A target against an offer: the verdict, and what the offer states as it writes it ("" where it is silent)."""

    verdict: str
    text: str = ""
    lang: str = ""


def hold(targets: Sequence[Target], offer: Listing, *, need: Listing) -> list[Held]:
    """One answer for each target of the need, in their order.

    First the row of the offer's comparison table of the same name counts; else a figure of its public text that bears
    the same name (COD, capacity, …) and unit; else a row of a like name, or the only one measured in such a unit, is
    shown with its name for people to judge. A figure is reached or not only where the target sets a limit
    (≥, ≤, "from", "at most"); what is stated in words, or aimed at without a limit, is for people to judge. Units are
    brought to one base. Best with `comparisons` prefetched.
    """
    named = facts_of(offer).figures
    return [hold_one(target, offer, named, language=language_of(need)) for target in targets]


def hold_one(target: Target, offer: Listing, named: Sequence[Quantity], *, language: Language) -> Held:
    wanted = quantities(f"{target.name}: {target.value} {target.unit}", language)
    lang = foreign(offer)
    for row, line in zip(offer.comparisons.all(), comparison_lines(offer), strict=True):
        if words_of(target.name) != words_of(row.indicator):
            continue
        stated = quantities(line, language_of(offer))
        return Held(verdict_of(in_one_row(wanted), in_one_row(stated)), measured(row.ours, row.unit), lang)
    found = compare([figure for figure in wanted if figure.name], named)
    if found:
        best = found[0]
        return Held(Verdict.MET if best.value == 1.0 else Verdict.MISSED, shown(best.offer), lang)
    near = near_row(target.name, wanted, offer)
    if near is None:
        return Held(Verdict.SILENT)
    return Held(Verdict.OPEN, f"{near.indicator}: {measured(near.ours, near.unit)}", lang)


def near_row(name: str, wanted: Sequence[Quantity], offer: Listing) -> Comparison | None:
    """The row that may speak of the same thing: of a like name, or the only one measured in such a unit.

    "Detection limit of enrofloxacin" and "… of chloramphenicol" are alike and not the same: people have to judge.
    """
    rows = list(zip(offer.comparisons.all(), comparison_lines(offer), strict=True))
    if named := [row for row, _line in rows if alike(name, row.indicator)]:
        return named[0]
    kinds = {figure.kind for figure in wanted} - {SHARE}
    near = [row for row, line in rows if kinds & {figure.kind for figure in quantities(line, language_of(offer))}]
    return near[0] if len(near) == 1 else None


def language_of(listing: Listing) -> Language:
    return "en" if listing.language == "en" else "vi"


def verdict_of(wanted: Sequence[Quantity], stated: Sequence[Quantity]) -> str:
    """Whether every limit of the target is reached by the row of the same name."""
    found = compare(wanted, stated)
    if not found:
        return Verdict.OPEN
    return Verdict.MET if all(each.value == 1.0 for each in found) else Verdict.MISSED


def in_one_row(figures: Sequence[Quantity]) -> list[Quantity]:
    return [replace(figure, name=SAME_ROW) for figure in figures]


def alike(first: str, second: str) -> bool:
    """Whether two names of indicators share most of their words."""
    a, b = set(words_of(first)), set(words_of(second))
    return bool(a and b) and len(a & b) >= ALIKE * len(a | b)


def words_of(name: str) -> list[str]:
    """The words of a name without case, folded as in the index."""
    return [token.term for token in tokens(normalise(name), "vi")]
