"""Fields of a template: which there are, and what stands in their place; pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: {need_name}: the only thing in a template that is not text.
FIELD = re.compile(r"\{(\w+)\}")
PARTIES = frozenset(
    {"title", "reference", "date", "subject"}
    | {
        f"{side}_{part}"
        for side in ("need", "offer")
        for part in ("name", "tax_code", "address", "representative", "position")
    }
)
#: By the kind of the template; plans and listings stand in what is signed at the end.
FIELDS = {
    "nda": PARTIES,
    "mou": PARTIES | {"need_listing", "offer_listing", "plan"},
    "contract": PARTIES | {"need_listing", "offer_listing", "plan"},
}
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!])")
MISSING = "…………"


def unknown_fields(text: str, kind: str) -> list[str]:
    """Fields that nothing fills in, in their order."""
    return [name for name in dict.fromkeys(FIELD.findall(text)) if name not in FIELDS[kind]]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The template with every field filled in: as plain text on one line, or dots to be filled in by hand."""
    return FIELD.sub(lambda found: plain(values.get(found[1], "")) or MISSING, text)


def plain(value: str) -> str:
    """A value that Markdown shows as it is."""
    return SPECIAL.sub(r"\\\1", " ".join(value.split()))
