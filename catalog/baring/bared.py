"""What cannot be freed of the names in it, and how the two kinds of documents are told apart. Pure."""

from __future__ import annotations

from typing import Literal

Problem = Literal["signed", "protected", "unreadable", "too_large"]


class NotBared(Exception):
    """The document keeps its names; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem: Problem = problem
