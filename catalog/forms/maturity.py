"""Levels of readiness with the evidence each asks for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from taxonomy.models import Concept

#: The least evidence for a level, in words that complete “TRL 4 needs evidence: …”.
EVIDENCE: dict[int, Any] = {
    1: _("a paper or scientific report"),
    2: _("an explanation of the intended use with a diagram of the principle"),
    3: _("experimental results that prove the concept"),
    4: _("a record or certificate of laboratory tests"),
    5: _("a test report from a simulated or semi-industrial environment"),
    6: _("a pilot with a video or record of its demonstration"),
    7: _("a confirmation by the place where the prototype ran"),
    8: _("a certificate of conformity, an inspection or a declared standard"),
    9: _("a transfer or sales contract, or reference customers"),
}


def trl_choices() -> list[tuple[str, str]]:
    """Levels 1–9 by name, in the active language."""
    levels = Concept.objects.of("trl").order_by("order")
    return [(level.code, f"TRL {level.code} – {level.name}") for level in levels]
