"""The facts of a pair as features in 0–1, each with its reasons.

A feature returns a `Reading`: a value in 0–1, or None for "not stated", which neither raises nor lowers the score.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.quantities import Quantity
from catalog.stated_limits import RuledOut
from catalog.subjects import is_animal, is_living, lineage, related
from catalog.text import Language

Path = tuple[str, ...]
FormTable = Mapping[tuple[str, str], float]

GOOD, WEAK, UNKNOWN = "good", "weak", "unknown"
HOME_COUNTRY = "VN"
TRL_STEP = 0.2
TRL_LIMIT = 3
PRICE_LIMIT = 4.0
FORM_OTHERWISE = 0.0
FORM_FITS = 0.5

#: Used where no table is given: the same form on both sides, nothing else.
DEFAULT_FORM_TABLE: FormTable = {}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a listing is about (title, summary, keywords), and the clauses of its text that rule something out."""

    language: Language
    about: str
    ruled_out: tuple[RuledOut, ...]


NO_SCOPE = Scope("vi", "", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingFacts:
    """What the score may know of a listing besides its text; empty or None is "not stated".

    Codes stand as paths from the top of their scheme: ("2", "207"). Amounts are VND: an offer's price, a need's
    budget. `trl` is an offer's level (verified, else claimed) or the least a need asks for. `figures` are those of the
    public text, `scope` is what it is about and rules out.
    """

    fields: tuple[Path, ...] = ()
    industries: tuple[Path, ...] = ()
    trl: int | None = None
    forms: frozenset[str] = frozenset()
    amount_min: int | None = None
    amount_max: int | None = None
    province: str = ""
    region: str = ""
    country: str = ""
    languages: frozenset[str] = frozenset()
    import_accepted: bool | None = None
    figures: tuple[Quantity, ...] = ()
    scope: Scope = NO_SCOPE
    subjects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as a code with plain values; templates word it. `tone` is "good", "weak" or "unknown"."""

    code: str
    tone: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """A feature's value in 0–1, None if not stated, and what to say about it."""

    value: float | None
    reasons: tuple[Reason, ...]


def path_similarity(left: Path, right: Path) -> float:
    """0–1: the shared beginning of two code paths, deeper levels counting more (level k counts k)."""
    shared = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        shared += 1
    total = _depth_sum(len(left)) + _depth_sum(len(right))
    return 2 * _depth_sum(shared) / total if total else 0.0


def _depth_sum(levels: int) -> int:
    return levels * (levels + 1) // 2


def _overlap(need: tuple[Path, ...], offer: tuple[Path, ...]) -> tuple[float, Path, Path]:
    """Mean of each side's best matches (0–1), and the pair of codes that match best."""
    table = {(a, b): path_similarity(a, b) for a in need for b in offer}
    from_need = math.fsum(max(table[a, b] for b in offer) for a in need) / len(need)
    from_offer = math.fsum(max(table[a, b] for a in need) for b in offer) / len(offer)
    best = max(table, key=lambda pair: table[pair])
    return (from_need + from_offer) / 2, *best


def _classification(name: str, need: tuple[Path, ...], offer: tuple[Path, ...]) -> Reading:
    if not need or not offer:
        return Reading(None, (_not_stated(name, "offer" if need else "need"),))
    value, a, b = _overlap(need, offer)
    closeness = path_similarity(a, b)
    if closeness == 1.0:
        return Reading(value, (Reason(f"{name}_same", GOOD, {name: a[-1]}),))
    code = f"{name}_near" if closeness > 0 else f"{name}_far"
    return Reading(value, (Reason(code, WEAK, {f"need_{name}": a[-1], f"offer_{name}": b[-1]}),))


def st_field(need: ListingFacts, offer: ListingFacts) -> Reading:
    """Feature `field`, 0–1: nearness of the fields of science and technology (`_overlap` of their paths).

    1 where both name the same fields, 1/3 for two fields of one branch at level 2, 0 for different branches.
    Not stated: one side names no field. Source: the listings' field codes.
    """
    return _classification("field", need.fields, offer.fields)


def industry(need: ListingFacts, offer: ListingFacts) -> Reading:
    """Feature `industry`, 0–1: nearness of the industries (VSIC section, division), computed as `field` is."""
    return _classification("industry", need.industries, offer.industries)


def trl(need: ListingFacts, offer: ListingFacts) -> Reading:
    """Feature `trl`, 0–1: 1 at or above the need's least level, 0.2 less for every level missing.

    Not stated: the offer names no level; a need without a least level accepts any, which is not stated either.
    """
    if need.trl is None or offer.trl is None:
        return Reading(None, (_not_stated("trl", "need" if need.trl is None else "offer"),))
    missing = max(0, need.trl - offer.trl)
    reason = Reason("trl_low" if missing else "trl_ok", WEAK if missing else GOOD,
                    {"offer_trl": offer.trl, "need_trl": need.trl})  # fmt: skip
    return Reading(max(0.0, 1 - TRL_STEP * missing), (reason,))


def form(need: ListingFacts, offer: ListingFacts, table: FormTable) -> Reading:
    """Feature `form`, 0–1: the best entry of the compatibility table over the forms of both sides.

    The same form is 1 unless the table says otherwise, a pair the table does not know 0.
    """
    if not need.forms or not offer.forms:
        return Reading(None, (_not_stated("forms", "offer" if need.forms else "need"),))
    pairs = [(a, b) for a in sorted(offer.forms) for b in sorted(need.forms)]
    value, offered, wanted = max(
        ((table.get((a, b), 1.0 if a == b else FORM_OTHERWISE), a, b) for a, b in pairs),
        key=lambda entry: (entry[0], entry[1] == entry[2]),
    )
    if offered == wanted:
        return Reading(value, (Reason("form_same", GOOD, {"form": wanted}),))
    fits = value >= FORM_FITS
    values = {"offer_form": offered, "need_form": wanted}
    return Reading(value, (Reason("form_fits" if fits else "form_other", GOOD if fits else WEAK, values),))


def price_ratio(need: ListingFacts, offer: ListingFacts) -> float | None:
    """The lowest price as a multiple of the highest budget, None if either is not stated."""
    lowest = offer.amount_min if offer.amount_min is not None else offer.amount_max
    highest = need.amount_max if need.amount_max is not None else need.amount_min
    if lowest is None or highest is None:
        return None
    return max(lowest, 1) / max(highest, 1)


def budget(need: ListingFacts, offer: ListingFacts) -> Reading:
    """Feature `budget`, 0–1: 1 where the price starts within the budget, falling with its logarithm to 0 at 4 times.

    A price below the budget is no fault. Amounts in VND. Not stated: no price or no budget.
    """
    ratio = price_ratio(need, offer)
    if ratio is None:
        stated = need.amount_min is not None or need.amount_max is not None
        return Reading(None, (_not_stated("price", "offer") if stated else _not_stated("budget", "need"),))
    values = {"price_min": offer.amount_min, "price_max": offer.amount_max,
              "budget_min": need.amount_min, "budget_max": need.amount_max}  # fmt: skip
    if ratio <= 1:
        return Reading(1.0, (Reason("price_ok", GOOD, values),))
    return Reading(max(0.0, 1 - math.log(ratio) / math.log(PRICE_LIMIT)), (Reason("price_high", WEAK, values),))


def place(need: ListingFacts, offer: ListingFacts) -> Reading:
    """Feature `place`, 0–1: same province 1, same region 0.6, same country 0.4, else 0.2; no country: not stated."""
    if need.province and need.province == offer.province:
        return Reading(1.0, (Reason("place_same", GOOD, {"province": need.province}),))
    if need.region and need.region == offer.region:
        return Reading(0.6, ())
    if not need.country or not offer.country:
        return Reading(None, ())
    return Reading(0.4 if need.country == offer.country else 0.2, ())


def language(need: ListingFacts, offer: ListingFacts) -> Reading:
    """Feature `language`, 0–1: 1 where both can be read in one language, else 0.5."""
    if not need.languages or not offer.languages:
        return Reading(None, ())
    if need.languages & offer.languages:
        return Reading(1.0, ())
    return Reading(0.5, (Reason("language_other", WEAK, {"language": min(offer.languages)}),))


def subject(need: ListingFacts, offer: ListingFacts) -> Reading:
    """Feature `subject`, 0–1: 1 where both name one living thing or waste water, or one side a kind of the other's.

    0 where they name different ones, such as shrimp and eel. Not stated: a side names none, or only of another sort.
    Source: title, summary and keywords, read by `catalog/subjects.py`.
    """
    pairs = related(need.subjects, offer.subjects)
    if not pairs:
        return Reading(None, ())
    same = sorted({max(a, b, key=lambda code: len(lineage(code))) for a, b, alike in pairs if alike})
    if same:
        return Reading(1.0, (Reason("subject_same", GOOD, {"subjects": same}),))
    values = {"need_subjects": sorted({a for a, *_ in pairs}), "offer_subjects": sorted({b for _, b, _ in pairs})}
    return Reading(0.0, (Reason("subject_other", WEAK, values),))


def other_animal(need: ListingFacts, offer: ListingFacts) -> tuple[Reason, ...]:
    """The hard fact that both sides name animals, and nothing of one side is a kind of the other's, if it is so.

    Feed, diseases and ponds of shrimp are not those of eels. Of crops no such thing can be said: a dryer dries both.
    Nor where both name waste waters: there the animals are only where the water comes from.
    """
    pairs = related(need.subjects, offer.subjects)
    both = any(is_animal(a) and is_animal(b) for a, b, _ in pairs)
    other = any(alike or not is_living(a) for a, _, alike in pairs)
    return subject(need, offer).reasons if both and not other else ()


def hard_facts(need: ListingFacts, offer: ListingFacts) -> tuple[Reason, ...]:
    """The facts that limit the score.

    Import refused, three or more TRL levels missing, four times the budget, another animal.
    """
    found: list[Reason] = []
    if need.import_accepted is False and offer.country not in ("", HOME_COUNTRY):
        found.append(Reason("import_refused", WEAK, {"country": offer.country}))
    if need.trl is not None and offer.trl is not None and need.trl - offer.trl >= TRL_LIMIT:
        found += trl(need, offer).reasons
    ratio = price_ratio(need, offer)
    if ratio is not None and ratio >= PRICE_LIMIT:
        found += budget(need, offer).reasons
    return (*found, *other_animal(need, offer))


def _not_stated(item: str, side: str) -> Reason:
    return Reason("unknown", UNKNOWN, {"item": item, "side": side})
