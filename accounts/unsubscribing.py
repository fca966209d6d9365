"""Signed links by which a letter's reader ends letters of that kind without signing in (RFC 8058)."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from accounts.models import Consent, User

SALT = "accounts.unsubscribe"


class BadToken(Exception):
    """The link is forged, cut off, or belongs to nobody any more."""


class Subscription(NamedTuple):
    user: User
    category: Consent.Purpose


def token_for(user: User, category: str) -> str:
    return signing.dumps([user.pk, str(Consent.Purpose(category))], salt=SALT)


def url_for(user: User, category: str, language: str) -> str:
    with translation.override(language):
        return f"{settings.SITE_URL}{reverse('accounts:unsubscribe', args=[token_for(user, category)])}"


def read(token: str) -> Subscription:
    """Whose letters of which kind a token ends."""
    try:
        pk, category = signing.loads(token, salt=SALT)
        return Subscription(User.objects.get(pk=pk, is_active=True), Consent.Purpose(category))
    except (signing.BadSignature, User.DoesNotExist, ValueError, TypeError) as error:
        raise BadToken from error
