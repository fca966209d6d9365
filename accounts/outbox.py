"""The outbox: a letter is a row written with the change that causes it, and delivered at least once."""

from __future__ import annotations

import logging
import time
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from smtplib import (
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from typing import Any, Required, TypedDict, Unpack
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet

from accounts import letters, sealing, unsubscribing
from accounts.models import Membership, Organisation, OutboxMessage, User

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=6)
MOST_ATTEMPTS = 10
BATCH_SECONDS = 60.0
KEPT = timedelta(days=90)
#: Readers of an organisation get no letters about its work.
LOOKING_AFTER = (Membership.Role.OWNER, Membership.Role.EDITOR)
#: A letter to somebody whose data is erased is forgotten as soon as it is settled.
FAREWELL = "account_deleted"


class Written(TypedDict, total=False):
    """What a letter is made of, besides its key and whom it goes to."""

    kind: Required[str]
    language: Required[str]
    template: Required[str]
    context: Required[dict[str, Any]]
    reply_to: str
    #: The consent that a click withdraws; an app with letters of its own brings an address instead.
    unsubscribe: str | None
    unsubscribe_url: str
    secret: bool


def enqueue(*, key: str, to: str, user: User | None = None, **written: Unpack[Written]) -> OutboxMessage | None:
    """Write a letter in the current transaction; a key that is known already writes nothing new."""
    existing = OutboxMessage.objects.filter(key=key).first()
    if existing is not None or not to or (user is not None and not user.is_active):
        return existing
    store([letter(key=key, to=to, user=user, **written)])
    return OutboxMessage.objects.filter(key=key).first()


def store(messages: Iterable[OutboxMessage]) -> None:
    """Write letters in the current transaction, in one statement; those whose keys are known are left out.

    Two transactions may write the same key at once: the second waits here, and its letter is the one left out.
    """
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=True)


def letter(
    *,
    key: str,
    kind: str,
    to: str,
    language: str,
    template: str,
    context: dict[str, Any],
    user: User | None = None,
    reply_to: str = "",
    unsubscribe: str | None = None,
    unsubscribe_url: str = "",
    secret: bool = False,
) -> OutboxMessage:
    """A letter that is not written yet."""
    if user is not None and unsubscribe:
        unsubscribe_url = unsubscribing.url_for(user, unsubscribe, language)
    words = letters.compose(template=template, language=language, context=context, unsubscribe_url=unsubscribe_url)
    body = {"secret": sealing.seal(words.text, words.html)} if secret else {"text": words.text, "html": words.html}
    return OutboxMessage(
        key=key,
        kind=kind,
        user=user,
        to=to,
        reply_to=reply_to,
        language=language,
        subject=words.subject,
        **body,
        unsubscribe_url=unsubscribe_url,
        message_id=new_message_id(),
    )


def new_message_id() -> str:
    return f"<{uuid.uuid4().hex}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def recipients_of(organisation: Organisation) -> list[User]:
    """Active members who look after the organisation's listings."""
    members = User.objects.filter(
        is_active=True, memberships__organisation=organisation, memberships__role__in=LOOKING_AFTER
    )  # fmt: skip
    return list(members.order_by("pk"))


def recipients_by_organisation(organisations: Collection[int]) -> dict[int, list[User]]:
    """The same for several organisations in one query; nobody for one that has none."""
    found: dict[int, list[User]] = defaultdict(list)
    looks_after = Membership.objects.filter(
        organisation__in=organisations, role__in=LOOKING_AFTER, user__is_active=True
    )  # fmt: skip
    for membership in looks_after.select_related("user").order_by("user"):
        found[membership.organisation_id].append(membership.user)
    return found


def deliver_batch(*, now: datetime, limit: int = 50) -> int:
    """Send what is due, one claimed letter after the other; how many were tried."""
    started = time.monotonic()
    connection: BaseEmailBackend = get_connection()
    tried = 0
    try:
        while tried < limit and (elapsed := time.monotonic() - started) < BATCH_SECONDS:
            message = claim(now=now + timedelta(seconds=elapsed))
            if message is None:
                break
            tried += 1
            if not deliver(message, connection, now=now):
                break
    finally:
        close_quietly(connection)
    return tried


