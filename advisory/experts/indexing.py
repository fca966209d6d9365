"""A profile's words and meaning as search and matching read them: cut and weighed as a listing's are."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import translation
from pgvector import HalfVector, SparseVector

from advisory.models import ExpertIndex, ExpertProfile, ServiceKind
from catalog import lexical
from catalog.embedding import Vectors
from catalog.embedding_cache import embedder, vectors_of
from catalog.indexing import text_to_embed
from catalog.lexemes import IN_NAMES, IN_TITLE, Passage, emphasis, lexemes, passages, tsvector
from catalog.lexical import DIMENSIONS, document_terms, document_vectors
from catalog.text import Document, Language, normalise

log = logging.getLogger(__name__)


def index_awaiting(*, limit: int = 20) -> int:
    """Index up to `limit` profiles that changed, each in its own transaction; how many."""
    return sum(index_one(pk) for pk in ExpertProfile.objects.awaiting_index().values_list("pk", flat=True)[:limit])


@transaction.atomic
def index_one(pk: int) -> bool:
    """Bring one profile's index up to date; what another worker holds is left to it."""
    waiting = ExpertProfile.objects.awaiting_index().select_for_update(skip_locked=True, no_key=True)
    profile = waiting.filter(pk=pk).first()
    if profile is None:
        return False
    ExpertIndex.objects.update_or_create(profile=profile, defaults=columns_of(profile))
    ExpertProfile.objects.filter(pk=pk).update(indexed_at=profile.updated_at)
    return True


def columns_of(profile: ExpertProfile) -> dict[str, object]:
    document, names = document_of(profile), names_of(profile)
    terms = document_terms(document)
    exact, bare = document_vectors(terms, lexical.REFERENCE_LENGTHS)
    other: Language = "en" if terms.language == "vi" else "vi"
    titles: list[Passage] = [(document.title, terms.language), (other_headline(profile, terms.language), other)]
    weighted = [*((each, IN_TITLE) for each in titles if each[0]), *((each, IN_NAMES) for each in names)]
    return {
        "model": embedder().version(),
        "language": terms.language,
        "length": sum(terms.exact.values()),
        "lex": SparseVector(exact, DIMENSIONS),
        "lex_plain": SparseVector(bare, DIMENSIONS),
        "emphasis": SparseVector(emphasis(weighted), DIMENSIONS),
        "words": tsvector(lexemes([*passages(document), *names])),
        "dense": meaning_of(document, terms.language),
    }


def document_of(profile: ExpertProfile) -> Document:
    """What the person says of their work, in one language, with the fields' names; the other language beside it."""
    language: Language = "vi" if profile.headline_vi or profile.about_vi else "en"
    vietnamese = [profile.headline_vi, profile.about_vi]
    english = [profile.headline_en, profile.about_en]
    own, other = (vietnamese, english) if language == "vi" else (english, vietnamese)
    fields = [concept.name_vi if language == "vi" else concept.name_en for concept in profile.fields.all()]
    return Document(
        title=normalise(own[0]),
        body=normalise("\n".join(filter(None, [own[1], ", ".join(fields)]))),
        language=language,
        other=normalise("\n".join(filter(None, other))),
    )


def other_headline(profile: ExpertProfile, language: Language) -> str:
    return normalise(profile.headline_en if language == "vi" else profile.headline_vi)


def names_of(profile: ExpertProfile) -> list[Passage]:
    """Names a profile is also found by: the person's, the place of work, fields and services in both languages."""
    found: list[Passage] = [(normalise(profile.name), "vi"), (normalise(profile.workplace), "vi")]
    for concept in profile.fields.all():
        found += [(normalise(concept.name_vi), "vi"), (normalise(concept.name_en), "en")]
    languages: tuple[Language, ...] = ("vi", "en")
    for language in languages:
        with translation.override(language):
            found += [(str(ServiceKind(code).label), language) for code in profile.services]
    return [(text, language) for text, language in found if text]


def meaning_of(document: Document, language: Language) -> HalfVector | None:
    """The raw vector of the text; without one the profile is found by its words alone."""
    text = text_to_embed(document, language)
    try:
        vector: Vectors = vectors_of([text], "passage")[text]
    except Exception:  # whatever a native library may raise
        log.exception("an expert's profile cannot be embedded")
        return None
    return HalfVector(vector)
