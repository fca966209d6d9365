"""Listings as an Atom feed, the newest of a search among them: public facts only, never an owner."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.finding import Wanted, matching
from catalog.models import Listing
from catalog.templatetags.listing_text import foreign_lang, local_summary, local_title
from catalog.watch_wording import words_of

NEWEST = 50
#: What XML 1.0 cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: The date of an empty feed, so that it stays the same.
BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)


class ListingFeed(Atom1Feed):
    """Atom with the language of each entry, and a date that does not depend on the clock."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=BEFORE_ALL)

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] else {}


def feed_of(wish: Wanted) -> ListingFeed:
    """The feed of a search, in the active language."""
    address = wish.address()
    query = f"?{address}" if address else ""
    return feed_with(
        newest(wish),
        title=", ".join(words_of(wish)),
        subtitle=_("New technology offers and needs"),
        page=reverse("catalog:listing-list") + query,
        address=reverse("catalog:listing-feed") + query,
        name="listings",
        query=query,
    )


def feed_with(
    listings: Iterable[Listing], *, title: str, subtitle: str, page: str, address: str, name: str, query: str
) -> ListingFeed:
    """The feed of listings that also stand on a page, in their order."""
    language = (get_language() or "vi")[:2]
    feed = ListingFeed(
        title=clean(f"CungCầu: {title}"),
        link=settings.SITE_URL + page,
        description="",
        subtitle=subtitle,
        language=language,
        author_name=str(settings.POINT["name"]),
        feed_url=settings.SITE_URL + address,
        feed_guid=tag(f"{name}/{language}{query}"),
    )
    for listing in listings:
        add(feed, listing)
    return feed


def newest(wish: Wanted) -> list[Listing]:
    return list(matching(wish).order_by("-published_at", "-pk")[:NEWEST])


def add(feed: ListingFeed, listing: Listing) -> None:
    feed.add_item(
        title=clean(local_title(listing)),
        link=settings.SITE_URL + listing.get_absolute_url(),
        description=escape(clean(local_summary(listing))),
        unique_id=tag(f"listings/{listing.reference}"),
        pubdate=listing.published_at,
        updateddate=listing.published_at,
        categories=[listing.kind],
        language=foreign_lang(listing),
    )


def tag(name: str) -> str:
    """A name that stays when addresses change (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{name}"


def clean(text: str) -> str:
    return UNWRITABLE.sub("", text)
