"""A dossier from the first choice to the conclusion: refusals, letters, and that nothing happens twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from accounts.models import OutboxMessage
from advisory.dossiers import running
from advisory.dossiers.comparing import Comparison, candidates_of, comparison_of
from advisory.dossiers.wording import told
from advisory.models import CandidateScore, Criterion, DossierEvent, SelectionDossier
from advisory.requests import running as requests
from catalog import publishing
from tests.accounts.test_outbox_parallel import in_threads
from tests.factories_advisory import Choice, Matter, make_choice, make_expert, make_technology
from tests.factories_catalog import author_of, make_member, make_officer, make_published, make_user

pytestmark = pytest.mark.django_db
MARKS = {str(each): (3, "Đã chạy thử hai tuần tại xưởng.") for each in Criterion}


@pytest.fixture
def choice(now: datetime) -> Choice:
    return make_choice(now=now)


def shown(dossier: SelectionDossier) -> Comparison:
    return comparison_of(dossier, candidates_of(dossier))


def actions(dossier: SelectionDossier) -> list[str]:
    return list(dossier.events.order_by("pk").values_list("action", flat=True))


def test_the_whole_way(choice: Choice, now: datetime) -> None:
    assert choice.dossier.reference == "HP-S-2026-0001"
    choice.score(0, points=4)
    choice.score(1, points=2)
    closed = choice.close(0)
    assert (closed.is_open, closed.conclusion) == (False, "Chọn theo chi phí.")
    assert [each.is_chosen for each in choice.candidates()] == [True, False]
    assert actions(closed) == ["begun", "added", "added", "scored", "scored", "closed"]
    assert CandidateScore.objects.count() == 12
    scored = OutboxMessage.objects.filter(to=choice.member.email, key__startswith="dossier-scored")
    assert choice.expert.name in scored.get().text
    told_of = OutboxMessage.objects.filter(key__startswith="dossier-closed").values_list("to", flat=True)
    assert set(told_of) == {choice.expert.user.email, choice.matter.officer.email}


def test_a_second_begin_goes_on_with_the_first(choice: Choice, now: datetime) -> None:
    more = make_technology(now=now)
    again = running.begin(need=choice.need, offers=[*choice.offers, more], by=choice.member, now=now)
    assert again == choice.dossier
    assert again.candidates.count() == 3
    assert actions(again).count("added") == 3


def test_after_the_end_a_new_one_can_be_begun(choice: Choice, now: datetime) -> None:
    choice.close()
    again = running.begin(need=choice.need, offers=choice.offers[:1], by=choice.member, now=now)
    assert again.reference == "HP-S-2026-0002"


@pytest.mark.parametrize("who", ["reader", "stranger", "officer", "expert"])
def test_only_owners_and_editors_change_it(choice: Choice, now: datetime, who: str) -> None:
    people = {
        "reader": lambda: make_member(choice.need.organisation, role="reader"), "stranger": make_user,
        "officer": make_officer, "expert": lambda: choice.expert.user,
    }  # fmt: skip
    by = people[who]()
    with pytest.raises(running.NotAllowed):
        running.begin(need=choice.need, offers=[], by=by, now=now)
    with pytest.raises(running.NotAllowed):
        running.add(dossier=choice.dossier, offers=[], by=by, now=now)
    with pytest.raises(running.NotAllowed):
        running.leave_out(candidate=choice.candidates()[0], note="Không hợp.", by=by, now=now)
    with pytest.raises(running.NotAllowed):
        running.close(dossier=choice.dossier, conclusion="Xong.", chosen=[], by=by, now=now)


def test_what_cannot_be_compared(choice: Choice, now: datetime) -> None:
    own = make_published("offer", now=now, organisation=choice.need.organisation, by=choice.member)
    gone = make_technology(now=now)
    publishing.change_state(listing=gone, action="pause", by=author_of(gone), now=now)
    gone.refresh_from_db()
    for offer in (own, gone, make_published("need", now=now)):
        with pytest.raises(running.NotToCompare):
            running.add(dossier=choice.dossier, offers=[offer], by=choice.member, now=now)
    with pytest.raises(running.NotToCompare):
        running.begin(need=own, offers=[], by=choice.member, now=now)


def test_five_stand_side_by_side_at_most(choice: Choice, now: datetime) -> None:
    more = [make_technology(now=now) for _ in range(4)]
    with pytest.raises(running.TooMany):
        running.add(dossier=choice.dossier, offers=more, by=choice.member, now=now)
    running.leave_out(candidate=choice.candidates()[0], note="Quá đắt.", by=choice.member, now=now)
    running.add(dossier=choice.dossier, offers=more, by=choice.member, now=now)
    with pytest.raises(running.TooMany):
        running.add(dossier=choice.dossier, offers=choice.offers[:1], by=choice.member, now=now)


def test_what_was_left_out_stays_with_its_reason_and_comes_back(choice: Choice, now: datetime) -> None:
    choice.score(0)
    first = choice.candidates()[0]
    for _twice in range(2):
        running.leave_out(candidate=first, note="Quá đắt.", by=choice.member, now=now)
    with pytest.raises(running.WrongState):
        running.leave_out(candidate=first, note="Lý do khác.", by=choice.member, now=now)
    assert [column.reference for column in shown(choice.dossier).columns] == [choice.offers[1].reference]
    with pytest.raises(running.WrongState):
        choice.score(0)
    running.add(dossier=choice.dossier, offers=choice.offers[:1], by=choice.member, now=now)
    assert actions(choice.dossier).count("left_out") == 1
    assert choice.candidates()[0].scores.count() == 6 or choice.candidates()[1].scores.count() == 6


def test_scores_are_corrected_while_the_dossier_is_open(choice: Choice, now: datetime) -> None:
    for points in (4, 4, 1):
        choice.score(points=points)
    assert set(CandidateScore.objects.values_list("points", flat=True)) == {1}
    assert actions(choice.dossier)[-2:] == ["scored", "corrected"]
    choice.close()
    with pytest.raises(running.WrongState):
        choice.score(points=5)


def test_only_the_expert_at_work_scores(choice: Choice, now: datetime) -> None:
    candidate = choice.candidates()[0]
    for by in (choice.member, choice.matter.officer, make_expert(now=now).user):
        with pytest.raises(running.NotAllowed):
            running.score(candidate=candidate, marks=MARKS, by=by, now=now)
    requests.withdraw(request=choice.matter.request, note="Không cần nữa.", by=choice.member, now=now)
    with pytest.raises(running.NotAllowed):
        choice.score()


def test_an_expert_of_another_service_or_need_does_not_score(choice: Choice, now: datetime) -> None:
    for kind, listing in (("ip", choice.need), ("selection", None)):
        other = Matter(now, choice.need.organisation, choice.member, make_officer(), make_expert(now=now), {
            "kind": kind, "listing": listing, "title": kind
        })  # fmt: skip
        other.to_chosen()
        with pytest.raises(running.NotAllowed):
            choice.score(expert=other.expert)


def test_an_expert_of_a_compared_house_is_bound(choice: Choice, now: datetime) -> None:
    house = choice.offers[1].organisation
    house.memberships.create(user=choice.expert.user, role="reader")
    with pytest.raises(running.Bound):
        choice.score(0)


def test_the_conclusion_is_not_told_to_a_supplier(choice: Choice, now: datetime) -> None:
    choice.offers[1].organisation.memberships.create(user=choice.expert.user, role="reader")
    choice.close(0)
    told_of = OutboxMessage.objects.filter(key__startswith="dossier-closed").values_list("to", flat=True)
    assert list(told_of) == [choice.matter.officer.email]


def test_the_comparison_freezes_with_the_end(choice: Choice, now: datetime) -> None:
    closed = choice.close(0)
    before = shown(closed)
    choice.offers[0].comparisons.update(ours="99")
    choice.need.targets.all().delete()
    publishing.change_state(listing=choice.offers[1], action="pause", by=author_of(choice.offers[1]), now=now)
    closed = SelectionDossier.objects.get(pk=closed.pk)
    assert shown(closed) == before
    assert [cell.verdict for cell in before.targets[0].cells] == ["met", "met"]
    with translation.override("en"):
        assert shown(closed).facts[0].label != before.facts[0].label


def test_closing_twice_is_closing_once(choice: Choice, now: datetime) -> None:
    choice.close(0)
    running.close(
        dossier=choice.dossier, conclusion="Chọn theo chi phí.", chosen=[], by=choice.member,
        now=now + timedelta(minutes=1),
    )  # fmt: skip
    with pytest.raises(running.WrongState):
        running.close(dossier=choice.dossier, conclusion="Khác.", chosen=[], by=choice.member, now=now)
    assert [each.is_chosen for each in choice.candidates()] == [True, False]
    assert actions(choice.dossier).count("closed") == 1


def test_what_is_not_compared_cannot_be_taken(choice: Choice, now: datetime) -> None:
    running.leave_out(candidate=choice.candidates()[0], note="Quá đắt.", by=choice.member, now=now)
    with pytest.raises(running.WrongState):
        choice.close(0)
    assert choice.close(1).closed_at == now


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_event_has_its_sentence(choice: Choice, language: str) -> None:
    with translation.override(language):
        said = {
            told(
                DossierEvent(dossier=choice.dossier, action=action, party="expert", values={"offer": "HP-C-2026-0001"})
            )
            for action in ("begun", "added", "left_out", "scored", "corrected")
        } | {told(DossierEvent(action="closed", values={"offers": offers})) for offers in ([], ["HP-C-1"])}
    assert len(said) == 7


def test_the_history_stands(choice: Choice) -> None:
    for change in (lambda row: row.delete(), lambda row: DossierEvent.objects.filter(pk=row.pk).update(note="khác")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(choice.dossier.events.first())


@pytest.mark.django_db(transaction=True)
def test_all_at_once(now: datetime) -> None:
    need = make_published("need", now=now)
    member = need.created_by
    assert member is not None
    offer = make_technology(now=now)
    begun = in_threads(lambda: running.begin(need=need, offers=[offer], by=member, now=now).pk, 4)
    assert len(set(begun)) == 1
    dossier = SelectionDossier.objects.get()
    assert actions(dossier) == ["begun", "added"]

    def close() -> bool:
        try:
            running.close(dossier=dossier, conclusion="Xong.", chosen=[], by=member, now=now)
        except running.WrongState:
            return False
        return True

    assert all(in_threads(close, 4))
    assert actions(dossier).count("closed") == 1
