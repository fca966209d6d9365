"""What changed between two contents, in the reader's words: one entry per field, marked word by word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from catalog.models import Attachment, IPRight, Listing
from catalog.revising.differences import Piece, Row, RowChange, changed_names, row_changes, text_pieces
from catalog.revising.frozen import PLACES, SCHEMES, Content
from taxonomy.formats import date_short, money_range
from taxonomy.models import Concept

MONEY = ("amount_min", "amount_max", "price_kind")
LABELS: dict[str, Any] = {
    "targets": gettext_lazy("Target indicators"),
    "comparisons": gettext_lazy("Comparison table"),
    "ip_rights": gettext_lazy("Intellectual property"),
    "attachments": gettext_lazy("Files"),
}
#: What a row is about: with the same, it has changed; with another one, it is another row.
KEYS: dict[str, Callable[[Row], Any]] = {
    "targets": lambda row: row["name"],
    "comparisons": lambda row: row["indicator"],
    "ip_rights": lambda row: (row["kind__code"], row["number"]),
    "attachments": lambda row: row["name"],
}
Names = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """A text or a row as pieces; `mark` says when all of it came or went."""

    pieces: list[Piece]
    mark: Literal["changed", "gone", "new"] = "changed"


@dataclass(frozen=True, slots=True)
class Entry:
    """A field that changed; `lang` where its words are not in the page's language."""

    label: str
    lines: list[Line]
    note: str = ""
    lang: str = ""


def changed_labels(listing: Listing, old: Content, new: Content) -> list[str]:
    """The names of the fields that differ, for one line of a history."""
    return [label_of(listing, name) for name in changed_fields(old, new)]


def entries_of(listing: Listing, old: Content, new: Content, *, opens_secret: bool) -> list[Entry]:
    """Every field that differs; the words of the confidential part only where they are open to the reader."""
    names = concept_names(old, new)
    return [
        Entry(label_of(listing, name), [], note=_("Has changed. Its words stand where the part itself is opened."))
        if name == "confidential" and not opens_secret
        else entry_of(listing, name, old, new, names)
        for name in changed_fields(old, new)
    ]


def changed_fields(old: Content, new: Content) -> list[str]:
    """Names of what differs, the amounts and the kind of a price as one."""
    names = changed_names(old, new)
    first = next((name for name in names if name in MONEY), "")
    return [name for name in names if name not in MONEY or name == first]


def label_of(listing: Listing, name: str) -> str:
    if name in MONEY:
        return _("Price") if listing.is_offer else _("Budget")
    if name == "trl" and listing.is_need:
        return _("Minimum TRL")
    return str(LABELS[name] if name in LABELS else getattr(Listing._meta.get_field(name), "verbose_name", name))


def entry_of(listing: Listing, name: str, old: Content, new: Content, names: Names) -> Entry:
    lines = lines_of(name, old, new, names)
    note = "" if lines else _("Only the order has changed.")
    is_foreign = is_prose(name) and not (get_language() or "vi").startswith(listing.language)
    return Entry(label_of(listing, name), lines, note, listing.language if is_foreign else "")


def lines_of(name: str, old: Content, new: Content, names: Names) -> list[Line]:
    before, after = old.get(name), new.get(name)
    if name in KEYS:
        return [row_line(name, change, names) for change in row_changes(before or [], after or [], KEYS[name])]
    if name in SCHEMES or name == "keywords":
        return list_lines(name, before or [], after or [], names)
    if name in MONEY:
        return [Line(whole(money_text(old), money_text(new)))]
    if is_prose(name):
        return [Line(text_pieces(before or "", after or ""))]
    return [Line(whole(value_text(name, before, names), value_text(name, after, names)))]


def is_prose(name: str) -> bool:
    """Whether a field holds what people write, to be compared word by word."""
    field = None if name in LABELS else Listing._meta.get_field(name)
    return isinstance(field, models.CharField | models.TextField) and not field.choices and name != "country"


def whole(old: str, new: str) -> list[Piece]:
    return [piece for piece in (Piece("gone", old), Piece("new", new)) if piece.text]


def list_lines(name: str, old: Sequence[str], new: Sequence[str], names: Names) -> list[Line]:
    def line(code: str, mark: Literal["gone", "new"]) -> Line:
        return Line([Piece(mark, names.get((SCHEMES.get(name, ""), code), code))], mark)

    came = [line(code, "new") for code in new if code not in old]
    return came + [line(code, "gone") for code in old if code not in new]


def row_line(name: str, change: RowChange, names: Names) -> Line:
    old = row_text(name, change.old, names) if change.old else ""
    new = row_text(name, change.new, names) if change.new else ""
    if not old or not new:
        return Line(whole(old, new), "gone" if old else "new")
    if old == new:
        return Line([Piece("same", f"{old} "), Piece("new", _("(another content)"))])
    return Line(text_pieces(old, new))


def row_text(name: str, row: Row, names: Names) -> str:
    """A row in one line."""
    if name == "targets":
        weight = _("Must") if row["is_must"] else _("Wish")
        return f"{row['name']}: {row['value']} {row['unit']}".strip() + f" ({weight.lower()})"
    if name == "comparisons":
        texts = [f"{row['indicator']}: {row['ours']}", row["best"] and f"↔ {row['best']}", row["unit"]]
        return " ".join(text for text in texts if text) + (f"; {row['proof']}" if row["proof"] else "")
    if name == "ip_rights":
        kind, status = names.get(("ip_kind", row["kind__code"]), row["kind__code"]), IPRight.Status(row["status"])
        return ", ".join(part for part in (kind, row["number"], status.label.lower(), row["territory"]) if part)
    return f"{row['name']} ({Attachment.Level(row['level']).label.lower()})"


def value_text(name: str, value: Any, names: Names) -> str:
    """A choice, a number, a date or a place in words."""
    if value in (None, ""):
        return "–"
    if name in PLACES:
        return names.get((PLACES[name], value), str(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    field = Listing._meta.get_field(name)
    if isinstance(field, models.DateField):
        return date_short(date.fromisoformat(value), get_language() or "vi")
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))


def money_text(content: Content) -> str:
    low, high, kind = (content.get(name) for name in MONEY)
    text = money_range(low, high, get_language() or "vi") if low is not None or high is not None else ""
    choices = dict(getattr(Listing._meta.get_field("price_kind"), "flatchoices", ()))
    return ", ".join(part for part in (text, str(choices.get(kind, "")).lower()) if part) or "–"


def concept_names(*contents: Content) -> Names:
    """The names of all codes in the contents, by scheme and code, in one query."""
    wanted = {(scheme, code) for each in contents for name, scheme in SCHEMES.items() for code in each.get(name, ())}
    wanted |= {(scheme, each[name]) for each in contents for name, scheme in PLACES.items() if each.get(name)}
    wanted |= {("ip_kind", row["kind__code"]) for each in contents for row in each.get("ip_rights", ())}
    by_scheme: dict[str, set[str]] = {}
    for scheme, code in wanted:
        by_scheme.setdefault(scheme, set()).add(code)
    known = Q(pk__in=[])
    for scheme, codes in by_scheme.items():
        known |= Q(scheme__code=scheme, code__in=codes)
    found = Concept.objects.filter(known).select_related("scheme").order_by("scheme__is_current")
    return {(concept.scheme.code, concept.code): concept.name for concept in found}