@transaction.atomic
def claim(*, now: datetime) -> OutboxMessage | None:
    """Take the next due letter for the time of a lease; what another worker holds is skipped."""
    message = (
        OutboxMessage.objects.unsent(now)
        .order_by("next_attempt_at")
        .select_for_update(skip_locked=True, no_key=True)
        .first()
    )
    if message is not None:
        message.leased_until = now + LEASE
        message.attempts = message.attempts + 1
        message.save(update_fields=["leased_until", "attempts"])
    return message


def deliver(message: OutboxMessage, connection: BaseEmailBackend, *, now: datetime) -> bool:
    """One attempt: sent, to be tried again later, or given up; whether the server can be talked to."""
    try:
        email = as_email(message, connection)
        connection.send_messages([email])
    except Exception as error:  # whatever a mail server does must not stop the others' letters
        close_quietly(connection)
        record_failure(message, error, now=now)
        return not is_away(error)
    else:
        settled = OutboxMessage.objects.filter(pk=message.pk)
        settle(settled, state=OutboxMessage.State.SENT, sent_at=now, last_error="")
        return True


def settle(letters: QuerySet[OutboxMessage], **outcome: Any) -> None:
    """Nothing is tried any more."""
    letters.filter(kind=FAREWELL).delete()
    letters.update(**outcome, leased_until=None, secret=None)


def as_email(message: OutboxMessage, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    text, html = sealing.unseal(bytes(message.secret)) if message.secret is not None else (message.text, message.html)
    headers = {
        "Message-ID": message.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": message.language,
    }
    if message.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=text,
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else [settings.POINT["email"]],
        headers=headers,
        connection=connection,
    )
    if html:
        email.attach_alternative(html, "text/html")
    return email


def record_failure(message: OutboxMessage, error: Exception, *, now: datetime) -> None:
    """Back off exponentially; give up on a permanent refusal or after the last attempt."""
    dead = is_permanent(error) or message.attempts >= MOST_ATTEMPTS
    logger.warning("Letter %s, attempt %s: %s", message.pk, message.attempts, type(error).__name__)
    held = OutboxMessage.objects.filter(pk=message.pk, leased_until=message.leased_until)
    if dead:
        settle(held, state=OutboxMessage.State.DEAD, last_error=describe(error))
    else:
        held.update(next_attempt_at=now + delay(message.attempts), leased_until=None, last_error=describe(error))


def delay(attempts: int) -> timedelta:
    """30 s, 2 min, 8 min, 32 min, 2 h 8 min, then every 6 h."""
    return min(FIRST_DELAY * int(4 ** (attempts - 1)), LONGEST_DELAY)


def is_permanent(error: Exception) -> bool:
    """Whether the server refused this letter for good (5xx), or it can never be written."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    # A refusal at greeting or sign-in speaks of the server's or our own state, not of the letter.
    if isinstance(error, SMTPResponseException):
        at_the_door = isinstance(error, (SMTPConnectError, SMTPHeloError)) or error.smtp_code in (530, 534, 535, 538)
        return error.smtp_code >= 500 and not at_the_door
    return isinstance(error, (sealing.Unreadable, ValueError))


def is_away(error: Exception) -> bool:
    """Whether the server did not answer at all: the other letters wait, and so nobody waits for them."""
    if isinstance(error, SMTPException):
        return isinstance(error, (SMTPServerDisconnected, SMTPConnectError, SMTPHeloError))
    return isinstance(error, OSError)


def describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def close_quietly(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except Exception:
        logger.debug("The mail connection did not close cleanly")


def retry(*, message: OutboxMessage, now: datetime) -> None:
    """Give a dead letter new attempts; one whose secret was purged stays dead."""
    readable = OutboxMessage.objects.filter(pk=message.pk, state=OutboxMessage.State.DEAD).exclude(text="")
    readable.update(state=OutboxMessage.State.WAITING, attempts=0, next_attempt_at=now, leased_until=None)


def purge(*, now: datetime) -> int:
    """Forget letters that were settled long ago."""
    settled = OutboxMessage.objects.exclude(state=OutboxMessage.State.WAITING)
    return settled.filter(created_at__lt=now - KEPT).delete()[0]
