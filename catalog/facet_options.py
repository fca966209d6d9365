"""The facets as the reader meets them: groups of options with counts, and a chip for every value in use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from catalog.facets import LEVELS, Choice, Counts
from catalog.filters import ListingFilter

Text = str | Promise
#: Facets in the order they are shown; "trl" is a range, "only" gathers the switches.
ORDER = ("kind", "field", "industry", "province", "trl", "form", "price", "ip", "org", "lang", "only")
SWITCHES = ("open", "verified")
ALWAYS_OPEN = ("kind", "field")


@dataclass(frozen=True, slots=True)
class Option:
    """One value: `count` listings have it, or (`is_gain`) as many more are found with it; an empty one is disabled."""

    name: str
    value: str
    label: Text
    count: int
    is_gain: bool = False
    is_checked: bool = False
    is_included: bool = False
    children: tuple[Option, ...] = ()

    @property
    def id(self) -> str:
        return f"f-{self.name}-{self.value}"

    @property
    def is_disabled(self) -> bool:
        """Nothing would come of choosing it: no listing has it, or its parent is chosen already."""
        return self.is_included or (not self.count and not self.is_checked)

    @property
    def has_checked(self) -> bool:
        """Whether a part of it is chosen, so that its parts stay in sight."""
        return any(child.is_checked for child in self.children)


@dataclass(frozen=True, slots=True)
class Group:
    """One facet with its options; `in_use` is the number of chosen values."""

    name: str
    label: Text
    options: tuple[Option, ...] = ()
    up_to: tuple[Option, ...] = field(default=())
    in_use: int = 0

    @property
    def is_open(self) -> bool:
        return self.name in ALWAYS_OPEN or self.in_use > 0


def groups(filters: ListingFilter, counts: Counts) -> list[Group]:
    """All facets with their counts under the present choice."""
    made = {"trl": level_group, "only": switch_group}
    return [made.get(name, choice_group)(name, filters, counts) for name in ORDER]


def choice_group(name: str, filters: ListingFilter, counts: Counts) -> Group:
    choices = filters.vocabulary[name]
    codes = {choice.code for choice in choices}
    inside: dict[str, list[Choice]] = {}
    for choice in choices:
        inside.setdefault(choice.parent if choice.parent in codes else "", []).append(choice)
    options = tuple(option(name, each, filters, counts, inside.get(each.code, ())) for each in inside.get("", ()))
    return Group(name, filters.filters[name].label, options, in_use=len(filters.values.get(name, ())))


def option(name: str, choice: Choice, filters: ListingFilter, counts: Counts, parts: Iterable[Choice] = ()) -> Option:
    chosen = filters.values.get(name, ())
    is_checked, is_gain = choice.code in chosen, bool(chosen) and choice.code not in chosen
    found = counts.gain(name, choice.code) if is_gain else counts.having(name, choice.code)
    return Option(
        name, choice.code, choice.label, found, is_gain and found > 0, is_checked,
        is_included=bool(choice.parent) and choice.parent in chosen,
        children=tuple(option(name, part, filters, counts) for part in parts),
    )  # fmt: skip


def level_group(_name: str, filters: ListingFilter, counts: Counts) -> Group:
    """The two ends of the readiness range, each level with the listings found if it were chosen."""
    values = filters.values
    low, high = values.get("trl", ""), values.get("trl_to", "")
    at = {level: counts.having("trl", level) + counts.gain("trl", level) for level in LEVELS}

    def end(name: str, chosen: str, other: str) -> tuple[Option, ...]:
        ranges = {level: sorted((level, other)) for level in LEVELS}  # the wrong way round is meant the right way
        return tuple(
            Option(
                name, level, level, sum(at[each] for each in LEVELS if low <= each <= high), is_checked=level == chosen
            )
            for level, (low, high) in ranges.items()
        )

    return Group(
        "trl",
        _("Technology readiness level (TRL)"),
        end("trl", low, high or LEVELS[-1]),
        end("trl_to", high, low or LEVELS[0]),
        in_use=bool(low) + bool(high),
    )


def switch_group(_name: str, filters: ListingFilter, counts: Counts) -> Group:
    options = tuple(option(name, filters.vocabulary[name][0], filters, counts) for name in SWITCHES)
    return Group("only", _("Show only"), options, in_use=sum(each.is_checked for each in options))


def chips(filters: ListingFilter) -> list[dict[str, Text]]:
    """A chip for every value in use, with the query string of the same list without it."""
    made = []
    for name, chosen in filters.values.items():
        for value in [chosen] if isinstance(chosen, str) else chosen:
            rest = filters.data.copy()
            rest.setlist(name, [other for other in dict.fromkeys(filters.data.getlist(name)) if other != value])
            rest.pop("page", None)
            made.append({"label": chip_label(filters, name, value), "href": f"?{rest.urlencode()}"})
    return made


def chip_label(filters: ListingFilter, name: str, value: str) -> Text:
    """The value in words that stand alone."""
    if name == "trl":
        return _("TRL from %(level)s") % {"level": value}
    if name == "trl_to":
        return _("TRL up to %(level)s") % {"level": value}
    return next(choice.label for choice in filters.vocabulary[name] if choice.code == value)
