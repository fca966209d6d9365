"""The public content of a listing: its text by parts, and the hash that tells whether anything changed."""

from __future__ import annotations

import hashlib
import json

from catalog.models import Listing
from catalog.text import Document, normalise

#: Bumped when the same content would be indexed differently.
CONTENT_VERSION = 1

#: Public texts in the order of the body; the confidential part is in none of these lists.
OFFER_PARTS = ("description", "problem", "advantages", "economic_effect", "applications", "partner_sought")
NEED_PARTS = ("description", "present_state", "constraints", "tried")


def document_of(listing: Listing) -> Document:
    """The public text of a listing; nothing of its confidential part."""
    parts = [getattr(listing, name) for name in (NEED_PARTS if listing.is_need else OFFER_PARTS)]
    if listing.is_need:
        parts += [f"{target.name}: {target.value} {target.unit}".strip() for target in listing.targets.all()]
    other = (listing.title_alt, listing.summary_alt, listing.description_alt)
    return Document(
        title=normalise(listing.title),
        summary=normalise(listing.summary),
        body="\n".join(normalise(part) for part in parts if part),
        keywords=tuple(normalise(keyword) for keyword in listing.keywords),
        language=listing.language,
        other="\n".join(normalise(part) for part in other if part),
    )


def content_hash(listing: Listing) -> str:
    """The hash of all that search and matching read of a listing: text and facts."""
    document = document_of(listing)
    facts = [
        CONTENT_VERSION, listing.kind, document.title, document.summary, document.body, document.keywords,
        document.language, document.other, codes(listing, "fields"), codes(listing, "industries"),
        codes(listing, "forms"), listing.province_id, listing.country, listing.trl, listing.trl_verified,
        listing.amount_min, listing.amount_max, listing.import_accepted, listing.organisation_id,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def codes(listing: Listing, name: str) -> list[str]:
    """The codes of a classification the listing names, in order."""
    return sorted(concept.code for concept in getattr(listing, name).all())
