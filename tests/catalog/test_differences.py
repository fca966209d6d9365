"""What differs between two contents: a pure table."""

from __future__ import annotations

import random

import pytest

from catalog.revising.differences import CONTEXT, RowChange, changed_names, row_changes, text_pieces


def marked(old: str, new: str) -> str:
    """The pieces in one line: -gone- +new+ and … for what was cut."""
    signs = {"same": "{}", "gone": "-{}-", "new": "+{}+", "cut": "…"}
    return "".join(signs[piece.mark].format(piece.text) for piece in text_pieces(old, new))


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("", "", ""),
        ("như cũ", "như cũ", "như cũ"),
        ("", "mới", "+mới+"),
        ("cũ", "", "-cũ-"),
        ("lọc hai tầng", "lọc ba tầng", "lọc -hai-+ba+ tầng"),
        ("Hạ H2S.", "Hạ H2S!", "Hạ H2S-.-+!+"),
        ("lọc tầng", "lọc hai tầng", "lọc +hai +tầng"),
        ("lọc hai tầng", "lọc tầng", "lọc -hai -tầng"),
        ("giá một hai đồng", "giá ba bốn đồng", "giá -một hai-+ba bốn+ đồng"),
        ("dòng một\ndòng hai", "dòng một\ndòng ba", "dòng một\ndòng -hai-+ba+"),
        ("Tháp lọc khí sinh học", "Máy sấy cá bằng hơi nước", "-Tháp lọc khí sinh học-+Máy sấy cá bằng hơi nước+"),
        ("hoà", "hòa", "-hoà-+hòa+"),
        ("<b>", "<i>", "<-b-+i+>"),
    ],
)
def test_words_are_marked(old: str, new: str, wanted: str) -> None:
    assert marked(old, new) == wanted


def test_long_stretches_without_a_change_are_cut() -> None:
    before, after = "đầu " * 100, "cuối " * 100
    pieces = text_pieces(f"{before}hai {after}", f"{before}ba {after}")
    assert [piece.mark for piece in pieces] == ["cut", "same", "gone", "new", "same", "cut"]
    assert all(len(piece.text) <= CONTEXT + 1 for piece in pieces)


@pytest.mark.parametrize("seed", range(20))
def test_both_texts_can_be_read_out_of_the_pieces(seed: int) -> None:
    chance = random.Random(seed)
    old, new = (
        "".join(chance.choice(["a", "b", " ", "\n", "đ", "."]) for _ in range(chance.randrange(60))) for _ in range(2)
    )
    pieces = text_pieces(old, new)
    assert "".join(piece.text for piece in pieces if piece.mark != "new") == old
    assert "".join(piece.text for piece in pieces if piece.mark != "gone") == new


def test_a_word_repeated_thousands_of_times_is_compared_all_the_same() -> None:
    last = text_pieces("a b " * 1500 + "cũ", "b a " * 1900 + "mới")[-1]
    assert (last.mark, last.text[-3:]) == ("new", "mới")


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ({"title": "a", "trl": 3}, {"title": "a", "trl": 4}, ["trl"]),
        ({"trl": None}, {"trl": None}, []),
        ({"title": "a"}, {"title": "a", "later": ""}, []),
        ({"title": "a"}, {"title": "a", "later": "x"}, ["later"]),
        ({"gone": [1]}, {"title": "a"}, ["title", "gone"]),
        ({"import_accepted": True}, {"import_accepted": False}, ["import_accepted"]),
    ],
)
def test_names_of_what_differs(old: dict[str, object], new: dict[str, object], names: list[str]) -> None:
    assert changed_names(old, new) == names


A, B, A2 = {"name": "a", "value": "1"}, {"name": "b", "value": "1"}, {"name": "a", "value": "2"}


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ([], [], []),
        ([A], [A], []),
        ([A, B], [B, A], []),
        ([A], [A2], [RowChange(A, A2)]),
        ([], [A], [RowChange(None, A)]),
        ([A], [], [RowChange(A, None)]),
        ([A, B], [A2], [RowChange(A, A2), RowChange(B, None)]),
        ([A], [A, A2], [RowChange(None, A2)]),
        ([A, A], [A], [RowChange(A, None)]),
    ],
)
def test_rows_are_told_by_what_they_are_about(
    old: list[dict[str, str]], new: list[dict[str, str]], wanted: list[RowChange]
) -> None:
    assert row_changes(old, new, lambda row: row["name"]) == wanted
