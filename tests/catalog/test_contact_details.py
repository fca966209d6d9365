"""Phone numbers and e-mail addresses are found, technical numbers are not."""

import pytest

from catalog.contact_details import contact_details, has_contact_details


@pytest.mark.parametrize(
    "text",
    [
        "0912345678",
        "Gọi 0912 345 678 để biết thêm",
        "ĐT: 0912.345.678.",
        "(0225) 3123 456",
        "0225-3123-456",
        "+84 912 345 678",
        "+84 (0)225 3123 456",
        "0084912345678",
        "an.nguyen@vidu.test",
        "Thư: <an+tin@mail.vidu.test>",
    ],
)
def test_contact_details_are_found(text: str) -> None:
    assert has_contact_details(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Công suất 500 kg/ngày, 12.500 m³, 1.500.000.000 ₫",
        "QCVN 40:2011/BTNMT, TCVN 5687:2010",
        "VN 1-2024-01234, số đơn 1-0023456",
        "0,0912345678 mg/l",
        "pH 6,5–8,5; 0,5–1,2 mm; 20 x 30 x 40",
        "số lô 20260912345678",
        "đơn giá 0912",
        "@ 25 °C",
        "5.000 con/m² @ 30‰",
    ],
)
def test_technical_numbers_are_no_contact_details(text: str) -> None:
    assert not has_contact_details(text)


def test_contact_details_tell_where() -> None:
    text = "Gọi 0912345678 hoặc an@vidu.test"
    assert [text[start:end] for start, end in contact_details(text)] == ["0912345678", "an@vidu.test"]
