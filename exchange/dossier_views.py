"""A selection dossier as a PDF file: what lies on the table when the decision is taken."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.requests import person
from accounts.throttling import throttled
from advisory.dossiers.page import dossier_page
from advisory.dossiers.views import find
from exchange.pdf import pdf_response


@login_required
@require_safe
@throttled("pdf", limit=30, seconds=600)
def dossier_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The comparison, the points and sentences that the reader may see, and the conclusion."""
    context = dossier_page(find(request, reference), user=person(request))
    response = pdf_response(request, "pdf/dossier.html", context, filename=f"{reference}.pdf")
    response.headers["Cache-Control"] = "private, no-store"
    return response
