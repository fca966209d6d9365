"""Drawing up an agreement: the department's template, filled in for one cooperation."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import Organisation, User
from cooperation.agreeing.filling import fill
from cooperation.agreement_models import AgreementKind
from cooperation.models import Agreement, AgreementTemplate, Cooperation
from cooperation.pipeline import letters
from cooperation.pipeline.history import record
from cooperation.pipeline.stages import CooperationError, WrongStage, current_of, lock_running
from cooperation.stage_choices import StageState
from taxonomy.formats import date_long, date_short

FIRST_TEXTS = Path(__file__).parents[1] / "data" / "agreements"


class Confirmed(CooperationError):
    """A side has confirmed the text already, so that it stands."""


def template_in_force(kind: str) -> AgreementTemplate:
    """The newest version; before anybody wrote one, the text the portal was shipped with."""
    return AgreementTemplate.objects.filter(kind=kind).order_by("-version").first() or first_template(kind)


def first_template(kind: str) -> AgreementTemplate:
    texts = {f"text_{language}": (FIRST_TEXTS / f"{kind}.{language}.md").read_text() for language in ("vi", "en")}
    template, _ = AgreementTemplate.objects.get_or_create(kind=AgreementKind(kind), version=1, defaults=texts)
    return template


def number_template(template: AgreementTemplate) -> None:
    """Give a new version the number after the newest one, which stays locked until the transaction ends."""
    first = template_in_force(template.kind)
    AgreementTemplate.objects.select_for_update(no_key=True).get(kind=first.kind, version=1)
    template.version = template_in_force(template.kind).version + 1


@transaction.atomic
def draft(
    *, cooperation: Cooperation, kind: str, side: str, filled: Mapping[str, str], by: User, now: datetime
) -> Agreement:
    """Draw up the agreement of the current stage, anew as long as nobody has confirmed it; the same twice is once."""
    cooperation = lock_running(cooperation, side, by=by)
    stage = current_of(cooperation)
    if stage is None or stage.code != kind:
        raise WrongStage(kind)
    template = template_in_force(kind)
    before = Agreement.objects.filter(cooperation=cooperation, kind=kind, round=stage.round, replaced_at=None).first()
    if before is not None:
        if (before.template_id, before.filled) == (template.pk, dict(filled)):
            return before
        if before.confirmations.exists():
            raise Confirmed(cooperation.reference)
        before.replaced_at = now
        before.save(update_fields=["replaced_at"])
    texts = [
        fill(text, values_of(cooperation, filled, language=language, now=now))
        for language, text in (("vi", template.text_vi), ("en", template.text_en))
    ]
    made = Agreement.objects.create(
        cooperation=cooperation, kind=kind, round=stage.round, template=template, text_vi=texts[0], text_en=texts[1],
        filled=dict(filled), sha256=hashlib.sha256("\0".join(texts).encode()).hexdigest(), by=by, at=now,
    )  # fmt: skip
    letters.tell(record(cooperation, "drafted", by=by, side=side, now=now, stage=kind), by=by)
    return made


def values_of(
    cooperation: Cooperation, filled: Mapping[str, str], *, language: str, now: datetime
) -> dict[str, str]:  # fmt: skip
    """What stands in the place of each field."""
    sides = {"need": cooperation.need_side, "offer": cooperation.offer_side}
    known = {"title": cooperation.title, "reference": cooperation.reference}
    for side, organisation in sides.items():
        known |= {f"{side}_name": name_in(organisation, language), f"{side}_tax_code": organisation.tax_code}
    for side, listing in (("need", cooperation.need), ("offer", cooperation.offer)):
        known[f"{side}_listing"] = f"{listing.reference} – {listing.title}" if listing else ""
    with translation.override(language):
        known["plan"] = plan_of(cooperation)
    return known | dict(filled) | {"date": date_long(timezone.localdate(now), language)}


def plan_of(cooperation: Cooperation) -> str:
    """The stages that are still to come, each with its deadline."""
    coming = cooperation.stages.filter(state__in=[StageState.CURRENT, StageState.PLANNED]).order_by("position")
    return "; ".join(f"{stage.get_code_display()}: {date_short(stage.due_on)}" for stage in coming)


def name_in(organisation: Organisation, language: str) -> str:
    return (organisation.name_en if language == "en" else "") or organisation.name_vi


def first_values(cooperation: Cooperation, kind: str) -> dict[str, str]:
    """What the form for a text begins with: what the portal knows of the two sides; a contract is about the offer."""
    offer = cooperation.offer if kind == AgreementKind.CONTRACT else None
    return {
        "subject": offer.title if offer else cooperation.title,
        "need_address": address_of(cooperation.need_side),
        "offer_address": address_of(cooperation.offer_side),
    }


def address_of(organisation: Organisation) -> str:
    return ", ".join(place.name_vi for place in (organisation.ward, organisation.province) if place)
