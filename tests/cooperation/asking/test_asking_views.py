"""Pages: questions on an interest, the interests in a listing side by side, and the officers' list."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Kind
from cooperation import interests
from cooperation.asking import back, ending
from cooperation.models import Interest, InterestQuestion
from tests.factories_catalog import make_member, make_officer, make_organisation
from tests.factories_cooperation import Sides, make_sides, send

pytestmark = pytest.mark.django_db
QUESTION, REPLY = "Mỗi tháng cần bao nhiêu mẫu?", "Khoảng một trăm hai mươi mẫu."


def sign_in(client: Client, who: User) -> Client:
    client.force_login(who)
    return client


def post(client: Client, interest: Interest, action: str, *, prefix: str = "/en", **values: str) -> Any:
    return client.post(f"{prefix}/interests/{interest.pk}/{action}/", values, follow=True)


def more_interests(sides: Sides, number: int, *, now: datetime) -> None:
    for count in range(number):
        organisation = make_organisation(f"Hợp tác xã số {count}")
        send(sides, organisation=organisation, by=make_member(organisation, name="Người gửi"), now=now)


def test_asked_and_answered_on_the_page(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    assert "Your question has been sent." in post(sign_in(client, sides.owner), interest, "ask", text=QUESTION).text
    page = sign_in(client, sides.sender).get(f"/en/interests/{interest.pk}/").text
    assert QUESTION in page
    assert sides.listing.organisation.name not in page
    assert "Your reply has been sent." in post(client, interest, "reply", text=REPLY).text
    assert REPLY in sign_in(client, sides.owner).get(f"/interests/{interest.pk}/").text


@pytest.mark.parametrize(("prefix", "words"), [("", "Mỗi lần một câu hỏi"), ("/en", "One question at a time")])
def test_a_second_question_is_refused_and_stays_on_the_page(
    prefix: str, words: str, now: datetime, client: Client
) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    back.ask(interest=interest, by=sides.owner, now=now, text=QUESTION)
    answer = post(sign_in(client, sides.owner), interest, "ask", prefix=prefix, text="Còn giá thì sao?")
    assert (answer.status_code, words in answer.text, "Còn giá thì sao?" in answer.text) == (422, True, True)


def test_an_empty_or_long_question_is_explained(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    interest = send(sides, now=now)
    sign_in(client, sides.owner)
    for text in ("", "ă" * 601):
        answer = post(client, interest, "ask", text=text)
        assert answer.status_code == 422
        assert text in answer.text
    assert not InterestQuestion.objects.exists()


def test_a_held_question_is_hidden_from_the_sender(now: datetime, client: Client) -> None:
    sides = make_sides("need", now=now, is_anonymous=True)
    interest = send(sides, now=now)
    back.ask(interest=interest, by=sides.owner, now=now, text=QUESTION)
    path = f"/en/interests/{interest.pk}/"
    assert QUESTION not in sign_in(client, sides.sender).get(path).text
    assert QUESTION in sign_in(client, sides.owner).get(path).text
    sign_in(client, make_officer())
    assert QUESTION in client.get(path).text
    assert "The question has been passed on." in post(client, interest, "pass-on").text
    assert "Somebody was faster" in post(client, interest, "pass-on").text
    assert QUESTION in sign_in(client, sides.sender).get(path).text


def test_giving_back_asks_for_a_reason(now: datetime, client: Client) -> None:
    sides = make_sides("need", now=now, is_anonymous=True)
    interest = send(sides, now=now)
    back.ask(interest=interest, by=sides.owner, now=now, text=QUESTION)
    sign_in(client, make_officer())
    assert post(client, interest, "give-back", note="").status_code == 422
    assert "The owner has been told" in post(client, interest, "give-back", note="Xin bỏ tên xã.").text
    assert "Xin bỏ tên xã." in sign_in(client, sides.owner).get(f"/interests/{interest.pk}/").text


@pytest.mark.parametrize("action", ["ask", "reply", "pass-on", "give-back"])
def test_strangers_find_nothing(action: str, now: datetime, client: Client) -> None:
    interest = send(make_sides(now=now), now=now)
    assert "/login" in client.post(f"/interests/{interest.pk}/{action}/")["Location"]
    sign_in(client, make_member(make_organisation("Đơn vị khác"), name="Người lạ"))
    assert post(client, interest, action, text=QUESTION, note=QUESTION).status_code in (403, 404)


def test_side_by_side_tells_no_name_before_acceptance(now: datetime, client: Client) -> None:
    sides = make_sides(now=now)
    first = send(sides, now=now, fit="Có 12 ao cạnh kênh.", wants_confidentiality=True)
    more_interests(sides, 1, now=now)
    path = f"/en/listings/{sides.listing.reference}/interests/"
    page = sign_in(client, sides.owner).get(path).text
    assert ("Có 12 ao cạnh kênh." in page, "wants confidentiality" in page) == (True, True)
    assert sides.organisation.name_vi not in page
    interests.accept(interest=first, by=sides.owner, now=now)
    page = client.get(path).text
    assert (sides.organisation.name_vi in page, "Hợp tác xã số 0" in page) == (True, False)
    assert sign_in(client, sides.sender).get(path).status_code == 404
    assert sign_in(client, make_officer()).get(path).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_side_by_side_takes_a_fixed_number_of_queries(
    number: int, now: datetime, client: Client, django_assert_num_queries: Any
) -> None:
    sides = make_sides(now=now)
    more_interests(sides, number, now=now)
    path = f"/listings/{sides.listing.reference}/interests/"
    sign_in(client, sides.owner).get(path)
    with django_assert_num_queries(6):
        client.get(path)


@pytest.mark.parametrize("number", [1, 3])
def test_the_officers_list_takes_a_fixed_number_of_queries(
    number: int, now: datetime, client: Client, django_assert_num_queries: Any
) -> None:
    more_interests(make_sides(now=now), number, now=now)
    sign_in(client, make_officer()).get("/interests/followed/")
    with django_assert_num_queries(8):
        client.get("/interests/followed/?group=waiting")


def test_the_officers_list_has_three_groups(now: datetime, client: Client) -> None:
    silent = send(make_sides(now=now), now=now - timedelta(days=30))
    ending.lapse_overdue(now=now)
    hidden = make_sides(Kind.NEED, now=now, is_anonymous=True)
    held = send(hidden, now=now)
    back.ask(interest=held, by=hidden.owner, now=now, text=QUESTION)
    waiting = send(make_sides(now=now), now=now)
    sign_in(client, make_officer())
    shown = {
        group: {each.reference for each in (silent, held, waiting) if each.reference in page}
        for group in ("pass-on", "unanswered", "waiting")
        if (page := client.get(f"/en/interests/followed/?group={group}").text)
    }
    assert shown == {
        "pass-on": {held.reference}, "unanswered": {silent.reference}, "waiting": {held.reference, waiting.reference}
    }  # fmt: skip
    assert held.reference in client.get("/interests/followed/?group=nonsense&page=x").text
    sign_in(client, hidden.owner)
    assert client.get("/interests/followed/").status_code == 404
