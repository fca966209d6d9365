"""What people type into names and phone numbers."""

import pytest
from django.core.exceptions import ValidationError

from accounts.fields import LineField, NameField, PhoneField


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0225 3123 456", "+84 225 3123 456"),
        ("+84 912 345 678", "+84 912 345 678"),
        ("0912.345.678", "+84 912 345 678"),
        ("+49 30 901820", "+49 30 901820"),
    ],
)
def test_phone_number_is_stored_in_international_form(typed, stored):
    assert PhoneField().clean(typed) == stored


@pytest.mark.parametrize("typed", ["123", "abc", "+999 123", "0912345678901234567890123"])
def test_phone_number_that_cannot_be_is_refused(typed):
    with pytest.raises(ValidationError):
        PhoneField().clean(typed)


def test_line_is_tidied():
    assert LineField(max_length=20).clean("  Ha\u0309i \u202e Phòng\u200b ") == "Hải Phòng"


@pytest.mark.parametrize("typed", ["a\nb", "a\x00b", "a\x7fb"])
def test_line_with_control_characters_is_refused(typed):
    with pytest.raises(ValidationError):
        LineField(max_length=20).clean(typed)


@pytest.mark.parametrize("typed", ["www.vidu.test", "http://vidu.test", "a@vidu.test", "Gọi 0912345678", "<b>An</b>"])
def test_name_that_carries_an_address_is_refused(typed):
    with pytest.raises(ValidationError):
        NameField().clean(typed)


@pytest.mark.parametrize("typed", ["Nguyễn Thị An", "Jean-Luc O’Neill", "Y Moan Êñuôl", "TS. Lê Văn Bảy"])
def test_name_as_people_have_them_is_taken(typed):
    assert NameField().clean(typed) == typed
