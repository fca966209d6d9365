"""What a reader wants to know about a listing besides its text: who sees what, how old it is, how sure its TRL."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.models import Attachment, DisclosureGrant, Listing
from taxonomy.formats import date_short, number

Lines = list[dict[str, Any]]
A_MONTH = 30


def readers_of(listing: Listing, *, shows_owner: bool) -> Lines:
    """Who may see what, a line for each part of the listing."""
    return [*open_to_all(listing), *protected_parts(listing), names_and_contacts(listing, shows_owner=shows_owner)]


def open_to_all(listing: Listing) -> Lines:
    if listing.is_published:
        return [line("globe", _("Everybody"), _("reads the text of this page and opens its public files."))]
    return [line("lock", _("Your organisation and the officers"), _("read this page; it is not public."))]


def protected_parts(listing: Listing) -> Lines:
    """The confidential part and files that are not public, by what opens them."""
    files = Counter(attachment.level for attachment in listing.attachments.all())
    found = []
    for level in DisclosureGrant.Level.values:
        parts = [_("the confidential part")] if listing.confidential and listing.disclosure == level else []
        parts += [file_count(files[level])] if files[level] else []
        found += [line("lock", f"{Attachment.Level(level).label}:", "; ".join(parts))] if parts else []
    return found


def file_count(count: int) -> str:
    return ngettext("%(count)s file", "%(count)s files", count) % {"count": shown(count)}


def names_and_contacts(listing: Listing, *, shows_owner: bool) -> dict[str, Any]:
    both = _("Both sides")
    if listing.is_anonymous:
        own = _("You see the name because you are entitled to it.") if shows_owner else ""
        text = _("learn each other’s name and contact details once an interest is accepted.")
        return line("hidden", both, f"{text} {own}".strip())
    return line("user", both, _("see each other’s contact details once an interest is accepted."))


def age_of(listing: Listing, *, today: date) -> str:
    """How long ago a listing was published and how long it stays, in words."""
    if listing.published_at is None or listing.valid_until is None:
        return ""
    days = (today - timezone.localdate(listing.published_at)).days
    left = max((listing.valid_until - today).days, 0)
    if not listing.is_published:
        return ago(days)
    return f"{ago(days)}; {ngettext('%(count)s day left', '%(count)s days left', left) % {'count': shown(left)}}"


def ago(days: int) -> str:
    if days < 1:
        return _("published today")
    if days < 2 * A_MONTH:
        return ngettext("published %(count)s day ago", "published %(count)s days ago", days) % {"count": shown(days)}
    months = days // A_MONTH
    return ngettext("published %(count)s month ago", "published %(count)s months ago", months) % {
        "count": shown(months)
    }


def trl_facts(listing: Listing) -> Lines:
    """Whether an officer verified the TRL of an offer, who and when."""
    if not (listing.is_offer and listing.trl):
        return []
    if listing.verified_trl is None:
        return [line("unknown", _("Not verified yet."), _("The owner states this level."), tone="na")]
    values = {"level": listing.verified_trl}
    return [line("ok", _("TRL %(level)s verified.") % values, verified_by(listing), tone="ok")]


def verified_by(listing: Listing) -> str:
    officer = listing.trl_verified_by.full_name if listing.trl_verified_by else ""
    if listing.trl_verified_at is None:
        return officer
    on = date_short(timezone.localdate(listing.trl_verified_at), get_language() or "vi")
    if not officer:
        return _("Verified on %(date)s.") % {"date": on}
    return _("Verified by officer %(name)s on %(date)s.") % {"name": officer, "date": on}


def line(icon: str, who: str, text: str, *, tone: str = "na") -> dict[str, Any]:
    return {"icon": icon, "who": who, "text": text, "tone": tone}


def shown(value: int) -> str:
    return number(value, get_language() or "vi")
