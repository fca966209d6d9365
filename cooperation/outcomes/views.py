"""Pages of reports: written by the demand side, read by everybody in the room, verified by the officer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import officer_required
from accounts.requests import person
from cooperation.models import OutcomeReport
from cooperation.outcome_choices import CONTENT, ReportState
from cooperation.outcomes import settling, writing
from cooperation.outcomes.forms import OutcomeForm, RemarkForm, ReturnForm
from cooperation.outcomes.presenting import facts_of
from cooperation.pipeline.forms import RoomForm
from cooperation.pipeline.room_pages import Reader, reader_of
from cooperation.pipeline.room_rows import rooms_for
from cooperation.pipeline.stages import CooperationError, EvidenceMissing, NotAllowed
from cooperation.stage_choices import Side

NOT_DONE: dict[type[CooperationError], str | Promise] = {
    NotAllowed: gettext_lazy("Only those who look after one of the two sides, or the officer, may do this."),
    EvidenceMissing: gettext_lazy("Please write at least one sentence: what shows it, or why."),
    settling.Settled: gettext_lazy("This report has been settled meanwhile. Nothing was changed."),
    writing.TooEarly: gettext_lazy("It is too early for this report."),
}


@login_required
@require_POST
def begin(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Begin a report, or go on with the draft that there is."""
    cooperation = get_object_or_404(rooms_for(request.user), reference=reference)
    try:
        report = writing.begin(cooperation=cooperation, kind=kind, by=person(request), now=timezone.now())
    except writing.UnderVerification as error:
        return redirect(error.report)
    except CooperationError as error:
        messages.error(request, str(NOT_DONE[type(error)]))
        return redirect(cooperation)
    return redirect("cooperation:outcome-write", reference, report.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The form of a draft; what is right is stored even where something else is not."""
    report, reader = find(request, reference, pk)
    if not (Side.NEED in reader.sides and reader.may_write):
        raise Http404
    if request.method == "POST":
        return keep(request, report)
    if not report.is_draft:
        return redirect(report)
    return show_form(request, report, OutcomeForm(initial={name: getattr(report, name) for name in CONTENT}))


def keep(request: HttpRequest, report: OutcomeReport) -> HttpResponse:
    is_sent = "send" in request.POST
    form = OutcomeForm(request.POST, is_sent=is_sent)
    is_valid = form.is_valid()
    values = {name: form.cleaned_data[name] for name in CONTENT if name in form.cleaned_data}
    work = writing.send if is_sent and is_valid else writing.save
    try:
        report = work(report=report, by=person(request), now=timezone.now(), seen=seen_in(request), values=values)
    except writing.Stale as conflict:
        return show_form(request, conflict.report, form, is_stale=True)
    if not is_valid:
        return show_form(request, report, form)
    if is_sent:
        messages.success(request, _("The report has been sent. The other side and the officer have been told."))
        return redirect(report)
    messages.success(request, _("The draft is saved."))
    return redirect("cooperation:outcome-write", report.cooperation.reference, report.pk)


def seen_in(request: HttpRequest) -> int:
    """From which version the page was made; none that there is where it does not say."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1


def show_form(
    request: HttpRequest, report: OutcomeReport, form: OutcomeForm, *, is_stale: bool = False
) -> HttpResponse:  # fmt: skip
    """The form; beside it what somebody else has stored meanwhile."""
    changed = {name for name in CONTENT if form.is_bound and name in form.changed_data} if is_stale else set()
    context = {
        "cooperation": report.cooperation,
        "report": report,
        "form": form,
        "is_stale": is_stale,
        "differences": [fact for fact in facts_of(report) if fact["value"]] if changed else [],
    }
    status = 409 if is_stale else 422 if form.errors else 200
    return render(request, "cooperation/outcomes/write.html", context, status=status)


@login_required
@require_safe
def show(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One report with what was said to it."""
    report, reader = find(request, reference, pk)
    if report.is_draft:
        return redirect("cooperation:outcome-write", reference, pk)
    return page(request, report, reader)


def page(
    request: HttpRequest, report: OutcomeReport, reader: Reader, *, returned: RoomForm | None = None
) -> HttpResponse:  # fmt: skip
    is_open = report.partner_at is None and report.state in (ReportState.SENT, ReportState.VERIFIED)
    forms: list[RoomForm] = []
    if reader.is_officer and report.state == ReportState.SENT:
        forms.append(ReturnForm())
    if Side.OFFER in reader.sides and reader.may_write and is_open:
        forms.append(RemarkForm())
    context = {
        "cooperation": report.cooperation,
        "report": report,
        "reader": reader,
        "facts": facts_of(report),
        "forms": {form.name: returned if returned and returned.name == form.name else form for form in forms},
        "returned": returned,
    }
    return render(request, "cooperation/outcomes/report.html", context, status=422 if returned else 200)


@officer_required
@require_POST
def verify(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    done = _("The report is verified. Both sides know.")
    return act(request, find(request, reference, pk), RoomForm({}), settling.verify, done)


@officer_required
@require_POST
def send_back(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    done = _("The report is returned. Both sides know why.")
    return act(request, find(request, reference, pk), ReturnForm(request.POST), settling.send_back, done)


@login_required
@require_POST
def remark(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    done = _("Recorded. The other side has been told.")
    return act(request, find(request, reference, pk), RemarkForm(request.POST), settling.remark, done)


def act(
    request: HttpRequest, found: tuple[OutcomeReport, Reader], form: RoomForm, work: Callable[..., Any], done: str
) -> HttpResponse:
    """One domain call with what the form holds; whatever goes wrong, what was typed stays on the page."""
    report, reader = found
    if not form.is_valid():
        return page(request, report, reader, returned=form)
    try:
        work(report=report, by=person(request), now=timezone.now(), **form.cleaned_data)
    except CooperationError as error:
        form.add_error(None, str(NOT_DONE[type(error)]))
        report, reader = find(request, report.cooperation.reference, report.pk)
        return page(request, report, reader, returned=form)
    messages.success(request, done)
    return redirect(report)


def find(request: HttpRequest, reference: str, pk: int) -> tuple[OutcomeReport, Reader]:
    """A report of a room that the person may see; a draft is the demand side's own."""
    cooperation = get_object_or_404(rooms_for(request.user), reference=reference)
    reader = reader_of(cooperation, person(request))
    related = cooperation.reports.select_related("sent_by", "settled_by", "partner_by")
    report = get_object_or_404(related, pk=pk)
    report.cooperation = cooperation
    if report.is_draft and Side.NEED not in reader.sides:
        raise Http404
    return report, reader
