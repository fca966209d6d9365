"""Codes of classifications as paths from the top of their scheme, so that nearness can be read off them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath

from matching.features import Path


def field_path(code: str) -> Path:
    """A field of science: "2.10" → ("2", "2.10") (OECD), "20701" → ("2", "207", "20701") (Vietnamese list)."""
    code = code.strip()
    if "." in code:
        return code.split(".")[0], code
    return tuple(code[:length] for length in (1, 3, 5, 7) if length <= len(code))


def industry_path(code: str, sections: Mapping[str, str]) -> Path:
    """An industry: "10" → ("C", "10"), "1020" → ("C", "10", "1020"); a section letter stands alone."""
    code = code.strip()
    if code.isalpha():
        return (code,)
    division = code[:2]
    path = [sections.get(division, "?"), division]
    return tuple(path + [code[:length] for length in (3, 4, 5) if length <= len(code)])


def read_sections(file: FilePath) -> dict[str, str]:
    """Division → section of the VSIC data file."""
    return {row["code"]: row["section"] for row in read_table(file)}


def read_regions(file: FilePath) -> dict[str, str]:
    """Province → region of the provinces' data file, where it names one."""
    return {row["code"]: "red_river_delta" for row in read_table(file) if row["red_river_delta"] == "1"}


def read_form_table(file: FilePath) -> dict[tuple[str, str], float]:
    """(offer form, need form) → 0–1 of the compatibility data file."""
    return {(row["offer_form"], row["need_form"]): float(row["value"]) for row in read_table(file)}


def read_table(file: FilePath) -> Iterator[dict[str, str]]:
    """The rows of a tab-separated data file by column name; lines that start with # are remarks."""
    with file.open(encoding="utf-8") as lines:
        yield from csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
