"""Whether a person has just proved who they are with their second factor, as what binds an organisation asks for."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import User


def has_one(user: User) -> bool:
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


def was_shown_lately(request: HttpRequest) -> bool:
    """Signed in again with the second factor within the time that settings name; the sign-in itself does not count."""
    earliest = timezone.now().timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(
        record["method"] == "mfa" and record.get("reauthenticated") and record["at"] > earliest
        for record in get_authentication_records(request, request.user)
    )


def address_to_show_it(user: User, *, then: str) -> str:
    """The page that asks for a code or passkey, and leads back; the page that sets one up where there is none."""
    if not has_one(user):
        return reverse("mfa_index")
    by_code = is_mfa_enabled(user, [Authenticator.Type.TOTP])
    name = "mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn"
    return f"{reverse(name)}?{urlencode({'next': then})}"
