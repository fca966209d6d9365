"""The order of a list in which no owner crowds out the others. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.text import normalise, strip_accents, words

#: Two of one owner show that it has a choice to offer; a third says less than the first of somebody else.
MOST_PER_OWNER = 2
#: From this share of common words on, two listings of an owner are variants of one, such as a dryer in five sizes.
SAME_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in a list: its key, whose it is (nobody's is never held back), and what its text is about."""

    key: int
    owners: tuple[int, ...]
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Arranged:
    """The keys in their order; `followed` says after which entry how many of its owner's come later, and the first."""

    order: list[int]
    followed: dict[int, tuple[int, int]]


def arrange(entries: Sequence[Entry], *, most: int = MOST_PER_OWNER) -> Arranged:
    """Entries that are best first: at most `most` of each owner, variants of one another once, then all the others.

    Nothing is lost, and each of the two parts keeps the order given.
    """
    leading: list[Entry] = []
    later: list[Entry] = []
    count: Counter[int] = Counter()
    for entry in entries:
        is_crowding = any(count[owner] >= most for owner in entry.owners)
        if is_crowding or any(are_variants(entry, before) for before in leading):
            later.append(entry)
        else:
            leading.append(entry)
            count.update(entry.owners)
    order = [entry.key for entry in (*leading, *later)]
    if order == [entry.key for entry in entries]:
        return Arranged(order, {})
    return Arranged(order, followed_by(leading, later))


def followed_by(leading: Iterable[Entry], later: Sequence[Entry]) -> dict[int, tuple[int, int]]:
    """By the last leading entry of each owner: how many of the owner's come later, and the first of them."""
    last = {owner: entry.key for entry in leading for owner in entry.owners}
    found: dict[int, tuple[int, int]] = {}
    for owner, key in last.items():
        held = [entry.key for entry in later if owner in entry.owners]
        if held:
            found[key] = (len(held), held[0])
    return found


def are_variants(one: Entry, other: Entry) -> bool:
    """Whether two entries have all owners in common and nearly all their words."""
    if not one.owners or one.owners != other.owners:
        return False
    shared, all_words = one.words & other.words, one.words | other.words
    return bool(all_words) and len(shared) >= SAME_SHARE * len(all_words)


def subject_words(*texts: str) -> frozenset[str]:
    """The words of texts without accents, and without what tells variants apart: numbers and type codes."""
    found = (strip_accents(word.term.lower()) for text in texts for word in words(normalise(text)))
    return frozenset(word for word in found if not any(letter.isdigit() for letter in word))
