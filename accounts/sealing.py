"""Encryption at rest of letters that carry a secret link."""

import base64
import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """The letter was sealed with a key that is no longer known."""


def cipher() -> MultiFernet:
    """Keys derived from SECRET_KEY and its fallbacks, for this purpose only."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(derived(secret)) for secret in secrets])


def derived(secret: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"accounts.outbox")
    return base64.urlsafe_b64encode(kdf.derive(secret.encode()))


def seal(text: str, html: str) -> bytes:
    return cipher().encrypt(json.dumps([text, html]).encode())


def unseal(sealed: bytes) -> tuple[str, str]:
    try:
        text, html = json.loads(cipher().decrypt(bytes(sealed)))
    except InvalidToken as error:
        raise Unreadable from error
    return text, html
