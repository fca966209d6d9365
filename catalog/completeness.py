"""What a listing still lacks before officers can read it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalog.contact_details import has_contact_details
from catalog.models import Kind, Listing

#: What a submission needs, per kind; forms ask for the same.
REQUIRED = {
    Kind.OFFER: ("title", "summary", "description", "problem", "advantages", "trl", "trl_evidence", "partner_sought"),
    Kind.NEED: ("title", "summary", "description", "present_state"),
}
NEEDED_BY_ALL = ("fields", "contact")
NEEDED_ROWS = {Kind.OFFER: (), Kind.NEED: ("targets",)}
#: Texts that everybody reads, so that contact data has no place in them.
PUBLIC_TEXTS = (
    "title", "summary", "description", "title_alt", "summary_alt", "description_alt", "problem", "advantages",
    "economic_effect", "applications", "trl_evidence", "customers", "support", "partner_sought", "present_state",
    "constraints", "tried",
)  # fmt: skip
PUBLIC_ROWS = {
    Kind.OFFER: ("comparisons", ("indicator", "ours", "best", "proof")),
    Kind.NEED: ("targets", ("name", "value")),
}

ROW_LABELS = {"targets": _("Target indicators"), "comparisons": _("Comparison table")}


def label_of(name: str) -> str:
    """What a field or its rows are called."""
    if name in ROW_LABELS:
        return str(ROW_LABELS[name])
    return str(getattr(Listing._meta.get_field(name), "verbose_name", name))


def needed_fields(kind: str) -> tuple[str, ...]:
    """All that a submission of this kind needs."""
    return (*REQUIRED[Kind(kind)], *NEEDED_BY_ALL, *NEEDED_ROWS[Kind(kind)])


def missing_fields(listing: Listing) -> list[str]:
    """Names of required fields that are empty."""
    missing = [name for name in (*REQUIRED[Kind(listing.kind)], "contact") if getattr(listing, name) in ("", None)]
    rows = [name for name in ("fields", *NEEDED_ROWS[Kind(listing.kind)]) if not getattr(listing, name).exists()]
    return missing + rows


def texts_with_contact_details(listing: Listing) -> list[str]:
    """Names of public texts and rows that hold a phone number or an e-mail address."""
    texts = {name: str(getattr(listing, name)) for name in PUBLIC_TEXTS}
    texts["keywords"] = "\n".join(listing.keywords)
    rows, columns = PUBLIC_ROWS[Kind(listing.kind)]
    texts[rows] = "\n".join(text for row in getattr(listing, rows).values_list(*columns) for text in row)
    return [name for name, text in texts.items() if has_contact_details(text)]
