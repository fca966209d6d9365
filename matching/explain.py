"""Why two texts match: what they say in the same words, what they say across languages, what would tell more. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from catalog.embedding import Vectors
from catalog.phrases import VIETNAMESE_STOP_WORDS
from catalog.text import (
    Language,
    Token,
    canonical_tone,
    detect_language,
    fold_syllable,
    is_syllable,
    strip_accents,
    tokens,
    words,
)
from matching.features import GOOD, UNKNOWN, ListingFacts, Reason

MAX_TERMS = 5
MAX_RUN = 5
MAX_ALIGNMENTS = 3
LEAST_COSINE = 0.30
SHORTEST_WORD = 3
LEAST_WEIGHT = 1.5  # the IDF of a word that a fifth of the listings have

Weigh = Callable[[str], float]
_STOP_SYLLABLES = frozenset(fold_syllable(word) for word in VIETNAMESE_STOP_WORDS)


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A run of words that both texts have, as each writes it; `share` (0–1) of the weight of all runs found."""

    text_in_need: str
    text_in_offer: str
    share: float


@dataclass(frozen=True, slots=True)
class PhrasePair:
    """Two phrases in different languages that mean about the same; `cosine` of centred vectors, at least 0.30."""

    need_phrase: str
    offer_phrase: str
    cosine: float


def shared_terms(
    need: str, offer: str, language: Language, weigh: Weigh | None = None, *, about: Sequence[str] = ()
) -> list[SharedTerm]:
    """The weightiest runs of words found in both normalised texts of one language, at most MAX_TERMS.

    `weigh` gives a term's weight, usually its IDF; a run weighs as much as its words. In Vietnamese a run has at least
    two syllables and neither begins nor ends with a stop word. If one text lacks accents, both are read without.
    `about` are the parts that name the subjects: what stands in more of them comes first, and what stands in none, such
    as a turn of phrase that both texts happen to use, is left out if there is anything else.
    """
    there, here, *naming = _accentless([_runs_text(text) for text in (need, offer, *about)], language)
    left, right = tokens(there, language), tokens(here, language)
    places = _run_places(here, right, language)
    named = [_run_places(text, tokens(text, language), language).keys() for text in naming]
    found: dict[tuple[str, ...], tuple[int, float, str, str]] = {}
    position = 0
    while position < len(left):
        run = _longest(there, left, position, places)
        if not run:
            position += 1
            continue
        start, end = places[run]
        weight = sum(weigh(term) if weigh else LEAST_WEIGHT for term in run)
        if weight >= LEAST_WEIGHT * len(run):
            text = _cut(need, left[position], left[position + len(run) - 1])
            found.setdefault(run, (sum(run in each for each in named), weight, text, offer[start:end]))
        position += len(run)
    ranked = sorted(found.values(), key=lambda entry: (-entry[0], -entry[1]))
    total = sum(weight for _, weight, *_ in ranked) or 1.0
    least = min(1, ranked[0][0]) if ranked else 0
    said = _distinct([(weight, a, b) for times, weight, a, b in ranked if times >= least])
    return [SharedTerm(a, b, weight / total) for weight, a, b in said[:MAX_TERMS]]


def _runs_text(text: str) -> str:
    """The text in one tone placement: of the same length, so that spans hold in the text as written."""
    placed = canonical_tone(text)
    return placed if len(placed) == len(text) else text


def _accentless(texts: Sequence[str], language: Language) -> list[str]:
    """The texts, all without accents if one of the first two, need and offer, has none."""
    bare = language == "vi" and any(text.isascii() for text in texts[:2])
    return [strip_accents(text) if bare else text for text in texts]


def _run(text: str, found: Sequence[Token], start: int, length: int) -> tuple[str, ...]:
    """The terms of `length` words from `start` on with nothing but spaces or hyphens between, else nothing."""
    run = found[start : start + length]
    if len(run) < length or any(text[a.end : b.start].strip(" -\n") for a, b in pairwise(run)):
        return ()
    return tuple(token.term for token in run)


def _run_places(text: str, found: Sequence[Token], language: Language) -> dict[tuple[str, ...], tuple[int, int]]:
    places: dict[tuple[str, ...], tuple[int, int]] = {}
    for start in range(len(found)):
        for length in range(1, MAX_RUN + 1):
            run = _run(text, found, start, length)
            if run and _says_something(run, language):
                places.setdefault(run, (found[start].start, found[start + length - 1].end))
    return places


def _says_something(run: tuple[str, ...], language: Language) -> bool:
    if all(term[0].isdigit() for term in run):
        return False
    if language == "en":
        return len(run) > 1 or len(run[0]) > SHORTEST_WORD
    if len(run) == 1:
        return len(run[0]) > SHORTEST_WORD and not is_syllable(run[0])
    return run[0] not in _STOP_SYLLABLES and run[-1] not in _STOP_SYLLABLES and not run[0][0].isdigit()


