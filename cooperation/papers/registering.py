"""Registering a contract where the law wants it: which case it is, until when, and the certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cooperation.models import ContractRegistration, Cooperation, RegistrationRule
from cooperation.papers.recording import has_said
from cooperation.pipeline import letters
from cooperation.pipeline.history import record
from cooperation.pipeline.stages import current_of, lock_running, speak
from cooperation.registration_models import LAW, PROPOSALS, TransferCase
from cooperation.stage_choices import PARTIES, Says, Stage
from taxonomy.formats import date_short


@dataclass(frozen=True, slots=True)
class Duty:
    """What the law wants of a case; `checked_on` is empty where the department has not read the source yet."""

    case: TransferCase
    is_required: bool
    days: int
    source: str
    checked_on: date | None

    def due_on(self, signed_on: date | None) -> date | None:
        return signed_on + timedelta(days=self.days) if self.is_required and signed_on else None


def duties() -> dict[str, Duty]:
    """The duty of every case: by the department's rule, else by the proposal."""
    rules = {rule.case: rule for rule in RegistrationRule.objects.all()}
    return {case.value: duty_of(case, rules.get(case.value)) for case in TransferCase}


def duty_of(case: TransferCase, rule: RegistrationRule | None) -> Duty:
    if rule is not None:
        return Duty(case, rule.is_required, rule.days, rule.source, rule.checked_on)
    proposal = PROPOSALS[case]
    return Duty(case, proposal.is_required, proposal.days, LAW, None)


@transaction.atomic
def register(
    *, cooperation: Cooperation, side: str, case: str, by: User, now: datetime, number: str = "",
    issued_on: date | None = None,
) -> ContractRegistration:  # fmt: skip
    """Say which case the contract is, and its certificate once there is one; the same twice is once.

    A certificate is the evidence of the stage: whoever records it for a side states the stage as done.
    """
    cooperation = lock_running(cooperation, side, by=by)
    newest = cooperation.registrations.last()
    if newest is not None and (newest.case, newest.number, newest.issued_on) == (case, number, issued_on):
        return newest
    made = ContractRegistration.objects.create(
        cooperation=cooperation, case=TransferCase(case), number=number, issued_on=issued_on, side=side, by=by, at=now
    )
    action = "registered" if number else "case_named"
    event = record(
        cooperation, action, by=by, side=side, now=now, stage=Stage.REGISTERED, case=case, number=number,
        issued_on=str(issued_on or ""),
    )  # fmt: skip
    stage = current_of(cooperation)
    if number and side in PARTIES and stage and stage.code == Stage.REGISTERED and not has_said(stage, side):
        note = f"{number}, {issued_on:%d/%m/%Y}"
        speak(cooperation, stage, side=side, says=Says.DONE, by=by, note=note, now=now)
    letters.tell(event, by=by)
    return made


def sentence(duty: Duty, *, signed_on: date | None) -> str:
    """What the law wants, until when, and on whose word."""
    if not duty.is_required:
        said = _("A contract of this case need not be registered.")
    elif due_on := duty.due_on(signed_on):
        said = _("A contract of this case must be registered by %(date)s.") % {"date": date_short(due_on)}
    else:
        said = _("A contract of this case must be registered within %(days)s days of signing.") % {"days": duty.days}
    if duty.checked_on is None:
        return said + " " + _("Source: %(source)s; not checked by the department yet.") % {"source": duty.source}
    values = {"source": duty.source, "date": date_short(duty.checked_on)}
    return said + " " + _("Source: %(source)s, as of %(date)s.") % values
