"""What the sections of a room's page show, all in one statement."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import JSONObject

from cooperation.agreeing.confirming import AGREEMENT
from cooperation.filing.showing import DOCUMENTS
from cooperation.models import Cooperation
from cooperation.outcomes.presenting import REPORTS
from cooperation.papers.showing import OWED, PAPERS, REGISTRATION


def sections_of(cooperation: Cooperation) -> dict[str, Any]:
    """The rows of every section, as JSON."""
    found = Cooperation.objects.filter(pk=cooperation.pk).order_by()
    shown = JSONObject(
        documents=DOCUMENTS, agreement=AGREEMENT, papers=PAPERS, owed=OWED, registration=REGISTRATION,
        reports=REPORTS,
    )  # fmt: skip
    rows: dict[str, Any] = found.values_list(shown, flat=True).get()
    return rows
