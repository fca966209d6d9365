"""The language of texts that people typed and that do not state it."""

from __future__ import annotations

import pytest
from django.utils import translation

from catalog.templatetags.listing_text import lang_of


@pytest.mark.parametrize(
    ("text", "page", "mark"),
    [
        ("Thu hồi nhiệt khói lò tuynel", "vi", ""),
        ("Thu hồi nhiệt khói lò tuynel", "en", "vi"),
        ("Separating copper and PVC from 14 tonnes of mixed wire scrap a month", "vi", "en"),
        ("Separating copper and PVC from 14 tonnes of mixed wire scrap a month", "en", ""),
    ],
)
def test_a_text_is_marked_where_it_is_not_in_the_pages_language(text: str, page: str, mark: str) -> None:
    with translation.override(page):
        assert lang_of(text) == mark
