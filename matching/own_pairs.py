"""Pairs of a need and an offer that have come to belong to one organisation."""

from __future__ import annotations

from accounts.models import Organisation
from matching.models import Suggestion


def set_aside_own(*, organisation: Organisation) -> int:
    """Nobody is introduced to themselves: such suggestions stay readable and are suggested no more."""
    own = Suggestion.objects.filter(need__organisation=organisation, offer__organisation=organisation)
    return own.filter(is_current=True).update(is_current=False)
