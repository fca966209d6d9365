"""The confidentiality agreement of a cooperation: drawn up, read, confirmed; 404 to who takes no part."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
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
def agreement(request: HttpRequest, reference: str) -> HttpResponse:
    """The text with what each side has done about it; posted to, it is drawn up."""
    cooperation = find(request, reference)
    reader = reader_of(cooperation, person(request))
    if request.method != "POST":
        return show(request, cooperation, reader)
    if not reader.may_write:
        raise Http404
    form = DraftForm(request.POST, cooperation=cooperation)
    if form.is_valid() and attempt(
        form,
        lambda: drafting.draft(
            cooperation=cooperation, kind=AgreementKind.NDA, side=side_of(request, cooperation),
            filled=form.cleaned_data, by=reader.user, now=timezone.now(),
        ),
        reasons=NOT_DONE,
    ):  # fmt: skip
        messages.success(request, _("The agreement is drawn up. Both sides have been told."))
        return redirect("cooperation:agreement", reference)
    return show(request, cooperation, reader, returned=form)


@login_required
@require_POST
def confirm(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A side confirms: with the scan that is sent, else by the second factor that was just shown."""
    cooperation = find(request, reference)
    reader = reader_of(cooperation, person(request))
    found = get_object_or_404(Agreement, pk=pk, cooperation=cooperation)
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
    return show(request, cooperation, reader, returned=form)


def show(
    request: HttpRequest,
    cooperation: Cooperation,
    reader: Reader,
    *,
    returned: forms.Form | None = None,
) -> HttpResponse:
    found = confirming.agreement_of(cooperation)
    stage = current_of(cooperation) if cooperation.is_running else None
    is_open = stage is not None and stage.code == AgreementKind.NDA
    if found is not None and stage is not None and is_open and found.round != stage.round:
        found = None
    done = {each.side: each for each in found.confirmations.all()} if found else {}
    confirms = is_open and found is not None and reader.may_write and reader.side in PARTIES and reader.side not in done
    draft = returned if isinstance(returned, DraftForm) else None
    if draft is None and is_open and reader.may_write and not done:
        initial = drafting.first_values(cooperation) | (found.filled if found else {})
        draft = DraftForm(initial=initial, cooperation=cooperation)
    context = {
        "cooperation": cooperation,
        "agreement": found,
        "sides": [
            {"side": side, "organisation": cooperation.organisation_of(side), "confirmation": done.get(side)}
            for side in PARTIES
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
