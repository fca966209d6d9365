"""The pages of a dossier: who sees what, what is kept when something is wrong, and how many queries they take."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from advisory.dossiers import running
from advisory.models import Criterion, ExpertProfile, SelectionDossier
from advisory.requests import running as requests
from catalog import publishing
from catalog.models import Listing
from tests.factories import ManagerFactory, OfficerFactory
from tests.factories_advisory import Choice, Matter, make_choice, make_expert, make_technology
from tests.factories_catalog import author_of, make_member, make_officer, make_user

pytestmark = pytest.mark.django_db
TYPED = {f"{each}_points": "4" for each in Criterion} | {
    f"{each}_sentence": "Đã chạy thử hai tuần tại xưởng." for each in Criterion
}


def as_(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    main = BeautifulSoup(answer.content.decode(), "html.parser").main
    assert main is not None
    return " ".join(main.text.split())


@pytest.fixture
def choice(now: datetime) -> Choice:
    return make_choice(now=now)


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 302), ("stranger", 404), ("other_expert", 404), ("supplier", 404), ("reader", 200), ("member", 200),
     ("expert", 200), ("officer", 200), ("manager", 200)],
)  # fmt: skip
def test_who_sees_a_dossier(client: Client, choice: Choice, now: datetime, who: str, status: int) -> None:
    people: dict[str, Any] = {
        "stranger": make_user, "other_expert": lambda: make_expert(now=now).user, "officer": OfficerFactory,
        "supplier": lambda: choice.offers[0].created_by, "expert": lambda: choice.expert.user,
        "reader": lambda: make_member(choice.need.organisation, role="reader"), "member": lambda: choice.member,
        "manager": ManagerFactory,
    }  # fmt: skip
    if who != "visitor":
        client.force_login(people[who]())
    for path in ("", "pdf/"):
        assert client.get(f"{choice.dossier.get_absolute_url()}{path}").status_code == status
    listed = client.get("/dossiers/").content.decode() if who != "visitor" else ""
    assert (choice.dossier.reference in listed) == (status == 200)


def test_an_expert_who_is_asked_only_does_not_see_it(client: Client, choice: Choice, now: datetime) -> None:
    asked = make_expert(now=now)
    matter = Matter(now, choice.need.organisation, choice.member, make_officer(), asked, {
        "kind": "selection", "listing": choice.need, "title": "Ý kiến thứ hai"
    })  # fmt: skip
    matter.to_offers()
    as_(client, asked.user)
    assert client.get(choice.dossier.get_absolute_url()).status_code == 404
    requests.choose(request=matter.request, offer=matter.offer(), by=choice.member, now=now)
    assert client.get(choice.dossier.get_absolute_url()).status_code == 200


def test_experts_judge_by_themselves(client: Client, choice: Choice, now: datetime) -> None:
    second = second_expert(choice)
    choice.score(points=1)
    page = as_(client, second.user).get(choice.dossier.get_absolute_url())
    assert not page.context["opinions"]
    assert "Đã xem báo cáo" not in page.content.decode()
    choice.score(points=5, expert=second)
    page = client.get(choice.dossier.get_absolute_url())
    assert page.context["means"] == [5.0, None]
    assert as_(client, choice.member).get(choice.dossier.get_absolute_url()).context["means"] == [3.0, None]
    choice.close(0)
    assert as_(client, second.user).get(choice.dossier.get_absolute_url()).context["means"] == [3.0, None]


def second_expert(choice: Choice) -> ExpertProfile:
    """Another one whom the organisation has chosen to help with the need."""
    second = make_expert("Vũ Thị Hai", now=choice.now)
    matter = Matter(choice.now, choice.need.organisation, choice.member, make_officer(), second, {
        "kind": "assessment", "listing": choice.need, "title": "Ý kiến thứ hai"
    })  # fmt: skip
    matter.to_chosen()
    return second


def test_a_dossier_is_begun_from_the_need(client: Client, now: datetime) -> None:
    choice = make_choice(now=now)
    choice.close()
    url = f"/dossiers/for/{choice.need.reference}/"
    as_(client, choice.member)
    assert client.post(url, {"references": ""}).status_code == 422
    refused = client.post(url, {"references": f"{choice.offers[0].reference} HP-C-1999-0001"})
    assert (refused.status_code, "HP-C-1999-0001" in text_of(refused)) == (422, True)
    assert choice.offers[0].reference in refused.content.decode()
    done = client.post(url, {"references": f"{choice.offers[0].reference.lower()}, {choice.offers[1].reference}"})
    dossier = SelectionDossier.objects.open().get()
    assert (done.status_code, done["Location"]) == (302, dossier.get_absolute_url())
    assert dossier.candidates.count() == 2
    assert client.get(url)["Location"] == dossier.get_absolute_url()


@pytest.mark.parametrize("who", ["reader", "stranger", "supplier"])
def test_nobody_else_begins_one(client: Client, choice: Choice, who: str) -> None:
    people: dict[str, Any] = {
        "reader": lambda: make_member(choice.need.organisation, role="reader"), "stranger": make_user,
        "supplier": lambda: choice.offers[0].created_by,
    }  # fmt: skip
    as_(client, people[who]())
    assert client.get(f"/dossiers/for/{choice.need.reference}/").status_code == 404
    page = client.get(choice.need.get_absolute_url()).content.decode()
    assert f"/dossiers/for/{choice.need.reference}/" not in page


def test_scores_need_points_and_sentences_and_keep_what_was_typed(client: Client, choice: Choice) -> None:
    url = f"{choice.dossier.get_absolute_url()}offers/{choice.candidates()[0].pk}/score/"
    as_(client, choice.expert.user)
    lacking = client.post(url, {**TYPED, "cost_points": "", "risk_sentence": "Tốt."})
    assert lacking.status_code == 422
    assert set(lacking.context["form"].errors) == {"cost_points", "risk_sentence"}
    assert "Đã chạy thử hai tuần tại xưởng." in lacking.content.decode()
    assert client.post(url, {**TYPED, "cost_points": "6"}).status_code == 422
    assert client.post(url, TYPED).status_code == 302
    again = client.get(url)
    assert again.context["form"]["cost_points"].value() == 4
    assert as_(client, choice.member).get(url).status_code == 404


@pytest.mark.parametrize("who", ["expert", "officer"])
def test_whoever_belongs_to_a_supplier_does_not_see_it(client: Client, choice: Choice, now: datetime, who: str) -> None:
    person = choice.expert.user if who == "expert" else OfficerFactory()
    choice.score(0)
    as_(client, person)
    assert client.get(choice.dossier.get_absolute_url()).status_code == 200
    choice.offers[0].organisation.memberships.create(user=person, role="reader")
    running.leave_out(candidate=choice.candidates()[0], note="Quá đắt.", by=choice.member, now=now)
    for path in ("", "pdf/", f"offers/{choice.candidates()[1].pk}/score/"):
        assert client.get(f"{choice.dossier.get_absolute_url()}{path}").status_code == 404
    assert choice.dossier.reference not in client.get("/dossiers/").content.decode()


def test_a_bound_expert_is_told(client: Client, choice: Choice) -> None:
    page = as_(client, choice.expert.user).get(choice.matter.request.get_absolute_url())
    assert choice.dossier.reference in text_of(page)
    choice.offers[0].organisation.memberships.create(user=choice.expert.user, role="reader")
    page = client.get(choice.matter.request.get_absolute_url())
    assert choice.dossier.reference not in text_of(page)
    assert "Bạn thuộc một đơn vị có công nghệ được so sánh" in text_of(page)


def test_leaving_out_and_closing_ask_for_words(client: Client, choice: Choice) -> None:
    url, first = choice.dossier.get_absolute_url(), choice.candidates()[0]
    as_(client, choice.member)
    lacking = client.post(f"{url}offers/{first.pk}/leave-out/", {"note": ""})
    assert lacking.status_code == 422
    assert [bool(form.errors) for _candidate, form in lacking.context["forms"]["leave_out"]] == [True, False]
    assert client.post(f"{url}offers/{first.pk}/leave-out/", {"note": "Quá đắt."}).status_code == 302
    assert "Quá đắt." in text_of(client.get(url))
    second = choice.candidates()[1]
    empty = client.post(f"{url}close/", {"chosen": [str(second.pk)], "conclusion": ""})
    assert empty.status_code == 422
    assert empty.context["forms"]["close"]["chosen"].value() == [str(second.pk)]
    assert client.post(f"{url}close/", {"chosen": [str(second.pk)], "conclusion": "Chọn."}).status_code == 302
    late = client.post(f"{url}close/", {"chosen": [], "conclusion": "Một kết luận khác hẳn."})
    assert (late.status_code, "Một kết luận khác hẳn." in text_of(late)) == (422, True)


def test_a_technology_that_is_gone_says_no_more_than_its_number(client: Client, choice: Choice, now: datetime) -> None:
    gone = choice.offers[0]
    Listing.objects.filter(pk=gone.pk).update(title="Bể lọc ba ngăn riêng biệt")
    choice.score(0)
    publishing.change_state(listing=gone, action="pause", by=author_of(gone), now=now)
    page = as_(client, choice.member).get(choice.dossier.get_absolute_url())
    assert gone.reference in text_of(page)
    assert "Bể lọc ba ngăn" not in page.content.decode()


def test_the_file_holds_targets_points_and_conclusion(client: Client, choice: Choice) -> None:
    choice.offers[1].comparisons.update(ours="14")
    choice.score(0, points=5)
    choice.score(0, points=2, expert=second_expert(choice))
    choice.close(0)
    answer = as_(client, choice.member).get(f"{choice.dossier.get_absolute_url()}pdf/")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    pages = PdfReader(BytesIO(answer.content)).pages
    assert choice.dossier.reference in pages[0].extract_text()
    text = " ".join("".join(page.extract_text() for page in pages).split())
    for part in ("≤ 12", "chưa đạt", "3,5", "Chọn theo chi phí.", choice.expert.name):
        assert part in text, part


@pytest.mark.parametrize("offers", [1, 5])
def test_queries_do_not_grow_with_the_technologies(
    client: Client, now: datetime, offers: int, django_assert_max_num_queries: Any
) -> None:
    choice = make_choice(now=now, offers=offers)
    for place in range(offers):
        choice.score(place)
    as_(client, choice.member).get(choice.dossier.get_absolute_url())
    with django_assert_max_num_queries(45):
        client.get(choice.dossier.get_absolute_url())


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_takes_the_same_queries(
    client: Client, now: datetime, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        make_choice(now=now)
    as_(client, OfficerFactory()).get("/dossiers/")
    with django_assert_max_num_queries(10):
        page = client.get("/dossiers/")
    assert len(page.context["page"].object_list) == count


def test_more_are_added_up_to_five(client: Client, choice: Choice, now: datetime) -> None:
    as_(client, choice.member)
    url = f"{choice.dossier.get_absolute_url()}add/"
    for _ in range(3):
        assert client.post(url, {"references": make_technology(now=now).reference}).status_code == 302
    refused = client.post(url, {"references": make_technology(now=now).reference})
    assert refused.status_code == 422
    assert "Năm công nghệ" in text_of(refused)
    assert choice.dossier.candidates.count() == running.MOST
