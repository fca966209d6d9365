"""An approved edit becomes the text of its listing."""

from __future__ import annotations

from catalog.models import Listing, Revision
from catalog.revising.carried_files import take_files
from catalog.revising.frozen import write_content
from catalog.verified_level import EVIDENCE, forget_level

#: What the owner sets without an officer having to read it.
SETTINGS = ("contact", "accepting_interest")


def take_over(original: Listing, edit: Listing, *, revision: Revision) -> None:
    """Write what the officer read, the frozen revision, into the listing; both rows are locked.

    The revision moves to the listing with its review, so that what is public can always be traced to a decision.
    """
    before = [getattr(original, name) for name in EVIDENCE]
    write_content(original, revision.content)
    take_settings(original, edit)
    take_files(original, edit)
    if [getattr(original, name) for name in EVIDENCE] != before:
        forget_level(original)
    revision.listing = original
    revision.save(update_fields=["listing"])


def take_settings(original: Listing, edit: Listing) -> None:
    """Contact person and the switch for interests."""
    for name in SETTINGS:
        setattr(original, name, getattr(edit, name))
    original.save(update_fields=list(SETTINGS))
