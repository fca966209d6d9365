"""Numbers, money, dates and lists in both languages."""

from datetime import UTC, date, datetime

import pytest

from taxonomy import formats

N = "\u00a0"
BN, MN = 1_000_000_000, 1_000_000


@pytest.mark.parametrize(
    ("value", "places", "vi", "en"),
    [
        (12500.5, None, "12.500,5", "12,500.5"),
        (1234567, None, "1.234.567", "1,234,567"),
        (0, None, "0", "0"),
        (-3.20, None, "\u22123,2", "\u22123.2"),
        (2.5, 0, "3", "3"),
        (2, 1, "2,0", "2.0"),
        (-0.01, 1, "0,0", "0.0"),
    ],
)
def test_number(value: float, places: int | None, vi: str, en: str) -> None:
    assert formats.number(value, "vi", places=places) == vi
    assert formats.number(value, "en", places=places) == en


@pytest.mark.parametrize(
    ("amount", "vi", "en"),
    [
        (850_000, f"850.000{N}₫", f"VND{N}850,000"),
        (0, f"0{N}₫", f"VND{N}0"),
        (45 * MN, f"45{N}triệu{N}₫", f"VND{N}45{N}million"),
        (1_500_000, f"1,5{N}triệu{N}₫", f"VND{N}1.5{N}million"),
        (1_500_000_000, f"1,5{N}tỷ{N}₫", f"VND{N}1.5{N}billion"),
        (1_250_000_000, f"1,25{N}tỷ{N}₫", f"VND{N}1.25{N}billion"),
        (1_234_567_890, f"1,2{N}tỷ{N}₫", f"VND{N}1.2{N}billion"),
        (999_960_000, f"999,96{N}triệu{N}₫", f"VND{N}999.96{N}million"),
        (999_980_500, f"1{N}tỷ{N}₫", f"VND{N}1{N}billion"),
        (12_000 * BN, f"12.000{N}tỷ{N}₫", f"VND{N}12,000{N}billion"),
    ],
)
def test_money(amount: int, vi: str, en: str) -> None:
    assert formats.money(amount, "vi") == vi
    assert formats.money(amount, "en-gb") == en


@pytest.mark.parametrize(
    ("low", "high", "vi", "en"),
    [
        (BN, 1_500_000_000, f"1–1,5{N}tỷ{N}₫", f"VND{N}1–1.5{N}billion"),
        (400 * MN, 1_500_000_000, f"0,4–1,5{N}tỷ{N}₫", f"VND{N}0.4–1.5{N}billion"),
        (450 * MN, 1_200_000_000, f"450{N}triệu–1,2{N}tỷ{N}₫", f"VND{N}450{N}million–1.2{N}billion"),
        (120 * MN, 450 * MN, f"120–450{N}triệu{N}₫", f"VND{N}120–450{N}million"),
        (0, 300 * MN, f"0–300{N}triệu{N}₫", f"VND{N}0–300{N}million"),
        (500_000, 850_000, f"500.000–850.000{N}₫", f"VND{N}500,000–850,000"),
        (BN, BN, f"1{N}tỷ{N}₫", f"VND{N}1{N}billion"),
        (BN, None, f"từ 1{N}tỷ{N}₫", f"from VND{N}1{N}billion"),
        (None, BN, f"đến 1{N}tỷ{N}₫", f"up to VND{N}1{N}billion"),
        (None, None, "", ""),
    ],
)
def test_money_range(low: int | None, high: int | None, vi: str, en: str) -> None:
    assert formats.money_range(low, high, "vi") == vi
    assert formats.money_range(low, high, "en") == en


def test_dates() -> None:
    day = date(2027, 3, 5)
    assert formats.date_short(day, "vi") == formats.date_short(day, "en") == "05/03/2027"
    assert formats.date_long(day, "vi") == "ngày 5 tháng 3 năm 2027"
    assert formats.date_long(day, "en") == "5 March 2027"
    assert formats.until(day, "vi") == "đến hết ngày 05/03/2027"
    assert formats.by(day, "en") == "by 05/03/2027"
    moment = datetime(2027, 3, 5, 14, 30, tzinfo=UTC)
    assert formats.time_date(moment, "vi") == "14:30 ngày 05/03/2027"
    assert formats.time_date(moment, "en") == "14:30 on 05/03/2027"


@pytest.mark.parametrize(
    ("age", "vi", "en"),
    [
        (0, "cập nhật hôm nay", "updated today"),
        (1, f"cập nhật 1{N}ngày trước", f"updated 1{N}day ago"),
        (3, f"cập nhật 3{N}ngày trước", f"updated 3{N}days ago"),
        (31, "cập nhật 23/10/2026", "updated 23/10/2026"),
        (-1, "cập nhật hôm nay", "updated today"),
    ],
)
def test_updated(age: int, vi: str, en: str) -> None:
    today = date(2026, 11, 23)
    day = date.fromordinal(today.toordinal() - age)
    assert formats.updated(day, today, "vi") == vi
    assert formats.updated(day, today, "en") == en


def test_counts_lists_shares() -> None:
    assert formats.working_days(1, "en") == f"1{N}working day"
    assert formats.working_days(0, "en") == f"0{N}working days"
    assert formats.working_days(10, "vi") == f"10{N}ngày làm việc"
    assert formats.list_and([], "vi") == ""
    assert formats.list_and(["a"], "vi") == "a"
    assert formats.list_and(["a", "b", "c"], "vi") == "a, b và c"
    assert formats.list_and(["a", "b"], "en") == "a and b"
    assert formats.percent(0.125, "vi") == "12,5%"
    assert formats.percent(1, "en") == "100%"


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, f"0{N}B"), (999, f"999{N}B"), (412_000, f"412{N}kB"), (999_999, f"1{N}MB"), (10_500_000, f"10,5{N}MB")],
)
def test_file_size(size: int, shown: str) -> None:
    assert formats.file_size(size, "vi") == shown
