"""Which codes published listings of like text have; offered to the writer, never chosen for them."""

from __future__ import annotations

import logging
from typing import Any

from django.db.models import FloatField
from django.db.models.expressions import RawSQL
from pgvector import HalfVector

from catalog.coding.voting import elected
from catalog.content import document_of
from catalog.embedding import Vectors, centred, mean_name
from catalog.embedding_cache import embedder, shipped_means, vectors_of
from catalog.indexing import role_of, text_to_embed
from catalog.models import Kind, Listing
from catalog.similar import HEAVY, NEAR, vector_of

log = logging.getLogger(__name__)

CODED = ("fields", "industries")
NEAREST = 30
SHORTEST = 20


def suggested_codes(listing: Listing) -> dict[str, list[str]]:
    """By field of the form; empty while the text is short, or where it cannot be embedded."""
    document = document_of(listing)
    language = document.resolved_language()
    text, role = text_to_embed(document, language), role_of(listing.kind)
    if len(document.full_text()) < SHORTEST:
        return {}
    try:
        raw = vectors_of([text], role)[text]
    except Exception:  # whatever a native library may raise: the codes can be chosen without
        log.exception("a text cannot be embedded; no codes are suggested")
        return {}
    near = neighbours(listing, centred(raw, shipped_means()[mean_name(role, language)]))
    return {name: elected((likeness, codes[name]) for likeness, codes in near) for name in CODED}


def neighbours(listing: Listing, own: Vectors) -> list[tuple[float, dict[str, Any]]]:
    """Published listings of both kinds near by meaning, with their codes."""
    near = RawSQL(NEAR, [str(HalfVector(own).to_text())], output_field=FloatField())  # noqa: S611 – a constant
    public = Listing.objects.published().filter(index__is_public=True, index__model=embedder().version())
    rows = public.exclude(pk=listing.pk).annotate(near=near).order_by("near", "pk").select_related("index")
    found = []
    for kind in Kind.values:
        for other in rows.filter(kind=kind).defer(*HEAVY, "confidential").prefetch_related(*CODED)[:NEAREST]:
            vector = vector_of(other)
            likeness = float(own @ vector) if vector is not None else 0.0
            found.append((likeness, {name: [each.code for each in getattr(other, name).all()] for name in CODED}))
    return found
