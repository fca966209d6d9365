"""The directory's filters: unknown values are ignored, the rest applies."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.filters import ConceptChoice
from advisory.experts.searching import with_words
from advisory.models import ExpertProfile, ServiceKind, SpokenLanguage
from catalog.finding import LONGEST_QUERY
from catalog.text import normalise
from taxonomy.models import Concept


class OneOf(django_filters.ChoiceFilter):
    """Profiles whose list holds the value."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(empty_label=_("All"), widget=forms.Select(attrs={"class": "input"}), **kwargs)

    def filter(self, qs: QuerySet[ExpertProfile], value: str) -> QuerySet[ExpertProfile]:
        return qs.filter(**{f"{self.field_name}__contains": [value]}) if value else qs


class ExpertFilter(django_filters.FilterSet):
    """Field with all below it, service, language, free at present, and words."""

    field = ConceptChoice(scheme="st_field", method="in_field", label=_("Field"))
    service = OneOf(field_name="services", choices=ServiceKind.choices, label=_("Service"))
    language = OneOf(field_name="languages", choices=SpokenLanguage.choices, label=_("Language"))
    free = django_filters.ChoiceFilter(
        label=_("Availability"), choices=[("yes", _("Free at present"))], empty_label=_("All"), method="free_now",
        widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip
    # Last, so that the order of the best stands.
    q = django_filters.CharFilter(
        label=_("Words"),
        method="by_words",
        widget=forms.TextInput(attrs={"class": "input", "type": "search", "maxlength": LONGEST_QUERY}),
    )

    class Meta:
        model = ExpertProfile
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.order_fields(["q", "field", "service", "language", "free"])

    def in_field(self, queryset: QuerySet[ExpertProfile], _name: str, value: Concept) -> QuerySet[ExpertProfile]:
        """Experts of a field or of anything that is part of it."""
        chain = ("pk", "parent", "parent__parent", "parent__parent__parent")
        below = Concept.objects.of("st_field").filter(
            Q(**{chain[0]: value.pk})
            | Q(**{chain[1]: value.pk})
            | Q(**{chain[2]: value.pk})
            | Q(**{chain[3]: value.pk})
        )
        return queryset.filter(pk__in=ExpertProfile.fields.through.objects.filter(
            concept__in=below).values("expertprofile"))  # fmt: skip

    def free_now(self, queryset: QuerySet[ExpertProfile], _name: str, value: str) -> QuerySet[ExpertProfile]:
        return queryset & ExpertProfile.objects.free_on(timezone.localdate()) if value else queryset

    def by_words(self, queryset: QuerySet[ExpertProfile], _name: str, value: str) -> QuerySet[ExpertProfile]:
        return with_words(queryset, " ".join(normalise(value)[:LONGEST_QUERY].split()))
