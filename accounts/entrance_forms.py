"""allauth's forms in the portal's words and with its throttles."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import sign_in_limits

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("Password"),
    "oldpassword": _("Current password"),
    "code": _("Code"),
    "remember": _("Stay signed in on this device"),
}
PASSWORD_RULES = _("At least 12 characters; no common password, not your name or address, not digits alone.")


class InOurWords(forms.Form):
    """Labels of our own, and no placeholders, which vanish as soon as one types."""

    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in LABELS:
                field.label = self.labels.get(name, LABELS[name])
        if "password1" in self.fields:
            self.fields["password1"].help_text = PASSWORD_RULES


class LoginForm(InOurWords, account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class SignUpForm(InOurWords, account_forms.SignupForm):
    pass


class ResetPasswordForm(InOurWords, account_forms.ResetPasswordForm):
    pass


class OnePasswordField(InOurWords):
    """A new password is typed once; a browser can show it, and a link sets another."""

    labels = {"password1": _("New password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)


class ResetPasswordKeyForm(OnePasswordField, account_forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(OnePasswordField, account_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class AddEmailForm(InOurWords, account_forms.AddEmailForm):
    pass


class ReauthenticateForm(InOurWords, account_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class LimitedCode(InOurWords):
    """A one-time code may be guessed only a few times."""

    user: AbstractBaseUser

    def clean_code(self) -> str:
        now = timezone.now()
        if not sign_in_limits.allow_code(user_pk=self.user.pk, now=now):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        sign_in_limits.forgive_code(user_pk=self.user.pk, now=now)
        return code


class CodeForm(LimitedCode, mfa_forms.AuthenticateForm):
    pass


class CodeAgainForm(LimitedCode, mfa_forms.ReauthenticateForm):
    pass
