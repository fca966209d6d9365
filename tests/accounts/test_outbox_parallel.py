"""Several workers and several writers at once: one outcome."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from accounts import outbox
from accounts.models import OutboxMessage, User
from tests.accounts.test_outbox import enqueue
from tests.factories import OutboxMessageFactory

pytestmark = pytest.mark.django_db(transaction=True)


def in_threads(call, workers):
    def run(_):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, range(workers)))


def test_two_workers_send_each_letter_once(now, mail_server):
    letters = OutboxMessageFactory.create_batch(30)
    tried = in_threads(lambda: outbox.deliver_batch(now=now), 2)
    sent = Counter(email.extra_headers["Message-ID"] for email in mail_server.taken)
    assert sent == Counter(letter.message_id for letter in letters)
    assert sum(tried) == 30


def test_sign_ups_at_once_with_one_address_make_one_account():
    fields = {"full_name": "Phạm Thị Hoa", "email": "hoa@vidu.test", "language": "vi", "terms": "on"}

    def sign_up():
        response = Client().post("/account/signup/", {**fields, "password1": "mot-mat-khau-that-dai"})
        return response.status_code, response.url

    assert set(in_threads(sign_up, 3)) == {(302, "/account/confirm-email/")}
    assert User.objects.filter(email="hoa@vidu.test").count() == 1


def test_eight_writers_of_one_key_write_one_letter():
    found = in_threads(enqueue, 8)
    assert {message.pk for message in found} == {OutboxMessage.objects.get().pk}
