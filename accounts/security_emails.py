"""Letters about one's own account: confirmation, reset, and notices of changes to its security."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account import app_settings
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import OutboxMessage, User
from accounts.outbox import FAREWELL, enqueue

CONFIRM = ("account/email/email_confirmation", "account/email/email_confirmation_signup")
RESET = "account/email/password_reset_key"
ALREADY_REGISTERED = "account/email/account_already_exists"
UNKNOWN = "account/email/unknown_account"

NOTICES: dict[str, Promise] = {
    "account/email/password_changed": _("The password of your account was changed."),
    "account/email/password_set": _("A password was set for your account."),
    "account/email/password_reset": _("The password of your account was set anew by a link sent to this address."),
    "account/email/email_changed": _("The main e-mail address of your account was changed."),
    "account/email/email_deleted": _("An e-mail address was removed from your account."),
    "account/email/email_confirm": _("An e-mail address was confirmed for your account."),
    "mfa/email/totp_activated": _("An authenticator app was set up as second factor of your account."),
    "mfa/email/totp_deactivated": _("The authenticator app is no longer a second factor of your account."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account."),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey was removed from your account."),
}


def write(
    *, event: str, to: str, user: User | None, language: str, details: dict[str, Any], now: datetime, key: str
) -> OutboxMessage | None:
    """Write the letter that belongs to an event of allauth, with links on the configured host."""
    with translation.override(language):
        context = context_of(event, user, details, now)
    return enqueue(
        key=f"account/{key}",
        kind=event.rsplit("/", 1)[-1],
        to=to,
        user=user,
        language=language,
        template=context.pop("template"),
        context=context,
        secret=event in CONFIRM or event == RESET,
    )


def context_of(event: str, user: User | None, details: dict[str, Any], now: datetime) -> dict[str, Any]:
    common: dict[str, Any] = {"person": user, "why": _("somebody gave this address on our portal")}
    if event in CONFIRM:
        link = settings.SITE_URL + reverse("account_confirm_email", args=[details["key"]])
        until = now + timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
        return {**common, "template": "accounts/emails/confirm", "link": link, "until": until}
    if event == RESET:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": details["uid"], "key": details["key"]})
        until = now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
        why = _("somebody asked for a new password for your account")
        return {
            **common,
            "template": "accounts/emails/reset",
            "link": settings.SITE_URL + path,
            "until": until,
            "why": why,
        }
    if event in (ALREADY_REGISTERED, UNKNOWN):
        name = "already_registered" if event == ALREADY_REGISTERED else "unknown_account"
        links = {"sign_up_url": absolute("account_signup"), "reset_url": absolute("account_reset_password")}
        return {**common, **links, "template": f"accounts/emails/{name}"}
    return {
        **common,
        "template": "accounts/emails/security_notice",
        "sentence": NOTICES[event],
        "at": now,
        "reset_url": absolute("account_reset_password"),
        "why": _("you have an account on our portal"),
    }


def account_deleted(*, to: str, name: str, language: str, key: int, now: datetime) -> OutboxMessage | None:
    """The last letter, to an address that the portal has just forgotten."""
    with translation.override(language):
        greeting = gettext("Dear %(full_name)s,") % {"full_name": name} if name else ""
    return enqueue(
        key=f"account-deleted/{key}",
        kind=FAREWELL,
        to=to,
        language=language,
        template="accounts/emails/account_deleted",
        context={"greeting": greeting, "at": now, "why": _("an account with this address was deleted on our portal")},
    )


def absolute(name: str) -> str:
    return f"{settings.SITE_URL}{reverse(name)}"
