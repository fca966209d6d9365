"""What people write into the search box, and the codes in it."""

from types import SimpleNamespace

import pytest

from catalog.codes import codes_in, plain_code
from catalog.query_language import MAX_PARTS, cleaned, wording
from catalog.ranking import search_query
from catalog.spelling import is_near, one_slip, slips_between
from catalog.synonyms import Synonym, synonyms
from catalog.wanted_words import conjunction, has_all


def read(text):
    wish = wording(cleaned(text))
    shown = [[f"[{part.text}]" if part.is_phrase else part.text for part in parts] for parts in wish.alternatives]
    return shown, [part.text for part in wish.excluded]


@pytest.mark.parametrize(
    ("text", "alternatives", "excluded"),
    [
        ("máy sấy", [["máy", "sấy"]], []),
        ('"máy sấy" lúa', [["[máy sấy]", "lúa"]], []),
        ("“máy sấy”", [["[máy sấy]"]], []),
        ("khí OR nước thải", [["khí"], ["nước", "thải"]], []),
        ("khí HOẶC nước or", [["khí"], ["nước", "or"]], []),
        ('máy -lúa -"vải thiều"', [["máy"]], ["lúa", "vải thiều"]),
        ("tủ -40 °C MB-2", [["tủ", "-40", "°C", "MB-2"]], []),
        ('OR - "" -"" OR', [], []),
        ('"máy sấy', [['"máy', "sấy"]], []),
        ("", [], []),
    ],
)  # fmt: skip
def test_a_query_is_read(text, alternatives, excluded):
    assert read(text) == (alternatives, excluded)


def test_a_query_has_an_end():
    assert sum(map(len, wording(cleaned("từ " * 10_000)).alternatives)) == MAX_PARTS
    assert search_query('"' * 500).is_empty()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("HP-C-2026-0012", {"hpc20260012"}),
        ("đạt QCVN 40:2011 cột A", {"qcvn402011", "402011"}),
        ("tcvn iso 9001", {"tcvniso9001"}),
        ('ống 4"-PL-1001', {"4pl1001", "pl1001"}),
        ("H₂S", {"h2s"}),
        ("inox 304L", {"304l"}),
        ("100–400 A trong 2025, nước thải", set()),
    ],
)
def test_codes_are_told_from_numbers(text, codes):
    assert {code.term for code in codes_in(text)} == codes


def test_a_code_has_neither_case_nor_punctuation():
    assert plain_code("QCVN 40:2011/BTNMT") == "qcvn402011btnmt"


def test_a_phrase_keeps_the_distance_of_its_words():
    query = search_query('"state of the art"')
    [groups] = query.alternatives
    assert conjunction(groups).count("<3>") == 1
    assert has_all({"$state": [4], "$art": [7]}, groups)
    assert not has_all({"$state": [4], "$art": [6]}, groups)


def test_synonyms_stand_beside_the_words_they_belong_to():
    query = search_query("nước thải lợn", lambda words: [Synonym(0, 2, "wastewater", "en")])
    [groups] = query.alternatives
    assert has_all({"$wastewat": [1], "lợn": [9]}, groups)
    assert has_all({"nước": [1], "thải": [2], "lợn": [9]}, groups)
    assert not has_all({"nước": [1], "lợn": [9]}, groups)
    assert 0 < query.exact["wastewat"] < query.exact["nước"]


@pytest.mark.parametrize(("left", "right", "slips"), [("thai", "tahi", 1), ("dryer", "dryre", 1), ("a", "abc", 2)])
def test_slips_are_counted(left, right, slips):
    assert slips_between(left, right) == slips_between(right, left) == slips
    assert (right in set(one_slip(left))) == (slips == 1)
    assert is_near(left, right) == (slips == 1)


def test_a_glossary_is_asked_by_the_words_as_typed():
    term = SimpleNamespace(
        start=4, end=13, names_vi=("nước thải",), names_en=("wastewater",), abbreviations=("WW",)
    )  # fmt: skip
    found = synonyms(["lọc", "nước", "thải", "lợn"], known_terms=lambda _text: [term])
    assert found == [Synonym(1, 3, "wastewater", "en"), Synonym(1, 3, "WW", "en")]
