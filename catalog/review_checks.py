"""What a machine notices in a listing before an officer reads it; hints, never a decision."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from catalog.completeness import PUBLIC_TEXTS
from catalog.contact_details import contact_details
from catalog.models import Listing
from taxonomy.formats import list_and

Fact = dict[str, str]

_ID_NUMBER: Final = re.compile(r"(?<![\d.,/-])0\d{2}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?![\d])")
_NAMED_ID: Final = re.compile(
    r"(?i)(?:cccd|cmnd|cmt|căn cước|chứng minh|passport|hộ chiếu|id card)\D{0,25}?([a-z]?\d{7,12})\b"
)
AROUND = 30
HIGH_TRL = 8


def checks_of(listing: Listing, *, language: str) -> list[Fact]:
    """All findings, for the component that lists facts."""
    return [
        *personal_data(listing),
        *(trl_evidence(listing) if listing.is_offer else []),
        *units(listing, language),
        *other_language(listing),
    ]


def personal_data(listing: Listing) -> list[Fact]:
    """Phone numbers, e-mail addresses and identity numbers in what everybody reads."""
    title = _("Personal data check")
    found = [
        {"tone": "bad", "title": title, "text": f"{label}: “{excerpt(text, span)}”"}
        for label, text in public_texts(listing)
        for span in personal_spans(text)
    ]
    return found or [{"tone": "ok", "title": title, "text": _("no phone number, e-mail address or identity number.")}]


def public_texts(listing: Listing) -> list[tuple[str, str]]:
    """Names of what everybody reads, with the text."""
    texts = [(str(Listing._meta.get_field(name).verbose_name), str(getattr(listing, name))) for name in PUBLIC_TEXTS]  # type: ignore[union-attr]
    texts.append((_("Keywords"), ", ".join(listing.keywords)))
    if listing.is_need:
        texts += [(_("Target indicators"), f"{row.name} {row.value} {row.unit}") for row in listing.targets.all()]
    else:
        texts += [
            (_("Comparison table"), f"{row.indicator} | {row.ours} | {row.best} | {row.proof}")
            for row in listing.comparisons.all()
        ]
    return texts


def personal_spans(text: str) -> list[tuple[int, int]]:
    """Where personal data stands; what overlaps is told once."""
    spans = [*contact_details(text), *(match.span() for match in _ID_NUMBER.finditer(text))]
    spans += [match.span(1) for match in _NAMED_ID.finditer(text)]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart


def excerpt(text: str, span: tuple[int, int]) -> str:
    """The finding with some words around it."""
    start, end = max(span[0] - AROUND, 0), min(span[1] + AROUND, len(text))
    words = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{words}{'…' if end < len(text) else ''}"


def trl_evidence(listing: Listing) -> list[Fact]:
    """Whether the claimed TRL rests on something."""
    title = _("Evidence for the TRL")
    if listing.trl is None:
        return [{"tone": "warn", "title": title, "text": _("no TRL is stated.")}]
    values = {"level": listing.trl}
    if not listing.trl_evidence.strip():
        return [{"tone": "bad", "title": title, "text": _("TRL %(level)s is stated without evidence.") % values}]
    if listing.trl >= HIGH_TRL and not listing.customers.strip():
        text = _("TRL %(level)s is stated, but no reference customer is named.") % values
        return [{"tone": "warn", "title": title, "text": text}]
    return [{"tone": "ok", "title": title, "text": _("stated for TRL %(level)s.") % values}]


def units(listing: Listing, language: str) -> list[Fact]:
    """Figures of the tables that lack a unit."""
    if listing.is_need:
        rows = [(row.name, row.value, row.unit) for row in listing.targets.all()]
    else:
        rows = [(row.indicator, row.ours, row.unit) for row in listing.comparisons.all()]
    if not rows:
        return [{"tone": "warn", "title": _("Units"), "text": _("there is no table of indicators.")}]
    bare = [name for name, value, unit in rows if re.fullmatch(r"[\d\s.,–<>≤≥±~-]*\d[\d\s.,–-]*", value) and not unit]
    if bare:
        text = _("missing for: %(names)s.") % {"names": list_and(bare, language)}
        return [{"tone": "warn", "title": _("Units"), "text": text}]
    return [{"tone": "ok", "title": _("Units"), "text": _("every figure of the table has one.")}]


def other_language(listing: Listing) -> list[Fact]:
    """Whether a reader of the other language finds title and summary."""
    title = _("Second language")
    if listing.title_alt and listing.summary_alt:
        return [{"tone": "ok", "title": title, "text": _("title and summary are there.")}]
    return [{"tone": "na", "title": title, "text": _("title or summary is missing.")}]
