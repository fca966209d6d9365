"""A text of a cooperation as a PDF file: to sign on paper, and to keep."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.throttling import throttled
from cooperation.agreeing.confirming import agreement_of
from cooperation.agreement_models import AgreementKind
from cooperation.pipeline.room_views import find
from exchange.pdf import pdf_response


@login_required
@require_safe
@throttled("pdf", limit=30, seconds=600)
def agreement_pdf(request: HttpRequest, reference: str, kind: str = AgreementKind.NDA) -> HttpResponse:
    """The text, and below it who has confirmed it and how."""
    cooperation = find(request, reference)
    agreement = agreement_of(cooperation, kind=kind)
    if agreement is None:
        raise Http404
    context = {"cooperation": cooperation, "agreement": agreement, "confirmations": agreement.confirmations.all()}
    response = pdf_response(request, "pdf/agreement.html", context, filename=f"{reference}-{agreement.kind}.pdf")
    response.headers["Cache-Control"] = "private, no-store"
    return response