def _longest(
    text: str, found: Sequence[Token], position: int, places: dict[tuple[str, ...], tuple[int, int]]
) -> tuple[str, ...]:
    for length in range(MAX_RUN, 0, -1):
        run = _run(text, found, position, length)
        if run in places:
            return run
    return ()


def _cut(text: str, first: Token, last: Token) -> str:
    return text[first.start : last.end]


def _distinct(ranked: list[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Without runs that only repeat a part of a weightier one."""
    kept: list[tuple[float, str, str]] = []
    for entry in ranked:
        lowered = entry[1].lower()
        others = [other[1].lower() for other in kept]
        if "\n" not in entry[1] and not any(lowered in other or other in lowered for other in others):
            kept.append(entry)
    return kept


def terms_reason(terms: Sequence[SharedTerm]) -> tuple[Reason, ...]:
    """The reason that names the shared terms, in the need's writing."""
    if not terms:
        return ()
    values = {"terms": [term.text_in_need for term in terms], "offer_terms": [term.text_in_offer for term in terms]}
    return (Reason("terms", GOOD, values),)


def highlight(text: str, terms: Iterable[str], language: Language | None = None) -> list[tuple[str, bool]]:
    """The normalised text in pieces, in order; True marks the words of a term, in whatever spelling of its tones."""
    language = language or detect_language(text)
    wanted = {tuple(token.term for token in tokens(term, language)) for term in terms}
    wanted.discard(())
    found = tokens(text, language)
    pieces: list[tuple[str, bool]] = []
    done = position = 0
    while position < len(found):
        length = max((len(run) for run in wanted if _stands_at(found, position, run)), default=0)
        if not length:
            position += 1
            continue
        start, end = found[position].start, found[position + length - 1].end
        pieces += [(text[done:start], False), (text[start:end], True)]
        done, position = end, position + length
    pieces.append((text[done:], False))
    return [piece for piece in pieces if piece[0]]


def _stands_at(found: Sequence[Token], position: int, run: tuple[str, ...]) -> bool:
    return tuple(token.term for token in found[position : position + len(run)]) == run


def align_phrases(
    need_phrases: Sequence[str], need_vectors: Vectors, offer_phrases: Sequence[str], offer_vectors: Vectors
) -> list[PhrasePair]:
    """The best one-to-one alignments by centred cosine, at least LEAST_COSINE, at most MAX_ALIGNMENTS.

    Vectors are centred unit rows, shape (phrases, dimensions). A word written alike in both is no translation.
    """
    if not len(need_phrases) or not len(offer_phrases):
        return []
    cosines = np.asarray(need_vectors @ offer_vectors.T, dtype=np.float64)
    order = np.dstack(np.unravel_index(np.argsort(-cosines, axis=None), cosines.shape))[0]
    return list(_one_to_one(order, cosines, need_phrases, offer_phrases))[:MAX_ALIGNMENTS]


def _one_to_one(
    order: Iterable[Sequence[int]], cosines: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    need_phrases: Sequence[str], offer_phrases: Sequence[str],
) -> Iterator[PhrasePair]:  # fmt: skip
    used: tuple[set[int], set[int]] = (set(), set())
    for row, column in order:
        cosine = float(cosines[row, column])
        if cosine < LEAST_COSINE:
            return
        if row in used[0] or column in used[1] or _plain(need_phrases[row]) == _plain(offer_phrases[column]):
            continue
        used[0].add(row)
        used[1].add(column)
        yield PhrasePair(need_phrases[row], offer_phrases[column], cosine)


def _plain(phrase: str) -> str:
    return " ".join(strip_accents(word.term.lower()) for word in words(phrase))


def phrase_reasons(pairs: Iterable[PhrasePair]) -> tuple[Reason, ...]:
    """A reason for every alignment."""
    return tuple(
        Reason("phrases", GOOD, {"need_phrase": pair.need_phrase, "offer_phrase": pair.offer_phrase}) for pair in pairs
    )


def steps_to_raise(need: ListingFacts, offer: ListingFacts) -> list[Reason]:
    """What either side could state so that the pair can score higher, as `raise` reasons with step and side."""
    steps = [
        ("fields", "need", not need.fields), ("fields", "offer", not offer.fields),
        ("industries", "need", not need.industries), ("industries", "offer", not offer.industries),
        ("budget", "need", need.amount_min is None and need.amount_max is None),
        ("price", "offer", offer.amount_min is None and offer.amount_max is None),
        ("trl", "offer", offer.trl is None), ("forms", "need", not need.forms), ("forms", "offer", not offer.forms),
        ("trl_evidence", "offer", need.trl is not None and offer.trl is not None and offer.trl < need.trl),
    ]  # fmt: skip
    return [Reason("raise", UNKNOWN, {"step": step, "side": side}) for step, side, missing in steps if missing]
