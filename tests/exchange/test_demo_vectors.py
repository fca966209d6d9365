"""The demonstration ships the vectors of all its texts, so that the first start computes none."""

from __future__ import annotations

import pytest

from catalog.content import document_of
from catalog.embedding import vector_key
from catalog.indexing import role_of, text_to_embed
from catalog.models import Listing, VectorCache
from catalog.phrases import phrases
from exchange.demo.loading import load_demo

pytestmark = pytest.mark.django_db


def test_no_text_of_the_demonstration_lacks_its_vector() -> None:
    load_demo()
    needed: set[str] = set()
    for listing in Listing.objects.prefetch_related("targets"):
        document = document_of(listing)
        text = text_to_embed(document, document.resolved_language())
        needed.add(vector_key(text, role_of(listing.kind)))
        needed.update(vector_key(phrase, "query") for phrase in phrases(document))
    assert len(needed) > 2000
    assert needed - set(VectorCache.objects.values_list("key", flat=True)) == set()
