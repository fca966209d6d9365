"""Vietnamese order by computed keys."""

import random

import pytest

from taxonomy.sorting import organisation_key, person_key, vietnamese_key

IN_ORDER = [
    *("a", "an", "ánh", "ăn", "ân", "ba", "ba mẹ", "bà", "bả", "bã", "bá", "bạ", "ban", "bàn", "băng", "cá"),
    *("da", "dê", "đa", "đê", "e", "ê", "giang", "hải", "Hải Dương", "Hải Phòng", "o", "ô", "ơ", "tu", "tư", "xưởng 9"),
    *("xưởng 12", "y", "zê-ta"),
]


def test_vietnamese_key_follows_the_dictionary():
    shuffled = random.Random(7).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=vietnamese_key) == IN_ORDER


@pytest.mark.parametrize(
    ("one", "other"),
    [("HẢI PHÒNG", "Hải Phòng"), ("Hải-Phòng", "Hải Phòng"), ("Ha\u0309i", "Hải"), ("  Hải ", "Hải")],
)
def test_vietnamese_key_ignores_capitals_punctuation_and_encoding(one, other):
    assert vietnamese_key(one) == vietnamese_key(other)


@pytest.mark.parametrize(
    ("name", "sorts_as"),
    [
        ("Công ty TNHH An Bình", "An Bình"),
        ("Công ty TNHH MTV Đóng tàu", "Đóng tàu"),
        ("CÔNG TY CỔ PHẦN Cửa Biển", "Cửa Biển"),
        ("Công ty trách nhiệm hữu hạn một thành viên Cấp nước", "Cấp nước"),
        ("Tổng công ty Vận tải", "Vận tải"),
        ("Hợp tác xã Bàng La", "Bàng La"),
        ("Viện Nuôi biển", "Viện Nuôi biển"),
    ],
)
def test_organisation_key_leaves_the_legal_form_out(name, sorts_as):
    assert organisation_key(name) == vietnamese_key(sorts_as)


def test_person_key_sorts_by_given_name_then_family_then_middle():
    names = ["Trần Văn An", "Nguyễn Thị Bình", "Nguyễn Văn An", "Nguyễn Thị An"]
    in_order = ["Nguyễn Thị An", "Nguyễn Văn An", "Trần Văn An", "Nguyễn Thị Bình"]
    assert sorted(names, key=person_key) == in_order


@pytest.mark.parametrize("text", ["", "…", "\u0301", "日本"])
def test_keys_of_odd_texts_are_plain_ascii(text):
    assert organisation_key(text).isascii()
