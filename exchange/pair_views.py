"""Why a need and an offer match, or why not: any two listings held against each other by an officer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from accounts.fields import LineField
from accounts.models import User
from accounts.permissions import officer_required
from catalog.models import Listing
from cooperation.views import signed_in
from matching.pairs import Examined, NotRead, examine
from matching.quotes import quotes_of
from matching.scoring import Score
from matching.wording import FEATURES, concept_names, facts_of
from taxonomy.formats import number

LONGEST_REFERENCE = 40
WHY_NOT = {
    "need_not_public": _lazy("The need is not published."),
    "offer_not_public": _lazy("The offer is not published."),
    "same_owner": _lazy("Both belong to the same organisation."),
    "need_closed": _lazy("The need takes no expressions of interest at present."),
    "offer_closed": _lazy("The offer takes no expressions of interest at present."),
    "declined": _lazy("One side has already answered that it does not fit."),
    "score_too_low": _lazy("The score is below 30: texts and facts together speak against it."),
    "others_better": _lazy("Both have enough that fits better, or the last change has not been compared yet."),
}


class ReferenceField(LineField):
    """The reference number of a listing, in whatever letters."""

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).upper()


class PairForm(forms.Form):
    """Two reference numbers; the listings are `need` and `offer` of the cleaned data."""

    need = ReferenceField(max_length=LONGEST_REFERENCE, label=_lazy("Reference of the need"))
    offer = ReferenceField(max_length=LONGEST_REFERENCE, label=_lazy("Reference of the offer"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_need(self) -> Listing:
        return self.listing("need")

    def clean_offer(self) -> Listing:
        return self.listing("offer")

    def listing(self, kind: str) -> Listing:
        """The listing that was named, whose kind must be right."""
        known = Listing.objects.visible_to(self.user).select_related("index")
        found = known.filter(reference=self.cleaned_data[kind]).first()
        if found is None:
            raise ValidationError(_("There is no listing with this reference."))
        if found.kind != kind:
            wrong = _("This is the reference of an offer.") if kind == "need" else _("This is the reference of a need.")
            raise ValidationError(wrong)
        return found


@dataclass(frozen=True, slots=True)
class Share:
    """One row of what the score is made of."""

    label: str
    value: str
    amount: str


@officer_required
@require_safe
def pair(request: HttpRequest) -> HttpResponse:
    """The score of any need and any offer, with its reasons, its parts, and what keeps them from being suggested."""
    asked = {"need", "offer"} <= request.GET.keys()
    form = PairForm(request.GET if asked else None, initial=request.GET.dict(), user=signed_in(request))
    context: dict[str, Any] = {"form": form}
    if asked and form.is_valid():
        try:
            found = examine(need=form.cleaned_data["need"], offer=form.cleaned_data["offer"], now=timezone.now())
        except NotRead as error:
            form.add_error(
                error.listing.kind, _("Only listings that were submitted or are published can be held against others.")
            )
        else:
            context |= shown(found)
    return render(request, "exchange/pair.html", context, status=422 if form.errors else 200)


def shown(found: Examined) -> dict[str, Any]:
    """What the page shows of an examined pair."""
    need, offer = found.suggestion.need, found.suggestion.offer
    return {
        "need": need,
        "offer": offer,
        "pair": (need, offer),
        "percent": found.score.percent,
        "why_not": [WHY_NOT[code] for code in found.obstacles],
        "facts": facts_of(found.suggestion, concept_names()),
        "quotes": quotes_of(found.suggestion, need=need, offer=offer),
        "shares": shares(found.score),
    }


def shares(score: Score) -> list[Share]:
    """The parts of the score: where it starts, what each feature adds, and the sum, in logits."""
    language = get_language() or "vi"

    def signed(amount: float) -> str:
        return ("+" if amount > 0 else "") + number(round(amount, 2), language, places=2)

    parts = [
        Share(
            str(FEATURES[each.feature]),
            "" if each.feature == "cap" else number(round(each.value, 2), language) if each.known else _("not stated"),
            signed(each.amount),
        )
        for each in score.contributions
    ]
    return [Share(_("Start"), "", signed(score.base)), *parts, Share(_("Sum"), "", signed(score.logit))]
