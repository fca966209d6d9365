"""Texts of a cooperation to sign: drawn up and read, the confidentiality agreement confirmed; 404 to others."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import second_factor
from accounts.requests import person
from cooperation.agreeing import confirming, drafting
from cooperation.agreeing.forms import DraftForm, ScanForm
from cooperation.agreement_models import AgreementKind
from cooperation.filing.trying import Reasons, attempt
from cooperation.models import Agreement, Cooperation
from cooperation.pipeline.room_pages import Reader, reader_of
from cooperation.pipeline.room_views import find, side_of
from cooperation.pipeline.stages import current_of
from cooperation.stage_choices import PARTIES

NOT_DONE: Reasons = {
    drafting.Confirmed: gettext_lazy("A side has confirmed the text already. It stands as it is."),
    confirming.TextChanged: gettext_lazy("The agreement was drawn up anew meanwhile. Please read the new text first."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, reference: str, kind: str = AgreementKind.NDA) -> HttpResponse:
    """The text with what each side has done about it; posted to, it is drawn up."""
    cooperation = find(request, reference)
    if kind not in AgreementKind.values:
        raise Http404
    reader = reader_of(cooperation, person(request))
    if request.method != "POST":
        return show(request, cooperation, reader, kind)
    if not reader.may_write:
        raise Http404
    form = DraftForm(request.POST, cooperation=cooperation, kind=kind)
    if form.is_valid() and attempt(
        form,
        lambda: drafting.draft(
            cooperation=cooperation, kind=kind, side=side_of(request, cooperation),
            filled=form.cleaned_data, by=reader.user, now=timezone.now(),
        ),
        reasons=NOT_DONE,
    ):  # fmt: skip
        messages.success(request, _("The agreement is drawn up. Both sides have been told."))
        return redirect(address(reference, kind))
    return show(request, cooperation, reader, kind, returned=form)


@login_required
@require_POST
def confirm(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A side confirms: with the scan that is sent, else by the second factor that was just shown."""
    cooperation = find(request, reference)
    reader = reader_of(cooperation, person(request))
    found = get_object_or_404(Agreement, pk=pk, cooperation=cooperation, kind=AgreementKind.NDA)
    side = side_of(request, cooperation)
    if side not in PARTIES:
        raise Http404
    by_scan = request.POST.get("way") == "scan"
    here = redirect("cooperation:agreement", reference)
    if not by_scan and not second_factor.was_shown_lately(request):
        return redirect(second_factor.address_to_show_it(reader.user, then=here.url))
    form: forms.Form = ScanForm(request.POST, request.FILES) if by_scan else forms.Form({})
    if form.is_valid() and attempt(
        form,
        lambda: confirming.confirm(
            agreement=found, side=side, by=reader.user, now=timezone.now(), scan=form.cleaned_data.get("scan")
        ),
        reasons=NOT_DONE,
    ):
        messages.success(request, _("Confirmed for %(name)s.") % {"name": cooperation.organisation_of(side).name})
        return here
    return show(request, cooperation, reader, AgreementKind.NDA, returned=form)


def address(reference: str, kind: str) -> str:
    """The page of a text."""
    if kind == AgreementKind.NDA:
        return reverse("cooperation:agreement", args=[reference])
    return reverse("cooperation:draft", args=[reference, kind])


def show(
    request: HttpRequest,
    cooperation: Cooperation,
    reader: Reader,
    kind: str,
    *,
    returned: forms.Form | None = None,
) -> HttpResponse:
    found = confirming.agreement_of(cooperation, kind=kind)
    stage = current_of(cooperation) if cooperation.is_running else None
    is_open = stage is not None and stage.code == kind
    if found is not None and stage is not None and is_open and found.round != stage.round:
        found = None
    done = {each.side: each for each in found.confirmations.all()} if found else {}
    is_confirmed_here = kind == AgreementKind.NDA
    may_confirm = is_confirmed_here and is_open and reader.may_write
    confirms = may_confirm and found is not None and reader.side in PARTIES and reader.side not in done
    draft = returned if isinstance(returned, DraftForm) else None
    if draft is None and is_open and reader.may_write and not done:
        draft = fresh_draft(cooperation, found, kind)
    context = {
        "cooperation": cooperation,
        "kind": AgreementKind(kind),
        "is_confirmed_here": is_confirmed_here,
        "page_url": address(cooperation.reference, kind),
        "agreement": found,
        "sides": [
            {"organisation": cooperation.organisation_of(side), "confirmation": done.get(side)} for side in PARTIES
        ],
        "confirms": confirms,
        "draft": draft,
        "scan": returned if isinstance(returned, ScanForm) else ScanForm(),
        "returned": returned,
        "has_second_factor": confirms and second_factor.has_one(reader.user),
        "was_shown": confirms and second_factor.was_shown_lately(request),
        "factor_url": second_factor.address_to_show_it(reader.user, then=request.path) if confirms else "",
    }
    return render(request, "cooperation/room/agreement.html", context, status=422 if returned else 200)


def fresh_draft(cooperation: Cooperation, found: Agreement | None, kind: str) -> DraftForm:
    """The form with what was filled in last, else with what the portal knows of the two sides."""
    initial = drafting.first_values(cooperation, kind) | (found.filled if found else {})
    return DraftForm(initial=initial, cooperation=cooperation, kind=kind)
