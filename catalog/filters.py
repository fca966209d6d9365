"""The public list's filters: unknown values are ignored, the rest applies."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters.fields import ModelChoiceIterator, ModelMultipleChoiceField

from catalog.models import Kind, Listing
from taxonomy.models import Concept

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


class RootsIterator(ModelChoiceIterator):
    """The choices on show: the roots only, though an address may name what is below them."""

    def __init__(self, field: ModelMultipleChoiceField) -> None:
        super().__init__(field)
        self.queryset = field.queryset.filter(parent=None)


class RootsField(ModelMultipleChoiceField):
    iterator = RootsIterator


class ConceptChoices(django_filters.ModelMultipleChoiceFilter):
    """Several codes of one scheme; a code stands for everything below it."""

    field_class = RootsField

    def __init__(self, *, scheme: str, **kwargs: Any) -> None:
        super().__init__(
            queryset=lambda _request: Concept.objects.of(scheme),
            to_field_name="code",
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )

    def filter(self, qs: QuerySet[Listing], value: Any) -> QuerySet[Listing]:
        chosen = [concept.pk for concept in value]
        if not chosen:
            return qs
        inside = Q(**{f"{self.field_name}__in": chosen})
        if self.field_name != "province":
            inside |= Q(**{f"{self.field_name}__parent__in": chosen})
        return qs.filter(Q(pk__in=Listing.objects.filter(inside).values("pk")))


class ListingFilter(django_filters.FilterSet):
    """Kind, field, industry, province and readiness of published listings."""

    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    field = ConceptChoices(scheme="st_field", field_name="fields", label=_("Field of science and technology"))
    industry = ConceptChoices(scheme="vsic", field_name="industries", label=_("Industry"))
    province = ConceptChoices(scheme="province", field_name="province", label=_("Province or city"))
    trl = django_filters.ChoiceFilter(
        label=_("TRL from"),
        field_name="trl",
        lookup_expr="gte",
        choices=[(str(level), str(level)) for level in range(1, 10)],
        empty_label=pgettext_lazy("TRL", "Any"),
    )

    class Meta:
        model = Listing
        fields: list[str] = []


def sort_key(value: str, *, searching: bool) -> str:
    """A known way of sorting: the best match first while searching, else the newest."""
    if value in SORTS and (searching or value != "best"):
        return value
    return "best" if searching else "newest"
