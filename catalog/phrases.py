"""Short phrases of a listing: its keywords and the runs of content words in title and summary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.text import ENGLISH_STOP_WORDS, Document, Language, canonical_tone, normalise, read_stop_words

MAX_PHRASES = 16
LONGEST = {"vi": 4, "en": 3}
SHORTEST = {"vi": 2, "en": 1}

VIETNAMESE_STOP_WORDS = read_stop_words("vi")
_CLAUSE = re.compile(r"[^\W_]+(?:[ \-][^\W_]+)*", re.UNICODE)


def phrases(document: Document) -> list[str]:
    """At most MAX_PHRASES distinct phrases as written, keywords first."""
    language = document.resolved_language()
    found: dict[str, str] = {}
    for keyword in document.keywords:
        if cleaned := normalise(keyword).strip():
            found.setdefault(canonical_tone(cleaned).lower(), cleaned)
    for part in (document.title, document.summary):
        for chunk in chunks(normalise(part), language):
            found.setdefault(canonical_tone(chunk).lower(), chunk)
    return list(found.values())[:MAX_PHRASES]


def chunks(text: str, language: Language) -> Iterator[str]:
    """Runs of content words between stop words, numbers and marks, cut to the language's longest phrase."""
    stop_words = VIETNAMESE_STOP_WORDS if language == "vi" else ENGLISH_STOP_WORDS
    for clause in _CLAUSE.findall(text):
        run: list[str] = []
        for word in [*clause.split(), ""]:
            if word and word.lower() not in stop_words and not word[0].isdigit():
                run.append(word)
                continue
            yield from _pieces(run, SHORTEST[language], LONGEST[language])
            run = []


def _pieces(run: list[str], shortest: int, longest: int) -> Iterator[str]:
    for start in range(0, len(run), longest):
        piece = run[start : start + longest]
        if len(piece) >= shortest and len(" ".join(piece)) > 3:
            yield " ".join(piece)
