"""Quotes both texts of a suggestion with the shared words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.models import Listing
from matching.explain import highlight
from matching.models import Suggestion

LONGEST = 320
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Quotes:
    """The need's and the offer's words, as pieces that are marked or not."""

    need: Pieces
    offer: Pieces
    pairs: list[tuple[str, str]]


def quotes_of(suggestion: Suggestion, *, need: Listing, offer: Listing) -> Quotes:
    """The sentences of each side's public text that carry most of what both share."""
    reasons = suggestion.contributions.get("reasons", []) if isinstance(suggestion.contributions, dict) else []
    shared = [term for reason in reasons if reason["code"] == "terms" for term in reason["values"]["terms"]]
    aligned = [reason["values"] for reason in reasons if reason["code"] == "phrases"]
    pairs = [(values["need_phrase"], values["offer_phrase"]) for values in aligned]
    return Quotes(
        need=quote(f"{need.summary} {need.description}", [*shared, *(pair[0] for pair in pairs)]),
        offer=quote(f"{offer.summary} {offer.description}", [*shared, *(pair[1] for pair in pairs)]),
        pairs=pairs,
    )


def quote(text: str, terms: Iterable[str]) -> Pieces:
    """The one or two sentences with most marked words, in the order of the text."""
    terms = list(terms)
    sentences = [plain(sentence) for sentence in SENTENCE.split(text) if plain(sentence)]
    marked = [highlight(sentence, terms) for sentence in sentences]
    ranked = sorted(range(len(marked)), key=lambda n: (-sum(len(piece) for piece, on in marked[n] if on), n))
    chosen: list[int] = []
    length = 0
    for n in ranked[:2]:
        if chosen and length + len(sentences[n]) > LONGEST:
            break
        chosen.append(n)
        length += len(sentences[n])
    pieces: Pieces = []
    for position, n in enumerate(sorted(chosen)):
        pieces += [(" … " if n > sorted(chosen)[position - 1] + 1 else " ", False)] if position else []
        pieces += marked[n]
    return pieces


def plain(markdown: str) -> str:
    """A sentence without Markdown's signs."""
    return re.sub(r"^[\s>*#-]+|[*_`]+", "", markdown).strip()
