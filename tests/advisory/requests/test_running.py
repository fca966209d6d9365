"""A request from asking to the ratings: states, refusals, letters, and that nothing happens twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import OutboxMessage
from advisory.models import ServiceEvent, ServiceOffer, ServiceRequest
from advisory.requests import reminding, running
from advisory.requests.wording import told
from catalog.uploads import CheckedFile
from tests.accounts.test_outbox_parallel import in_threads
from tests.factories_advisory import Matter, make_expert, make_matter
from tests.factories_catalog import make_member, make_user

pytestmark = pytest.mark.django_db
FILE = CheckedFile("bao-cao.pdf", "application/pdf", b"%PDF-1.7", "a" * 64)


def letters_to(email: str) -> list[str]:
    return list(OutboxMessage.objects.filter(to=email).order_by("pk").values_list("text", flat=True))


def test_the_whole_way(now: datetime) -> None:
    matter = make_matter(now=now)
    assert (matter.request.reference, matter.request.state) == ("HP-D-2026-0001", "asked")
    matter.to_offers()
    offer = matter.offer()
    request = running.choose(request=matter.request, offer=offer, by=matter.member, now=now)
    assert (request.state, request.due_on) == ("under_way", date(2026, 12, 3))
    running.deliver(request=request, text="Báo cáo.", files=[FILE, FILE], by=matter.expert.user, now=now)
    assert matter.request.deliverables.get().files.count() == 1
    running.send_back(request=request, note="Thiếu phụ lục.", to_date=date(2026, 12, 9), by=matter.member, now=now)
    running.deliver(request=request, text="Bổ sung.", files=[], by=matter.expert.user, now=now)
    done = running.accept(request=request, by=matter.member, now=now)
    assert (done.state, done.ended_at) == ("done", now)
    running.rate(request=done, party="requester", stars=5, words="Rất tốt", by=matter.member, now=now)
    running.rate(request=done, party="expert", stars=4, words="", by=matter.expert.user, now=now)
    told_of = [event.action for event in ServiceEvent.objects.filter(request=done)]
    assert told_of == [
        "asked", "invited", "offered", "chosen", "delivered", "returned", "delivered", "accepted", "rated", "rated",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_event_has_its_sentence(now: datetime, language: str) -> None:
    from django.utils import translation  # noqa: PLC0415

    matter = make_matter(now=now)
    values = {"count": 2, "price": 45_000_000, "days": 10, "conflict": True, "due_on": "2026-12-03",
              "to_date": "2026-12-03", "from_date": "2026-12-01", "stars": 5}  # fmt: skip
    actions = ("asked", "taken", "invited", "offered", "offer_declined", "chosen", "deadline", "delivered", "returned",
               "accepted", "withdrawn", "refused", "rated", "reminded")  # fmt: skip
    with translation.override(language):
        said = {
            told(ServiceEvent(request=matter.request, action=each, party="expert", values=values)) for each in actions
        }
    assert len(said) == len(actions)
    assert not [sentence for sentence in said if "%(" in sentence]


def test_same_words_again_are_one_request(now: datetime) -> None:
    first, again = make_matter(now=now), None
    again = first.ask(now=now + timedelta(minutes=1))
    assert again.pk == first.request.pk
    assert first.ask(now=now + timedelta(minutes=20)).pk != first.request.pk


def test_who_may_do_what(now: datetime) -> None:
    matter = make_matter(now=now)
    reader = make_member(matter.organisation, role="reader")
    stranger, rival = make_user(), make_expert(now=now).user
    matter.to_offers()
    offer = matter.offer()
    for user in (reader, stranger, rival, matter.expert.user, matter.officer):
        with pytest.raises(running.NotAllowed):
            running.choose(request=matter.request, offer=offer, by=user, now=now)
        with pytest.raises(running.NotAllowed):
            running.withdraw(request=matter.request, note="Không cần.", by=user, now=now)
    for user in (reader, stranger, matter.member, rival):
        with pytest.raises(running.NotAllowed):
            running.invite(request=matter.request, experts=[matter.expert], by=user, now=now)
        with pytest.raises(running.NotAllowed):
            running.deliver(request=matter.request, text="x", files=[], by=user, now=now)


def test_an_officer_of_the_organisation_and_its_own_expert_stay_out(now: datetime) -> None:
    matter = make_matter(now=now)
    own = make_expert(now=now, user=make_member(matter.organisation, name="Người nhà"))
    with pytest.raises(running.NobodyToAsk):
        running.invite(request=matter.request, experts=[own], by=matter.officer, now=now)
    matter.organisation.memberships.create(user=matter.officer, role="reader")
    with pytest.raises(running.NotAllowed):
        running.invite(request=matter.request, experts=[matter.expert], by=matter.officer, now=now)


def test_who_is_not_chosen_is_told_and_sees_it_no_more(now: datetime) -> None:
    matter = make_matter(now=now)
    rival = make_expert(now=now)
    running.invite(request=matter.request, experts=[matter.expert, rival], by=matter.officer, now=now)
    seen = ServiceRequest.objects.visible_to(rival.user)
    assert seen.exists()
    running.choose(request=matter.request, offer=matter.offer(), by=matter.member, now=now)
    assert not seen.exists()
    assert "chọn chuyên gia khác" in letters_to(rival.user.email)[-1]
    assert [letter for letter in letters_to(rival.user.email) if "45 triệu" in letter] == []


def test_steps_out_of_order_are_refused(now: datetime) -> None:
    matter = make_matter(now=now)
    matter.to_offers()
    undecided = ServiceOffer.objects.get()
    with pytest.raises(running.WrongState):
        running.choose(request=matter.request, offer=undecided, by=matter.member, now=now)
    with pytest.raises(running.WrongState):
        running.accept(request=matter.request, by=matter.member, now=now)
    running.withdraw(request=matter.request, note="Đã tự làm.", by=matter.member, now=now)
    with pytest.raises(running.WrongState):
        matter.offer()
    with pytest.raises(running.WrongState):
        running.refuse(request=matter.request, note="Muộn.", by=matter.officer, now=now)


def test_reminders_come_once_each_and_one_letter_a_day(now: datetime) -> None:
    matters = [make_matter(now=now), make_matter(now=now)]
    expert = matters[0].expert
    for matter in matters:
        matter.expert = expert
        matter.to_offers()
        running.choose(request=matter.request, offer=matter.offer(), by=matter.member, now=now)
    OutboxMessage.objects.all().delete()
    for days, expected in ((6, 0), (7, 1), (8, 1), (10, 2), (13, 3), (14, 3)):
        for _ in range(2):
            reminding.remind_due(now=now + timedelta(days=days))
        assert len(letters_to(expert.user.email)) == expected, days
    assert len(letters_to(matters[0].officer.email)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_offers_chosen_at_once_are_one(now: datetime) -> None:
    matter = make_matter(now=now)
    rival = make_expert(now=now)
    running.invite(request=matter.request, experts=[matter.expert, rival], by=matter.officer, now=now)
    offers = [matter.offer(), matter.offer(rival)]
    outcomes = in_threads(lambda: attempt(matter, offers.pop(), now), 2)
    assert sorted(outcomes) == ["chosen", "late"]
    assert ServiceOffer.objects.filter(state="chosen").count() == 1


def attempt(matter: Matter, offer: ServiceOffer, now: datetime) -> str:
    try:
        running.choose(request=matter.request, offer=offer, by=matter.member, now=now)
    except running.WrongState:
        return "late"
    return "chosen"


@pytest.mark.django_db(transaction=True)
def test_a_rating_sent_ten_times_at_once_is_one(now: datetime) -> None:
    matter = make_matter(now=now)
    matter.to_done()

    def rate() -> Any:
        try:
            return running.rate(
                request=matter.request, party="requester", stars=5, words="", by=matter.member, now=now
            ).pk
        except running.AlreadyRated:
            return None

    assert len([each for each in in_threads(rate, 10) if each]) == 1


def test_history_cannot_be_changed(now: datetime) -> None:
    from django.db import ProgrammingError, transaction  # noqa: PLC0415

    make_matter(now=now)
    for change in (lambda rows: rows.update(note="x"), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change(ServiceEvent.objects.all())
