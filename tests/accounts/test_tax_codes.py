"""Tax codes of 10, 13 and 12 digits."""

import pytest

from accounts.tax_codes import BadTaxCode, is_personal, normalised


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0100112437", "0100112437"),
        ("01.001124-37", "0100112437"),
        (" 0100112437001 ", "0100112437-001"),
        ("0100112437-001", "0100112437-001"),
        ("031090123456", "031090123456"),
        ("031 090 123 456", "031090123456"),
    ],
)
def test_normalised_tax_code(text, code):
    assert normalised(text) == code


@pytest.mark.parametrize(
    "text", ["", "0100112438", "123", "097090123456", "000090123456", "01001124370012", "٠١٠٠١١٢٤٣٧", "abc"]
)
def test_bad_tax_code_is_refused(text):
    with pytest.raises(BadTaxCode):
        normalised(text)


def test_only_twelve_digits_are_personal():
    assert [is_personal(code) for code in ("031090123456", "0100112437", "0100112437-001", "")] == [
        True,
        False,
        False,
        False,
    ]
