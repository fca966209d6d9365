"""What a listing's page tells machines: its one address, both languages, a card for shares, and structured data."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.models import Listing
from catalog.templatetags.listing_text import local_summary, local_title
from exchange.share_card import version_of

LOCALES = {"vi": "vi_VN", "en": "en_GB"}
#: What would end the script element or a string of old parsers, as JSON writes it.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}

Json = dict[str, Any]


def canonical(listing: Listing, language: str = "") -> str:
    """The absolute address of the page in a language, else in the active one."""
    with translation.override(language or get_language() or settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{listing.get_absolute_url()}"


def head_of(listing: Listing, *, fields: str) -> Json:
    """The head's values; of a listing that is not public, nothing but its own address."""
    head: Json = {"canonical": canonical(listing), "card": None, "json_ld": ""}
    if not listing.is_published:
        return head
    language = (get_language() or "vi")[:2]
    return head | {
        "alternates": [(code, canonical(listing, code)) for code, _name in settings.LANGUAGES],
        "default_address": canonical(listing, settings.LANGUAGE_CODE),
        "card": {
            "locale": LOCALES[language],
            "other_locales": [locale for code, locale in LOCALES.items() if code != language],
            "image": card_address(listing, fields),
        },
        # Structured data are for the public, whoever reads the page.
        "json_ld": as_script({"@context": "https://schema.org", "@graph": graph(listing, fields)}),
    }


def card_address(listing: Listing, fields: str) -> str:
    path = reverse("catalog:listing-card", args=[listing.reference])
    return f"{settings.SITE_URL}{path}?v={version_of(listing, fields)[:12]}"


def as_script(data: Json) -> SafeString:
    """JSON that cannot leave its script element, whatever the texts hold."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 – escaped just here


def graph(listing: Listing, fields: str) -> list[Json]:
    owner = [] if listing.is_anonymous else [organisation(listing)]
    return [thing(listing, fields), *owner, breadcrumbs(listing)]


def thing(listing: Listing, fields: str) -> Json:
    """The offer or demand itself."""
    address, title = canonical(listing), local_title(listing)
    item: Json = {"@type": "Service", "name": title, "description": local_summary(listing)}
    if fields:
        item["category"] = fields
    found: Json = {
        "@type": "Offer" if listing.is_offer else "Demand", "@id": f"{address}#listing", "url": address,
        "name": title, "description": local_summary(listing), "identifier": listing.reference, "itemOffered": item,
        "validFrom": listing.published_at.date().isoformat() if listing.published_at else None,
        "validThrough": listing.valid_until.isoformat() if listing.valid_until else None,
    }  # fmt: skip
    if listing.province:
        found["areaServed"] = {"@type": "AdministrativeArea", "name": listing.province.name}
    if listing.is_offer:
        found |= price(listing) | {"offeredBy": {"@id": organisation_id(listing)}}
    return found


def price(listing: Listing) -> Json:
    ends = {"minPrice": listing.amount_min, "maxPrice": listing.amount_max}
    known = {name: value for name, value in ends.items() if value is not None}
    if not known:
        return {}
    return {"priceSpecification": {"@type": "PriceSpecification", "priceCurrency": "VND", **known}}


def organisation_id(listing: Listing) -> str:
    return f"{settings.SITE_URL}{listing.organisation.get_absolute_url()}#organisation"


def organisation(listing: Listing) -> Json:
    """Who lists it; never called for an anonymous need."""
    link = {"makesOffer" if listing.is_offer else "seeks": {"@id": f"{canonical(listing)}#listing"}}
    owner = listing.organisation
    return {
        "@type": "Organization", "@id": organisation_id(listing), "name": owner.name,
        "url": settings.SITE_URL + owner.get_absolute_url(), **link,
    }  # fmt: skip


def breadcrumbs(listing: Listing) -> Json:
    kind = _("Technology offers") if listing.is_offer else _("Technology needs")
    steps = [
        (_("Home"), reverse("exchange:home")),
        (kind, f"{reverse('catalog:listing-list')}?kind={listing.kind}"),
        (listing.reference, listing.get_absolute_url()),
    ]
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": settings.SITE_URL + path}
        for number, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
