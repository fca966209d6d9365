"""Listings side by side: the facts of each in words, one row a fact, and which rows say the same of all."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from catalog.models import AnyUser, IPRight, Kind, Listing
from catalog.presenting import foreign, names, period
from catalog.templatetags.listing_text import place_name, price_text
from taxonomy.formats import date_short

FEWEST, MOST = 2, 4
#: References that are looked up at all, however many an address holds.
MOST_ASKED = 20
#: Letters of a long text that a cell shows.
EXCERPT = 280
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,23}")
BOTH = frozenset({Kind.OFFER, Kind.NEED})
OFFERS, NEEDS = frozenset({Kind.OFFER}), frozenset({Kind.NEED})


@dataclass(frozen=True, slots=True)
class Cell:
    """What one listing says; no text means that it is not stated, or does not apply to its kind."""

    text: str = ""
    lang: str = ""
    note: str = ""
    is_verified: bool = False
    applies: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    cells: list[Cell]
    lang: str = ""

    @property
    def is_same(self) -> bool:
        return len({(cell.text.casefold(), cell.note, cell.is_verified, cell.applies) for cell in self.cells}) == 1


@dataclass(frozen=True, slots=True)
class Fact:
    """A row that every listing of some kind has; its name may depend on whether both kinds are compared."""

    label: Any
    cell: Callable[[Listing], Cell]
    kinds: frozenset[Kind] = BOTH
    labels: dict[Kind, Any] | None = None

    def row(self, listings: list[Listing]) -> Row:
        kinds = {Kind(listing.kind) for listing in listings}
        label = (self.labels or {}).get(next(iter(kinds)), self.label) if len(kinds) == 1 else self.label
        return Row(
            str(label),
            [self.cell(each) if Kind(each.kind) in self.kinds else Cell(applies=False) for each in listings],
        )


@dataclass(frozen=True, slots=True)
class Table:
    """The listings in the order asked for, their facts, and what they measure."""

    listings: list[Listing]
    facts: list[Row]
    indicators: list[Row]

    @property
    def same_count(self) -> int:
        return sum(row.is_same for row in (*self.facts, *self.indicators))

    def differences(self) -> Table:
        """Without the rows that say the same of all."""
        return Table(
            self.listings, *([row for row in rows if not row.is_same] for rows in (self.facts, self.indicators))
        )


def references_in(values: Iterable[str]) -> list[str]:
    """What can be a reference, each once, in the order given."""
    return list(dict.fromkeys(value for value in values if REFERENCE.fullmatch(value)))[:MOST_ASKED]


def visible_listings(references: list[str], *, user: AnyUser) -> list[Listing]:
    """Those of the references that the reader may see, in the order given, with all that a comparison shows."""
    found = {
        listing.reference: listing
        for listing in Listing.objects.visible_to(user)
        .filter(reference__in=references)
        .select_related("province", "organisation")
        .prefetch_related("fields", "industries", "forms", "comparisons", "targets", "ip_rights__kind")
    }
    return [found[reference] for reference in references if reference in found]


def compare(listings: list[Listing]) -> Table:
    """Facts that concern at least one of the listings, and their indicators joined by name."""
    kinds = {Kind(listing.kind) for listing in listings}
    facts = [fact.row(listings) for fact in FACTS if fact.kinds & kinds]
    return Table(listings, facts, indicator_rows(listings))


def indicator_rows(listings: list[Listing]) -> list[Row]:
    """One row for every indicator that a listing measures, whichever listing names it first."""
    columns = [indicators_of(listing) for listing in listings]
    labels: dict[str, tuple[str, str]] = {}
    for listing, column in zip(listings, columns, strict=True):
        for key, (name, _cell) in column.items():
            labels.setdefault(key, (name, foreign(listing)))
    return [
        Row(name, [column[key][1] if key in column else Cell() for column in columns], lang)
        for key, (name, lang) in labels.items()
    ]


def indicators_of(listing: Listing) -> dict[str, tuple[str, Cell]]:
    """Lines of an offer's comparison or a need's targets by the key of their name; the first of a name counts."""
    found: dict[str, tuple[str, Cell]] = {}
    for name, cell in offer_lines(listing) if listing.is_offer else need_lines(listing):
        found.setdefault(" ".join(name.casefold().split()), (name, cell))
    return found


def offer_lines(listing: Listing) -> Iterable[tuple[str, Cell]]:
    for line in listing.comparisons.all():
        best = _("best existing solution: %(value)s") % {"value": measured(line.best, line.unit)} if line.best else ""
        yield line.indicator, Cell(measured(line.ours, line.unit), lang=foreign(listing), note=best)


def need_lines(listing: Listing) -> Iterable[tuple[str, Cell]]:
    for target in listing.targets.all():
        note = _("Must") if target.is_must else _("Wish")
        yield target.name, Cell(measured(target.value, target.unit), lang=foreign(listing), note=note)


def measured(value: str, unit: str) -> str:
    return f"{value}\xa0{unit}".strip()


def kind_cell(listing: Listing) -> Cell:
    return Cell(listing.get_kind_display())


def trl_cell(listing: Listing) -> Cell:
    """A need's least level, else the verified level, else the one the owner states."""
    if not listing.trl or listing.is_need:
        return Cell(_("TRL from %(level)s") % {"level": listing.trl} if listing.trl else "")
    verified, stated = listing.verified_trl, listing.trl
    if not verified:
        return Cell(f"TRL {stated}")
    more = _("TRL %(level)s stated by the owner") % {"level": stated} if stated > verified else ""
    return Cell(f"TRL {verified}", note=more, is_verified=True)


