"""Listings in JSON Lines files: what a line holds as a `Document`, for evaluation and for building shipped data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from catalog.text import Document, normalise

#: The parts of a listing's body in reading order; targets may be a text or a list of indicators.
BODY_PARTS = (
    "description", "problem", "advantages", "economic_effect", "applications", "present_state", "targets",
    "constraints", "tried", "partner_sought",
)  # fmt: skip


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file; a line that is none stops with its number."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except json.JSONDecodeError as error:
                raise ValueError(f"{path.name}, line {number}: not JSON ({error.msg})") from error
            if not isinstance(found, dict) or not found.get("id"):
                raise ValueError(f"{path.name}, line {number}: an object with an id is expected")
            yield found


def document_of(line: Mapping[str, Any]) -> Document:
    """The public text of a line: only `text`, or the parts of a listing; its confidential part is never read."""
    if "text" in line:
        return Document(body=normalise(str(line["text"])), language=line.get("language") or "")
    return Document(
        title=normalise(line.get("title") or ""),
        summary=normalise(line.get("summary") or ""),
        body="\n".join(filter(None, (part_text(line.get(part)) for part in BODY_PARTS))),
        keywords=tuple(normalise(keyword) for keyword in line.get("keywords") or ()),
        language=line.get("language") or "",
    )


def part_text(part: object) -> str:
    """A part of the body as text: as it is, or one line for each indicator of a list."""
    if isinstance(part, str):
        return normalise(part)
    if isinstance(part, Sequence):
        return "\n".join(indicator_text(row) for row in part if isinstance(row, Mapping))
    return ""


def comparison_lines(line: Mapping[str, Any]) -> list[str]:
    """An offer's own figures of its comparison table, as `catalog.content.comparison_lines`."""
    return [indicator_text({**row, "name": row.get("indicator", ""), "value": row.get("ours", "")})
            for row in line.get("comparisons") or () if isinstance(row, Mapping)]  # fmt: skip


def indicator_text(row: Mapping[str, Any]) -> str:
    """One target indicator as a line: "name: value unit"."""
    return normalise(f"{row.get('name', '')}: {row.get('value', '')} {row.get('unit', '')}".strip())
