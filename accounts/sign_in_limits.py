"""How often one may guess: per account from one address, and per address; never per account alone,
so that an attacker cannot lock the owner out."""

from __future__ import annotations

from datetime import datetime

from accounts import throttling

WINDOW = 15 * 60
PER_ACCOUNT_AND_ADDRESS = 8
PER_ADDRESS = 100
CODES_PER_ACCOUNT = 8


def allow(*, email: str, address: str, now: datetime) -> bool:
    """Count an attempt to sign in; a success takes it back with `forgive`."""
    account = throttling.hit(
        scope="sign-in", key=f"{email.lower()} {address}", limit=PER_ACCOUNT_AND_ADDRESS, seconds=WINDOW, now=now
    )
    place = throttling.hit(scope="sign-in-address", key=address, limit=PER_ADDRESS, seconds=WINDOW, now=now)
    return account and place


def forgive(*, email: str, address: str, now: datetime) -> None:
    throttling.forgive(scope="sign-in", key=f"{email.lower()} {address}", seconds=WINDOW, now=now)
    throttling.forgive(scope="sign-in-address", key=address, seconds=WINDOW, now=now)


def allow_code(*, user_pk: int, now: datetime) -> bool:
    """Count a one-time code typed by somebody who has given the right password already."""
    return throttling.hit(scope="code", key=str(user_pk), limit=CODES_PER_ACCOUNT, seconds=WINDOW, now=now)


def forgive_code(*, user_pk: int, now: datetime) -> None:
    throttling.forgive(scope="code", key=str(user_pk), seconds=WINDOW, now=now)
