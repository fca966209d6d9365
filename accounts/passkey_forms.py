"""allauth's passkey forms; whatever arrives instead of a passkey's answer is a wrong code, not an error of ours."""

from __future__ import annotations

import struct
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.validators import MaxLengthValidator

LONGEST_NAME = 100
#: What the JSON, CBOR and signature readers raise on forged bytes.
UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, InvalidSignature, LookupError, RecursionError, TypeError,
    ValueError, struct.error,
)  # fmt: skip


class AnswerField(forms.JSONField):
    """A passkey's answer; numbers and nesting that Python's reader refuses are a wrong answer like any other."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002
        """An answer serves once and is never written into the page again."""
        return initial


class ReadsAnything(forms.Form):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["credential"] = AnswerField(widget=forms.HiddenInput)

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except UNREADABLE:
            self.add_error("credential", get_adapter().validation_error("incorrect_code"))


class NamedShortly(forms.Form):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["name"].validators.append(MaxLengthValidator(LONGEST_NAME))


class AddForm(ReadsAnything, NamedShortly, webauthn_forms.AddWebAuthnForm):
    pass


class EditForm(NamedShortly, webauthn_forms.EditWebAuthnForm):
    pass


class AuthenticateForm(ReadsAnything, webauthn_forms.AuthenticateWebAuthnForm):
    pass


class LoginForm(ReadsAnything, webauthn_forms.LoginWebAuthnForm):
    pass


class ReauthenticateForm(ReadsAnything, webauthn_forms.ReauthenticateWebAuthnForm):
    pass
