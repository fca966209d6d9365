"""What the public reads, what opens with an accepted interest, and what with a confidentiality agreement."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from catalog.models import Attachment, Disclosure, Listing
from catalog.reading import file_count

Level = dict[str, object]
ICONS = {Disclosure.PUBLIC: "globe", Disclosure.INTEREST: "user", Disclosure.NDA: "lock"}


def levels_of(listing: Listing, files: Iterable[Attachment]) -> list[Level]:
    """The three audiences, widest first, each with what it gets beyond the one before."""
    counts = {level: sum(file.level == level for file in files) for level in Attachment.Level.values}
    parts = {
        Disclosure.PUBLIC: public_parts(listing),
        Disclosure.INTEREST: [_("name, e-mail address and telephone of the contact person"), *hidden_name(listing)],
        Disclosure.NDA: [],
    }
    if listing.confidential and listing.disclosure in (Disclosure.INTEREST, Disclosure.NDA):
        parts[Disclosure(listing.disclosure)].append(_("the confidential part"))
    names = {
        Disclosure.PUBLIC: _("Everybody"),
        Disclosure.INTEREST: _("Whose interest you have accepted, besides"),
        Disclosure.NDA: _("With whom you have a confidentiality agreement, besides"),
    }
    return [
        {
            "icon": ICONS[level],
            "name": names[level],
            "parts": [*parts[level], *([file_count(counts[level])] if counts.get(level) else [])],
        }
        for level in (Disclosure.PUBLIC, Disclosure.INTEREST, Disclosure.NDA)
    ]


def public_parts(listing: Listing) -> list[str]:
    owner = _("of your organisation only the province") if listing.is_anonymous else _("the name of your organisation")
    return [_("all that stands under “As others will see it”"), owner]


def hidden_name(listing: Listing) -> list[str]:
    return [_("the name of your organisation")] if listing.is_anonymous else []
