"""Documents of a room: filed, given new versions, opened; everything answers 404 to who takes no part."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import person
from catalog.file_views import protection
from catalog.storing import StoreFull
from cooperation.filing import keeping
from cooperation.filing.forms import DocumentForm, VersionForm
from cooperation.filing.showing import may_file, versions_of
from cooperation.filing.trying import STORE_FULL, TOO_MANY
from cooperation.models import Cooperation, DocumentVersion
from cooperation.pipeline.room_pages import Reader, reader_of
from cooperation.pipeline.room_views import find, sentence, side_of
from cooperation.pipeline.stages import CooperationError


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """File a new document."""
    cooperation = find(request, reference)
    reader = filing_reader(cooperation, request)
    form = DocumentForm(request.POST or None, request.FILES or None, initial={"stage": request.GET.get("stage", "")})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"by": reader.user, "now": timezone.now()}
        side = side_of(request, cooperation)
        if filed := attempt(form, lambda: keeping.add(cooperation=cooperation, side=side, **values)):
            messages.success(request, _("The document is filed. Both sides have been told."))
            return redirect("cooperation:document", reference, filed.document_id)
    context = {"cooperation": cooperation, "form": form}
    return render(request, "cooperation/room/document_add.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """All versions of a document, who opened those of one's own side, and the form for a new one."""
    cooperation = find(request, reference)
    reader = reader_of(cooperation, person(request))
    found = get_object_or_404(cooperation.documents.all(), pk=pk)
    found.cooperation = cooperation
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        filing_reader(cooperation, request)
        side = side_of(request, cooperation)
        if form.is_valid() and (
            version := attempt(
                form,
                lambda: keeping.add_version(
                    document=found, side=side, file=form.cleaned_data["file"], by=reader.user, now=timezone.now()
                ),
            )
        ):
            text = _("The document has version %(number)s.") % {"number": version.number}
            messages.success(request, text)
            return redirect("cooperation:document", reference, pk)
    context = {
        "cooperation": cooperation,
        "document": found,
        "versions": versions_of(found, user=reader.user, sides=reader.sides),
        "form": form if may_file(cooperation, reader) else None,
    }
    return render(request, "cooperation/room/document.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def download(request: HttpRequest, reference: str, key: str) -> HttpResponseBase:
    """A version as a file to keep; opening another side's is written down."""
    cooperation = find(request, reference)
    versions = DocumentVersion.objects.select_related("document")
    version = get_object_or_404(versions, key=key, document__cooperation=cooperation)
    try:
        content = version.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    version.document.cooperation = cooperation
    keeping.note_opening(version, by=person(request), now=timezone.now())
    response = FileResponse(content, as_attachment=True, filename=version.name, content_type=version.content_type)
    for header, value in (protection() | {"Cache-Control": "private, no-store"}).items():
        response.headers[header] = value
    return response


def filing_reader(cooperation: Cooperation, request: HttpRequest) -> Reader:
    """Those who may file something; to readers of an organisation the page is not there."""
    reader = reader_of(cooperation, person(request))
    if not (reader.may_write or reader.is_guest):
        raise Http404
    return reader


def attempt(form: forms.Form, work: Callable[[], DocumentVersion]) -> DocumentVersion | None:
    """What was filed, or nothing and the reason on the form."""
    try:
        return work()
    except keeping.TooMany:
        form.add_error("file", str(TOO_MANY))
    except CooperationError as error:
        form.add_error(None, sentence(error))
    except StoreFull:
        form.add_error("file", str(STORE_FULL))
    return None
