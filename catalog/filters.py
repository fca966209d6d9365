"""The public list's filters: several values of a facet widen, several facets narrow; unknown values are ignored."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog.facets import LEVELS, Vocabulary, tokens
from catalog.facets import vocabulary as all_values
from catalog.models import Listing

SORTS = {
    "best": ("-published_at", "-pk"),
    "newest": ("-published_at", "-pk"),
    "expiring": ("valid_until", "pk"),
    "price_up": ("amount_min", "-published_at", "-pk"),
}
SORT_LABELS = {
    "best": _("Best match first"),
    "newest": _("Newest first"),
    "expiring": _("Expiring soonest"),
    "price_up": _("Price, lowest first"),
}


class KnownValues(forms.MultipleChoiceField):
    """Several values, each once; `known` ones only."""

    def __init__(self, *args: Any, known: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def clean(self, value: Any) -> list[str]:
        return [each for each in dict.fromkeys(value or []) if each in self.known]


class FacetFilter(django_filters.MultipleChoiceFilter):
    """Listings that have one of the values."""

    field_class = KnownValues

    def filter(self, qs: QuerySet[Listing], value: list[str]) -> QuerySet[Listing]:
        return qs.filter(facets__overlap=tokens(self.field_name, value)) if value else qs


class LevelFilter(django_filters.ChoiceFilter):
    """Listings from a readiness level on, or up to one."""

    class field_class(forms.ChoiceField):  # noqa: N801 -- django-filter's name
        def clean(self, value: Any) -> str:
            return value if value in LEVELS else ""

    def __init__(self, *, label: Any, upwards: bool) -> None:
        super().__init__(label=label, choices=[(level, level) for level in LEVELS])
        self.upwards = upwards

    def filter(self, qs: QuerySet[Listing], value: str) -> QuerySet[Listing]:
        levels = [level for level in LEVELS if (level >= value if self.upwards else level <= value)]
        return qs.filter(facets__overlap=tokens("trl", levels)) if value else qs


class FilterForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        """A range of levels given the wrong way round is meant the right way round."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        low, high = values.get("trl"), values.get("trl_to")
        if low and high and low > high:
            values["trl"], values["trl_to"] = high, low
        return values


class ListingFilter(django_filters.FilterSet):
    """All filters of published listings; the names are those of the facets."""

    kind = FacetFilter(field_name="kind", label=_("Kind"))
    field = FacetFilter(field_name="field", label=_("Field of science and technology"))
    industry = FacetFilter(field_name="industry", label=_("Industry"))
    province = FacetFilter(field_name="province", label=_("Province or city"))
    trl = LevelFilter(label=_("TRL from"), upwards=True)
    trl_to = LevelFilter(label=_("TRL up to"), upwards=False)
    form_ = FacetFilter(field_name="form", label=_("Form of transfer"))
    price = FacetFilter(field_name="price", label=_("Price or budget"))
    ip = FacetFilter(field_name="ip", label=_("Intellectual property"))
    org = FacetFilter(field_name="org", label=_("Kind of organisation"))
    lang = FacetFilter(field_name="lang", label=_("Language of the text"))
    open = FacetFilter(field_name="open", label=_("Open to expressions of interest"))
    verified = FacetFilter(field_name="verified", label=_("Verified organisation"))

    class Meta:
        model = Listing
        fields: list[str] = []
        form = FilterForm

    def __init__(self, data: QueryDict, queryset: QuerySet[Listing], *, vocabulary: Vocabulary | None = None) -> None:
        super().__init__(data, queryset=queryset)
        self.filters["form"] = self.filters.pop("form_")  # `form` is the filter set's own
        self.vocabulary: Vocabulary = vocabulary or all_values()
        for name, used in self.filters.items():
            if isinstance(used, FacetFilter):
                used.extra["known"] = frozenset(choice.code for choice in self.vocabulary[name])

    @cached_property
    def values(self) -> dict[str, Any]:
        """What was chosen, filter by filter; empty ones left out."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    def chosen(self) -> dict[str, list[str]]:
        """The chosen values by facet; the two ends of the readiness range are one."""
        values = dict(self.values)
        low, high = values.pop("trl", "") or LEVELS[0], values.pop("trl_to", "") or LEVELS[-1]
        if (low, high) != (LEVELS[0], LEVELS[-1]) or {"trl", "trl_to"} & self.values.keys():
            values["trl"] = [level for level in LEVELS if low <= level <= high]
        return values


def sort_key(value: str, *, searching: bool) -> str:
    """A known way of sorting: the best match first while searching, else the newest."""
    if value in SORTS and (searching or value != "best"):
        return value
    return "best" if searching else "newest"
