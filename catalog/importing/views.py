"""Many drafts from one Excel file: the file to fill in, the upload, how far it is, and what is wrong in it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.active import active_organisation
from accounts.permissions import member_required
from accounts.requests import person
from catalog.forms.fields import language
from catalog.importing import running, workbooks
from catalog.importing.columns import form_fields, label_of
from catalog.importing.forms import ImportForm
from catalog.models import ImportBatch, Kind
from catalog.permissions import may_post
from catalog.posting_pages import editor_needed_sentence
from catalog.prefill.views import PROBLEMS as FILE_PROBLEMS
from catalog.uploads import ENDINGS

PROBLEMS = FILE_PROBLEMS | {
    "template": gettext_lazy("The first sheet does not have our headings. Please fill in the file from this page."),
    "too_many": gettext_lazy("The file has more than 1,000 rows. Please split it."),
    "empty": gettext_lazy("There is no filled row below the headings."),
    "failed": gettext_lazy("The file could not be taken over. Please try again."),
}
MOST_SHOWN = 100


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Take a file; its rows are checked in the background."""
    organisation = active_organisation(request)
    if organisation is None or not may_post(request.user, organisation):
        messages.error(request, editor_needed_sentence())
        return redirect("catalog:own-listings")
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = running.want_import(
                kind=form.cleaned_data["kind"], language=language(), organisation=organisation, by=person(request),
                now=timezone.now(), name=file.name, content=file.content,
            )  # fmt: skip
            return redirect("catalog:import-progress", batch.key)
        except running.TooManyWaiting:
            messages.error(request, _("Several files of your organisation are waiting already. Please wait a moment."))
    context = {"form": form, "organisation": organisation, "kinds": Kind.choices}
    return render(request, "catalog/importing/start.html", context, status=422 if form.is_bound else 200)


@member_required
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:  # noqa: ARG001 – the same for every member
    """The file to fill in, in the language of the page."""
    return excel(workbooks.template(kind), _("offers.xlsx") if kind == Kind.OFFER else _("needs.xlsx"))


@member_required
@require_safe
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """How far it is, what came of it, or every fault with its row and column."""
    batch = own_batch(request, key)
    faults = running.faults_of(batch)
    fields = form_fields(batch.kind) if faults else {}
    context = {
        "batch": batch,
        "problem": PROBLEMS.get(batch.problem, ""),
        "faults": [
            {"row": fault.row, "column": label_of(fault.name, fields) if fault.name else "–", "text": fault.text}
            for fault in faults[:MOST_SHOWN]
        ],
        "total_faults": len(faults),
        "left": max(0, len(faults) - MOST_SHOWN),
    }
    return render(request, "catalog/importing/progress.html", context)


@member_required
@require_safe
def report(request: HttpRequest, key: str) -> HttpResponse:
    """A refused file again, with the faults beside the cells."""
    batch = own_batch(request, key)
    if batch.problem != "rows":
        raise Http404
    return excel(workbooks.report(batch.kind, batch.cells, running.faults_of(batch)), _("to-correct.xlsx"))


def own_batch(request: HttpRequest, key: str) -> ImportBatch:
    """An import that the person asked for; for everybody else it does not exist."""
    return get_object_or_404(ImportBatch.objects.defer("content").filter(wanted_by=person(request)), key=key)


def excel(content: bytes, name: str) -> HttpResponse:
    """An Excel file to download."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment"}
    return HttpResponse(content, content_type=ENDINGS[".xlsx"], headers=headers)
