"""Which experts fit a listing or a question: nearness of the texts as between need and offer, and of the fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from advisory.models import ExpertIndex, ExpertProfile
from catalog.content import document_of
from catalog.embedding import Vectors, centred, mean_name
from catalog.embedding_cache import as_array, embedder, shipped_means, vectors_of
from catalog.evidence import DocumentSide, Evidence, QuerySide, compare
from catalog.indexing import as_dict, text_to_embed
from catalog.lexical import document_terms
from catalog.models import Listing
from catalog.term_counts import asked_frequencies
from catalog.text import Document, Language
from matching.facts import path_of
from matching.features import ListingFacts, st_field
from matching.text_score import text_feature, text_pair
from taxonomy.models import Concept

TEXT_SHARE, FIELD_SHARE = 0.6, 0.4
#: Below, neither text nor field says anything for the expert.
LEAST = 0.3
MOST = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What help is wanted with: the text, its fields, the kind of service if one is asked for."""

    document: Document
    fields: tuple[Concept, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An expert with what speaks for them, in numbers 0–1: None where nothing can be said."""

    profile: ExpertProfile
    text: float | None
    field: float | None

    @property
    def worth(self) -> float:
        if self.text is None or self.field is None:
            return self.text or self.field or 0.0
        return TEXT_SHARE * self.text + FIELD_SHARE * self.field


def about_listing(listing: Listing, *, kind: str = "") -> Asked:
    """Help with a listing: its public text alone."""
    return Asked(document_of(listing), tuple(listing.fields.select_related("parent__parent")), kind)


def propose(asked: Asked, *, today: date, by_day: date | None = None) -> list[Proposal]:
    """The best public experts who take requests by the day, and offer the service; the best first."""
    public = ExpertProfile.objects.public(today).free_on(by_day or today)
    if asked.kind:
        public = public.filter(services__contains=[asked.kind])
    profiles = list(public.select_related("index", "user").prefetch_related("fields__parent__parent"))
    query = query_of(asked.document)
    proposals = [proposal_of(profile, query, asked.fields) for profile in profiles]
    fitting = [each for each in proposals if each.worth >= LEAST]
    return sorted(fitting, key=lambda each: (-each.worth, each.profile.sort_key, each.profile.pk))[:MOST]


def proposal_of(profile: ExpertProfile, query: QuerySide, fields: Iterable[Concept]) -> Proposal:
    wanted = ListingFacts(fields=tuple(path_of(concept) for concept in fields))
    has = ListingFacts(fields=tuple(path_of(concept) for concept in profile.fields.all()))
    index = getattr(profile, "index", None)
    text = text_feature(text_pair(evidence_of(query, index))).value if index else None
    return Proposal(profile, text, st_field(wanted, has).value)


def evidence_of(query: QuerySide, index: ExpertIndex) -> Evidence:
    return compare(query, DocumentSide(
        "en" if index.language == "en" else "vi", index.length > 0, as_dict(index.lex), as_dict(index.lex_plain),
        vector_of(index),
    ))  # fmt: skip


def vector_of(index: ExpertIndex) -> Vectors | None:
    """The centred vector of a profile; None without one of the model in use."""
    if index.dense is None or index.model != embedder().version():
        return None
    return centred(
        as_array(index.dense), shipped_means()[mean_name("passage", "en" if index.language == "en" else "vi")]
    )


def query_of(document: Document) -> QuerySide:
    """The text as the asking side, weighed by today's document frequencies of the catalogue."""
    asked = document_terms(document).asked()
    known = asked_frequencies({*asked.exact, *asked.anchors}, set(asked.bare))
    return QuerySide(asked, question_vector(document, asked.language), known.size, known.lex, known.plain)


def question_vector(document: Document, language: Language) -> Vectors | None:
    text = text_to_embed(document, language)
    if not text.strip():
        return None
    return centred(vectors_of([text], "query")[text], shipped_means()[mean_name("query", language)])
