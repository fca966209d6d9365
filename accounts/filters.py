"""The directory's filters: unknown values are ignored, the rest applies."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Func, Q, QuerySet, TextField, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from taxonomy.models import Concept

LONGEST_WORDS = 200


class Plain(Func):
    """Small letters without diacritics, as search compares them."""

    function = "public.plain"
    output_field = TextField()


class ConceptChoice(django_filters.ModelChoiceFilter):
    """One code of a scheme."""

    def __init__(self, *, scheme: str, **kwargs: Any) -> None:
        super().__init__(
            queryset=lambda _request: Concept.objects.of(scheme).order_by("order", "code"),
            to_field_name="code",
            empty_label=_("All"),
            widget=forms.Select(attrs={"class": "input"}),
            **kwargs,
        )


class OrganisationFilter(django_filters.FilterSet):
    """Words of the name, kind and province."""

    q = django_filters.CharFilter(
        label=_("Name"),
        method="with_words",
        widget=forms.TextInput(attrs={"class": "input", "type": "search", "maxlength": LONGEST_WORDS}),
    )
    kind = ConceptChoice(scheme="actor_type", field_name="kind", label=_("Kind of organisation"))
    province = ConceptChoice(scheme="province", field_name="province", label=_("Province or city"))

    class Meta:
        model = Organisation
        fields: list[str] = []

    def with_words(self, queryset: QuerySet[Organisation], _name: str, value: str) -> QuerySet[Organisation]:
        """Every word stands in one of the names, with or without its diacritics."""
        queryset = queryset.annotate(plain_vi=Plain("name_vi"), plain_en=Plain("name_en"))
        for word in value[:LONGEST_WORDS].split():
            plain = Plain(Value(word))
            queryset = queryset.filter(Q(plain_vi__contains=plain) | Q(plain_en__contains=plain))
        return queryset
