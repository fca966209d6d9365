"""What a listing keeps of a verified level, and what of its text was verified."""

from __future__ import annotations

from catalog.models import Listing

#: A verified level holds for what was verified.
EVIDENCE = ("trl", "trl_evidence")
KEPT = ("trl_verified", "trl_verified_at", "trl_verified_by", "trl_verified_until", "trl_verification_note")


def forget_level(listing: Listing) -> None:
    """As if nobody had ever verified it; the history still tells. The row is locked."""
    listing.trl_verified = listing.trl_verified_at = listing.trl_verified_by = listing.trl_verified_until = None
    listing.trl_verification_note = ""
    listing.save(update_fields=KEPT)
