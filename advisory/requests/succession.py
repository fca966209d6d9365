"""Requests of an organisation that ends: withdrawn with it, or passed to the one it was merged into."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Organisation, User
from advisory.models import Party, SelectionDossier, ServiceRequest
from advisory.requests.running import end


def end_requests(*, organisation: Organisation, by: User, now: datetime, note: str) -> None:
    """Nobody works for an organisation that is no more; the expert at work is told."""
    running = ServiceRequest.objects.open().filter(organisation=organisation).order_by("pk")
    for request in running.select_related("organisation__kind", "officer").select_for_update(of=("self",), no_key=True):
        end(request, "withdraw", "withdrawn", party=Party.OFFICER, by=by, note=note, now=now)


def pass_requests(*, source: Organisation, target: Organisation) -> None:
    """With the dossiers, which are read with the requests."""
    ServiceRequest.objects.filter(organisation=source).update(organisation=target)
    SelectionDossier.objects.filter(organisation=source).update(organisation=target)
