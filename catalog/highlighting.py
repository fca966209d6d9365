"""What a search found, marked in a text; the text keeps its own spelling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from catalog.codes import codes_in
from catalog.lexical import BARE
from catalog.ranking import Group, SearchQuery, Word
from catalog.search import Search
from catalog.text import ENGLISH_STOP_WORDS, fold_number, fold_syllable, stem, strip_accents, words

Span = tuple[int, int]


@dataclass(frozen=True)
class Wanted:
    """What to look for: runs of words, each word by its readings; and codes."""

    runs: tuple[tuple[frozenset[str], ...], ...]
    codes: frozenset[str]

    @cached_property
    def first(self) -> frozenset[str]:
        """All readings that a run may begin with."""
        return frozenset().union(*(run[0] for run in self.runs if run))


def marked(text: str, search: Search) -> SafeString:
    """The text, escaped, with <mark> around the words, phrases and codes that the search looked for."""
    wanted = wanted_by(search)
    spans = joined(text, sorted([*spans_of_runs(text, wanted), *spans_of_codes(text, wanted)]))
    pieces, position = [], 0
    for start, end in spans:
        pieces += [escape(text[position:start]), format_html("<mark>{}</mark>", text[start:end])]
        position = end
    # Every piece is escaped above.
    return mark_safe("".join([*pieces, escape(text[position:])]))  # noqa: S308


def wanted_by(search: Search) -> Wanted:
    """What a search looks for in a text; nothing if there was no query."""
    if search.query is None or search.mode == "none":
        return Wanted((), frozenset())
    return _wanted(search.query, search.is_folded() or search.mode in {"any", "nothing"})


@lru_cache(maxsize=64)
def _cached(groups: tuple[Group, ...], folded: bool) -> Wanted:
    runs: list[tuple[frozenset[str], ...]] = []
    for group in groups:
        if group.is_phrase:
            runs.append(_run(group.words, folded))
        elif group.matters():
            runs += [_run((word,), folded) for word in group.words]
        runs += [_run(synonym, folded) for synonym in group.synonyms]
    return Wanted(tuple(runs), frozenset(group.code for group in groups if group.code))


def _wanted(query: SearchQuery, folded: bool) -> Wanted:
    groups = query.groups()
    return _cached(tuple([group for group in groups if group.matters()] or groups), folded)


def _run(found: tuple[Word, ...], folded: bool) -> tuple[frozenset[str], ...]:
    return tuple(frozenset((word.loose or word.exact) if folded else word.exact) for word in found)


def spans_of_runs(text: str, wanted: Wanted) -> Iterator[Span]:
    """Where the words stand, each run in a row."""
    seen = list(words(text)) if wanted.runs else []
    readings = [_readings(word.term) for word in seen]
    for at, found in enumerate(readings):
        if wanted.first.isdisjoint(found):
            continue
        for run in wanted.runs:
            last = at + len(run) - 1
            if last < len(seen) and not any(map(frozenset.isdisjoint, run, readings[at : last + 1])):
                yield seen[at].start, seen[last].end


def spans_of_codes(text: str, wanted: Wanted) -> Iterator[Span]:
    """Where the codes stand, whole even if a part was asked for."""
    for code in codes_in(text) if wanted.codes else ():
        if any(part in code.term for part in wanted.codes):
            yield code.start, code.end


@lru_cache(maxsize=1 << 14)
def _readings(word: str) -> frozenset[str]:
    """The lexemes that a word of either language would be found by."""
    if word[0].isdigit():
        number = fold_number(word) if word[-1].isdigit() else word.lower()
        return frozenset({number, BARE + number})
    syllable = fold_syllable(word)
    plain = strip_accents(syllable)
    found = {syllable, BARE + plain}
    if syllable.isascii():
        found.add("^" + plain)
    if plain not in ENGLISH_STOP_WORDS:
        found.add("$" + stem(strip_accents(word.lower())))
    return frozenset(found)


def joined(text: str, spans: list[Span]) -> list[Span]:
    """Spans without overlaps; neighbours with only blanks between them become one."""
    found: list[Span] = []
    for start, end in spans:
        if found and (start <= found[-1][1] or not text[found[-1][1] : start].strip(" ")):
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
