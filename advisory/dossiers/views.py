"""A dossier's pages and what can be done on them; everything answers 404 to who takes no part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import person
from advisory.dossiers import running
from advisory.dossiers.access import may_score, place_of
from advisory.dossiers.forms import CloseForm, LeaveOutForm, ScoreForm, TechnologiesForm
from advisory.dossiers.page import dossier_page
from advisory.dossiers.proposing import proposals
from advisory.models import DossierCandidate, SelectionDossier
from advisory.requests.access import EDITING
from catalog.models import Listing
from cooperation.pipeline.forms import RoomForm

PER_PAGE = 25
NOT_DONE: dict[type[running.DossierError], str | Promise] = {
    running.NotAllowed: gettext_lazy("You cannot do this in this dossier. Nothing was changed."),
    running.WrongState: gettext_lazy("Somebody was faster: the dossier has changed. Nothing was changed."),
    running.TooMany: gettext_lazy("Five technologies at most stand side by side. Leave one out first."),
    running.NotToCompare: gettext_lazy("Only public offers of other organisations are compared, for a public need."),
    running.Bound: gettext_lazy("You belong to an organisation whose technology is compared, and cannot score here."),
}


@login_required
@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers one takes part in, open ones first; officers see all."""
    compared = Count("candidates", filter=Q(candidates__left_out_at=None))
    rows = SelectionDossier.objects.visible_to(person(request)).select_related("organisation", "need")
    ordered = rows.annotate(compared=compared).order_by("-changed_at", "-pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page", "1")[:9])
    return render(request, "advisory/dossiers/list.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_new(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose the technologies for a need of one's own; an open dossier of the need is shown instead."""
    user = person(request)
    mine = user.memberships.filter(role__in=EDITING).values("organisation")
    needs = Listing.objects.published().filter(kind="need", organisation__in=mine)
    need = get_object_or_404(needs, reference=reference)
    if existing := SelectionDossier.objects.open().filter(need=need, organisation=need.organisation_id).first():
        return redirect(existing)
    form = TechnologiesForm(request.POST or None, proposals=proposals(need), organisation=need.organisation_id)
    if request.method == "POST" and form.is_valid():
        try:
            made = running.begin(need=need, by=user, now=timezone.now(), **form.cleaned_data)
        except running.DossierError as error:
            form.add_error(None, str(NOT_DONE[type(error)]))
        else:
            messages.success(request, _("The dossier has been begun."))
            return redirect(made)
    context = {"form": form, "need": need}
    return render(request, "advisory/dossiers/new.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def dossier_detail(request: HttpRequest, reference: str) -> HttpResponse:
    return show(request, find(request, reference))


@login_required
@require_POST
def add(request: HttpRequest, reference: str) -> HttpResponse:
    dossier = find(request, reference)
    form = TechnologiesForm(
        request.POST, proposals=proposals(dossier.need), organisation=dossier.organisation_id
    )  # fmt: skip
    return act(
        request, dossier, form, _("The technologies are compared."),
        lambda **values: running.add(dossier=dossier, **values),
    )  # fmt: skip


@login_required
@require_POST
def leave_out(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    dossier = find(request, reference)
    candidate = get_object_or_404(DossierCandidate, pk=pk, dossier=dossier)
    return act(
        request, dossier, LeaveOutForm(request.POST, candidate=pk), _("The technology is compared no longer."),
        lambda **values: running.leave_out(candidate=candidate, **values),
    )  # fmt: skip


@login_required
@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    dossier = find(request, reference)
    compared = dossier.candidates.filter(left_out_at=None).select_related("listing")
    return act(
        request, dossier, CloseForm(request.POST, candidates=list(compared)), _("The dossier is closed."),
        lambda **values: running.close(dossier=dossier, **values),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def score(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """The expert's page for one technology; whoever cannot score does not have it."""
    user = person(request)
    dossier = find(request, reference)
    place = place_of(dossier, user)
    compared = DossierCandidate.objects.filter(left_out_at=None).select_related("listing__organisation")
    candidate = get_object_or_404(compared, pk=pk, dossier=dossier)
    if not may_score(dossier, place):
        raise Http404
    assert place is not None
    form = ScoreForm(request.POST or None, initial=initial_of(running.marks_of(candidate, place.expert)))
    if request.method == "POST" and form.is_valid():
        try:
            running.score(candidate=candidate, marks=form.marks(), by=user, now=timezone.now())
        except running.DossierError as error:
            form.add_error(None, str(NOT_DONE[type(error)]))
        else:
            messages.success(request, _("Your scores are kept. You can correct them until the dossier is closed."))
            return redirect(dossier)
    context = {"form": form, "dossier": dossier, "candidate": candidate}
    return render(request, "advisory/dossiers/score.html", context, status=422 if form.errors else 200)


def initial_of(marks: dict[str, tuple[int, str]]) -> dict[str, Any]:
    points = {f"{criterion}_points": number for criterion, (number, _sentence) in marks.items()}
    return points | {f"{criterion}_sentence": sentence for criterion, (_number, sentence) in marks.items()}


def act(
    request: HttpRequest, dossier: SelectionDossier, form: RoomForm, done: str, work: Callable[..., Any]
) -> HttpResponse:  # fmt: skip
    """Make one domain call with what the form holds; whatever goes wrong, what was typed stays on the page."""
    if not form.is_valid():
        return show(request, dossier, returned=form)
    try:
        work(by=person(request), now=timezone.now(), **form.cleaned_data)
    except running.DossierError as error:
        form.add_error(None, str(NOT_DONE[type(error)]))
        return show(request, find(request, dossier.reference), returned=form)
    messages.success(request, done)
    return redirect(dossier)


def show(request: HttpRequest, dossier: SelectionDossier, *, returned: RoomForm | None = None) -> HttpResponse:
    context = dossier_page(dossier, user=person(request), returned=returned)
    return render(request, "advisory/dossiers/page.html", context, status=422 if returned else 200)


def find(request: HttpRequest, reference: str) -> SelectionDossier:
    rows = SelectionDossier.objects.visible_to(request.user).select_related("organisation__kind", "need", "closed_by")
    return get_object_or_404(rows, reference=reference)
