"""Each rule by a bad example and its mended one, in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from catalog.linting.draft import Draft, Finding, Row, points
from catalog.linting.rules import RULES, lint
from catalog.linting.wording import SENTENCES, sentence

OFFER = Draft(
    is_offer=True,
    language="vi",
    texts={
        "title": "Lọc khử lưu huỳnh khí sinh học bằng viên đá ong phủ sắt",
        "summary": "Hạ H2S xuống dưới 150 ppm, chi phí bằng một phần ba than hoạt tính.",
        "description": "Tháp lọc hai tầng dùng viên đá ong phủ sắt, hoàn nguyên tại chỗ bằng không khí. Bàn giao gồm"
        " bản vẽ, vật liệu cho hai năm và một tuần hướng dẫn tại trại; thợ cơ khí địa phương tự lắp được.",
        "advantages": "H2S dưới 150 ppm ở lưu lượng 70 m³/h, rẻ hơn than hoạt tính 430 đồng mỗi m³ khí.",
        "partner_sought": "Xưởng cơ khí chế tạo và lắp đặt tháp lọc ở đồng bằng sông Hồng.",
    },
    other={},
    rows=(Row("Chi phí", "220", "đồng/m³", "650"),),
    has_form=True,
    has_amount=True,
)
ENGLISH = replace(
    OFFER,
    language="en",
    texts={
        "title": "Desulphurisation of biogas with iron-coated laterite pellets",
        "summary": "Brings H2S below 150 ppm at a third of the cost of activated carbon.",
        "description": "A two-stage tower with iron-coated laterite pellets that are renewed on site with air. The"
        " package holds drawings, pellets for two years and a week of training; a local workshop can build it.",
        "advantages": "H2S below 150 ppm at 70 m³/h; VND 430 per m³ of gas less than activated carbon.",
        "partner_sought": "A mechanical workshop that builds and installs the filters in the Red River Delta.",
    },
)
NEED = Draft(
    is_offer=False,
    language="vi",
    texts={
        "title": "Xét nghiệm nhanh EHP trên tôm ngay tại ao",
        "summary": "Cần biết tôm có nhiễm bệnh trong hai giờ, không phải gửi mẫu đi xa.",
        "present_state": "12 ao, mẫu gửi đi 120 km, hai ngày mới có kết quả; năm 2025 mất ba vụ.",
    },
    other={},
    rows=(Row("Thời gian có kết quả", "≤ 2", "giờ"),),
    has_amount=True,
)


def changed(draft: Draft, **changes: Any) -> Draft:
    """The draft with other texts (by field) or other facts."""
    facts = {name: changes.pop(name) for name in list(changes) if name in Draft.__dataclass_fields__}
    return replace(draft, texts={**draft.texts, **changes}, **facts)


def found(draft: Draft) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in lint(draft)]


@pytest.mark.parametrize("draft", [OFFER, ENGLISH, NEED], ids=["offer", "english", "need"])
def test_a_sound_listing_has_no_finding(draft: Draft) -> None:
    assert found(draft) == []


@pytest.mark.parametrize(
    ("draft", "changes", "code", "field"),
    [
        (OFFER, {"advantages": "Rẻ hơn than hoạt tính.", "rows": ()}, "no_figures", "advantages"),
        (ENGLISH, {"advantages": "Cheaper than activated carbon.", "rows": ()}, "no_figures", "advantages"),
        (NEED, {"present_state": "Phải gửi mẫu đi xa, lâu mới có kết quả."}, "cost_unknown", "present_state"),
        (OFFER, {"advantages": "H2S chỉ 150 ppm, vận hành êm.", "rows": ()}, "no_comparison", "advantages"),
        (ENGLISH, {"advantages": "H2S of 150 ppm, quiet.", "rows": ()}, "no_comparison", "advantages"),
        (OFFER, {"summary": "Công nghệ hiện đại, chất lượng cao cho trại lợn."}, "praise", "summary"),
        (ENGLISH, {"summary": "An innovative filter of high quality for every pig farm."}, "praise", "summary"),
        (OFFER, {"title": "Công nghệ xử lý tiên tiến"}, "vague_title", "title"),
        (OFFER, {"title": "Máy sấy"}, "vague_title", "title"),
        (ENGLISH, {"title": "New technology for water treatment"}, "vague_title", "title"),
        (OFFER, {"summary": OFFER.text("title") + "."}, "summary_repeats", "summary"),
        (ENGLISH, {"summary": "Desulphurisation of biogas"}, "summary_repeats", "summary"),
        (OFFER, {"description": "Tháp lọc hai tầng."}, "thin_description", "description"),
        (OFFER, {"rows": (Row("Nhiệt độ", "≤ 85", "", "120"),)}, "bare_figures", "comparisons"),
        (NEED, {"rows": (Row("Khối lượng", "1,5–4"),)}, "bare_figures", "targets"),
        (NEED, {"rows": (Row("Thời gian", "càng nhanh càng tốt"),)}, "targets_in_words", "targets"),
        (OFFER, {"has_form": False, "has_amount": False}, "no_route", "forms"),
        (ENGLISH, {"has_form": False}, "no_form", "forms"),
        (OFFER, {"has_amount": False}, "no_price", "amount_min"),
        (NEED, {"has_amount": False}, "no_frame", "amount_max"),
        (NEED, {"has_amount": False, "has_time": True}, "no_budget", "amount_min"),
        (OFFER, {"partner_sought": "Doanh nghiệp quan tâm"}, "thin_partner", "partner_sought"),
        (ENGLISH, {"partner_sought": "Any interested company"}, "thin_partner", "partner_sought"),
        (OFFER, {"customers": "Gọi anh Bình 0912 345 678"}, "contact", "customers"),
        (OFFER, {"rows": (Row("Chi phí", "220", "đồng", "650", "hỏi an@vidu.test"),)}, "contact", "comparisons"),
        (ENGLISH, {"other": {"summary_alt": "Thư về an@vidu.test"}}, "contact", "summary_alt"),
        (OFFER, {"support": "Chủ trại, căn cước 031085001234"}, "identity", "support"),
        (NEED, {"hidden_names": ("Bàng La",), "tried": "Hợp tác xã BÀNG LA đã thử."}, "names_owner", "tried"),
        (OFFER, {"support": "Quy trình phối trộn là tài liệu nội bộ của viện."}, "secret", "support"),
        (ENGLISH, {"support": "The recipe is strictly confidential."}, "secret", "support"),
        (OFFER, {"support": "We install the filter and train two people."}, "foreign", "support"),
        (ENGLISH, {"support": "Chúng tôi lắp đặt và hướng dẫn hai người vận hành."}, "foreign", "support"),
        (OFFER, {"other": {"title_alt": OFFER.text("title")}}, "foreign", "title_alt"),
        (OFFER, {"support": "Lap dat va huong dan van hanh tai trai."}, "no_diacritics", "support"),
        (OFFER, {"title": "MÁY LỌC KHÍ SINH HỌC GIÁ RẺ 2026"}, "loud", "title"),
        (ENGLISH, {"summary": "Brings H2S below 150 ppm today!"}, "loud", "summary"),
        (replace(ENGLISH, language="vi"), {}, "language_choice", "language"),
        (replace(OFFER, language="en"), {}, "language_choice", "language"),
    ],
)  # fmt: skip
def test_a_bad_example_is_found(draft: Draft, changes: dict[str, Any], code: str, field: str) -> None:
    assert (code, field) in found(changed(draft, **changes))


@pytest.mark.parametrize(
    ("draft", "changes"),
    [
        (OFFER, {"summary": "Hiệu suất cao: giữ lại 97% H2S sau hai năm."}),
        (OFFER, {"title": "Khử H2S cho RFID, UHF và PLC ở trại lợn"}),
        (OFFER, {"rows": (Row("Hệ số thức ăn (FCR)", "1,2", "", "1,6"),)}),
        (OFFER, {"support": "Bảo mật dữ liệu theo ISO 27001; mã hóa khi lưu."}),
        (OFFER, {"support": "Giá 1.500.000.000 đồng, công suất 12.500 m³/ngày"}),
        (ENGLISH, {"customers": "Two pig farms at Vĩnh Bảo and one at Tiên Lãng near Hai Phong"}),
        (OFFER, {"customers": "Panasonic, Siemens"}),
        (NEED, {"hidden_names": ("Bàng La",), "tried": "Đã thử ở hai ao."}),
        (NEED, {"present_state": ""}),
    ],
)
def test_what_only_looks_like_one_is_not(draft: Draft, changes: dict[str, Any]) -> None:
    assert found(changed(draft, **changes)) == []


def test_every_rule_and_every_sentence_is_tried_above() -> None:
    marks = {mark.args[0]: mark.args[1] for mark in test_a_bad_example_is_found.pytestmark}  # type: ignore[attr-defined]
    codes = {code for *_rest, code, _field in marks[("draft", "changes", "code", "field")]}
    assert codes == set(SENTENCES)
    assert len(RULES) == len({rule.__name__ for rule in RULES})


def test_points_fall_with_what_is_found() -> None:
    note = Finding("praise", "advantages", "note", "title", "hiện đại")
    warning = Finding("no_figures", "advantages", "warn", "advantages")
    block = Finding("contact", "language", "block", "title")
    assert [points(found, "advantages") for found in ([], [note], [warning, note], [warning] * 5)] == [5, 4, 2, 1]
    assert (points([block], "language"), points([block], "clarity")) == (0, 5)


@pytest.mark.parametrize("text", ["", " " * 8000, "!" * 8000, "A " * 4000, "0" * 8000, "a@" * 4000, "ạ\u0301" * 4000])
def test_hostile_text_ends_soon(text: str) -> None:
    draft = changed(OFFER, title=text[:120], description=text, advantages=text, support=text)
    assert all(sentence(finding) for finding in lint(draft))
