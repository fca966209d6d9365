"""Confirming an agreement: each side once, by the second factor or with the scan of what was signed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from catalog import disclosure
from catalog.models import DisclosureGrant
from catalog.uploads import CheckedFile
from cooperation.agreement_models import AgreementKind
from cooperation.filing import keeping
from cooperation.models import Agreement, AgreementConfirmation, Cooperation
from cooperation.pipeline.access import can_act
from cooperation.pipeline.stages import CooperationError, NotAllowed, WrongStage, current_of, lock, lock_running, state
from cooperation.stage_choices import PARTIES, Says

SIDES = AgreementConfirmation.objects.filter(agreement=OuterRef("pk")).order_by("pk").values("side")
#: The newest agreement of a cooperation that was not replaced: the sides that have confirmed it.
AGREEMENT = Subquery(
    Agreement.objects.filter(cooperation=OuterRef("pk"), kind=AgreementKind.NDA, replaced_at=None)
    .order_by("-round")
    .values(found=JSONObject(confirmed=ArraySubquery(SIDES)))[:1]
)
SECOND_FACTOR, SCAN = AgreementConfirmation.Way.SECOND_FACTOR, AgreementConfirmation.Way.SCAN


class TextChanged(CooperationError):
    """The agreement was drawn up anew meanwhile: nobody confirms what they have not read."""


@transaction.atomic
def confirm(
    *, agreement: Agreement, side: str, by: User, now: datetime, scan: CheckedFile | None = None
) -> AgreementConfirmation:
    """A side stands by the text; twice is once. With both sides' word the stage is done and the listings open up.

    Without a scan, the caller has seen the person's second factor.
    """
    cooperation = lock(agreement.cooperation)
    if side not in PARTIES or not can_act(by, cooperation, side):
        raise NotAllowed(cooperation.reference)
    agreement = Agreement.objects.get(pk=agreement.pk)
    if done := agreement.confirmations.filter(side=side).first():
        return done
    lock_running(cooperation, side, by=by)
    if agreement.replaced_at is not None:
        raise TextChanged(cooperation.reference)
    stage = current_of(cooperation)
    if stage is None or (stage.code, stage.round) != (AgreementKind.NDA, agreement.round):
        raise WrongStage(agreement.kind)
    version = None
    if scan is not None:
        version = keeping.add(
            cooperation=cooperation, side=side, title=scan.name, stage=stage.code, file=scan, by=by, now=now,
            is_told=False,
        )  # fmt: skip
    made = AgreementConfirmation.objects.create(
        agreement=agreement, side=side, way=SCAN if version else SECOND_FACTOR, scan=version, by=by, at=now
    )
    note = f"SHA-256 {version.sha256 if version else agreement.sha256}"
    state(
        cooperation=cooperation, code=agreement.kind, side=side, says=Says.DONE, by=by, now=now, note=note,
        is_signed=True,
    )  # fmt: skip
    if agreement.confirmations.count() == len(PARTIES):
        open_listings(cooperation, now=now)
    return made


def open_listings(cooperation: Cooperation, *, now: datetime) -> None:
    """Each side may read what the other's listing keeps for after a confidentiality agreement."""
    level = DisclosureGrant.Level.NDA
    for listing, other in (
        (cooperation.need, cooperation.offer_side),
        (cooperation.offer, cooperation.need_side),
    ):
        if listing is not None:
            disclosure.grant(listing=listing, organisation=other, level=level, now=now)


def agreement_of(cooperation: Cooperation, *, kind: str = AgreementKind.NDA) -> Agreement | None:
    """The newest agreement that was not replaced."""
    found = Agreement.objects.filter(cooperation=cooperation, kind=kind, replaced_at=None)
    return found.prefetch_related("confirmations__by", "confirmations__scan__document").order_by("-round").first()
