"""Letters in the administration: what was sent, what waits, what was given up. Secret bodies are never shown."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import outbox
from accounts.models import DemoMail, OutboxMessage
from taxonomy.administration import ReadOnlyAdmin


@admin.register(OutboxMessage)
class OutboxAdmin(ReadOnlyAdmin[OutboxMessage]):
    list_display = ["created_at", "kind", "to", "subject", "state", "attempts", "next_attempt_at", "sent_at"]
    list_filter = ["state", "kind", "language"]
    list_select_related = ["user"]
    search_fields = ["to", "subject", "message_id", "user__full_name"]
    date_hierarchy = "created_at"
    actions = ["try_again"]
    fieldsets = [
        (None, {"fields": ["kind", "user", "to", "reply_to", "language", "subject", "body"]}),
        (
            _("Delivery"),
            {
                "fields": [
                    "state", "attempts", "created_at", "next_attempt_at", "sent_at", "last_error", "message_id",
                ],
                "description": _(
                    "A letter that was given up can be tried again from the list. Letters with a link that opens an"
                    " account are encrypted, never shown here, and purged once sent or given up: ask the person to"
                    " request a new one."
                ),
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMessage]:
        return super().get_queryset(request).defer("secret", "html")

    @admin.display(description=_("text"))
    def body(self, message: OutboxMessage) -> str:
        return message.text or str(_("Not shown: this letter holds a secret link."))

    @admin.action(description=_("Try the selected letters again"), permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        dead = list(queryset.filter(state=OutboxMessage.State.DEAD))
        now = timezone.now()
        for message in dead:
            outbox.retry(message=message, now=now)
        waiting = OutboxMessage.State.WAITING
        revived = OutboxMessage.objects.filter(pk__in=[message.pk for message in dead], state=waiting).count()
        text = ngettext("%(count)s letter will be tried again.", "%(count)s letters will be tried again.", revived)
        messages.success(request, text % {"count": revived})
        if left := len(dead) - revived:
            text = ngettext(
                "%(count)s letter cannot be tried again: its secret link was purged.",
                "%(count)s letters cannot be tried again: their secret links were purged.",
                left,
            )
            messages.warning(request, text % {"count": left})

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("accounts.change_outboxmessage"))


@admin.register(DemoMail)
class DemoMailAdmin(ReadOnlyAdmin[DemoMail]):
    """Headers only: the letters themselves are read in the demonstration's mailbox."""

    list_display = ["received_at", "to", "subject"]
    search_fields = ["to", "subject"]
    date_hierarchy = "received_at"
    fields = ["received_at", "to", "subject", "message_id"]
