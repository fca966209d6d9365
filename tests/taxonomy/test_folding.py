"""Words as the glossary compares them."""

import pytest

from taxonomy.folding import bare, folded, letters, marks, words


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Xử lý nước thải", "xu li nuoc thai"),
        ("ĐÓNG TÀU", "dong tau"),
        ("waste-water treatments", "waste water treatment"),
        ("IoT / Internet vạn vật", "iot internet van vat"),
        ("gas bus analysis", "gas bus analysis"),
        ("kĩ thuật", "ki thuat"),
        ("", ""),
        ("–…!", ""),
    ],
)
def test_text_is_folded(written: str, expected: str) -> None:
    assert folded(written) == expected


def test_one_spelling_whatever_the_place_of_the_tone_and_the_letter_i() -> None:
    assert (bare("kỹ"), marks("kỹ")) == (bare("kĩ"), marks("kĩ"))
    assert marks("hoà") == marks("hòa")
    assert marks("bùn") != marks("bún")
    assert marks("đo") != marks("do")


def test_letters_keep_the_length_of_the_word() -> None:
    assert letters("Nghiên") == "nghien"


def test_words_know_where_they_stand() -> None:
    assert [(word.bare, word.start, word.end) for word in words("Lọc H2S, khử")] == [
        ("loc", 0, 3),
        ("h2s", 4, 7),
        ("khu", 9, 12),
    ]
