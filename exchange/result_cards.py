"""Cards of the result list: what lets a reader decide without opening a listing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from django.core.cache import caches
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.facets import Vocabulary
from catalog.finding import Wanted
from catalog.highlighting import marked
from catalog.models import Listing
from catalog.search import Search
from catalog.templatetags.listing_text import local_summary, local_title
from matching.marks import Mark, own_match
from taxonomy.formats import updated

Extra = list[dict[str, str]]
#: Stands in a kept card where the marked texts go; made anew by every process, so that no text can hold it.
GAP = mark_safe(f"<!--{secrets.token_hex(16)}-->")  # noqa: S308 -- hexadecimal digits


@dataclass(frozen=True, slots=True)
class Card:
    """A listing in the list, with the found words marked and what else is shown beside its texts.

    `html`: the whole card, where the reader has nothing of their own on it.
    """

    listing: Listing
    title: SafeString | str
    summary: SafeString | str
    facts: SafeString
    match: dict[str, str] | None
    html: SafeString | str = ""
    starts_neighbours: bool = False


def result_cards(
    listings: Sequence[Listing], *, wish: Wanted, search: Search, stamp: int, is_visitor: bool
) -> list[Card]:
    """A card each, in the same order; all they need came with the listings, read under a stamp (0: keep nothing)."""
    near = set(search.neighbours) if wish.order == "best" else set()
    first_near = next((listing.pk for listing in listings if listing.pk in near), None)
    words = wish.filters.vocabulary
    made = []
    for listing in listings:
        title, summary = marked(local_title(listing), search), marked(local_summary(listing), search)
        starts = listing.pk == first_near
        if is_visitor and stamp:
            html = filled(frame(listing, words, stamp), title, summary)
            made.append(Card(listing, title, summary, SafeString(), None, html, starts))
        else:
            match = match_words(own_match(listing))
            made.append(Card(listing, title, summary, facts(listing, words, stamp), match, starts_neighbours=starts))
    return made


def frame(listing: Listing, words: Vocabulary, stamp: int) -> str:
    """A visitor's card with gaps for title and summary: the same for every search."""

    def written() -> str:
        context = {"listing": listing, "title_marked": GAP, "summary_marked": GAP, "row": True, "level": "h2",
                   "facts": written_facts(listing, words), "compare_url": reverse("catalog:compare-add")}  # fmt: skip
        return str(render_to_string("components/listing_card.html", context))

    return kept(f"card:{GAP}:{stamp}:{listing.pk}", written)


def filled(frame: str, *texts: SafeString | str) -> SafeString:
    """A kept card with its texts."""
    parts = frame.split(GAP)
    between = [str(conditional_escape(text)) for text in texts] + [""]
    return mark_safe("".join(part + text for part, text in zip(parts, between, strict=True)))  # noqa: S308 -- escaped


def kept(key: str, make: Callable[[], str]) -> str:
    """A part of a page in the active language, as it stands today."""
    whole = f"{key}:{get_language()}:{timezone.localdate()}"
    return cast("str", caches["fragments"].get_or_set(whole, make))


def facts(listing: Listing, words: Vocabulary, stamp: int) -> SafeString:
    """What a card says below the summary: the same for every reader and every search, so that it is made once."""
    if not stamp:
        return written_facts(listing, words)
    return mark_safe(kept(f"facts:{stamp}:{listing.pk}", lambda: written_facts(listing, words)))  # noqa: S308


def written_facts(listing: Listing, words: Vocabulary) -> SafeString:
    """The list of facts as it is shown."""
    context = {"listing": listing, "extra": extra_facts(listing, words)}
    return mark_safe(render_to_string("components/listing_facts.html", context))  # noqa: S308 -- a template escapes


def extra_facts(listing: Listing, words: Vocabulary) -> Extra:
    """Field, form of transfer, owner and age."""
    facts = [
        {"icon": "filter", "text": names(listing, "field", words)},
        {"icon": "swap", "text": names(listing, "form", words)},
        {"icon": "org", "text": owner(listing, words), "ok": _("verified") if is_shown_verified(listing) else ""},
        {"icon": "calendar", "text": age(listing)},
    ]
    return [fact for fact in facts if fact["text"]]


def names(listing: Listing, facet: str, words: Vocabulary, most: int = 1) -> str:
    """The listing's values of a facet in words: the most exact ones, and how many more there are."""
    own = {token.partition(":")[2] for token in listing.facets if token.startswith(f"{facet}:")}
    chosen = [choice for choice in words[facet] if choice.code in own]
    above = {choice.parent for choice in chosen}
    exact = [str(choice.label) for choice in chosen if choice.code not in above]
    more = len(exact) - most
    shown = "; ".join(exact[:most])
    return _("%(names)s and %(more)s more") % {"names": shown, "more": more} if more > 0 else shown


def owner(listing: Listing, words: Vocabulary) -> str:
    """The organisation, or for a hidden one no more than its sector."""
    if not listing.is_anonymous:
        return str(listing.organisation.name)
    sector = names(listing, "industry", words)
    return _("Name not disclosed; sector: %(sector)s") % {"sector": sector} if sector else _("Name not disclosed")


def is_shown_verified(listing: Listing) -> bool:
    return "verified:yes" in listing.facets


def age(listing: Listing) -> str:
    if listing.published_at is None:
        return ""
    language = get_language() or "vi"
    return updated(timezone.localdate(listing.published_at), timezone.localdate(), language).capitalize()


def match_words(mark: Mark | None) -> dict[str, str] | None:
    """For a member: how well it fits one of the own listings, with the way to the reasons."""
    if mark is None:
        return None
    text = _("Fits your need “%(title)s”") if mark.own_is_need else _("Fits your offer “%(title)s”")
    address = f"{reverse('exchange:suggestions', args=[mark.own_reference])}#{mark.other_reference}"
    return {"text": text % {"title": mark.own_title}, "href": address}