def money_cell(listing: Listing) -> Cell:
    has_amount = listing.amount_min is not None or listing.amount_max is not None
    return Cell(price_text(listing), note=listing.get_price_kind_display() if has_amount else "")


def rights_cell(listing: Listing) -> Cell:
    return Cell("; ".join(right_in_words(right) for right in listing.ip_rights.all()))


def right_in_words(right: IPRight) -> str:
    return ", ".join(part for part in (right.kind.name, right.number, right.get_status_display().lower()) if part)


def owner_cell(listing: Listing) -> Cell:
    """A hidden owner stays hidden from everybody here: comparisons are printed and passed on."""
    return Cell(_("Name not disclosed") if listing.is_anonymous else listing.organisation.name)


def import_cell(listing: Listing) -> Cell:
    context = "imported technology"
    return Cell(pgettext(context, "Accepted") if listing.import_accepted else pgettext(context, "Not accepted"))


def published_cell(listing: Listing) -> Cell:
    return day_cell(timezone.localdate(listing.published_at) if listing.published_at else None)


def day_cell(day: date | None) -> Cell:
    return Cell(date_short(day, get_language() or "vi") if day else "")


def excerpt(text: str, listing: Listing) -> Cell:
    return Cell(textwrap.shorten(text, EXCERPT, placeholder=" …"), lang=foreign(listing))


FACTS = (
    Fact(gettext_lazy("Kind"), kind_cell),
    Fact(gettext_lazy("Field of science and technology"), lambda listing: Cell(names(listing.fields.all()))),
    Fact(gettext_lazy("Industry"), lambda listing: Cell(names(listing.industries.all()))),
    Fact(gettext_lazy("Technology readiness level (TRL)"), trl_cell),
    Fact(gettext_lazy("Form of transfer"), lambda listing: Cell(names(listing.forms.all()))),
    Fact(
        gettext_lazy("Right transferred"),
        lambda listing: Cell(str(listing.get_transfer_right_display() or "")),
        kinds=OFFERS,
    ),
    Fact(
        gettext_lazy("Price or budget"),
        money_cell,
        labels={Kind.OFFER: gettext_lazy("Price"), Kind.NEED: gettext_lazy("Budget")},
    ),
    Fact(gettext_lazy("Intellectual property"), rights_cell, kinds=OFFERS),
    Fact(gettext_lazy("Time"), lambda listing: Cell(period(listing)), kinds=NEEDS),
    Fact(gettext_lazy("Imported technology"), import_cell, kinds=NEEDS),
    Fact(gettext_lazy("Province or city"), lambda listing: Cell(place_name(listing))),
    Fact(gettext_lazy("Listed by"), owner_cell),
    Fact(gettext_lazy("Published on"), published_cell),
    Fact(gettext_lazy("Valid until"), lambda listing: day_cell(listing.valid_until)),
    Fact(gettext_lazy("Advantages"), lambda listing: excerpt(listing.advantages, listing), kinds=OFFERS),
    Fact(
        gettext_lazy("Present process and difficulty"),
        lambda listing: excerpt(listing.present_state, listing),
        kinds=NEEDS,
    ),
)
