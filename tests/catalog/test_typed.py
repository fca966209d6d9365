"""What has been typed so far: beginnings of words, diacritics ignored."""

import pytest

from catalog.typed import LONGEST, Typed


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("  Xử  LÝ\nnước ", ("xu", "ly", "nuoc")),
        ("tôm tôm tom", ("tom",)),
        ("waste-water (MBBR)", ("waste", "water", "mbbr")),
        ("\x00%_'\\", ()),
        ("", ()),
    ],
)
def test_words_are_read(raw: str, words: tuple[str, ...]) -> None:
    assert Typed.of(raw).words == words


@pytest.mark.parametrize(
    ("raw", "enough"),
    [("", False), ("a", False), ("–", False), ("tô", True), ("a b", False), ("a bo", True), ("x" * LONGEST, True),
     ("x" * (LONGEST + 1), False), ("a b c d e f g h i", False)],
)  # fmt: skip
def test_two_letters_are_enough_and_whole_texts_too_much(raw: str, enough: bool) -> None:
    assert Typed.of(raw).is_enough is enough


@pytest.mark.parametrize(
    ("raw", "reference"),
    [("hp-n", "HP-N"), ("HP-C-2026-0001", "HP-C-2026-0001"), ("tôm-", ""), ("hp n", ""), ("waste-water x", "")],
)
def test_references_are_told_from_words(raw: str, reference: str) -> None:
    assert Typed.of(raw).reference == reference


@pytest.mark.parametrize(
    ("raw", "text", "found"),
    [("nuoc th", "Xử lý nước thải", True), ("thai nuoc", "Xử lý nước thải", True), ("uoc", "nước", False)],
)
def test_each_typed_word_begins_a_word(raw: str, text: str, found: bool) -> None:
    assert Typed.of(raw).is_in(text) is found


@pytest.mark.parametrize(
    ("raw", "together"), [("nuoc th", True), ("xử lý", True), ("ly th", False), ("uoc", False), ("thai nuoc", False)]
)
def test_words_side_by_side_are_told_from_words_apart(raw: str, together: bool) -> None:
    assert Typed.of(raw).is_together_in("Xử lý nước, thải") is together


def test_typed_letters_are_marked_as_written() -> None:
    assert Typed.of("nuoc th").segments("Lọc nước, thải") == [
        ("Lọc ", False),
        ("nước", True),
        (", ", False),
        ("th", True),
        ("ải", False),
    ]
    assert Typed.of("xyz").segments("Lọc") == [("Lọc", False)]
