"""Letters about a cooperation: what happened, in the words of the history, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.outbox import enqueue, recipients_of
from cooperation.models import Cooperation, CooperationEvent, RoomGuest, RoomMessage, RoomVisit
from cooperation.pipeline.wording import next_step, told
from cooperation.stage_choices import StageState
from taxonomy.formats import working_days

#: Within which an officer asks where a cooperation stands still.
CONTACT_WORKING_DAYS = 3
Reader = tuple[User, Organisation | None]


def readers_of(cooperation: Cooperation, *, but: User | None = None) -> Iterator[Reader]:
    """Those who look after either side, and the officer in charge; each once, without whoever did it."""
    seen = {but.pk} if but else set()
    for organisation in (cooperation.need_side, cooperation.offer_side):
        for member in recipients_of(organisation):
            if member.pk not in seen:
                seen.add(member.pk)
                yield member, organisation
    officer = cooperation.officer
    if officer is not None and officer.is_officer and officer.is_active and officer.pk not in seen:
        yield officer, None


def tell(event: CooperationEvent, *, by: User | None = None) -> None:
    """One letter to each reader about an event."""
    cooperation = event.cooperation
    stage = cooperation.stages.filter(state=StageState.CURRENT).first() if cooperation.is_running else None
    for reader, organisation in readers_of(cooperation, but=by):
        with translation.override(reader.language):
            words = {
                "opening": told(event),
                "quote": event.note,
                "closing": next_step(stage) if stage else "",
            }
            send(cooperation, f"cooperation/{event.pk}", reader, organisation, words)


def message(written: RoomMessage, cooperation: Cooperation) -> None:
    """A letter about new messages: one for each reader until they have looked into the room again."""
    visits = dict(RoomVisit.objects.filter(cooperation=cooperation).values_list("user", "at"))
    guests = RoomGuest.objects.filter(cooperation=cooperation, ended_at=None).select_related("user")
    invited = [(guest.user, None) for guest in guests if guest.user != written.author]
    for reader, organisation in [*readers_of(cooperation, but=written.author), *invited]:
        seen = visits.get(reader.pk)
        with translation.override(reader.language):
            words = {"opening": _("There is a new message in the cooperation below."), "quote": written.text}
            key = f"cooperation-message/{cooperation.pk}/{seen.timestamp() if seen else 0}"
            send(cooperation, key, reader, organisation, words)


def stalled(event: CooperationEvent, cooperation: Cooperation) -> None:
    """To both sides and the officer, else to every manager: help, not blame."""
    officer = cooperation.officer
    managers = [] if officer else [(user, None) for user in User.objects.filter(role="manager", is_active=True)]
    for reader, organisation in [*readers_of(cooperation), *managers]:
        with translation.override(reader.language):
            words = {
                "opening": _(
                    "Two deadlines have passed without a result."
                    " %(officer)s will contact both sides within %(duration)s."
                )
                % {
                    "officer": officer.full_name if officer else _("An officer"),
                    "duration": working_days(CONTACT_WORKING_DAYS, reader.language),
                },
                "closing": told(event),
            }
            send(cooperation, f"cooperation/{event.pk}", reader, organisation, words)


def invited(guest: RoomGuest, cooperation: Cooperation) -> None:
    with translation.override(guest.user.language):
        words = {"opening": _("The connection point asks you as an expert to join the cooperation below.")}
        send(cooperation, f"cooperation-guest/{guest.pk}", guest.user, None, words)


def send(
    cooperation: Cooperation, key: str, reader: User, organisation: Organisation | None, words: dict[str, Any]
) -> None:
    """A letter in the active language; an individual is addressed as a person."""
    to_organisation = organisation is not None and not organisation.is_individual
    enqueue(
        key=f"{key}/{reader.pk}",
        kind="cooperation",
        to=reader.email,
        user=reader,
        language=reader.language,
        template="cooperation/emails/cooperation",
        context={
            "cooperation": cooperation,
            **({"organisation": organisation} if to_organisation else {"person": reader}),
            "why": _("you take part in this cooperation"),
            "action_label": _("Open the cooperation"),
            "action_url": settings.SITE_URL + cooperation.get_absolute_url(),
            **words,
        },
    )
