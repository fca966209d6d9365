"""The demonstration's mail server: letters land in a table and can be read on a page."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from accounts.models import DemoMail


class DemoMailboxBackend(BaseEmailBackend):
    """Keeps each Message-ID once, as a reader's mail programme would show it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            wire = email.message()
            headers = {name: str(value) for name, value in wire.items()}
            for address in email.recipients():
                DemoMail.objects.get_or_create(
                    message_id=headers["Message-ID"],
                    defaults={
                        "to": address,
                        "subject": str(email.subject),
                        "text": str(email.body),
                        "html": html_of(email),
                        "headers": headers,
                    },
                )
        return len(email_messages)


def html_of(email: EmailMessage) -> str:
    if not isinstance(email, EmailMultiAlternatives):
        return ""
    return next((str(content) for content, kind in email.alternatives if kind == "text/html"), "")
