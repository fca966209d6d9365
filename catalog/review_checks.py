"""What a machine notices in a listing before an officer reads it; hints, never a decision.

What it reads in the text itself is found by `catalog.linting`, for the owner and the officer alike.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from catalog.completeness import PUBLIC_TEXTS, label_of
from catalog.linting.clarity import without_unit
from catalog.linting.listings import rows_of
from catalog.linting.personal import excerpt, personal_spans
from catalog.models import Listing
from taxonomy.formats import list_and

Fact = dict[str, str]
#: Codes of findings that the facts below tell already.
TOLD = frozenset({"contact", "identity", "bare_figures"})

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
    texts = [(label_of(name), str(getattr(listing, name))) for name in PUBLIC_TEXTS]
    texts.append((_("Keywords"), ", ".join(listing.keywords)))
    if listing.is_need:
        texts += [(_("Target indicators"), f"{row.name} {row.value} {row.unit}") for row in listing.targets.all()]
    else:
        texts += [
            (_("Comparison table"), f"{row.indicator} | {row.ours} | {row.best} | {row.proof}")
            for row in listing.comparisons.all()
        ]
    return texts


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
    rows = rows_of(listing)
    if not rows:
        return [{"tone": "warn", "title": _("Units"), "text": _("there is no table of indicators.")}]
    bare = without_unit(rows)
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
