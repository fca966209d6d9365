"""The rows of a room with what belongs to them, in few statements: each part that is short comes with its owner."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

from accounts.models import Membership, User
from catalog.models import AnyUser
from cooperation.models import (
    Cooperation,
    CooperationStage,
    DateProposal,
    RoomGuest,
    StageRule,
    Statement,
)
from cooperation.pipeline_models import CooperationQuerySet, defaults_of
from cooperation.stage_choices import Says, Side

Row = dict[str, Any]


def rooms_for(user: AnyUser) -> CooperationQuerySet:
    """What the person may see, with `invited` experts and the person's role on each side."""
    guests = RoomGuest.objects.filter(cooperation=OuterRef("pk"), ended_at=None)
    visible = Cooperation.objects.visible_to(user).select_related(
        "need_side", "offer_side", "officer", "need", "offer", "interest"
    )
    if not isinstance(user, User):
        return visible
    return visible.annotate(
        invited=ArraySubquery(guests.values(each=JSONObject(pk="pk", user="user__pk", name="user__full_name"))),
        need_role=role("need_side", user),
        offer_role=role("offer_side", user),
    )


def role(side: str, user: User) -> Subquery:
    return Subquery(Membership.objects.filter(user=user, organisation=OuterRef(side)).values("role")[:1])


def stages_of(cooperation: Cooperation) -> list[CooperationStage]:
    """All stages in their order, with `spoken`, `asked` (a deadline that waits for its answer) and `rule`."""
    spoken = Statement.objects.filter(stage=OuterRef("pk"), round=OuterRef("round")).order_by("at", "pk")
    asked = DateProposal.objects.filter(stage=OuterRef("pk"), state=DateProposal.State.OPEN)
    rule = StageRule.objects.filter(code=OuterRef("code"))
    return list(
        cooperation.stages.annotate(
            spoken=ArraySubquery(spoken.values(each=JSONObject(side="side", says="says", note="note", at="at"))),
            asked=Subquery(asked.values(each=JSONObject(pk="pk", side="side", to_date="to_date", reason="reason"))),
            rule=Subquery(rule.values(each=JSONObject(evidence_vi="evidence_vi", evidence_en="evidence_en"))),
        ).order_by("position")
    )


def statements(stage: CooperationStage) -> list[Row]:
    """What was said of a stage in the round that counts, in words."""
    said: list[Row] = stage.spoken  # type: ignore[attr-defined]
    return [
        row
        | {
            "side_name": Side(row["side"]).label,
            "words": Says(row["says"]).label,
            "at": datetime.fromisoformat(row["at"]),
        }
        for row in said
    ]


def proposal(stage: CooperationStage) -> Row | None:
    """A deadline that was asked for and waits for its answer."""
    found: Row | None = stage.asked  # type: ignore[attr-defined]
    if found is None:
        return None
    return found | {"to_date": date.fromisoformat(found["to_date"]), "label": Side(found["side"]).label}


def evidence(stage: CooperationStage) -> str:
    """What shows that the stage is done: the department's words, else the proposal."""
    rule: Row = stage.rule or defaults_of(stage.code)  # type: ignore[attr-defined]
    return str(rule["evidence_en" if (get_language() or "vi").startswith("en") else "evidence_vi"])
