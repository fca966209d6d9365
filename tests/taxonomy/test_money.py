"""Amounts as people write them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.money import MOST, NotMoney, TooMuchMoney, parse_money, written_money


@pytest.mark.parametrize(
    ("text", "dong"),
    [
        ("1,5 tỷ", 1_500_000_000),
        ("1.5 tỷ", 1_500_000_000),
        ("1.5 billion", 1_500_000_000),
        ("VND 1.5 billion", 1_500_000_000),
        ("1,5 tỷ ₫", 1_500_000_000),
        ("1,5 TỶ đồng", 1_500_000_000),
        ("1,5tỉ", 1_500_000_000),
        ("450 triệu", 450_000_000),
        ("450tr", 450_000_000),
        ("450 trieu dong", 450_000_000),
        ("VND 450 million", 450_000_000),
        ("1.500.000.000", 1_500_000_000),
        ("1,500,000,000", 1_500_000_000),
        ("1 500 000 000", 1_500_000_000),
        ("1500000000", 1_500_000_000),
        ("1.500.000.000 đ", 1_500_000_000),
        ("1.500.000.000vnđ", 1_500_000_000),
        ("1\u00a0500\u00a0000\u00a0000", 1_500_000_000),
        ("1 tỷ 500 triệu", 1_500_000_000),
        ("1 tỷ rưỡi", 1_500_000_000),
        ("1 tỷ 5", 1_500_000_000),
        ("2 triệu rưỡi", 2_500_000),
        ("1.500 triệu", 1_500_000_000),
        ("0,5 tỷ", 500_000_000),
        ("0,500 tỷ", 500_000_000),
        ("0.25 tỷ", 250_000_000),
        ("1.234.567,00", 1_234_567),
        ("1,234,567.00 VND", 1_234_567),
        ("850.000 ₫", 850_000),
        ("850 nghìn", 850_000),
        ("850k", 850_000),
        ("12,75 triệu", 12_750_000),
        ("2 nghìn tỷ", 2_000_000_000_000),
        ("0", 0),
        ("  45   triệu ", 45_000_000),
        ("3 tỷ", 3_000_000_000),
    ],
)
def test_parse_money_reads_what_people_write(text: str, dong: int) -> None:
    assert parse_money(text) == dong


@pytest.mark.parametrize(
    "text",
    ["", " ", "nhiều", "tỷ", "-5 triệu", "1-2 tỷ", "1,5 tỷ USD", "$100", "1.5.2 tỷ", "12.34.567", "1,,5", "1e9", "٣ tỷ",
     "1 triệu 2 tỷ", "1 tỷ 50", "rưỡi", "5 rưỡi", "0,5", "1 tỷ x", "½ tỷ", "1.500.00", "\x00", "1" * 200],
)  # fmt: skip
def test_parse_money_refuses_what_is_no_amount(text: str) -> None:
    with pytest.raises(NotMoney):
        parse_money(text)


def test_parse_money_refuses_absurd_amounts() -> None:
    with pytest.raises(TooMuchMoney):
        parse_money("2.000.000 tỷ")


@pytest.mark.parametrize(
    ("dong", "vi", "en"),
    [
        (1_500_000_000, "1,5 tỷ", "1.5 billion"),
        (450_000_000, "450 triệu", "450 million"),
        (12_750_000, "12,75 triệu", "12.75 million"),
        (1_234_567_890, "1.234.567.890", "1,234,567,890"),
        (850_000, "850.000", "850,000"),
        (2_500_000_000_000, "2.500 tỷ", "2,500 billion"),
        (0, "0", "0"),
    ],
)
def test_written_money_is_what_one_would_type(dong: int, vi: str, en: str) -> None:
    assert (written_money(dong, "vi"), written_money(dong, "en")) == (vi, en)


@given(st.integers(0, MOST), st.sampled_from(["vi", "en"]))
def test_written_money_reads_back_as_the_same_amount(dong: int, language: str) -> None:
    assert parse_money(written_money(dong, language)) == dong


@given(st.text(max_size=60))
def test_parse_money_either_reads_or_refuses(text: str) -> None:
    with contextlib.suppress(NotMoney):
        assert 0 <= parse_money(text) <= MOST
