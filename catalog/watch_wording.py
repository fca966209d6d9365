"""A watched search in words: “H2S filter”, Technology offers, Hải Phòng."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import django_filters
from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.finding import Wanted, wanted
from catalog.models import Watch

#: By the name of a filter and a value, the words for it.
Names = dict[tuple[str, str], str]
MOST_CHIPS = 30


def describe(watches: Sequence[Watch]) -> list[list[str]]:
    """The words of each search, in the active language; the number of queries does not grow with the searches."""
    wishes = [wanted(QueryDict(watch.address)) for watch in watches]
    names = names_of(wishes)
    return [words_of(wish, names) for wish in wishes]


def title_of(watch: Watch, words: Iterable[str]) -> str:
    """The name its owner gave, else the search in words."""
    return watch.name or ", ".join(words)


def words_of(wish: Wanted, names: Names) -> list[str]:
    """What is searched for, then the filters in use."""
    words = [_("“%(query)s”") % {"query": wish.query}] if wish.query else []
    for name in wish.filters.filters:
        values = dict.fromkeys(wish.filters.data.getlist(name))
        words += [names[name, value] for value in values if (name, value) in names]
    return words[:MOST_CHIPS] or [_("Technology offers and needs")]


def names_of(wishes: list[Wanted]) -> Names:
    """Words for all values that some searches use, asked for filter by filter."""
    used: dict[str, set[str]] = defaultdict(set)
    for wish in wishes:
        for name in wish.filters.filters:
            used[name].update(value for value in wish.filters.data.getlist(name) if value)
    filters = wishes[0].filters.filters if wishes else {}
    return {
        (name, value): label
        for name, values in used.items()
        for value, label in labels(name, filters[name], values).items()
    }


def labels(name: str, one: Any, values: set[str]) -> dict[str, str]:
    """Words for values of one filter; values that it does not know have none."""
    if not values:
        return {}
    if name == "kind":
        plural = {"offer": _("Technology offers"), "need": _("Technology needs")}
        return {value: plural[value] for value in values if value in plural}
    if isinstance(one, django_filters.ModelMultipleChoiceFilter):
        key = one.field.to_field_name or "pk"
        found = one.field.queryset.filter(**{f"{key}__in": values})
        return {str(getattr(row, key)): str(row) if not hasattr(row, "name") else row.name for row in found}
    if isinstance(one, (django_filters.ChoiceFilter, django_filters.MultipleChoiceFilter)):
        known = {str(value): str(label) for value, label in one.field.choices}
        spoken = isinstance(one, django_filters.MultipleChoiceFilter)
        return {value: known[value] if spoken else f"{one.label} {known[value]}" for value in values if value in known}
    return {value: f"{one.label}: {value}" for value in values}
