"""The outbox: written once, delivered at least once, given up in sight."""

from datetime import timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)

import pytest
from django.db import transaction

from accounts import outbox, sealing
from accounts.models import DemoMail, Membership, OutboxMessage
from accounts.tasks import deliver_outbox, purge_expired
from tests.factories import LONG_AGO, MembershipFactory, OrganisationFactory, OutboxMessageFactory, UserFactory

pytestmark = pytest.mark.django_db
State = OutboxMessage.State

REFUSALS = {
    "greylisted": SMTPDataError(451, b"try again later"),
    "disconnected": SMTPServerDisconnected("Connection unexpectedly closed"),
    "unreachable": ConnectionRefusedError("refused"),
    "slow": TimeoutError("timed out"),
    "our password": SMTPAuthenticationError(535, b"bad credentials"),
    "at the door": SMTPConnectError(554, b"go away"),
    "mailbox busy": SMTPRecipientsRefused({"a@vidu.test": (450, b"busy")}),
}
REFUSALS_FOR_GOOD = {
    "no such mailbox": SMTPRecipientsRefused({"a@vidu.test": (550, b"unknown")}),
    "content refused": SMTPDataError(554, b"spam"),
    "cannot be written": ValueError("header"),
}


def enqueue(**fields):
    values = {
        "key": "thu/1",
        "kind": "contact",
        "to": "an@vidu.test",
        "language": "vi",
        "template": "accounts/emails/contact_message",
        "context": {"name": "An", "email": "an@vidu.test", "message": "Xin chào", "why": "lý do"},
    }
    message = outbox.enqueue(**{**values, **fields})
    if message is not None:
        # Tests deliver at a moment of their own.
        message.next_attempt_at = LONG_AGO
        message.save(update_fields=["next_attempt_at"])
    return message


def test_enqueue_writes_once():
    first, second = enqueue(), enqueue(to="khac@vidu.test")
    assert (first, OutboxMessage.objects.count(), second.to) == (second, 1, "an@vidu.test")


def test_enqueue_belongs_to_the_transaction():
    with transaction.atomic():
        enqueue()
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()


def test_enqueue_writes_nothing_to_closed_accounts():
    assert enqueue(user=UserFactory(is_active=False)) is None


def test_subject_stays_one_line():
    message = enqueue(context={"name": "An\r\nBcc: x@vidu.test", "email": "", "message": "", "why": ""})
    assert message.subject.endswith("An Bcc: x@vidu.test")


def test_delivery_twice_sends_once(now, mail_server):
    enqueue(user=UserFactory(), unsubscribe="suggestions")
    assert [outbox.deliver_batch(now=now), outbox.deliver_batch(now=now)] == [1, 0]
    (email,) = mail_server.taken
    message = OutboxMessage.objects.get()
    assert (message.state, message.sent_at, message.attempts) == (State.SENT, now, 1)
    assert email.extra_headers["Message-ID"] == message.message_id
    assert email.extra_headers["List-Unsubscribe"] == f"<{message.unsubscribe_url}>"
    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_transactional_letter_offers_no_unsubscription(now, mail_server):
    enqueue()
    outbox.deliver_batch(now=now)
    assert "List-Unsubscribe" not in mail_server.taken[0].extra_headers


def test_secret_is_sealed_and_purged(now, mail_server):
    message = enqueue(secret=True)
    assert (message.text, message.html) == ("", "")
    assert "Xin chào" in sealing.unseal(message.secret)[0]
    outbox.deliver_batch(now=now)
    message.refresh_from_db()
    assert ("Xin chào" in mail_server.taken[0].body, message.secret, message.state) == (True, None, State.SENT)


def test_secret_of_another_key_is_given_up(now, mail_server, settings):
    enqueue(secret=True)
    settings.SECRET_KEY = "ein anderer Schlüssel " * 3
    outbox.deliver_batch(now=now)
    assert (OutboxMessage.objects.get().state, mail_server.taken) == (State.DEAD, [])


@pytest.mark.parametrize("reason", REFUSALS)
def test_passing_refusal_is_tried_again(now, mail_server, reason):
    message = enqueue()
    mail_server.failures.append(REFUSALS[reason])
    outbox.deliver_batch(now=now)
    message.refresh_from_db()
    assert (message.state, message.next_attempt_at) == (State.WAITING, now + timedelta(seconds=30))
    outbox.deliver_batch(now=now + timedelta(seconds=29))
    assert mail_server.taken == []
    outbox.deliver_batch(now=now + timedelta(seconds=31))
    assert [email.extra_headers["Message-ID"] for email in mail_server.taken] == [message.message_id]


