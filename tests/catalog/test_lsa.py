"""Latent semantic analysis: what it learns from texts in both languages, and what it says of words it does not know."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.embedding import DIMENSIONS, centred, means_of
from catalog.lsa import LATENT, SPACE_FILE, Lsa, Space, learn


def cosine(left: str, right: str) -> float:
    a, b = Lsa().embed([left, right], "query")
    return float(a @ b)


def centred_cosine(vietnamese: str, english: str) -> float:
    means = means_of(Lsa().version())
    left, right = Lsa().embed([vietnamese, english], "query")
    return float(centred(left, means["phrase_vi"]) @ centred(right, means["phrase_en"]))


@pytest.mark.parametrize(
    ("vietnamese", "english", "other"),
    [
        ("xử lý nước thải dệt nhuộm", "textile wastewater treatment", "paddy dryer"),
        ("máy sấy thóc", "paddy dryer", "textile wastewater treatment"),
        ("tiết kiệm năng lượng lò hơi", "energy saving boiler", "shrimp hatchery"),
    ],
)
def test_both_languages_meet(vietnamese: str, english: str, other: str) -> None:
    assert centred_cosine(vietnamese, english) > 0.15
    assert centred_cosine(vietnamese, english) > 2 * centred_cosine(vietnamese, other)


def test_words_nobody_taught_it_count_by_being_the_same() -> None:
    assert cosine("zirconi xúc tác HX-900", "xúc tác zirconi HX-900") > 0.75
    assert abs(cosine("qwertz asdf", "uiop hjkl")) < 0.35


@given(st.text(max_size=200))
def test_every_text_has_a_vector_of_length_one_or_none(text: str) -> None:
    [row] = Lsa().embed([text], "passage")
    assert row.shape == (DIMENSIONS,)
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5) or not row.any()


def test_order_and_side_change_nothing() -> None:
    asked, answered = Lsa().embed(["paddy dryer fan"], "query"), Lsa().embed(["fan dryer paddy"], "passage")
    assert asked == pytest.approx(answered, abs=1e-6)


def test_a_space_is_learnt_from_pairs_and_kept(tmp_path) -> None:
    texts = [
        ("máy sấy", "dryer"),
        ("máy sấy lúa", "paddy dryer"),
        ("bể lọc", "filter tank"),
        ("bể lọc cát", "sand filter"),
    ]
    space = learn(texts)
    space.save(tmp_path / "space.npz")
    with np.load(tmp_path / "space.npz") as stored:
        again = Space(stored["places"], stored["idf"], stored["rows"], int(stored["texts"]))
    assert space.texts == again.texts == 4
    assert np.array_equal(space.rows, again.rows)
    assert list(space.places) == sorted(space.places)
    assert space.rows.shape == (len(space.places), LATENT)


def test_the_shipped_space_is_small_and_whole() -> None:
    space = Space.shipped()
    assert SPACE_FILE.stat().st_size < 1_000_000
    assert len(space.places) == len(space.idf) == len(space.rows) > 5_000
    assert np.abs(space.rows).max() == 127
