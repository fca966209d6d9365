"""Signed papers and their obligations as a room shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Subquery, When
from django.db.models.functions import JSONObject

from catalog.review_pages import Due, due_by
from cooperation.models import ContractRegistration, Obligation, PaperConfirmation, RegistrationRule, SignedPaper
from cooperation.paper_models import PaperKind
from cooperation.papers import registering
from cooperation.registration_models import TransferCase

SIDES = PaperConfirmation.objects.filter(paper=OuterRef("pk")).order_by("pk").values("side")
#: Of a cooperation, the records in force and those that wait.
PAPERS = ArraySubquery(
    SignedPaper.objects.filter(cooperation=OuterRef("pk"), replaced_at=None)
    .order_by("signed_on", "pk")
    .values(
        found=JSONObject(
            kind="kind", number="number", signed_on="signed_on", value="value", agreed_at="agreed_at",
            confirmed=ArraySubquery(SIDES),
        )
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a room."""

    kind: PaperKind
    number: str
    signed_on: date
    value: int | None
    is_agreed: bool
    confirmed: list[str]


def rows_of(papers: list[dict[str, Any]]) -> list[Row]:
    """The records that came as JSON."""
    return [
        Row(
            kind=PaperKind(each["kind"]),
            number=each["number"],
            signed_on=date.fromisoformat(each["signed_on"]),
            value=each["value"],
            is_agreed=each["agreed_at"] is not None,
            confirmed=each["confirmed"],
        )
        for each in papers
    ]


#: Of a cooperation, all obligations, those to be done first.
OWED = ArraySubquery(
    Obligation.objects.filter(cooperation=OuterRef("pk"))
    .order_by(Case(When(state=Obligation.State.OPEN, then=0), default=1), "due_on", "pk")
    .values(found=JSONObject(pk="pk", what="what", owed_by="owed_by", due_on="due_on", state="state"))
)

RULE = RegistrationRule.objects.filter(case=OuterRef("case")).values(
    found=JSONObject(is_required="is_required", days="days", source="source", checked_on="checked_on")
)
#: Of a cooperation, the newest word on the registration of its contract, with the department's rule.
REGISTRATION = Subquery(
    ContractRegistration.objects.filter(cooperation=OuterRef("pk"))
    .order_by("-at", "-pk")
    .values(found=JSONObject(case="case", number="number", issued_on="issued_on", rule=Subquery(RULE)))[:1]
)


@dataclass(frozen=True, slots=True)
class OwedRow:
    """An obligation in a room."""

    pk: int
    what: str
    owed_by: str
    due_on: date
    state: Obligation.State
    due: Due | None


def owed_rows(owed: list[dict[str, Any]], *, today: date) -> list[OwedRow]:
    """The obligations that came as JSON."""
    rows = []
    for each in owed:
        state, due_on = Obligation.State(each["state"]), date.fromisoformat(each["due_on"])
        due = due_by(due_on, today=today) if state == Obligation.State.OPEN else None
        rows.append(OwedRow(each["pk"], each["what"], str(Obligation.Owes(each["owed_by"]).label), due_on, state, due))
    return rows


def registration_shown(found: dict[str, Any] | None, papers: list[Row]) -> dict[str, Any]:
    """The case, its sentence and the certificate that came as JSON."""
    if found is None:
        return {}
    signed = next((row.signed_on for row in papers if row.kind == PaperKind.CONTRACT and row.is_agreed), None)
    case, rule = TransferCase(found["case"]), found["rule"]
    if rule is not None:
        rule = RegistrationRule(**rule | {"checked_on": date.fromisoformat(rule["checked_on"])})
    return {
        "case": case.label,
        "sentence": registering.sentence(registering.duty_of(case, rule), signed_on=signed),
        "certificate": certificate_of(found),
    }


def certificate_of(found: dict[str, Any]) -> dict[str, Any] | None:
    if not found["number"]:
        return None
    return {"number": found["number"], "issued_on": date.fromisoformat(found["issued_on"])}
