"""The officers' pages of needs on the clock: what runs out when, one need with what may fit, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import officer_required
from accounts.requests import person
from catalog.permissions import can_review
from catalog.review_pages import due_by
from cooperation import triage
from cooperation.models import Triage
from cooperation.triage_forms import OfficerForm, OutcomeForm, form_of
from cooperation.triage_queue import ALL, GAP, GROUPS, MINE, Figures, figures, triage_queue
from matching.models import Suggestion
from matching.wording import concept_names, facts_of

PER_PAGE = 25
MOST_SUGGESTED = 10
MOST_FACTS = 4
SOON = timedelta(days=3)
Outcome = Triage.Outcome
DONE = {
    Outcome.MATCHES: _lazy("The owner of %(reference)s has been sent the offers."),
    Outcome.EXPERT: _lazy("The owner of %(reference)s has been told of the expert."),
    Outcome.POINT: _lazy("The owner of %(reference)s has been told of the other connection point."),
    Outcome.GAP: _lazy("%(reference)s stands on the list of unmet needs. Its owner has been told."),
}
NOT_DONE: dict[type[triage.TriageError], str | Promise] = {
    triage.NotAllowed: _lazy("Officers do not decide about listings of their own organisation."),
    triage.AlreadyEnded: _lazy(
        "A colleague has settled this need meanwhile. Nothing was changed; your words stand below."
    ),
    triage.NotPublic: _lazy("This need is not public any more. Nothing was changed."),
    triage.NothingChosen: _lazy("None of these offers is suggested any more. Please choose again."),
}


@officer_required
@require_safe
def triage_list(request: HttpRequest) -> HttpResponse:
    """What is on the clock, the most overdue first."""
    officer, today = person(request), timezone.localdate()
    numbers = figures(officer=officer, today=today, soon=today + SOON)
    group = request.GET.get("group", "")
    if group not in GROUPS:
        group = MINE if numbers.groups[MINE] else ALL
    found = triage_queue(group, officer=officer, today=today)
    page: Page[Triage] = Paginator(found, PER_PAGE).get_page(request.GET.get("page", "1")[:9])
    context = {
        "page": page,
        "rows": [{"triage": each, "due": due_by(each.due_on, today=today)} for each in page.object_list],
        "is_gap": group == GAP,
        "tabs": tabs(group, numbers),
        "figures": shown_figures(numbers),
        "days": settings.TRIAGE_WORKING_DAYS,
    }
    return render(request, "cooperation/triage/list.html", context)


def tabs(chosen: str, numbers: Figures) -> list[dict[str, Any]]:
    address = reverse("cooperation:triage")
    return [
        {
            "label": label,
            "url": f"{address}?group={group}",
            "current": group == chosen,
            "count": numbers.groups[group],
        }
        for group, label in GROUPS.items()
    ]


def shown_figures(numbers: Figures) -> list[dict[str, Any]]:
    return [
        {"value": numbers.late, "label": _("overdue"), "key": numbers.late > 0},
        {"value": numbers.due_soon, "label": _("due within three days")},
        {"value": numbers.groups[ALL], "label": _("needs awaiting an answer")},
        {"value": numbers.groups[GAP], "label": _("unmet needs")},
    ]


@officer_required
@require_safe
def triage_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One need with the best suggestions, and one action for each outcome."""
    return detail_page(request, find(reference))


def detail_page(
    request: HttpRequest, found: Triage, *, returned: OutcomeForm | None = None, opened: str = ""
) -> HttpResponse:
    """The page; `returned` is the form of the outcome `opened` that came back with errors."""
    officer, today = person(request), timezone.localdate()
    offers = list(triage.suggested(found.need)[:MOST_SUGGESTED])
    forms = {outcome: form_of(outcome, None, suggestions=offers) for outcome in Outcome.values}
    forms |= {opened: returned} if returned else {}
    may_decide = can_review(officer, found.need)
    is_open = found.outcome in ("", Outcome.GAP) and found.need.is_published
    context = {
        "triage": found,
        "need": found.need,
        "due": due_by(found.due_on, today=today) if not found.outcome else None,
        "may_decide": may_decide and is_open,
        "is_own": not may_decide,
        "offers": shown_offers(offers, forms[Outcome.MATCHES]),
        "forms": forms,
        "opened": opened,
        "returned": returned,
        "may_take": may_decide and found.officer != officer,
        "officer_form": OfficerForm(initial={"officer": found.officer}) if officer.is_manager and may_decide else None,
        "sent": found.matches.select_related("offer"),
    }
    return render(request, "cooperation/triage/detail.html", context, status=422 if returned else 200)


def shown_offers(offers: Iterable[Suggestion], form: OutcomeForm) -> list[dict[str, Any]]:
    """Each suggested offer with its score, its strongest reasons, and whether it is ticked."""
    names, ticked = concept_names(), {str(pk) for pk in form["chosen"].value() or []}
    return [
        {
            "suggestion": each,
            "offer": each.offer,
            "percent": round(100 * each.score),
            "facts": [fact for fact in facts_of(each, names) if fact.tone != "na"][:MOST_FACTS],
            "is_ticked": str(each.pk) in ticked,
        }
        for each in offers
    ]


@officer_required
@require_POST
def triage_take(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a need over, or give it to a colleague."""
    found, officer = find(reference), person(request)
    form = OfficerForm(request.POST) if "officer" in request.POST else None
    if form is not None and form.is_valid():
        officer = form.cleaned_data["officer"]
    try:
        triage.assign(triage=found, officer=officer, by=person(request))
    except triage.NotAllowed:
        messages.error(request, _("Only a manager gives work to others, and never to the need’s own organisation."))
    else:
        messages.success(request, _("%(name)s looks after this need.") % {"name": officer.full_name})
    return redirect(found)


@officer_required
@require_POST
def triage_end(request: HttpRequest, reference: str, outcome: str) -> HttpResponse:
    """End the search with an outcome."""
    if outcome not in Outcome.values:
        raise Http404
    found = find(reference)
    form = form_of(outcome, request.POST, suggestions=triage.suggested(found.need)[:MOST_SUGGESTED])
    if form.is_valid():
        try:
            triage.end(triage=found, outcome=outcome, by=person(request), now=timezone.now(), **form.cleaned_data)
        except triage.TriageError as error:
            form.add_error(None, str(NOT_DONE[type(error)]))
            found = find(reference)
        else:
            messages.success(request, str(DONE[Outcome(outcome)]) % {"reference": reference})
            return redirect("cooperation:triage")
    return detail_page(request, found, returned=form, opened=outcome)


def find(reference: str) -> Triage:
    known = Triage.objects.select_related("need__organisation__kind", "need__province", "officer", "ended_by")
    return get_object_or_404(known, need__reference=reference)
