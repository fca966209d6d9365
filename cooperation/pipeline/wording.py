"""What the history, the letters and the lists say of an event or a turn, in the active language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cooperation.models import CooperationEvent, CooperationStage, Obligation
from cooperation.outcome_choices import OutcomeKind
from cooperation.registration_models import TransferCase
from cooperation.stage_choices import CooperationKind, Side, Stage
from taxonomy.formats import date_short, money
from taxonomy.models import Concept

DAYS = ("to_date", "from_date", "due_on", "signed_on", "issued_on")


def told(event: CooperationEvent) -> str:
    """One sentence about an event; the reason or evidence stands beside it."""
    stated = {
        "done": _("%(side)s confirms: “%(stage)s” is done."),
        "skip": _("%(side)s says: “%(stage)s” is not needed."),
    }
    settled = {
        "done": _("“%(stage)s” is done."),
        "skip": _("“%(stage)s” was skipped."),
    }
    sentences = {
        "started": _("The cooperation has begun."),
        "stated": stated.get(str(event.values.get("says")), ""),
        "settled": settled.get(str(event.values.get("says")), ""),
        "reopened": _("The connection point has opened “%(stage)s” once more: both sides state again how it stands."),
        "completed": _("All stages are settled: the cooperation is completed."),
        "date_proposed": _("%(side)s proposes a new deadline for “%(stage)s”: %(to_date)s instead of %(from_date)s."),
        "date_agreed": _("The new deadline for “%(stage)s” is %(to_date)s; it was %(from_date)s."),
        "date_refused": _("%(side)s does not agree to %(to_date)s as the deadline for “%(stage)s”."),
        "date_withdrawn": _("%(side)s has taken the proposal of %(to_date)s for “%(stage)s” back."),
        "reminded": _("A reminder was sent: “%(stage)s” is due on %(due_on)s."),
        "stalled": _("“%(stage)s” is more than a week late: the cooperation has stalled."),
        "closed": _("%(side)s has ended the cooperation. Reason given: %(reason)s."),
        "side_ended": _("One of the two organisations is no more: the cooperation has ended."),
        "resumed": _("The connection point has taken the cooperation up again."),
        "officer": _("Another officer looks after the cooperation."),
        "contacted": _("The officer has asked."),
        "described": _("%(side)s has recorded what is agreed: %(kind)s, %(value)s."),
        "invited": _("An expert was invited."),
        "guest_left": _("An expert has left."),
        **of_papers(event),
        **of_outcomes(),
    }
    return sentences[event.action] % words(event)


def of_papers(event: CooperationEvent) -> dict[str, str]:
    """What is said of documents, what was signed, and what that obliges to."""
    confirmed = _("%(side)s has drawn up the text for “%(stage)s”. Please read and confirm it.")
    signed = _("%(side)s has made a draft for “%(stage)s”. Please go through it together.")
    return {
        "drafted": confirmed if event.stage == Stage.NDA else signed,
        "filed": _("%(side)s has filed a document, version %(number)s."),
        "paper_recorded": _(
            "%(side)s has recorded a signed paper (%(stage)s): number %(number)s, signed on %(signed_on)s."
        ),
        "owed": _("%(side)s has entered an obligation (%(owed_by)s): “%(what)s”, due on %(due_on)s."),
        "owed_done": _("%(side)s says that this is done: “%(what)s”."),
        "owed_dropped": _("%(side)s has dropped an obligation (%(owed_by)s): “%(what)s”."),
        "owed_reminded": _("A reminder was sent: “%(what)s” is due on %(due_on)s."),
        "case_named": _("%(side)s has recorded which case the contract is: %(case)s."),
        "registered": _("%(side)s has recorded the certificate of registration: number %(number)s of %(issued_on)s."),
        "paper_confirmed": _("%(side)s confirms the recorded paper (%(stage)s): number %(number)s of %(signed_on)s."),
    }


def of_outcomes() -> dict[str, str]:
    """What is said of reports and success stories."""
    return {
        "report_asked": _("%(side)s was asked for: %(report)s."),
        "report_sent": _("%(side)s has sent: %(report)s."),
        "report_confirmed": _("%(side)s confirms: %(report)s."),
        "report_disputed": _("%(side)s sees it otherwise: %(report)s."),
        "report_verified": _("The connection point has verified: %(report)s."),
        "story_written": _("%(side)s has written the success story: both organisations are asked to agree."),
        "story_agreed": _("%(side)s agrees to the success story."),
        "story_withdrawn": _("%(side)s agrees to the success story no more: it is not public."),
        "story_published": _("The connection point has published the success story."),
        "story_taken_down": _("The connection point has taken the success story down."),
        "report_returned": _("The connection point has returned: %(report)s."),
    }


def words(event: CooperationEvent) -> dict[str, str]:
    """The values of an event as words."""
    values = event.values
    kinds, value = dict(CooperationKind.choices), values.get("value")
    return {
        "side": str(event.get_side_display()) or _("An expert"),
        "number": str(values.get("number", "")) or "–",
        "stage": str(event.get_stage_display()),
        "report": str(dict(OutcomeKind.choices).get(str(values.get("report")), "")),
        "kind": str(kinds.get(values.get("kind"), "")) or pgettext("kind of cooperation", "not settled"),
        "value": money(value, get_language() or "vi") if isinstance(value, int) else _("value not stated"),
        "case": str(dict(TransferCase.choices).get(values.get("case"), "")),
        "what": str(values.get("what", "")),
        "owed_by": str(dict(Obligation.Owes.choices).get(values.get("owed_by"), "")),
        "reason": reason_name(str(values.get("reason", ""))),
        **{name: day(str(values[name])) for name in DAYS if values.get(name)},
    }


def day(iso: str) -> str:
    return date_short(date.fromisoformat(iso))


def reason_name(code: str) -> str:
    concept = Concept.objects.of("decline_reason").filter(code=code).first() if code else None
    return concept.name if concept else ""


def turn(awaited: Iterable[str]) -> str:
    """Whose turn it is."""
    sides = tuple(awaited)
    if set(sides) == {Side.NEED, Side.OFFER}:
        return _("Both sides")
    return ", ".join(str(Side(side).label) for side in sides)


def next_step(stage: CooperationStage) -> str:
    """What comes next, for the end of a letter."""
    return _("Next: %(stage)s, due on %(date)s.") % {
        "stage": stage.get_code_display(),
        "date": date_short(stage.due_on),
    }
