"""What a text says of a listing: field by field, in its own words. Pure.

Nothing is made up: a text goes where its heading says, a figure is copied as it is written, and what the text does not
say stays empty. Only a readiness level may be read from what was done ("đã chuyển giao"); its words are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from catalog.contact_details import has_contact_details
from catalog.prefill.figures import Figure, figures
from catalog.prefill.headings import Section, sections
from catalog.prefill.money import amount_in
from catalog.prefill.readiness import level_of
from catalog.text import Language, detect_language, normalise, strip_accents

#: As many characters as the fields hold.
LIMITS: Final = {"title": 120, "summary": 160, "description": 8000, "present_state": 3000}
USUAL_LIMIT: Final = 2000
SHORTEST_SUMMARY: Final = 30
#: Parts whose figures are no indicator: they tell of today, of money, of others.
_NO_FIGURES: Final = {
    "present_state",
    "tried",
    "amount",
    "economic_effect",
    "customers",
    "problem",
    "contact",
    "keywords",
}
_LETTERHEAD: Final = re.compile(
    r"cong hoa xa hoi|doc lap|so:|so\s*/|kinh gui|phieu |thuyet minh|mau so|bieu |ngay \d|[^,]+, ngay|phu luc"
    r"|trang \d|page \d"
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Guess:
    """A value for a field or for rows, and the words it was read from, "" where it is those words."""

    name: str
    value: Any
    quote: str = ""


@dataclass(slots=True)
class Guessed:
    """All that was found; `left_out` counts lines with contact data, which a public text may not hold."""

    language: Language
    guesses: list[Guess] = field(default_factory=list)
    left_out: int = 0

    def value(self, name: str) -> Any:
        return next((guess.value for guess in self.guesses if guess.name == name), None)


def guess(text: str, tables: Iterable[list[list[str]]], kind: str) -> Guessed:
    """Title, texts, figures, keywords, amount and level that a text states."""
    normal = normalise(text)
    found = Guessed(detect_language(normal))
    parts = sections(normal, kind)
    found.left_out = _drop_contacts(parts)
    texts = _texts(parts)
    found.guesses = [Guess(name, value) for name, value in texts.items() if value]
    found.guesses += _keywords(parts)
    found.guesses += _rows(parts, tables, kind, found.language)
    found.guesses += _amounts(parts, kind)
    if level := level_of(normal, kind):
        found.guesses.append(Guess("trl", level.level, level.quote))
    return found


def _drop_contacts(parts: list[Section]) -> int:
    """Take out lines with phone numbers and addresses; how many."""
    dropped = 0
    for part in parts:
        kept = [line for line in part.lines if not (part.name == "contact" or has_contact_details(line))]
        dropped += len([line for line in part.lines if line.strip()]) - len([line for line in kept if line.strip()])
        part.lines = kept
    return dropped


def _texts(parts: list[Section]) -> dict[str, str]:
    """The texts by field; what is longer than its field goes on in the description, as far as that holds."""
    names = ("title", "summary", "keywords", "amount", "contact", "targets", "comparisons")
    gathered: dict[str, str] = {}
    title = _title(parts)
    for part in parts:
        name = part.name or "description"
        if name not in names and part.text:
            gathered[name] = f"{gathered[name]}\n\n{part.text}" if name in gathered else part.text
    summary = next((part.text for part in parts if part.name == "summary" and part.text), "")
    lead = summary or next(
        (gathered[name] for name in ("description", "present_state", "problem") if name in gathered), ""
    )
    if len(summary) > LIMITS["summary"]:
        gathered["description"] = "\n\n".join(filter(None, (summary, gathered.get("description"))))
    texts = {"title": cut(title, LIMITS["title"]), "summary": _first_sentence(lead)}
    overflow = []
    for name in sorted(set(gathered) - {"description"}):
        texts[name] = cut(gathered[name], LIMITS.get(name, USUAL_LIMIT))
        overflow.append(gathered[name][len(texts[name]) :].strip())
    body = "\n\n".join(filter(None, (gathered.get("description", ""), *overflow)))
    texts["description"] = cut(body, LIMITS["description"])
    return texts


def _title(parts: list[Section]) -> str:
    """What is headed as title, else the first line that is no letterhead, or its first sentence.

    A line of its own is taken out of its part.
    """
    for part in parts:
        if part.name == "title" and part.text:
            first, *rest = [line.strip() for line in part.lines if line.strip()]
            part.name, part.lines = "description", rest
            return first
    for line in parts[0].lines:
        folded = strip_accents(line).lower().strip()
        if len(folded) > 8 and not _LETTERHEAD.match(folded) and any(map(str.isalpha, folded)):
            first, *more = _SENTENCE.split(line.strip(" #*"))
            if more or len(first) > LIMITS["title"]:
                return first.strip(".") if len(first) <= LIMITS["title"] else ""
            parts[0].lines = parts[0].lines[parts[0].lines.index(line) + 1 :]
            return first.strip(".")
    return ""


def _first_sentence(text: str) -> str:
    """The summary as it stands, or the first sentence where that is one line long."""
    line = " ".join(text.split())
    if len(line) <= LIMITS["summary"]:
        return line
    first = _SENTENCE.split(line)[0]
    return first if SHORTEST_SUMMARY <= len(first) <= LIMITS["summary"] else ""


def cut(text: str, limit: int) -> str:
    """The text as far as a limit, up to the end of a sentence, else of a word."""
    if len(text) <= limit:
        return text
    head = text[: limit + 1]
    ends = [match.start() + 1 for match in re.finditer(r"[.!?\n](?=\s)", head)]
    if ends and ends[-1] > limit // 2:
        return head[: ends[-1]].strip()
    return head[: head.rfind(" ")].strip() if " " in head else head[:limit]


def _keywords(parts: list[Section]) -> list[Guess]:
    text = ", ".join(part.text for part in parts if part.name == "keywords")
    words = [" ".join(word.split()).strip(" .") for word in re.split(r"[,;\n]", text)]
    kept = list({word.casefold(): word for word in words if 0 < len(word) <= 60}.values())[:8]
    return [Guess("keywords", kept)] if kept else []


def _rows(parts: list[Section], tables: Iterable[list[list[str]]], kind: str, language: Language) -> list[Guess]:
    wanted = {"targets"} if kind == "need" else {"comparisons"}
    headed = [line for part in parts if part.name in wanted for line in part.lines]
    others = [line for part in parts if part.name not in wanted | _NO_FIGURES for line in part.lines]
    found = figures(headed, tables, language, bounds_only=False)
    known = {figure.label.casefold() for figure in found}
    found += [each for each in figures(others, (), language, bounds_only=kind == "need")
              if each.label.casefold() not in known]  # fmt: skip
    if not found:
        return []
    if kind == "need":
        return [Guess("targets", [_target(each) for each in found[:10]])]
    return [Guess("comparisons", [_comparison(each) for each in found[:10]])]


def _target(figure: Figure) -> dict[str, Any]:
    return {"name": figure.label, "value": figure.value, "unit": figure.unit, "is_must": True}


def _comparison(figure: Figure) -> dict[str, Any]:
    row = asdict(figure)
    return {"indicator": row.pop("label"), "ours": row.pop("value")} | row


def _amounts(parts: list[Section], kind: str) -> list[Guess]:
    headed = "\n".join(part.text for part in parts if part.name == "amount")
    rest = "\n".join(part.text for part in parts if part.name in ("", "description", "partner_sought", "constraints"))
    found = amount_in(headed, kind, is_headed=True) or amount_in(rest, kind)
    if found is None:
        return []
    ends = {"amount_min": found.low, "amount_max": found.high}
    return [Guess(name, value, found.quote) for name, value in ends.items() if value is not None]
