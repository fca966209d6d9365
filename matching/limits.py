"""Feature `limits`: whether one side's text rules out the other: "không phù hợp …", "đã thử … nhưng …". Pure.

An offer that says it is not for what the need is about, and a need that has tried in vain what the offer is, share many
words, which the text score takes for closeness. Both are statements of the owners themselves, so they are quoted.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from catalog.phrases import VIETNAMESE_STOP_WORDS
from catalog.stated_limits import RuledOut
from catalog.text import Language, fold_syllable, strip_accents, tokens
from matching.features import WEAK, ListingFacts, Reading, Reason, Scope

#: What was tried in vain may yet be the right thing, made better: it speaks half as loud as an offer's own limit.
TRIED_SHARE = 0.5
#: A clause that shares one word, or less than a third of its words, is about something else.
LEAST_SHARED = 2
LEAST_SHARE = 1 / 3
#: What was tried is what is offered only if nearly all its words are the offer's, and more than one word's worth.
SAME_SHARE = 0.8
SAME_SHARED = 3
LONGEST_QUOTE = 160
_STOP = frozenset(fold_syllable(word) for word in VIETNAMESE_STOP_WORDS)


def limits(need: ListingFacts, offer: ListingFacts) -> Reading:
    """Feature `limits`, 0–1: 1 less the share of a ruling-out clause's words that name what the other side is about.

    The offer's own limits count in full, what the need has tried in vain by half; both together as independent doubts.
    Not stated: no clause, none that touches the other side, or texts in different languages. Source: the public texts.
    """
    asked, offered = need.scope, offer.scope
    if asked.language != offered.language:
        return Reading(None, ())
    bare = asked.language == "vi" and (asked.about.isascii() or offered.about.isascii())
    limit, said = _closest(offered.ruled_out, asked, bare=bare, least=(LEAST_SHARED, LEAST_SHARE))
    tried, told = _closest(asked.ruled_out, offered, bare=bare, least=(SAME_SHARED, SAME_SHARE))
    if not limit and not tried:
        return Reading(None, ())
    found = [("limit_stated", said, limit), ("tried_in_vain", told, tried)]
    reasons = tuple(Reason(code, WEAK, {"quote": quoted(clause)}) for code, clause, share in found if share)
    return Reading((1 - limit) * (1 - TRIED_SHARE * tried), reasons)


def _closest(clauses: Iterable[RuledOut], other: Scope, *, bare: bool, least: tuple[int, float]) -> tuple[float, str]:
    """The clause that shares most words with what the other side is about, if enough of them, and their share."""
    shares = [(_share(clause.named, other, bare=bare, least=least), clause.quote) for clause in clauses]
    return max(shares, default=(0.0, ""), key=lambda entry: entry[0])


def _share(clause: str, other: Scope, *, bare: bool, least: tuple[int, float]) -> float:
    """The share of the clause's words that the other side has; in Vietnamese two neighbours have to be among them."""
    words = _words(clause, other.language, bare=bare)
    known = frozenset(_words(other.about, other.language, bare=bare))
    shared = [word for word in words if word in known]
    together = other.language == "en" or any(a in known and b in known for a, b in pairwise(words))
    if not together or len(set(shared)) < least[0] or len(shared) < least[1] * len(words):
        return 0.0
    return len(shared) / len(words)


@lru_cache(maxsize=4_000)
def _words(text: str, language: Language, *, bare: bool) -> tuple[str, ...]:
    found = (token.term for token in tokens(text, language))
    if language == "en":
        return tuple(found)
    kept = (term for term in found if term not in _STOP)
    return tuple(strip_accents(term) for term in kept) if bare else tuple(kept)


def quoted(clause: str) -> str:
    """The clause, cut between words where it is very long."""
    if len(clause) <= LONGEST_QUOTE:
        return clause
    return clause[:LONGEST_QUOTE].rpartition(" ")[0] + " …"
