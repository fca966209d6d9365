"""The history of a dossier: written here alone, and kept by the database from everybody."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from advisory.models import DossierEvent, SelectionDossier


def record(
    dossier: SelectionDossier, action: str, *, party: str, by: User, now: datetime, note: str = "", **values: object
) -> DossierEvent:
    """Write down what happened, and that the dossier has changed."""
    dossier.changed_at = now
    dossier.save()
    return DossierEvent.objects.create(
        dossier=dossier, at=now, actor=by, party=party, action=action, note=note, values=values
    )
