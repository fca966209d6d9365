"""The comparison of a dossier: technologies side by side, targets first, then the facts that catalogue pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import get_language, override

from advisory.dossiers.against_targets import Held, Verdict, hold
from advisory.models import DossierCandidate, SelectionDossier
from catalog.comparing import FACTS, Cell, Row, measured
from catalog.models import Kind, Listing
from catalog.presenting import foreign
from catalog.templatetags.listing_text import foreign_lang, local_title

FACTS_SHOWN = [fact for fact in FACTS if Kind.OFFER in fact.kinds][1:]
RELATED = ("fields__parent__parent", "industries__parent", "forms", "comparisons", "targets", "ip_rights__kind")


@dataclass(frozen=True, slots=True)
class Column:
    """One technology: what stands above its column."""

    candidate: int
    reference: str
    title: str
    lang: str
    is_public: bool
    musts_missed: int = 0


@dataclass(frozen=True, slots=True)
class TargetRow:
    name: str
    wanted: str
    lang: str
    is_must: bool
    cells: list[Held]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Columns, the need's targets, and facts whose first cell is the need's."""

    columns: list[Column]
    targets: list[TargetRow]
    facts: list[Row]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            [Column(**column) for column in data["columns"]],
            [TargetRow(**{**row, "cells": [Held(**cell) for cell in row["cells"]]}) for row in data["targets"]],
            [Row(**{**row, "cells": [Cell(**cell) for cell in row["cells"]]}) for row in data["facts"]],
        )


def comparison_of(dossier: SelectionDossier, candidates: Sequence[DossierCandidate]) -> Comparison:
    """As it stands now, in the active language; of a closed dossier as it stood then.

    `candidates` are all of the dossier, as `candidates_of` reads them.
    """
    if dossier.frozen is not None:
        return Comparison.from_json(dossier.frozen[(get_language() or "vi")[:2]])
    return compared(dossier, candidates)


def frozen_of(dossier: SelectionDossier) -> dict[str, Any]:
    """The comparison of today, in every language of the portal."""
    frozen, candidates = {}, candidates_of(dossier)
    for code, _name in settings.LANGUAGES:
        with override(code):
            frozen[code] = compared(dossier, candidates).as_json()
    return frozen


def compared(dossier: SelectionDossier, candidates: Sequence[DossierCandidate]) -> Comparison:
    """The technologies that are not left out; one that is public no longer says no more than its reference."""
    need = Listing.objects.prefetch_related(*RELATED).select_related("province", "organisation").get(pk=dossier.need_id)
    candidates = [each for each in candidates if each.left_out_at is None]
    offers = [each.listing if each.listing.is_published else None for each in candidates]
    targets = list(need.targets.all())
    held = [hold(targets, offer, need=need) if offer else silent(len(targets)) for offer in offers]
    return Comparison(
        [column_of(each, offer, targets, cells) for each, offer, cells in zip(candidates, offers, held, strict=True)],
        [
            TargetRow(target.name, measured(target.value, target.unit), foreign(need), target.is_must, list(cells))
            for target, *cells in zip(targets, *held, strict=True)
        ],
        fact_rows(need, offers),
    )


def candidates_of(dossier: SelectionDossier) -> list[DossierCandidate]:
    listings = Listing.objects.select_related("province", "organisation").prefetch_related(*RELATED)
    return list(dossier.candidates.prefetch_related(Prefetch("listing", listings)))


def silent(count: int) -> list[Held]:
    return [Held(Verdict.SILENT) for _number in range(count)]


def column_of(
    candidate: DossierCandidate, offer: Listing | None, targets: Sequence[Any], cells: Sequence[Held]
) -> Column:  # fmt: skip
    listing = candidate.listing
    musts = [cell.verdict for target, cell in zip(targets, cells, strict=True) if target.is_must]
    return Column(
        candidate.pk,
        listing.reference,
        local_title(listing) if offer else "",
        foreign_lang(listing) if offer else "",
        offer is not None,
        musts.count(Verdict.MISSED),
    )


def fact_rows(need: Listing, offers: Sequence[Listing | None]) -> list[Row]:
    """Rows that at least one technology fills; the need's own cell comes first."""
    rows = []
    for fact in FACTS_SHOWN:
        cells = [fact.cell(offer) if offer else Cell() for offer in offers]
        own = fact.cell(need) if Kind.NEED in fact.kinds else Cell(applies=False)
        if any(cell.text for cell in cells):
            rows.append(Row(str(fact.label), [own, *cells]))
    return rows
