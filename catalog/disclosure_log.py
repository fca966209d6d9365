"""Who opened the protected parts of a listing, as its owner reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Membership
from catalog.models import Attachment, DisclosureOpening, Listing

#: The latest so many; nobody reads on.
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Opened:
    """One opening; `who` is an organisation or the connection point, `role` the person's place in it, if known."""

    who: str
    role: str
    what: str
    at: datetime


def openings_of(listing: Listing) -> list[Opened]:
    """The latest openings of the listing and its edits, in a fixed number of queries; people stay unnamed."""
    either = Q(listing=listing) | Q(listing__revision_of=listing)
    rows = list(
        DisclosureOpening.objects.filter(either).select_related("organisation").order_by("-at", "-pk")[:MOST_SHOWN]
    )
    roles = roles_of(rows)
    files = {f"file {pk}": name for pk, name in Attachment.objects.filter(either).values_list("pk", "name")}
    return [
        Opened(
            row.organisation.name if row.organisation else _("Connection point"),
            roles.get((row.user_id, row.organisation_id), _("no longer a member")) if row.organisation else "",
            files.get(row.what) or worded(row.what),
            row.at,
        )
        for row in rows
    ]


def roles_of(rows: list[DisclosureOpening]) -> dict[tuple[int | None, int | None], str]:
    found = Membership.objects.filter(
        user__in={row.user_id for row in rows}, organisation__in={row.organisation_id for row in rows}
    )
    return {(each.user_id, each.organisation_id): each.get_role_display() for each in found}


def worded(what: str) -> str:
    """What was opened; a file that is gone has no name any more."""
    if what == "confidential":
        return _("Confidential part")
    return _("Contact details") if what == "contact" else _("a file that was removed")
