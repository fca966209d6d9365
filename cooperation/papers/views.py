"""A memorandum or contract of a cooperation: recorded, read, confirmed; 404 to who takes no part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from cooperation.filing.trying import Reasons, attempt
from cooperation.models import Cooperation, SignedPaper
from cooperation.paper_models import PaperKind
from cooperation.papers import recording
from cooperation.papers.forms import PaperForm
from cooperation.pipeline.room_pages import Reader, reader_of
from cooperation.pipeline.room_views import find, side_of
from cooperation.pipeline.stages import WrongStage
from cooperation.stage_choices import PARTIES, StageState

NOT_DONE: Reasons = {
    recording.OtherWaits: gettext_lazy(
        "A record of the other side waits for your confirmation."
        " If it is wrong, please write to them or to the officer."
    ),
    recording.PaperReplaced: gettext_lazy("The record was corrected meanwhile. Please read the new one first."),
    WrongStage: gettext_lazy("This stage has not begun yet. Please settle the earlier ones first."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """What is recorded of this kind; posted to, a paper is recorded."""
    cooperation = find(request, reference)
    if kind not in PaperKind.values:
        raise Http404
    reader = reader_of(cooperation, person(request))
    if request.method != "POST":
        return show(request, cooperation, reader, kind)
    if not reader.may_write:
        raise Http404
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid() and attempt(
        form,
        lambda: recording.record_paper(
            cooperation=cooperation, kind=kind, side=side_of(request, cooperation), written=form.written(),
            scan=form.cleaned_data["scan"], by=reader.user, now=timezone.now(),
        ),
        reasons=NOT_DONE,
    ):  # fmt: skip
        messages.success(request, _("Recorded. Both sides have been told."))
        return redirect("cooperation:paper", reference, kind)
    return show(request, cooperation, reader, kind, returned=form)


@login_required
@require_POST
def confirm(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A side confirms a record."""
    cooperation = find(request, reference)
    found = get_object_or_404(SignedPaper, pk=pk, cooperation=cooperation)
    reader, side, form = reader_of(cooperation, person(request)), side_of(request, cooperation), forms.Form({})
    if side not in PARTIES:
        raise Http404
    if form.is_valid() and attempt(
        form,
        lambda: recording.confirm_paper(paper=found, side=side, by=reader.user, now=timezone.now()),
        reasons=NOT_DONE,
    ):
        messages.success(request, _("Confirmed for %(name)s.") % {"name": cooperation.organisation_of(side).name})
        return redirect("cooperation:paper", reference, found.kind)
    return show(request, cooperation, reader, found.kind, returned=form)


def show(
    request: HttpRequest, cooperation: Cooperation, reader: Reader, kind: str, *, returned: forms.Form | None = None
) -> HttpResponse:
    standing = recording.papers_of(cooperation, kind).select_related("by", "scan")
    papers = list(standing.prefetch_related("confirmations__by"))
    waiting = next((each for each in papers if each.agreed_at is None), None)
    has_begun = not cooperation.stages.filter(code=kind, state=StageState.PLANNED).exists()
    may_record = cooperation.is_running and reader.may_write and has_begun
    if waiting is not None and reader.side not in (waiting.side, "officer"):
        may_record = False
    context = {
        "cooperation": cooperation,
        "kind": PaperKind(kind),
        "papers": [row_of(cooperation, reader, each) for each in reversed(papers)],
        "form": form_of(returned, papers) if may_record or isinstance(returned, PaperForm) else None,
        "returned": returned,
        "has_begun": has_begun,
    }
    return render(request, "cooperation/room/paper.html", context, status=422 if returned else 200)


def form_of(returned: forms.Form | None, papers: list[SignedPaper]) -> PaperForm:
    """The form that came back, else one that begins with the newest record."""
    if isinstance(returned, PaperForm):
        return returned
    names = ("number", "signed_on", "value", "valid_from", "valid_to")
    return PaperForm(initial={name: getattr(papers[-1], name) for name in names} if papers else None)


def row_of(cooperation: Cooperation, reader: Reader, paper: SignedPaper) -> dict[str, Any]:
    """A record with what each side has done about it, and whether the reader may confirm."""
    done = {each.side: each for each in paper.confirmations.all()}
    return {
        "paper": paper,
        "sides": [{"name": cooperation.organisation_of(side).name, "confirmation": done.get(side)} for side in PARTIES],
        "confirms": cooperation.is_running and reader.may_write and reader.side in PARTIES and reader.side not in done,
    }
