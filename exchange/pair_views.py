"""Why a need and an offer match, or why not: any two listings held against each other by an officer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import officer_required
from catalog.models import Listing
from cooperation.models import Introduction
from cooperation.views import signed_in
from exchange.pair_forms import BlockForm, IntroductionForm, LiftForm, PairForm
from matching.block_models import PairBlock
from matching.pairs import Examined, NotRead, examine
from matching.quotes import quotes_of
from matching.scoring import Score
from matching.wording import FEATURES, concept_names, facts_of
from taxonomy.formats import number

WHY_NOT = {
    "need_not_public": _lazy("The need is not published."),
    "offer_not_public": _lazy("The offer is not published."),
    "same_owner": _lazy("Both belong to the same organisation."),
    "need_closed": _lazy("The need takes no expressions of interest at present."),
    "offer_closed": _lazy("The offer takes no expressions of interest at present."),
    "blocked": _lazy("An officer keeps the two apart."),
    "declined": _lazy("One side has already answered that it does not fit."),
    "score_too_low": _lazy("The score is below 30: texts and facts together speak against it."),
    "others_better": _lazy("Both have enough that fits better, or the last change has not been compared yet."),
}


@dataclass(frozen=True, slots=True)
class Share:
    """One row of what the score is made of."""

    label: str
    value: str
    amount: str


@dataclass(frozen=True, slots=True)
class BlockLine:
    """One step in the history of keeping a pair apart."""

    at: datetime
    by: str
    text: str
    note: str


@officer_required
@require_safe
def pair(request: HttpRequest) -> HttpResponse:
    """The score of any need and any offer, with its reasons, its parts, and what keeps them from being suggested."""
    return pair_page(request, request.GET)


def pair_page(request: HttpRequest, data: QueryDict, **forms: Form) -> HttpResponse:
    """The page of the two listings that `data` names; `forms` are those that came back with errors, by name."""
    asked = {"need", "offer"} <= data.keys()
    form = PairForm(data if asked else None, initial=data.dict(), user=signed_in(request))
    empty = {"block_form": BlockForm(), "lift_form": LiftForm(), "introduction_form": IntroductionForm()}
    context: dict[str, Any] = {"form": form, **empty, **forms}
    if asked and form.is_valid():
        try:
            found = examine(need=form.cleaned_data["need"], offer=form.cleaned_data["offer"], now=timezone.now())
        except NotRead as error:
            form.add_error(
                error.listing.kind, _("Only listings that were submitted or are published can be held against others.")
            )
        else:
            context |= shown(found) | {"opened": next(iter(forms), "")}
    return render(request, "exchange/pair.html", context, status=422 if form.errors or forms else 200)


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
        "blocks": list(block_lines(found.blocks)),
        "is_blocked": "blocked" in found.obstacles,
        "introduction": introduction_of(need, offer) if found.is_introduced else None,
    }


def introduction_of(need: Listing, offer: Listing) -> Introduction | None:
    """How the two were introduced, if they were."""
    made = Introduction.objects.select_related("by")
    return made.filter(suggestion__need=need, suggestion__offer=offer).first()


def block_lines(blocks: Iterable[PairBlock]) -> Iterator[BlockLine]:
    """What officers did about the pair, the latest first."""
    for each in blocks:
        if each.lifted_at:
            yield BlockLine(each.lifted_at, name_of(each.lifted_by), _("lifted"), each.lift_note)
        yield BlockLine(each.blocked_at, name_of(each.blocked_by), each.get_reason_display(), each.note)


def name_of(user: User | None) -> str:
    return user.full_name if user else ""


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
