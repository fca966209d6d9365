"""The verification of an offer's level as the review page shows it."""

from __future__ import annotations

from typing import Any

from catalog.models import Listing, Revision
from catalog.verifying.forms import LevelForm, WithdrawalForm
from catalog.verifying.levels import VERIFIABLE_STATES, is_verifiable, was_verified


def level_page(
    listing: Listing,
    revision: Revision | None,
    *,
    may_decide: bool,
    form: LevelForm | None,
    withdrawal_form: WithdrawalForm | None,
) -> dict[str, Any]:
    """What is verified, with the forms for those who may verify; nothing where there is no level.

    The form says which text and which verification it stands beside: the ones shown now, also after a refusal.
    """
    if revision is None or not is_verifiable(listing):
        return {"level": None, "level_form": None, "withdrawal_form": None}
    may_verify = may_decide and listing.state in VERIFIABLE_STATES
    may_withdraw = may_verify and was_verified(listing)
    seen = listing.trl_verified_at
    level = {
        "was_verified": was_verified(listing),
        "holds": listing.verified_trl is not None,
        "revision": revision.number,
        "seen": seen.isoformat() if seen else "",
    }
    return {
        "level": level,
        "level_form": (form or level_form(listing)) if may_verify else None,
        "withdrawal_form": (withdrawal_form or WithdrawalForm()) if may_withdraw else None,
    }


def level_form(listing: Listing) -> LevelForm:
    """An empty form, but for the level."""
    return LevelForm(initial={"level": listing.trl_verified or listing.trl}, stated=listing.trl or 0)
