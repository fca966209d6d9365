"""What a search found is marked in the text as it is written."""

import pytest

from catalog.highlighting import marked
from catalog.ranking import search_query
from catalog.search import Search
from catalog.synonyms import Synonym


def shown(text, query, mode="words"):
    return marked(text, Search(query, mode, query=search_query(query)))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Xử lý nước thải tôm", "nước thải", "Xử lý <mark>nước thải</mark> tôm"),
        ("Xử lý nước thải tôm", "nuoc thai", "Xử lý <mark>nước thải</mark> tôm"),
        ("xu ly nuoc thai tom", "nước thải", "xu ly <mark>nuoc thai</mark> tom"),
        ("Thuỷ sản", "thủy", "<mark>Thuỷ</mark> sản"),
        ("Nước mắm và nước thải", '"nước thải"', "Nước mắm và <mark>nước thải</mark>"),
        ("Rice dryers for mills", "drying dryer", "Rice <mark>dryers</mark> for mills"),
        ("Lọc H₂S, đạt QCVN 40:2011", "h2s qcvn 40", "Lọc <mark>H₂S</mark>, đạt <mark>QCVN 40:2011</mark>"),
        ("Cá và cà", "cá", "<mark>Cá</mark> và cà"),
        ("<b>nước</b> & thải", "nước", "&lt;b&gt;<mark>nước</mark>&lt;/b&gt; &amp; thải"),
        ("nước", "", "nước"),
        ("", "nước", ""),
    ],
)  # fmt: skip
def test_words_phrases_stems_and_codes_are_marked(text, query, expected):
    assert shown(text, query, mode="words" if query else "none") == expected


def test_a_synonym_is_marked_as_a_whole():
    query = search_query("nước thải", lambda words: [Synonym(0, 2, "waste water", "en")])
    found = marked("Waste water, not water", Search("nước thải", "words", query=query))
    assert found == "<mark>Waste water</mark>, not water"
