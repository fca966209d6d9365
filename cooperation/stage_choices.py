"""The stages a cooperation goes through after an interest was accepted, its kinds and states, and who acts in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """In the order of the work; each but the first may be skipped with a reason."""

    NDA = "nda", _("Confidentiality agreement")
    MEETING = "meeting", _("One-to-one meeting")
    ASSESSMENT = "assessment", _("Assessment and valuation")
    NEGOTIATION = "negotiation", _("Negotiation")
    MEMORANDUM = "mou", _("Memorandum of understanding")
    CONTRACT = "contract", _("Transfer contract")
    REGISTERED = "registered", _("Registration or permit")
    PILOT = "pilot", _("Pilot at the plant")
    PRODUCTION = "production", _("In production")
    IMPACT = "impact", _("Impact measured")


class Side(models.TextChoices):
    """For whom somebody acts in a cooperation."""

    NEED = "need", _("Demand side")
    OFFER = "offer", _("Supply side")
    OFFICER = "officer", _("Connection point")


#: The two organisations.
PARTIES = (Side.NEED, Side.OFFER)


class CooperationKind(models.TextChoices):
    MEMORANDUM = "memorandum", _("Cooperation under a memorandum")
    LICENCE = "licence", _("Licence")
    ASSIGNMENT = "assignment", _("Assignment of ownership")
    RESEARCH = "research", _("Joint research and development")
    EQUIPMENT = "equipment", _("Equipment with technology")


class CooperationState(models.TextChoices):
    ACTIVE = "active", _("Under way")
    STALLED = "stalled", _("Stalled")
    COMPLETED = "completed", _("Completed")
    CLOSED = "closed", _("Closed without result")


#: A cooperation in these states goes on.
RUNNING = (CooperationState.ACTIVE, CooperationState.STALLED)


class StageState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CURRENT = "current", _("Under way")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


class Says(models.TextChoices):
    """What a side states about a stage."""

    DONE = "done", _("Done")
    SKIP = "skip", _("Not needed")


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a stage takes by default, in calendar days, who begins, and what shows that it is done."""

    days: int
    begins: str
    evidence_vi: str
    evidence_en: str


#: Where the department has set nothing else; a proposal, from the time that similar projects took.
DEFAULT_RULES = {
    Stage.NDA: Rule(10, "", "Hai bên xác nhận văn bản thỏa thuận bảo mật", "Both sides confirm the agreement"),
    Stage.MEETING: Rule(15, "", "Biên bản cuộc gặp", "Minutes of the meeting"),
    Stage.ASSESSMENT: Rule(30, Side.NEED, "Báo cáo của chuyên gia", "Expert’s report"),
    Stage.NEGOTIATION: Rule(60, "", "Bản điều khoản chính đã thống nhất", "Agreed term sheet"),
    Stage.MEMORANDUM: Rule(30, "", "Biên bản ghi nhớ đã ký", "Signed memorandum"),
    Stage.CONTRACT: Rule(90, "", "Số, ngày và giá trị hợp đồng", "Number, date and value of the contract"),
    Stage.REGISTERED: Rule(60, Side.NEED, "Số giấy chứng nhận hoặc giấy phép", "Number of the certificate or permit"),
    Stage.PILOT: Rule(120, Side.OFFER, "Báo cáo chạy thử", "Pilot report"),
    Stage.PRODUCTION: Rule(180, Side.NEED, "Biên bản nghiệm thu đưa vào sản xuất", "Acceptance report"),
    Stage.IMPACT: Rule(365, Side.NEED, "Phiếu đo hiệu quả", "Impact form"),
}
