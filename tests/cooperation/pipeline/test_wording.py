"""Every event that is recorded can be told, in both languages."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import translation

from cooperation.models import CooperationEvent
from cooperation.pipeline.wording import told

COOPERATION = Path(__file__).resolve().parents[3] / "cooperation"
#: Packages that write into the history.
WRITERS = ("pipeline", "filing", "agreeing", "papers", "outcomes", "stories")
VALUES = {
    "says": "done", "to_date": "2026-12-01", "from_date": "2026-11-01", "due_on": "2026-11-20", "kind": "licence",
    "value": 450_000_000, "number": "12/2026/HĐ", "signed_on": "2026-11-19",
    "what": "Đào tạo sáu người vận hành", "owed_by": "offer", "issued_on": "2026-11-19", "case": "into",
    "report": "impact_6",
}  # fmt: skip


def recorded() -> set[str]:
    """The actions that the modules write into the history."""
    modules = sorted(path for name in WRITERS for path in (COOPERATION / name).glob("*.py"))
    source = "".join(path.read_text(encoding="utf-8") for path in modules)
    written = re.findall(r'record\(\s*[\w.]+,\s*"(\w+)"', source) + re.findall(r'action ?= ?"(\w+)"', source)
    return {*written, *re.findall(r'action = "\w+" if \w+ else "(\w+)"', source)}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_recorded_action_has_a_sentence(language: str, now: datetime) -> None:
    actions = recorded()
    assert {"started", "stated", "settled", "reminded", "date_refused", "side_ended", "report_sent"} <= actions
    assert {"filed", "drafted", "paper_recorded", "owed", "owed_done", "owed_dropped", "owed_reminded"} <= actions
    with translation.override(language):
        for action in sorted(actions):
            event = CooperationEvent(action=action, side="need", stage="pilot", values=VALUES, at=now)
            assert len(told(event)) > 10, action
