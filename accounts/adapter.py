"""Where allauth meets the portal: letters through the outbox, links on the configured host, throttles in PostgreSQL."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import security_emails, sign_in_limits, throttling
from accounts.models import User

LETTERS_PER_ADDRESS = 5
AN_HOUR = 3600
TEN_MINUTES = 600
SIGN_UP_LETTERS = ("email_confirmation_signup", "account_already_exists")


def first_of_sign_up(email: str, event: str, now: datetime) -> bool:
    """Whether a sign-up may write: a form sent twice does not tell a new account that it exists already."""
    is_first = throttling.hit(scope="sign-up-letter", key=email.lower(), limit=1, seconds=TEN_MINUTES, now=now)
    return is_first or event != "account_already_exists"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not correct."),
        "invalid_login": _("The e-mail address or the password is not correct."),
        "incorrect_password": _("The password is not correct."),
        "enter_current_password": _("The password is not correct."),
        "incorrect_code": _("The code is not correct."),
        "too_many_login_attempts": _("Too many attempts. Please try again in a few minutes."),
        "rate_limited": _("Too many attempts. Please try again in a few minutes."),
        "duplicate_email": _("This address belongs to your account already."),
        "invalid_password_reset": _("This link has expired or has already been used. Please ask for a new one."),
        "cannot_remove_primary_email": _(
            "The main address cannot be removed. Please choose another main address first."
        ),
        "unverified_primary_email": _("Please confirm the address first."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return throttling.client_address(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse(settings.LOGIN_REDIRECT_URL)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter into the outbox; a flood of letters to one address ends silently."""
        now, event = timezone.now(), template_prefix.rsplit("/", 1)[-1]
        if event in SIGN_UP_LETTERS and not first_of_sign_up(email, event, now):
            return
        scope = f"letter-{event}"[:40]
        if not throttling.hit(scope=scope, key=email.lower(), limit=LETTERS_PER_ADDRESS, seconds=AN_HOUR, now=now):
            return
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        language = user.language if isinstance(user, User) else translation.get_language() or settings.LANGUAGE_CODE
        security_emails.write(
            event=template_prefix,
            to=email,
            user=user,
            language=language[:2],
            details=context,
            now=now,
            key=str(uuid.uuid4()),
        )

    def send_account_already_exists_mail(self, email: str) -> None:
        # Signing up with a known address takes as long as with a new one, whose password is hashed.
        make_password(str(uuid.uuid4()))
        super().send_account_already_exists_mail(email)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        address = throttling.client_place(request)
        if not sign_in_limits.allow(email=str(credentials.get("email", "")), address=address, now=timezone.now()):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            address = throttling.client_place(request)
            sign_in_limits.forgive(email=str(credentials.get("email", "")), address=address, now=timezone.now())
        return user

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        credentials = {"email": str(getattr(user, "email", "")), "password": password}
        found = self.authenticate(current.request, **credentials)
        return found is not None and found.pk == user.pk