@pytest.mark.parametrize("reason", REFUSALS_FOR_GOOD)
def test_final_refusal_ends_in_sight(now, mail_server, reason):
    enqueue(secret=True)
    mail_server.failures.append(REFUSALS_FOR_GOOD[reason])
    outbox.deliver_batch(now=now)
    outbox.deliver_batch(now=now + timedelta(days=30))
    message = OutboxMessage.objects.get()
    assert (message.state, message.secret, bool(message.last_error), mail_server.taken) == (State.DEAD, None, True, [])


def test_delays_grow_to_six_hours():
    assert [outbox.delay(n).total_seconds() for n in (1, 2, 3, 4, 5, 6, 9)] == [30, 120, 480, 1920, 7680, 21600, 21600]


def test_attempts_are_bounded(now, mail_server):
    enqueue()
    for day in range(20):
        mail_server.failures[:] = [TimeoutError()]
        outbox.deliver_batch(now=now + timedelta(days=day))
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts) == (State.DEAD, outbox.MOST_ATTEMPTS)


def test_bad_letter_does_not_stop_the_others(now, mail_server):
    letters = OutboxMessageFactory.create_batch(3)
    mail_server.failures.append(RuntimeError("poison"))
    outbox.deliver_batch(now=now)
    assert len(mail_server.taken) == 2
    assert {letter.state for letter in OutboxMessage.objects.filter(pk__in=[each.pk for each in letters[1:]])} == {
        "sent"
    }


@pytest.mark.parametrize("reason", ["disconnected", "unreachable", "at the door"])
def test_absent_server_is_not_asked_again_for_every_letter(now, mail_server, reason):
    OutboxMessageFactory.create_batch(3)
    mail_server.failures.append(REFUSALS[reason])
    assert outbox.deliver_batch(now=now) == 1
    assert sorted(OutboxMessage.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert outbox.deliver_batch(now=now) == 2


def test_crash_after_acceptance_repeats_the_same_message_id(now, mail_server, settings):
    message = enqueue()
    settings.EMAIL_BACKEND = "tests.accounts.mail_servers.DiesAfterAccepting"
    with pytest.raises(KeyboardInterrupt):
        outbox.deliver_batch(now=now)
    settings.EMAIL_BACKEND = "tests.accounts.mail_servers.Server"
    assert outbox.deliver_batch(now=now + timedelta(seconds=60)) == 0
    assert outbox.deliver_batch(now=now + outbox.LEASE + timedelta(seconds=1)) == 1
    assert [email.extra_headers["Message-ID"] for email in mail_server.taken] == [message.message_id] * 2


def test_dead_letter_can_be_tried_again(now, mail_server):
    message = OutboxMessageFactory(state=State.DEAD, attempts=10)
    purged = OutboxMessageFactory(state=State.DEAD, text="")
    for letter in (message, purged):
        outbox.retry(message=letter, now=now)
    outbox.deliver_batch(now=now)
    states = OutboxMessage.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.SENT, State.DEAD]


def test_demonstration_mailbox_keeps_each_message_once(now, settings):
    settings.EMAIL_BACKEND = "accounts.demo_mailbox.DemoMailboxBackend"
    message = enqueue()
    for _ in range(2):
        outbox.deliver_batch(now=now)
        OutboxMessage.objects.update(state=State.WAITING)
    letter = DemoMail.objects.get()
    assert (letter.message_id, letter.to, letter.subject) == (message.message_id, "an@vidu.test", message.subject)


def test_recipients_are_active_owners_and_editors():
    organisation = OrganisationFactory()
    owner = MembershipFactory(organisation=organisation).user
    editor = MembershipFactory(organisation=organisation, role=Membership.Role.EDITOR).user
    MembershipFactory(organisation=organisation, role=Membership.Role.READER)
    MembershipFactory(organisation=organisation, user__is_active=False)
    MembershipFactory()
    assert outbox.recipients_of(organisation) == [owner, editor]


def test_tasks_may_run_twice(mail_server):
    enqueue()
    for _ in range(2):
        deliver_outbox()
        purge_expired()
    assert len(mail_server.taken) == 1


def test_purge_forgets_old_settled_letters_only(now):
    old = now - timedelta(days=91)
    OutboxMessageFactory(created_at=old, state=State.SENT)
    kept = [OutboxMessageFactory(created_at=old), OutboxMessageFactory(created_at=now, state=State.SENT)]
    assert (outbox.purge(now=now), list(OutboxMessage.objects.order_by("pk"))) == (1, kept)
