"""What differs between two frozen contents: which fields, which rows, which words of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

Mark = Literal["same", "gone", "new", "cut"]
Row = Mapping[str, Any]

#: Characters of an unchanged stretch that are kept beside a change; the rest is cut.
CONTEXT: Final = 90
#: Texts that share less than this are shown one after the other: words marked one by one would be confetti.
LEAST_SHARED: Final = 0.3
_TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is in both versions, in one of them, or left out because nothing changed in it."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that came (no `old`), went (no `new`), or says something else."""

    old: Row | None
    new: Row | None


def changed_names(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Names of what differs, in the order of the new content; what one side does not know is empty there."""
    names = [*new, *(name for name in old if name not in new)]
    return [name for name in names if (old.get(name) or None) != (new.get(name) or None)]


def text_pieces(old: str, new: str) -> list[Piece]:
    """Both texts as one, word by word, with long unchanged stretches cut."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    marked: list[Piece] = []
    for tag, a, b, c, d in _steps(before, after):
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        marked += [Piece("same", gone)] if tag == "equal" else _whole(gone, come)
    shared = sum(len(piece.text.strip()) for piece in marked if piece.mark == "same")
    if shared < LEAST_SHARED * min(len(old), len(new)):
        return _whole(old, new)
    return list(_cut(_joined(marked)))


def _steps(before: list[str], after: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """What a matcher calls opcodes; beginning and end that are the same need none."""
    most = min(len(before), len(after))
    start = next((place for place in range(most) if before[place] != after[place]), most)
    end = next((place for place in range(most - start) if before[-1 - place] != after[-1 - place]), most - start)
    if start:
        yield "equal", 0, start, 0, start
    # Frequent tokens are no anchors (autojunk), which bounds the time for texts made of one word.
    inner = SequenceMatcher(None, before[start : len(before) - end], after[start : len(after) - end])
    for tag, a, b, c, d in inner.get_opcodes():
        yield tag, start + a, start + b, start + c, start + d
    if end:
        yield "equal", len(before) - end, len(before), len(after) - end, len(after)


def _whole(old: str, new: str) -> list[Piece]:
    return [piece for piece in (Piece("gone", old), Piece("new", new)) if piece.text]


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Changes with nothing but a space between them read as one."""
    found: list[Piece] = []
    gone = new = ""
    for place, piece in enumerate(pieces):
        between = piece.mark == "same" and (gone or new) and place + 1 < len(pieces)
        if piece.mark == "same" and not (between and piece.text == " "):
            found += [*_whole(gone, new), piece]
            gone = new = ""
            continue
        gone += piece.text if piece.mark != "new" else ""
        new += piece.text if piece.mark != "gone" else ""
    return found + _whole(gone, new)


def _cut(pieces: Sequence[Piece]) -> Iterator[Piece]:
    last = len(pieces) - 1
    for place, piece in enumerate(pieces):
        if piece.mark != "same" or len(piece.text) <= 2 * CONTEXT + 20:
            yield piece
            continue
        if place > 0:
            yield Piece("same", piece.text[:CONTEXT].rsplit(" ", 1)[0] + " ")
        yield Piece("cut", "")
        if place < last:
            yield Piece("same", " " + piece.text[-CONTEXT:].split(" ", 1)[-1])


def row_changes(old: Sequence[Row], new: Sequence[Row], key: Callable[[Row], Hashable]) -> list[RowChange]:
    """Rows by what they are about: changed and added ones in the new order, then those that went."""
    left = list(old)
    found: list[RowChange] = []
    for row in new:
        twin = next((each for each in left if each == row), None)
        twin = twin or next((each for each in left if key(each) == key(row) and each not in new), None)
        if twin is None:
            found.append(RowChange(None, row))
            continue
        left.remove(twin)
        if twin != row:
            found.append(RowChange(twin, row))
    return found + [RowChange(row, None) for row in left]
