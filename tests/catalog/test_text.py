"""The normal form of texts, tones and accents, tokens with spans, the language of a text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.accents import AccentModel
from catalog.anchors import anchors
from catalog.phrases import phrases
from catalog.text import (
    Document,
    canonical_tone,
    detect_language,
    fold_number,
    fold_syllable,
    is_unaccented_vietnamese,
    normalise,
    strip_accents,
    tokens,
    with_bigrams,
)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        (unicodedata.normalize("NFD", "Xử lý nước thải"), "Xử lý nước thải"),
        ("một\0 hai\x07", "một hai"),
        ("dòng\r\nmột\rhai", "dòng\nmột\nhai"),
        ("a\u202eb\u2066c\u200bd", "abcd"),
        ("\ud800x", "x"),
        ("a" + "\u0301" * 5_000, "á\u0301\u0301"),
    ],
)
def test_normalise_leaves_one_form(written, normal):
    assert normalise(written) == normal


@given(st.text())
def test_normalise_twice_is_once(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_stripping_accents_keeps_the_length(text):
    cleaned = normalise(text)
    assert len(strip_accents(cleaned)) == len(cleaned)


def test_strip_accents_takes_every_mark():
    assert strip_accents("Đổi mới, xử lý nước thải thuỷ sản") == "Doi moi, xu ly nuoc thai thuy san"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("hoà", "hòa"), ("khoẻ", "khỏe"), ("thuỷ", "thủy"), ("uỷ", "ủy"), ("HOÀ", "HÒA"), ("hòan", "hoàn"),
        ("hùynh", "huỳnh"), ("quý", "quý"), ("toàn", "toàn"), ("loại", "loại"), ("của", "của"), ("machine", "machine"),
    ],
)  # fmt: skip
def test_tones_stand_where_the_laws_write_them(written, canonical):
    assert canonical_tone(written) == canonical


def test_spelling_variants_are_one_term():
    assert fold_syllable("Kỹ") == fold_syllable("kĩ")
    assert fold_syllable("THUỶ") == fold_syllable("thủy")
    assert fold_syllable("quỷ") != fold_syllable("quỉ")


@pytest.mark.parametrize(
    ("written", "value"),
    [("1.500", "1500"), ("1,500", "1500"), ("1.500.000", "1500000"), ("3,8", "3.8"), ("3.80", "3.8"),
     ("0.125", "0.125"), ("12", "12")],
)  # fmt: skip
def test_numbers_have_one_spelling(written, value):
    assert fold_number(written) == value


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Xử lý nước thải nhà máy thủy sản", "vi"),
        ("Xu ly nuoc thai nha may thuy san", "vi"),
        ("Treatment of wastewater from seafood plants in Hai Phong", "en"),
        ("Who can supply a PLC controller?", "en"),
        ("", "en"),
    ],
)
def test_language_is_seen_from_the_letters_or_the_syllables(text, language):
    assert detect_language(text) == language


def test_vietnamese_without_accents_is_noticed():
    assert is_unaccented_vietnamese("Xu ly nuoc thai", "vi")
    assert not is_unaccented_vietnamese("Xử lý nước thải", "vi")
    assert not is_unaccented_vietnamese("Waste water", "en")


def test_vietnamese_tokens_are_syllables_and_pairs():
    found = [token.term for token in with_bigrams(tokens("Nước thải 1.500 m3", "vi"))]
    assert found == ["nước", "thải", "1500", "m3", "nước_thải", "thải_1500", "1500_m3"]


def test_english_tokens_are_stems_without_stop_words():
    assert [token.term for token in tokens("The treatments of waters", "en")] == ["treatment", "water"]


@given(st.text(alphabet="Xử lý nước thải hoà ABC 12,5 -."))
def test_spans_cut_the_words_out_of_the_text(text):
    cleaned = normalise(text)
    for token in tokens(cleaned, "vi"):
        assert 0 <= token.start < token.end <= len(cleaned)
        assert cleaned[token.start : token.end].strip() == cleaned[token.start : token.end]


def test_anchors_are_numbers_with_units_codes_and_names():
    found = {
        anchor.term for anchor in anchors("Nhà máy tại Hải Phòng dùng PLC S7 và 5.000 m³ nước, COD 80 mg/L.", "vi")
    }
    assert {"5000", "5000_m3", "plc", "s7", "cod", "hai", "phong", "80_mg"} <= found
    assert "nha" not in found


def test_anchors_meet_across_languages():
    vietnamese = {anchor.term for anchor in anchors("Hệ thống của Panthers đạt 99,5% ở TRL 7", "vi")}
    english = {anchor.term for anchor in anchors("A system of the Panthers reaches 99.5% at TRL 7", "en")}
    assert {"panthers", "99.5", "99.5_%", "trl"} <= vietnamese & english


def test_phrases_are_keywords_then_runs_of_content_words():
    document = Document(title="Thiết bị xử lý nước thải cho nhà máy thủy sản", keywords=("nước thải",), language="vi")
    assert phrases(document) == ["nước thải", "Thiết bị xử lý", "nhà máy thủy sản"]


def test_accents_are_restored_from_what_was_learned():
    model = AccentModel()
    model.learn(["Xử lý nước thải thuỷ sản.", "Nước thải được xử lý tại nhà máy."])
    assert model.restore("Xu ly NUOC thai Panthers 12 m3") == "Xử lý NƯỚC thải Panthers 12 m3"


@given(st.text(max_size=200))
def test_restoring_accents_never_fails_and_keeps_the_bare_text(text):
    model = AccentModel()
    model.learn(["Xử lý nước thải thủy sản"])
    bare = strip_accents(normalise(text)).lower()
    assert strip_accents(model.restore(bare)).lower() == bare
