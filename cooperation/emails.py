"""Letters about expressions of interest."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.outbox import enqueue, recipients_of
from cooperation.models import Interest
from taxonomy.models import Concept


def interest_received(interest: Interest) -> None:
    """To the listing's owner; without the sender's name, which opens on acceptance."""
    write(
        interest, to=interest.listing.organisation, event="interest_received",
        why=_("your organisation has published this listing"),
    )  # fmt: skip


def interest_accepted(interest: Interest) -> None:
    write(
        interest, to=interest.organisation, event="interest_accepted", why=_("your organisation sent this interest"),
        partner=interest.listing.organisation,
    )  # fmt: skip


def interest_declined(interest: Interest) -> None:
    reason = Concept.objects.of("decline_reason").filter(code=interest.reason).first()
    write(
        interest, to=interest.organisation, event="interest_declined", why=_("your organisation sent this interest"),
        reason=reason,
    )  # fmt: skip


def interest_lapsed(interest: Interest) -> None:
    write(
        interest, to=interest.organisation, event="interest_lapsed", why=_("your organisation sent this interest")
    )


def write(interest: Interest, *, to: Organisation, event: str, why: object, **context: Any) -> None:
    for member in recipients_of(to):
        enqueue(
            key=f"{event}/{interest.pk}/{member.pk}",
            kind=event,
            to=member.email,
            user=member,
            language=member.language,
            template=f"cooperation/emails/{event}",
            context={"interest": interest, "listing": interest.listing, "organisation": to, "why": why, **context},
        )
