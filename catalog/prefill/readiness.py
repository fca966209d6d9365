"""The readiness level that a text states or lets one suppose. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from catalog.quantities import level_in
from catalog.quantity_grammar import SENTENCE_END
from catalog.text import strip_accents

#: What was done with an offer → the level that goes with it; the highest that the text tells of counts.
_DONE: Final = {
    9: r"da (?:duoc )?(?:thuong mai hoa|chuyen giao|ban) (?:cho|tai|ra|duoc)|san xuat hang loat"
    r"|commerciali[sz]ed|in series production",
    7: r"da (?:duoc )?(?:lap dat|van hanh|ap dung|ung dung|trien khai) (?:thu )?(?:tai|o|cho|trong)"
    r"|mau thu (?:dang )?van hanh"
    r"|(?:has been|was|is) (?:installed|in operation|operating) (?:at|in|since)|field[- ]tested",
    6: r"quy mo pilot|mo hinh thu nghiem|pilot plant|pilot scale|san xuat thu nghiem",
    4: r"quy mo phong thi nghiem|trong phong thi nghiem|laboratory scale|in the laboratory|lab scale",
}  # fmt: skip
_DENIED: Final = re.compile(r"\b(?:chua|khong|not|never)\b")


@dataclass(frozen=True, slots=True)
class Level:
    """A level 1–9 with the sentence it was read from."""

    level: int
    quote: str


def level_of(text: str, kind: str) -> Level | None:
    """The level a text names; for an offer that names none, the one its history speaks for."""
    sentences = [" ".join(sentence.split()) for sentence in SENTENCE_END.split(text) if sentence.strip()]
    for sentence in sentences:
        if level := level_in(sentence):
            return Level(level, sentence)
    if kind == "need":
        return None
    for level, wording in _DONE.items():
        for sentence in sentences:
            match = re.search(wording, folded := strip_accents(sentence).lower())
            if match and not _DENIED.search(folded[: match.start()]):
                return Level(level, sentence)
    return None
