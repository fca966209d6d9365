"""Recording a paper that was signed, and confirming the record: with both sides' word it is the stage's evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from catalog.uploads import CheckedFile
from cooperation.filing import keeping
from cooperation.models import Cooperation, CooperationEvent, CooperationStage, PaperConfirmation, SignedPaper
from cooperation.paper_models import PaperKind
from cooperation.pipeline import letters
from cooperation.pipeline.access import can_act
from cooperation.pipeline.history import record
from cooperation.pipeline.stages import (
    CooperationError,
    NotAllowed,
    WrongStage,
    current_of,
    lock,
    lock_running,
    speak,
    statements_of,
)
from cooperation.stage_choices import PARTIES, Says, Side, StageState


class OtherWaits(CooperationError):
    """The other side's record waits for a confirmation: nobody replaces it but they and the officer."""


class PaperReplaced(CooperationError):
    """The record was corrected meanwhile: nobody confirms what they have not read."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands on a paper."""

    signed_on: date
    number: str = ""
    value: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@transaction.atomic
def record_paper(
    *, cooperation: Cooperation, kind: str, side: str, written: Written, scan: CheckedFile, by: User, now: datetime
) -> SignedPaper:
    """A side, or the officer, records a signed paper; the same twice is once, other words replace what waits.

    A record that both sides have confirmed stays in force until they have confirmed the one that corrects it.
    """
    cooperation = lock_running(cooperation, side, by=by)
    if cooperation.stages.filter(code=kind, state=StageState.PLANNED).exists():
        raise WrongStage(kind)
    standing = list(papers_of(cooperation, kind).select_related("scan"))
    if same := next((each for each in standing if is_same(each, written, scan)), None):
        return same
    waiting = next((each for each in standing if each.agreed_at is None), None)
    if waiting is not None:
        if side not in (waiting.side, Side.OFFICER):
            raise OtherWaits(cooperation.reference)
        waiting.replaced_at = now
        waiting.save(update_fields=["replaced_at"])
    version = keeping.add(
        cooperation=cooperation, side=side, title=scan.name, stage=kind, file=scan, by=by, now=now, is_told=False
    )
    paper = SignedPaper.objects.create(
        cooperation=cooperation, kind=PaperKind(kind), scan=version, side=side, by=by, at=now, **asdict(written)
    )
    event = record(
        cooperation, "paper_recorded", by=by, side=side, now=now, stage=kind, number=written.number,
        signed_on=str(written.signed_on), value=written.value,
    )  # fmt: skip
    if side in PARTIES:
        PaperConfirmation.objects.create(paper=paper, side=side, by=by, at=now)
        state_done(cooperation, paper, [(side, by)], now=now)
    letters.tell(event, by=by)
    return paper


@transaction.atomic
def confirm_paper(*, paper: SignedPaper, side: str, by: User, now: datetime) -> PaperConfirmation:
    """A side says that the record is what was signed; twice is once."""
    cooperation = lock(paper.cooperation)
    if side not in PARTIES or not can_act(by, cooperation, side):
        raise NotAllowed(cooperation.reference)
    paper = SignedPaper.objects.select_related("scan").get(pk=paper.pk)
    if done := paper.confirmations.filter(side=side).first():
        return done
    lock_running(cooperation, side, by=by)
    if paper.replaced_at is not None:
        raise PaperReplaced(cooperation.reference)
    made = PaperConfirmation.objects.create(paper=paper, side=side, by=by, at=now)
    event = record(
        cooperation, "paper_confirmed", by=by, side=side, now=now, stage=paper.kind, number=paper.number,
        signed_on=str(paper.signed_on),
    )  # fmt: skip
    if paper.confirmations.count() == len(PARTIES):
        event = agree(cooperation, paper, now=now) or event
    letters.tell(event, by=by)
    return made


def agree(cooperation: Cooperation, paper: SignedPaper, *, now: datetime) -> CooperationEvent | None:
    """Both sides have confirmed: the record is in force, its value the cooperation's, and the stage done."""
    papers_of(cooperation, paper.kind).filter(agreed_at__isnull=False).update(replaced_at=now)
    paper.agreed_at = now
    paper.save(update_fields=["agreed_at"])
    if paper.kind == PaperKind.CONTRACT and paper.value is not None:
        cooperation.value = paper.value
        cooperation.save(update_fields=["value"])
    confirmed = [(each.side, each.by) for each in paper.confirmations.select_related("by")]
    return state_done(cooperation, paper, confirmed, now=now)


def state_done(
    cooperation: Cooperation, paper: SignedPaper, sides: list[tuple[str, User | None]], *, now: datetime
) -> CooperationEvent | None:
    """State the stage as done for sides that have not yet, where it is under way; the last event of it."""
    event = None
    stage = current_of(cooperation)
    for side, by in sides:
        if stage is not None and stage.code == paper.kind and not has_said(stage, side):
            _statement, event = speak(
                cooperation, stage, side=side, says=Says.DONE, by=by, note=evidence_of(paper), now=now
            )
    return event


def has_said(stage: CooperationStage, side: str) -> bool:
    return statements_of(stage).filter(side=side, says=Says.DONE).exists()


def papers_of(cooperation: Cooperation, kind: str) -> QuerySet[SignedPaper]:
    """The record in force and the one that waits, each if there is one."""
    return SignedPaper.objects.filter(cooperation=cooperation, kind=kind, replaced_at=None).order_by("at", "pk")


def is_same(paper: SignedPaper, written: Written, scan: CheckedFile) -> bool:
    return paper.scan.sha256 == scan.sha256 and all(
        getattr(paper, name) == value for name, value in asdict(written).items()
    )


def evidence_of(paper: SignedPaper) -> str:
    """What the statement of the stage refers to; the same in every language."""
    day = f"{paper.signed_on:%d/%m/%Y}"
    return ", ".join(part for part in (paper.number, day, paper.scan.name) if part)
