"""What texts say of a listing: every value in the text's own words, nothing that it does not say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.prefill.figures import figures, split_unit
from catalog.prefill.guessing import LIMITS, USUAL_LIMIT, cut, guess
from catalog.prefill.headings import heading
from catalog.prefill.money import amount_in
from catalog.prefill.readiness import level_of
from tests.catalog.prefill.texts import NEED, OFFER


def values(text: str, kind: str, tables: list[list[list[str]]] | None = None) -> dict[str, Any]:
    return {each.name: each.value for each in guess(text, tables or [], kind).guesses}


def test_an_offer_is_read_by_its_headings() -> None:
    found = values(OFFER, "offer")
    assert found["title"] == "Máy sấy bơm nhiệt cho nông sản cỡ hợp tác xã"
    assert found["summary"].startswith("Máy sấy bơm nhiệt hai tầng giữ màu")
    assert found["problem"] == "Sấy nắng mất ba ngày và hao hụt lớn khi có mưa."
    assert found["trl_evidence"] == "Đã lắp đặt tại 3 hợp tác xã ở Hải Phòng từ năm 2024."
    assert (found["trl"], found["amount_min"], found["amount_max"]) == (7, 350_000_000, 420_000_000)
    assert found["keywords"] == ["sấy bơm nhiệt", "nông sản", "tiết kiệm điện"]
    assert [(row["indicator"], row["ours"], row["unit"]) for row in found["comparisons"]] == [
        ("Công suất", "500", "kg/mẻ"), ("Điện năng tiêu thụ", "0,9", "kWh/kg nước"), ("Nhiệt độ", "45–55", "°C"),
        ("Độ ẩm", "≤ 12", "%"),
    ]  # fmt: skip


def test_a_need_keeps_todays_figures_out_of_its_targets() -> None:
    found = values(NEED, "need")
    assert found["title"] == "Giảm tổng nitơ trong nước thải nhà máy chế biến thủy sản"
    assert found["present_state"].startswith("Mỗi ngày thải 400 m³")
    assert found["tried"] == "tăng sục khí, không hiệu quả."
    assert [(row["name"], row["value"], row["unit"]) for row in found["targets"]] == [
        ("Tổng nitơ sau xử lý", "≤ 40", "mg/l"), ("Công suất", "≥ 450", "m³/ngày")
    ]  # fmt: skip
    assert (found.get("amount_min"), found["amount_max"], found["trl"]) == (None, 2_500_000_000, 7)


def test_an_english_text_is_read_too() -> None:
    text = (
        "Title: Heat-pump dryer for farms\nSummary: Dries at 50 °C.\nAdvantages:\nCapacity: at least 2 t/day\n"
        "Price: up to 1.5 billion VND"
    )
    found = guess(text, [], "offer")
    assert found.language == "en"
    assert (found.value("title"), found.value("amount_max")) == ("Heat-pump dryer for farms", 1_500_000_000)
    assert found.value("comparisons")[0]["ours"] == "≥ 2"


def test_contact_details_are_left_out_and_counted() -> None:
    found = guess(OFFER, [], "offer")
    assert found.left_out == 1
    assert not [each for each in found.guesses if "0912" in str(each.value) or "vidu.test" in str(each.value)]


def test_a_text_that_says_little_fills_little() -> None:
    found = values("Ao nuôi hay thiếu ôxy vào ban đêm. Máy sục khí tốn điện quá.", "need")
    assert set(found) == {"title", "summary", "description"}


def test_a_table_whose_columns_are_named_gives_rows() -> None:
    table = [["TT", "Chỉ tiêu", "Đơn vị", "Công nghệ này", "Hiện có"], ["1", "Chi phí", "đồng/m³", "220", "650"],
             ["2", "Ghi chú", "", "không có", ""]]  # fmt: skip
    assert values("Lọc khí sinh học", "offer", [table])["comparisons"] == [
        {"indicator": "Chi phí", "ours": "220", "unit": "đồng/m³", "best": "650", "proof": ""}
    ]


def test_long_parts_go_on_in_the_description() -> None:
    found = values("Tên công nghệ: Lọc khí\nƯu điểm:\n" + "Bền và dễ thay viên lọc. " * 120, "offer")
    assert len(found["advantages"]) <= USUAL_LIMIT
    assert found["advantages"].endswith("lọc.")
    assert (found["advantages"] + found["description"]).count("Bền") == 120


@pytest.mark.parametrize(
    ("line", "kind", "expected"),
    [
        ("Ưu điểm:", "offer", ("advantages", "")),
        ("II. ƯU ĐIỂM NỔI BẬT", "offer", ("advantages", "")),
        ("**Ứng dụng của công nghệ**", "offer", ("applications", "")),
        ("- Giá: 5 tỷ đồng", "offer", ("amount", "5 tỷ đồng")),
        ("Giá trị dinh dưỡng: cao", "offer", None),
        ("Ứng dụng công nghệ sinh học trong nuôi tôm", "offer", None),
        ("Hiện trạng", "need", ("present_state", "")),
        ("Hiện trạng", "offer", None),
        ("Hệ thống gồm ba phần, trong đó ưu điểm là bền: dùng được mười năm", "offer", None),
    ],
)
def test_headings(line: str, kind: str, expected: tuple[str, str] | None) -> None:
    assert heading(line, kind) == expected


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("Giá từ 350 đến 420 triệu đồng.", "offer", 350_000_000, 420_000_000),
        ("Giá bán 1,2 tỷ đồng một hệ thống", "offer", 1_200_000_000, 1_200_000_000),
        ("Kinh phí không quá 500 triệu.", "need", None, 500_000_000),
        ("Kinh phí ít nhất 2 tỷ", "need", 2_000_000_000, None),
        ("Budget: 200 million to 1.5 billion VND", "need", 200_000_000, 1_500_000_000),
        ("Giá 1.500.000.000 đồng", "offer", 1_500_000_000, 1_500_000_000),
    ],
)
def test_amounts(text: str, kind: str, low: int | None, high: int | None) -> None:
    found = amount_in(text, kind)
    assert found is not None
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    "text",
    ["Chi phí 220 đồng/m³", "Giá 15 triệu đồng mỗi tấn", "Thiệt hại 2 tỷ đồng một năm", "Giá 500", "Giá 20.000 USD",
     "Mỗi năm doanh thu 3 tỷ đồng"],
)  # fmt: skip
def test_what_is_no_price_of_the_whole_is_left_alone(text: str) -> None:
    assert amount_in(text, "offer") is None


@pytest.mark.parametrize(
    ("text", "kind", "level"),
    [
        ("Công nghệ đạt TRL 6.", "offer", 6),
        ("Đã chuyển giao cho 5 doanh nghiệp.", "offer", 9),
        ("Chưa từng được chuyển giao. Mới ở quy mô phòng thí nghiệm.", "offer", 4),
        ("Mẫu thử đang vận hành tại trại.", "offer", 7),
        ("Đã chuyển giao cho 5 doanh nghiệp.", "need", None),
        ("Công nghệ tốt.", "offer", None),
    ],
)
def test_readiness(text: str, kind: str, level: int | None) -> None:
    found = level_of(text, kind)
    assert (found.level if found else None) == level


@pytest.mark.parametrize(
    ("text", "parts"),
    [("30 tấn/mẻ", ("30", "tấn/mẻ")), ("85 đến 92 %", ("85 đến 92", "%")), ("cao", ("cao", ""))],
)
def test_units_are_split_from_values(text: str, parts: tuple[str, str]) -> None:
    assert split_unit(text) == parts


def test_a_need_takes_only_bounds_from_running_text() -> None:
    line = "Nước có độ mặn 12 ‰; cần độ đục dưới 5 NTU."
    assert [row.label for row in figures([line], [], "vi", bounds_only=True)] == ["Độ đục"]


@given(st.text(max_size=400), st.sampled_from(["offer", "need"]))
def test_any_text_fits_the_fields(text: str, kind: str) -> None:
    for each in guess(text, [], kind).guesses:
        if isinstance(each.value, str):
            assert 0 < len(each.value) <= LIMITS.get(each.name, USUAL_LIMIT)


@given(st.text(max_size=60), st.integers(1, 40))
def test_cut_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit
