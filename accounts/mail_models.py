"""The outbox: every e-mail is a row written with the change that causes it, and sent by a job."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def unsent(self, now: datetime) -> OutboxQuerySet:
        """Messages due for an attempt that nobody holds a lease on."""
        return self.filter(
            Q(leased_until__isnull=True) | Q(leased_until__lt=now),
            state=OutboxMessage.State.WAITING,
            next_attempt_at__lte=now,
        )


class OutboxMessage(models.Model):
    """One e-mail to one address, at least once, with a Message-ID that never changes."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Given up")

    key = models.CharField(_("deduplication key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    to = models.EmailField(_("to"))
    reply_to = models.EmailField(_("reply to"), blank=True)
    language = models.CharField(_("language"), max_length=2, default="vi")
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    secret = models.BinaryField(_("encrypted body"), null=True, blank=True, editable=False)
    unsubscribe_url = models.CharField(_("unsubscribe address"), max_length=500, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), default=timezone.now)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="outbox_unsent"),
            models.Index(fields=["state", "-created_at"], name="outbox_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"


class DemoMail(models.Model):
    """A message as the demonstration's mailbox received it."""

    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    to = models.EmailField(_("to"), db_index=True)
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    headers = models.JSONField(_("headers"), default=dict)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)

    class Meta:
        verbose_name = _("demonstration e-mail")
        verbose_name_plural = _("demonstration e-mails")
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
