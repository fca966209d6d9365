"""What a listing's words must satisfy, as a tsquery for the database or on lexemes in memory. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from catalog.lexemes import pairs, quoted
from catalog.ranking import Group, SearchQuery, Word

Places = Mapping[str, Sequence[int]]


def required(groups: Iterable[Group]) -> list[Group]:
    """The groups a listing must have: those that say something, or all if none does."""
    every = [group for group in groups if group.words]
    return [group for group in every if group.matters()] or every


def conjunction(groups: Iterable[Group], *, loose: bool = False) -> str:
    """A tsquery for all groups, "" for none."""
    return " & ".join(group_query(group, loose=loose) for group in required(groups))


def disjunction(words: Iterable[Word], *, is_loose: Callable[[Word], bool] = lambda _word: False) -> str:
    """A tsquery for any of the words, "" for none."""
    return " | ".join(dict.fromkeys(word_query(word, loose=is_loose(word)) for word in words))


def group_query(group: Group, *, loose: bool) -> str:
    """A tsquery for one group: its words, or what they also go by."""
    readings = [phrase_query(group.words, loose=loose)] if group.is_phrase else [
        " & ".join(word_query(word, loose=loose) for word in group.words)]  # fmt: skip
    readings += [phrase_query(synonym, loose=False) for synonym in group.synonyms]
    return "(" + " | ".join(f"({reading})" for reading in readings) + ")"


def phrase_query(words: Sequence[Word], *, loose: bool) -> str:
    """A tsquery for words as far apart as they were written.

    Two in a row are asked for as their pair. More are too: places are read of listings alone that have every pair.
    """
    together = [
        any_of(pairs(readings(before, loose=loose), readings(word, loose=loose)))
        for before, word in pairwise(words)
        if word.place - before.place == 1
    ]
    if len(words) == 2 and together:
        return together[0]
    placed = word_query(words[0], loose=loose)
    for before, word in pairwise(words):
        placed = f"({placed} <{word.place - before.place}> {word_query(word, loose=loose)})"
    return " & ".join([*together, placed])


def word_query(word: Word, *, loose: bool) -> str:
    """A tsquery for any reading of a word."""
    return any_of(readings(word, loose=loose))


def any_of(lexemes: Iterable[str]) -> str:
    """A tsquery for any of some lexemes."""
    return "(" + " | ".join(map(quoted, lexemes)) + ")"


def readings(word: Word, *, loose: bool) -> tuple[str, ...]:
    """The lexemes of a word, the looser ones too where they are asked for."""
    return (word.loose or word.exact) if loose else word.exact


def has_all(places: Places, groups: Iterable[Group], *, loose: bool = False) -> bool:
    """`conjunction` in memory; nothing asked for is not found."""
    wanted = required(groups)
    return bool(wanted) and all(_has(places, group, loose=loose) for group in wanted)


def has_any(places: Collection[str], words: Iterable[Word]) -> bool:
    """`disjunction` in memory."""
    return any(lexeme in places for word in words for lexeme in word.exact)


def _has(places: Places, group: Group, *, loose: bool) -> bool:
    if any(_has_phrase(places, synonym, loose=False) for synonym in group.synonyms):
        return True
    if group.is_phrase:
        return _has_phrase(places, group.words, loose=loose)
    return all(any(lexeme in places for lexeme in readings(word, loose=loose)) for word in group.words)


def _has_phrase(places: Places, words: Sequence[Word], *, loose: bool) -> bool:
    first = words[0].place
    starts = [
        {place - (word.place - first) for lexeme in readings(word, loose=loose) for place in places.get(lexeme, ())}
        for word in words
    ]
    return bool(set.intersection(*starts))


def may_have_all(lexemes: Collection[str], codes: str, query: SearchQuery) -> bool:
    """Whether a listing may have all that a query asks for, judged quickly: never no where a search would find it.

    Other accents count, words of a phrase may stand anywhere, and what is excluded is not looked at.
    """
    if not query.alternatives:
        return bool(query.excluded)
    return any(all(_may_have(lexemes, codes, group) for group in required(groups)) for groups in query.alternatives)


def _may_have(lexemes: Collection[str], codes: str, group: Group) -> bool:
    if group.code and group.code in codes:
        return True
    names = (group.words, *group.synonyms)
    return any(all(any(each in lexemes for each in readings(word, loose=True)) for word in name) for name in names)
