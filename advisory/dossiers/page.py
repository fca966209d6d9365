"""Everything a dossier's page and file show to one reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from accounts.models import User
from advisory.dossiers.access import engaged, is_member, may_edit, may_score, place_of
from advisory.dossiers.comparing import candidates_of, comparison_of
from advisory.dossiers.forms import CloseForm, LeaveOutForm, TechnologiesForm
from advisory.dossiers.proposing import proposals
from advisory.dossiers.running import MOST
from advisory.dossiers.wording import told
from advisory.models import CandidateScore, Criterion, DossierCandidate, ExpertProfile, SelectionDossier, ServiceOffer
from advisory.requests.page import side, unsent
from cooperation.pipeline.forms import RoomForm

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """As whom somebody reads a dossier."""

    may_edit: bool
    may_score: bool
    place: ServiceOffer | None
    sees_all_scores: bool

    @property
    def expert_id(self) -> int | None:
        return self.place.expert_id if self.place else None


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """The mean points of each technology by one criterion; None where nobody has scored."""

    label: str
    means: list[float | None]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one expert says of one technology."""

    expert: ExpertProfile
    scores: list[CandidateScore]

    @property
    def mean(self) -> float:
        return fmean(score.points for score in self.scores)


def reader_of(dossier: SelectionDossier, user: User) -> Reader:
    """An expert judges by themselves: what others have said is read when the dossier is closed."""
    place = place_of(dossier, user)
    member = is_member(dossier, user)
    return Reader(
        may_edit=may_edit(dossier, user),
        may_score=may_score(dossier, place),
        place=place,
        sees_all_scores=not dossier.is_open or member or (user.is_officer and place is None),
    )


def dossier_page(dossier: SelectionDossier, *, user: User, returned: RoomForm | None = None) -> Context:
    """The whole page; `returned` is a form that came back with errors."""
    reader = reader_of(dossier, user)
    candidates = candidates_of(dossier)
    compared = [each for each in candidates if each.left_out_at is None]
    scores = scores_of(dossier, reader)
    rows = criterion_rows(compared, scores)
    forms = forms_of(dossier, reader, compared, returned)
    return {
        "dossier": dossier,
        "reader": reader,
        "table": comparison_of(dossier, candidates),
        "compared": compared,
        "left_out": [each for each in candidates if each.left_out_at is not None],
        "chosen": {each.pk for each in compared if each.is_chosen},
        "criteria": rows,
        "means": [mean_of(row.means[place] for row in rows) for place in range(len(compared))],
        "opinions": opinions(compared, scores),
        "scored": {score.candidate_id for score in scores if score.expert_id == reader.expert_id},
        "experts": engaged(dossier),
        "forms": forms,
        "returned": returned,
        "unsent": unsent(returned, forms),
        "history": history(dossier, reader),
    }


def scores_of(dossier: SelectionDossier, reader: Reader) -> list[CandidateScore]:
    found = CandidateScore.objects.filter(candidate__dossier=dossier).select_related("expert__user")
    if not reader.sees_all_scores:
        found = found.filter(expert=reader.place.expert) if reader.place else found.none()
    return list(found)


def criterion_rows(compared: Iterable[DossierCandidate], scores: Iterable[CandidateScore]) -> list[CriterionRow]:
    """One row for each criterion; none at all before the first score."""
    points: dict[tuple[int, str], list[int]] = defaultdict(list)
    for score in scores:
        points[score.candidate_id, score.criterion].append(score.points)
    if not points:
        return []
    compared = list(compared)
    return [
        CriterionRow(str(criterion.label), [mean_of(points.get((each.pk, criterion), [])) for each in compared])
        for criterion in Criterion
    ]


def mean_of(numbers: Iterable[float | None]) -> float | None:
    known = [number for number in numbers if number is not None]
    return fmean(known) if known else None


def opinions(
    compared: list[DossierCandidate], scores: list[CandidateScore]
) -> list[tuple[DossierCandidate, list[Opinion]]]:
    """By technology, what each expert says, in the order of the criteria."""
    order = {str(criterion): place for place, criterion in enumerate(Criterion)}
    found: dict[int, dict[int, list[CandidateScore]]] = defaultdict(lambda: defaultdict(list))
    for score in sorted(scores, key=lambda each: order[each.criterion]):
        found[score.candidate_id][score.expert_id].append(score)
    return [
        (each, [Opinion(said[0].expert, said) for _pk, said in sorted(found[each.pk].items())])
        for each in compared
        if each.pk in found
    ]


def forms_of(
    dossier: SelectionDossier, reader: Reader, compared: list[DossierCandidate], returned: RoomForm | None
) -> dict[str, Any]:  # fmt: skip
    """The forms of those who may change the dossier, each as it came back or empty."""
    if not reader.may_edit:
        return {}
    known = {each.listing_id for each in compared}
    proposed = [each for each in proposals(dossier.need) if each.offer.pk not in known]
    forms: dict[str, Any] = {"close": CloseForm(candidates=compared)} if compared else {}
    if len(compared) < MOST:
        forms["add"] = TechnologiesForm(proposals=proposed, organisation=dossier.organisation_id)
    leaving = {each.pk: LeaveOutForm(candidate=each.pk) for each in compared}
    forms |= {form.name: form for form in leaving.values()}
    if returned is not None and returned.name in forms:
        forms[returned.name] = returned
    forms["leave_out"] = [(each, forms[leaving[each.pk].name]) for each in compared]
    return forms


def history(dossier: SelectionDossier, reader: Reader) -> list[dict[str, Any]]:
    """What happened, the newest last; an expert does not read when others scored."""
    events = dossier.events.select_related("actor")
    if not reader.sees_all_scores and reader.place:
        events = events.exclude(action__in=["scored", "corrected"]) | events.filter(actor=reader.place.expert.user)
    return [
        {"title": told(event), "at": event.at, "by": side(event, names=True), "text": event.note}
        for event in events.order_by("at", "pk")
    ]
