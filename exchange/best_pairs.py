"""The best pairs of the whole point that still wait for an answer, for officers who bring people together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, overload

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.diversity import Entry, arrange, subject_words
from matching.models import Suggestion, SuggestionQuerySet
from matching.scoring import LABEL_HIGH, LABEL_MID
from taxonomy.models import Concept

#: So many of the best are arranged by owner; what comes after is in plain order. Nobody reads on to page 20 by hand.
ARRANGED = 400
BANDS = {"high": (LABEL_HIGH, 1.0), "mid": (LABEL_MID, LABEL_HIGH), "low": (0.0, LABEL_MID)}
AGES = (7, 14, 30, 60)
ORDERS = {"score": ("-score", "pk"), "age": ("created_at", "-score", "pk")}
UNANSWERED, INTERESTED = Suggestion.UNANSWERED, Suggestion.Side.INTERESTED
ANSWERS = {
    "both": Q(need_state__in=UNANSWERED, offer_state__in=UNANSWERED),
    "one": Q(need_state__in=UNANSWERED, offer_state=INTERESTED) | Q(need_state=INTERESTED, offer_state__in=UNANSWERED),
    "need": Q(need_state__in=UNANSWERED, offer_state=INTERESTED),
    "offer": Q(need_state=INTERESTED, offer_state__in=UNANSWERED),
}


class PairFilterForm(forms.Form):
    """What an officer looks for; what is unknown counts as not asked for."""

    answers = forms.ChoiceField(
        label=_("Answers"),
        required=False,
        choices=[
            ("", _("All that wait")),
            ("both", _("Neither side has answered")),
            ("one", _("One side is interested")),
            ("need", _("The supply side is interested, the demand side has not answered")),
            ("offer", _("The demand side is interested, the supply side has not answered")),
        ],
    )
    band = forms.ChoiceField(
        label=_("Match score"),
        required=False,
        choices=[
            ("", _("Any")), ("high", _("Very good match")), ("mid", _("Good match")), ("low", _("Worth a look"))
        ],
    )  # fmt: skip
    age = forms.ChoiceField(label=_("Found"), required=False)
    field = forms.ChoiceField(label=_("Field"), required=False)
    province = forms.ChoiceField(label=_("Province or city"), required=False)
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("", _("Best first")), ("age", _("Longest waiting first"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        concepts = Concept.objects.filter(scheme__is_current=True, parent=None).order_by("order", "code")
        wanted = concepts.filter(scheme__code__in=["st_field", "province"]).select_related("scheme")
        names = [(each.scheme.code, each.code, each.name) for each in wanted]
        days = [(str(number), _("%(count)s days ago or earlier") % {"count": number}) for number in AGES]
        for name, choices in {
            "age": days,
            "field": [(code, label) for scheme, code, label in names if scheme == "st_field"],
            "province": [(code, label) for scheme, code, label in names if scheme == "province"],
        }.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Any")), *choices]

    def wish(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


def waiting_pairs(*, now: datetime, wish: dict[str, Any]) -> SuggestionQuerySet:
    """Live pairs that nobody has refused and at least one side has not answered; both take interests."""
    open_pairs = Suggestion.objects.live().filter(need__accepting_interest=True, offer__accepting_interest=True)
    found = open_pairs.filter(ANSWERS[wish["answers"]] if wish["answers"] else ANSWERS["both"] | ANSWERS["one"])
    if wish["band"]:
        low, high = BANDS[wish["band"]]
        found = found.filter(score__gte=low, score__lt=high) if high < 1 else found.filter(score__gte=low)
    if wish["age"]:
        found = found.filter(created_at__lte=now - timedelta(days=int(wish["age"])))
    for name in ("field", "province"):
        if wish[name]:
            token = [f"{name}:{wish[name]}"]
            found = found.filter(Q(need__facets__contains=token) | Q(offer__facets__contains=token))
    return found.order_by(*ORDERS["age" if wish["order"] else "score"])


@dataclass(frozen=True, slots=True)
class Row:
    """One pair as the list shows it."""

    suggestion: Suggestion
    percent: int
    days: int


class Ranking(Sequence[int]):
    """The ids of pairs in order, no owner crowding the first of them; a page reads only as many as it shows."""

    def __init__(self, found: SuggestionQuerySet) -> None:
        self.found = found
        columns = ("pk", "need__organisation", "offer__organisation", "need__title", "offer__title")
        rows = found.values_list(*columns)[:ARRANGED]
        self.head = arrange([Entry(row[0], row[1:3], subject_words(*row[3:])) for row in rows]).order

    @cached_property
    def length(self) -> int:
        return self.found.count() if len(self.head) == ARRANGED else len(self.head)

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> list[int]: ...
    def __getitem__(self, place: int | slice) -> int | list[int]:
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, stop, _step = place.indices(self.length)
        rest = self.found.values_list("pk", flat=True)[max(start, ARRANGED) : stop] if stop > ARRANGED else ()
        return [*self.head[start:stop], *rest]


def rows_of(ids: Iterable[int], *, now: datetime) -> list[Row]:
    """The pairs in the order given."""
    wanted = list(ids)
    pairs = Suggestion.objects.select_related("need__organisation", "offer__organisation")
    by_pk = pairs.defer("contributions", "explanation").in_bulk(wanted)
    found = [by_pk[pk] for pk in wanted if pk in by_pk]  # the rest has gone meanwhile
    return [Row(each, round(100 * each.score), max(0, (now - each.created_at).days)) for each in found]
