"""Quotes both texts of a suggestion with the shared words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.models import Listing
from catalog.text import Language
from matching.explain import highlight
from matching.models import Suggestion

LONGEST = 320
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
#: List bullets, numbers, quote and heading signs at the beginning; emphasis and code anywhere; the address of a link.
SIGNS = re.compile(r"^(?:[\s>#|]+|[*+-]\s+|\d+[.)]\s+)+|[*_`]+|(?<=\])\([^)\s]*\)")

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Quotes:
    """The need's and the offer's words, as pieces that are marked or not."""

    need: Pieces
    offer: Pieces
    pairs: list[tuple[str, str]]


def quotes_of(suggestion: Suggestion, *, need: Listing, offer: Listing) -> Quotes:
    """The sentences of each side's public text that carry most of what both share."""
    shared = [reason["values"] for reason in suggestion.reasons if reason["code"] == "terms"]
    aligned = [reason["values"] for reason in suggestion.reasons if reason["code"] == "phrases"]
    pairs = [(values["need_phrase"], values["offer_phrase"]) for values in aligned]
    asked = [term for values in shared for term in values["terms"]]
    offered = [term for values in shared for term in values.get("offer_terms", values["terms"])]
    return Quotes(
        need=quote_listing(need, [*asked, *(pair[0] for pair in pairs)]),
        offer=quote_listing(offer, [*offered, *(pair[1] for pair in pairs)]),
        pairs=pairs,
    )


def quote_listing(listing: Listing, terms: Iterable[str]) -> Pieces:
    return quote(f"{listing.summary}\n{listing.description}", terms, "en" if listing.language == "en" else "vi")


def quote(text: str, terms: Iterable[str], language: Language) -> Pieces:
    """The one or two sentences with most marked words, in the order of the text, of LONGEST characters at most."""
    terms = list(terms)
    sentences = [sentence for part in SENTENCE.split(text) if any(map(str.isalpha, sentence := plain(part)))]
    marked = [highlight(sentence, terms, language) for sentence in sentences]
    ranked = sorted(range(len(marked)), key=lambda n: (-sum(len(piece) for piece, on in marked[n] if on), n))
    chosen = ranked[:2]
    if sum(len(sentences[n]) for n in chosen) > LONGEST:
        chosen = ranked[:1]
    pieces: Pieces = []
    last = -1
    for n in sorted(chosen):
        if pieces:
            pieces.append((" … " if n > last + 1 else " ", False))
        pieces += shortened(marked[n])
        last = n
    return pieces


def shortened(pieces: Pieces) -> Pieces:
    """At most LONGEST characters, from a little before the first mark on, cut between words."""
    if sum(len(piece) for piece, _ in pieces) <= LONGEST:
        return pieces
    kept: Pieces = []
    room = LONGEST - len("… ") - len(" …")
    if not pieces[0][1] and len(pieces[0][0]) > LONGEST // 4 and len(pieces) > 1:
        before = pieces[0][0][-LONGEST // 4 :]
        pieces = [("… " + (before.partition(" ")[2] or before), False), *pieces[1:]]
    for piece, on in pieces:
        if len(piece) > room:
            cut = piece[:room].rpartition(" ")[0]
            return [*kept, (cut, on), (" …", False)] if cut else [*kept, (" …", False)]
        kept.append((piece, on))
        room -= len(piece)
    return kept


def plain(markdown: str) -> str:
    """A sentence without Markdown's signs."""
    return SIGNS.sub("", markdown).replace("[", "").replace("]", "").strip()
