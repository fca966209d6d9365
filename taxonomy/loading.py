"""Loads classifications from the data files shipped with the app; running it again changes nothing that is right."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction

from taxonomy.glossary_editing import code_of
from taxonomy.models import Concept, Crosswalk, FormCompatibility, GlossaryEntry, Holiday, Scheme

DATA = Path(__file__).parent / "data"
Row = dict[str, str]


def read_table(path: Path) -> tuple[str, list[Row]]:
    """The comment on the first line and the rows of a tab-separated file."""
    with path.open(encoding="utf-8", newline="") as lines:
        comment = next(lines).lstrip("# ").strip()
        return comment, list(csv.DictReader(lines, delimiter="\t"))


@dataclass(frozen=True)
class Source:
    """One file of a scheme: how its rows become codes, parents and names."""

    scheme: str
    version: str
    file: str
    name_vi: str
    name_en: str
    code: str = "code"
    parent: Callable[[Row], str] = lambda _row: ""
    names: Callable[[Row], tuple[str, str]] = lambda row: (row["name_vi"], row["name_en"])
    data: tuple[str, ...] = field(default=())


def province_names(row: Row) -> tuple[str, str]:
    english = row["full_name_en"].removesuffix(" City").removesuffix(" Province")
    return row["name_vi"], english.replace("Haiphong", "Hai Phong")


SOURCES = [
    Source(
        "st_field",
        "QD 12/2008",
        "vn_st_fields.tsv",
        "Lĩnh vực khoa học và công nghệ",
        "Fields of science and technology",
        parent=lambda row: row["code"][:-2] if len(row["code"]) > 2 else "",
    ),
    Source(
        "ford",
        "2015",
        "ford2015_oecd.tsv",
        "Lĩnh vực nghiên cứu (OECD)",
        "Fields of research and development (OECD)",
        parent=lambda row: row["code"].rpartition(".")[0],
    ),
    Source("vsic", "2025", "vsic2025_sections.tsv", "Ngành kinh tế (VSIC)", "Industries (VSIC)"),
    Source(
        "vsic",
        "2025",
        "vsic2025_divisions.tsv",
        "Ngành kinh tế (VSIC)",
        "Industries (VSIC)",
        parent=lambda row: row["section"],
    ),
    Source(
        "trl",
        "H2020",
        "trl.tsv",
        "Mức độ sẵn sàng công nghệ (TRL)",
        "Technology readiness levels (TRL)",
        code="level",
        data=("evidence_vi",),
    ),
    Source(
        "province",
        "2025",
        "provinces_34.tsv",
        "Tỉnh, thành phố",
        "Provinces and cities",
        names=province_names,
        data=("full_name_vi", "full_name_en", "red_river_delta"),
    ),
    Source(
        "ward",
        "2025",
        "haiphong_wards_114.tsv",
        "Phường, xã, đặc khu",
        "Wards, communes and special zones",
        names=lambda row: (row["full_name_vi"], row["name_en"]),
        data=("name_vi",),
    ),
    Source("transfer_form", "1", "transfer_forms.tsv", "Hình thức chuyển giao", "Forms of transfer"),
    Source("actor_type", "1", "actor_types.tsv", "Loại đơn vị", "Kinds of organisation", data=("side",)),
    Source("decline_reason", "1", "decline_reasons.tsv", "Lý do không phù hợp", "Reasons for declining"),
    Source("ip_kind", "1", "ip_kinds.tsv", "Loại quyền sở hữu trí tuệ", "Kinds of intellectual property right"),
    Source("size_class", "1", "size_classes.tsv", "Quy mô", "Size"),
]


@transaction.atomic
def load_all() -> int:
    """Every scheme, the correspondences, compatible forms, holidays, glossary; returns the number of codes."""
    count = sum(load_scheme(source) for source in SOURCES)
    load_crosswalk("st_field", "ford", DATA / "st_field_to_ford.tsv")
    load_compatibility(DATA / "form_compatibility.tsv")
    load_holidays(DATA / "holidays.tsv")
    load_glossary(DATA / "glossary.tsv")
    return count


def load_scheme(source: Source) -> int:
    comment, rows = read_table(DATA / source.file)
    scheme, _ = Scheme.objects.update_or_create(
        code=source.scheme,
        version=source.version,
        defaults={"name_vi": source.name_vi, "name_en": source.name_en, "source": comment},
    )
    concepts = list(build(scheme, source, rows))
    Concept.objects.bulk_create(
        concepts,
        update_conflicts=True,
        unique_fields=["scheme", "code"],
        update_fields=["name_vi", "name_en", "order", "depth", "data"],
    )
    link_parents(scheme, source, rows)
    return len(concepts)


def build(scheme: Scheme, source: Source, rows: list[Row]) -> Iterator[Concept]:
    for order, row in enumerate(rows, start=1):
        name_vi, name_en = source.names(row)
        code = row[source.code]
        parent = source.parent(row)
        yield Concept(
            scheme=scheme,
            code=code,
            name_vi=name_vi,
            name_en=name_en,
            order=order,
            depth=1 if parent else 0,
            data={name: row[name] for name in source.data},
        )


def link_parents(scheme: Scheme, source: Source, rows: list[Row]) -> None:
    concepts = {concept.code: concept for concept in scheme.concepts.all()}
    changed = []
    for row in rows:
        concept, parent = concepts[row[source.code]], concepts.get(source.parent(row))
        if parent is not None and concept.parent_id != parent.pk:
            concept.parent = parent
            changed.append(concept)
    Concept.objects.bulk_update(changed, ["parent"])


def codes(scheme: str) -> dict[str, Concept]:
    """The concepts in use of a scheme by code."""
    return {concept.code: concept for concept in Concept.objects.of(scheme)}


def load_crosswalk(source: str, target: str, path: Path) -> None:
    sources, targets = codes(source), codes(target)
    _, rows = read_table(path)
    Crosswalk.objects.bulk_create(
        [Crosswalk(source=sources[row["source"]], target=targets[row["target"]]) for row in rows],
        ignore_conflicts=True,
    )


def load_compatibility(path: Path) -> None:
    """Values an administrator has changed stay as they are."""
    forms = codes("transfer_form")
    _, rows = read_table(path)
    pairs = [(row["offer_form"], row["need_form"], float(row["value"])) for row in rows]
    pairs += [(code, code, 1.0) for code in forms]
    FormCompatibility.objects.bulk_create(
        [FormCompatibility(offer_form=forms[a], need_form=forms[b], value=value) for a, b, value in pairs],
        ignore_conflicts=True,
    )


def load_holidays(path: Path) -> None:
    _, rows = read_table(path)
    Holiday.objects.bulk_create(
        [Holiday(on=date.fromisoformat(row["on"]), name_vi=row["name_vi"], name_en=row["name_en"]) for row in rows],
        ignore_conflicts=True,
    )


def load_glossary(path: Path) -> None:
    """Entries are known again by their code: what officers have changed or retired stays as it is."""
    _, rows = read_table(path)
    GlossaryEntry.objects.bulk_create([glossary_entry(row) for row in rows], ignore_conflicts=True)


def glossary_entry(row: Row) -> GlossaryEntry:
    lists = {name: split(row[name]) for name in ("synonyms_vi", "synonyms_en", "abbreviations")}
    entry = GlossaryEntry(term_vi=row["term_vi"], term_en=row["term_en"], **lists).fold()
    entry.code = code_of(entry.term_en, entry.term_vi)
    return entry


def split(text: str) -> list[str]:
    """The parts of a list that semicolons separate."""
    return [part.strip() for part in text.split(";") if part.strip()]
