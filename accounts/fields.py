"""Form fields of people and organisations: one line of text, phone numbers, tax codes."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import no_control_characters
from accounts.tax_codes import BadTaxCode, normalised

INVISIBLE = {"Cf", "Cs", "Co", "Cn"}


looks_like_a_name = RegexValidator(
    r"(?:[/@<>\\:#]|www\.|\d{4})", _("Please write a name only, without addresses or numbers."), inverse_match=True
)


def tidy(text: str) -> str:
    """NFC, single spaces, without invisible and direction-changing characters."""
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(char for char in composed if unicodedata.category(char) not in INVISIBLE)
    return re.sub(" +", " ", seen).strip()


class LineField(forms.CharField):
    """One line of text that a person types."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.validators.append(no_control_characters)

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class NameField(LineField):
    """A person's name; letters greet by it, so it must not carry an address to lure readers to."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name"}))
        super().__init__(max_length=120, **kwargs)
        self.validators.append(looks_like_a_name)


class PhoneField(LineField):
    """A phone number, Vietnamese unless it starts with +; stored in international form."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, "VN")
        except phonenumbers.NumberParseException as error:
            raise self.invalid() from error
        if not phonenumbers.is_valid_number(number):
            raise self.invalid()
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))

    def invalid(self) -> ValidationError:
        return ValidationError(_("Please enter a phone number, for example 0225 3123 456 or +84 225 3123 456."))


class TaxCodeField(LineField):
    """A tax code in its stored form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return ""
        try:
            return normalised(text)
        except BadTaxCode as error:
            message = _("A tax code has 10 or 13 digits; a household’s has 12. Please check.")
            raise ValidationError(message, code="tax_code") from error
