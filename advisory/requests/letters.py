"""Letters about a request: what happened, in the words of the history; to those whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.outbox import enqueue, recipients_of
from advisory.models import ServiceEvent, ServiceOffer, ServiceRequest
from advisory.requests.wording import told

#: What happens before an offer is chosen is nothing to the experts.
EXPERTS_TOO = {"deadline", "chosen", "delivered", "returned", "accepted", "withdrawn", "rated"}


def tell(event: ServiceEvent, *, by: User | None = None) -> None:
    """One letter to each reader about an event."""
    request = event.request
    for reader, organisation in readers_of(event, but=by):
        with translation.override(reader.language):
            send(request, f"service/{event.pk}", reader, organisation, {"opening": told(event), "quote": event.note})


def readers_of(event: ServiceEvent, *, but: User | None) -> Iterator[tuple[User, Organisation | None]]:
    """Who looks after the organisation's matters, the officer, else the managers, and the expert at work; each once."""
    request = event.request
    found: list[tuple[User, Organisation | None]] = [
        (user, request.organisation) for user in recipients_of(request.organisation)
    ]
    if event.action in EXPERTS_TOO:
        chosen = request.offers.filter(state=ServiceOffer.State.CHOSEN).select_related("expert__user")
        found += [(offer.expert.user, None) for offer in chosen]
    found += [(user, None) for user in staff_of(request)]
    seen = {but.pk} if but else set()
    for user, organisation in found:
        if user.pk not in seen and user.is_active:
            seen.add(user.pk)
            yield user, organisation


def staff_of(request: ServiceRequest) -> list[User]:
    officer = request.officer
    if officer is not None and officer.is_officer:
        return [officer]
    return list(User.objects.filter(role=User.Role.MANAGER, is_active=True).order_by("pk"))


def invited(offer: ServiceOffer) -> None:
    expert = offer.expert.user
    with translation.override(expert.language):
        words = {
            "opening": _("The connection point asks whether you can help with the request below, and for your offer."),
            "closing": _("Before you offer you say whether anything binds you to those concerned."),
        }
        send(offer.request, f"service-invited/{offer.pk}", expert, None, words)


def passed(offer: ServiceOffer) -> None:
    """A courteous word to those who were not chosen; the page is closed to them, so that no link leads there."""
    expert = offer.expert.user
    with translation.override(expert.language):
        words = {"opening": _("Thank you for your readiness to help. This time another offer was chosen.")}
        send(offer.request, f"service-passed/{offer.pk}", expert, None, words, has_link=False)


def send(
    request: ServiceRequest, key: str, reader: User, organisation: Organisation | None, words: dict[str, str], *,
    has_link: bool = True,
) -> None:  # fmt: skip
    """A letter in the active language; an individual is addressed as a person."""
    to_organisation = organisation is not None and not organisation.is_individual
    link = {"action_label": _("Open the request"), "action_url": settings.SITE_URL + request.get_absolute_url()}
    enqueue(
        key=f"{key}/{reader.pk}",
        kind="service",
        to=reader.email,
        user=reader,
        language=reader.language,
        template="advisory/emails/request",
        context={
            "request": request,
            **({"organisation": organisation} if to_organisation else {"person": reader}),
            "why": _("you take part in this request for a service"),
            **(link if has_link else {}),
            **words,
        },
    )
