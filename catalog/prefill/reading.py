"""What a file says, as lines of text and tables, or why it cannot be read. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from catalog.text import normalise

Problem = Literal["scanned", "encrypted", "damaged", "empty", "too_large", "failed"]
Table = list[list[str]]

#: What the names of the content types that can be read contain.
READABLE: Final = ("pdf", "wordprocessingml", "spreadsheetml")
#: Asks for the cells of an Excel file's first sheet as they stand, formulas as formulas.
CELLS: Final = "cells"
MOST_CHARACTERS: Final = 120_000


class Unreadable(Exception):
    """A file that cannot be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem: Problem = problem


@dataclass(slots=True)
class Reading:
    """A line for each paragraph, with "# " before headings and "label: value" for rows of two; other tables apart."""

    lines: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    @property
    def text(self) -> str:
        return normalise("\n".join(self.lines))[:MOST_CHARACTERS]

    def take_table(self, rows: Table) -> None:
        """A table of two columns is a form that somebody filled in; any other one keeps its columns."""
        rows = [cells for row in rows if any(cells := [normalise(cell).strip() for cell in row])]
        if not rows:
            return
        if max(len([cell for cell in row if cell]) for row in rows) <= 2:
            self.lines += [": ".join(cell.rstrip(":") for cell in row if cell) for row in rows]
        else:
            self.tables.append([[" ".join(cell.split()) for cell in row] for row in rows])
