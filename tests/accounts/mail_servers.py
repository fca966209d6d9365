"""Mail servers as they behave on bad days; what they took is in `taken`."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

taken: list[EmailMessage] = []
failures: list[Exception] = []
lock = threading.Lock()


class Server(BaseEmailBackend):
    """Takes every letter, unless a failure is waiting."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with lock:
            if failures:
                raise failures.pop(0)
            taken.extend(email_messages)
        return len(email_messages)


class DiesAfterAccepting(Server):
    """The process ends between the server's acceptance and our commit."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        super().send_messages(email_messages)
        raise KeyboardInterrupt
