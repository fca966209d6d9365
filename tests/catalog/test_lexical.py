"""BM25 as an inner product of hashed vectors."""

import math

import pytest

from catalog.lexical import (
    DIMENSIONS,
    document_frequencies,
    document_terms,
    document_vectors,
    dot,
    idf,
    placed,
    query_vector,
    term_hash,
)
from catalog.text import Document

TEXTS = ["xử lý nước thải thủy sản", "nước mắm truyền thống", "xử lý ảnh y tế", "máy sấy lúa"]


@pytest.fixture
def terms():
    return [document_terms(Document(body=text, language="vi")) for text in TEXTS]


def bm25(query, counts, all_counts):
    """The formula, written out."""
    average = sum(sum(each.values()) for each in all_counts) / len(all_counts)
    total = 0.0
    for term, times in query.items():
        frequency = sum(term in each for each in all_counts)
        if frequency and term in counts:
            tf = counts[term]
            norm = 1.2 * (0.25 + 0.75 * sum(counts.values()) / average)
            total += times * idf(len(all_counts), frequency) * tf * 2.2 / (tf + norm)
    return total


def test_the_inner_product_is_bm25(terms):
    query = document_terms(Document(body="xử lý nước thải", language="vi")).exact
    weighed = query_vector(placed(query), len(terms), document_frequencies(terms))
    average = sum(sum(each.exact.values()) for each in terms) / len(terms)
    for each in terms:
        lex, _ = document_vectors(each, (average, 1.0, 1.0))
        assert dot(weighed.vector, lex) == pytest.approx(bm25(query, each.exact, [t.exact for t in terms]), rel=1e-12)


def test_coverage_is_a_share(terms):
    weighed = query_vector(placed(terms[0].exact), len(terms), document_frequencies(terms))
    lex, _ = document_vectors(terms[0], (1.0, 1.0, 1.0))
    assert 0 < weighed.coverage(dot(weighed.vector, lex)) <= 1
    assert query_vector({}, 0, {}).coverage(3.0) == 0.0


def test_words_without_accents_have_a_vector_of_their_own(terms):
    bare = document_terms(Document(body="xu ly nuoc thai", language="vi"))
    assert not bare.exact
    weighed = query_vector(placed(bare.bare), len(terms), document_frequencies(terms))
    scores = [dot(weighed.vector, document_vectors(each, (1.0, 10.0, 1.0))[1]) for each in terms]
    assert max(scores) == scores[0] > scores[2] > scores[3] == 0.0


def test_a_term_nobody_has_is_left_out_of_the_attainable(terms):
    known = query_vector(placed({"nước": 1}), len(terms), document_frequencies(terms))
    with_unknown = query_vector(placed({"nước": 1, "xyz": 1}), len(terms), document_frequencies(terms))
    assert known.attainable == with_unknown.attainable > 0


def test_places_are_stable_and_within_the_vector():
    assert term_hash("nước_thải") == 716_231_396
    assert all(0 <= term_hash(str(number)) < DIMENSIONS for number in range(1_000))


def test_idf_is_never_negative():
    assert idf(10, 10) > 0
    assert idf(10, 0) == pytest.approx(math.log(22))


def test_the_version_in_the_other_language_can_be_found():
    document = Document(title="Máy sấy lúa", other="Rice dryer", language="vi")
    assert {"rice", "dryer"} <= set(document_terms(document).exact)
