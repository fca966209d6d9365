"""The public content of a listing: its text by parts, and the hash that tells whether anything changed."""

from __future__ import annotations

import hashlib
import json

from catalog.codes import codes_in, plain_code
from catalog.lexemes import IN_KEYWORDS, IN_NAMES, IN_TITLE, Passage, emphasis, lexemes, passages
from catalog.lexical import SparseVector
from catalog.models import Listing
from catalog.text import Document, Language, normalise

#: Bumped when the same content would be indexed differently.
CONTENT_VERSION = 1
#: Bumped when the same content would be found by other words; matching does not read these.
SEARCH_VERSION = 1

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


def comparison_lines(listing: Listing) -> list[str]:
    """An offer's own figures of its comparison table, a line each; they are no part of the text that is indexed."""
    rows = [] if listing.is_need else listing.comparisons.all()
    return [normalise(f"{row.indicator}: {row.ours} {row.unit}".strip()) for row in rows]


def content_hash(listing: Listing, model: str) -> str:
    """The hash of all that search and matching read of a listing: text, facts, and the model of its vectors."""
    document = document_of(listing)
    facts = [
        CONTENT_VERSION, model, listing.kind, document.title, document.summary, document.body, document.keywords,
        document.language, document.other, codes(listing, "fields"), codes(listing, "industries"),
        codes(listing, "forms"), listing.province_id, listing.country, listing.trl, listing.verified_trl,
        listing.amount_min, listing.amount_max, listing.import_accepted, listing.organisation_id,
        comparison_lines(listing),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def codes(listing: Listing, name: str) -> list[str]:
    """The codes of a classification the listing names, in order."""
    return sorted(concept.code for concept in getattr(listing, name).all())


def names_of(listing: Listing) -> list[Passage]:
    """The names a listing is also found by, in both languages; the owner's only where the public may know it."""
    concepts = [*listing.fields.all(), *listing.industries.all()]
    named = concepts if listing.is_anonymous else [*concepts, listing.organisation]
    both: list[Passage] = []
    for each in named:
        both += [(normalise(each.name_vi), "vi"), (normalise(each.name_en), "en")]
    return [(text, language) for text, language in both if text]


def search_hash(listing: Listing, digest: str, names: list[Passage]) -> str:
    """The hash of all that the search alone reads, given the content hash."""
    read = [SEARCH_VERSION, digest, listing.reference, listing.title_alt, names]
    return hashlib.sha256(json.dumps(read, ensure_ascii=False).encode()).hexdigest()


def lexemes_of(document: Document, names: list[Passage]) -> dict[str, list[int]]:
    """The words a listing is found by, with their places."""
    return lexemes([*passages(document), *names])


def emphasis_of(listing: Listing, document: Document, names: list[Passage]) -> SparseVector:
    """What the words of title, keywords and names weigh beyond BM25."""
    own = document.resolved_language()
    other: Language = "en" if own == "vi" else "vi"
    titles: list[Passage] = [(document.title, own), (normalise(listing.title_alt), other)]
    keywords: list[Passage] = [(keyword, own) for keyword in document.keywords]
    weighted = [*((each, IN_TITLE) for each in titles), *((each, IN_KEYWORDS) for each in keywords),
                *((each, IN_NAMES) for each in names)]  # fmt: skip
    return emphasis(weighted)


def codes_of(listing: Listing, document: Document) -> str:
    """The reference number, then the codes in a listing's text, without punctuation."""
    text = f"{document.full_text()}\n{document.other}"
    return " ".join(dict.fromkeys([plain_code(listing.reference), *(code.term for code in codes_in(text))]))
