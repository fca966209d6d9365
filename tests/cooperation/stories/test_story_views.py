"""Pages of a story: in the room for those who take part, and in public for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from catalog.models import Listing
from cooperation.models import SuccessStory
from cooperation.pipeline import talking
from cooperation.stories import telling
from tests.cooperation.pipeline.test_room_views import address, client_of, post
from tests.factories_catalog import make_member, make_officer, make_organisation, make_user
from tests.factories_outcomes import STORY, make_public, make_running, make_told

pytestmark = pytest.mark.django_db
LIST = "/success-stories/"


def story_page() -> str:
    return f"{LIST}{SuccessStory.objects.get().pk}/"


def text_of(client: Client, path: str) -> str:
    return BeautifulSoup(client.get(path).content, "html.parser").get_text(" ", strip=True)


def test_a_story_goes_from_text_to_publication(now: datetime, client: Client) -> None:
    room = make_told(now=now)
    changed = STORY | {"title_vi": "Xét nghiệm trong một giờ"}
    assert post(room, room.need_user, "story/", version="1", **changed).status_code == 302
    for user in (room.need_user, room.offer_user):
        assert post(room, user, "story/agree/", version="2").status_code == 422
        assert post(room, user, "story/agree/", version="1", agrees="on").status_code == 422
        assert post(room, user, "story/agree/", version="2", agrees="on").status_code == 302
    assert client.get(story_page()).status_code == 404
    assert post(room, room.officer, "story/publish/", version="2").status_code == 302
    for path in ("/", LIST, story_page()):
        assert changed["title_vi"] in text_of(client, path)
    assert "It used to take three days." in text_of(client, f"/en{story_page()}")
    assert post(room, room.offer_user, "story/withdraw/").status_code == 302
    assert client.get(story_page()).status_code == 404
    for path in ("/", LIST, "/sitemap-stories.xml"):
        assert changed["title_vi"] not in client.get(path).content.decode()
        assert story_page() not in client.get(path).content.decode()


def test_the_consent_says_that_a_name_becomes_public_and_is_not_ticked(now: datetime) -> None:
    room = make_told(now=now, with_listings=False)
    page = BeautifulSoup(client_of(room.need_user).get(address(room, "story/")).content, "html.parser")
    assert "also where the need was posted without a name" in page.get_text(" ", strip=True)
    box = page.select_one("input[name=agrees]")
    assert box is not None
    assert not box.has_attr("checked")
    assert not BeautifulSoup(client_of(room.officer).get(address(room, "story/")).content, "html.parser").select(
        "input[name=agrees]"
    )


def test_what_was_typed_stays_with_every_refusal(now: datetime) -> None:
    room = make_told(now=now, with_listings=False)
    for data in ({"title_en": ""}, {"version": "0"}, {"version": "x"}, {"figures": ["password"]}):
        values = STORY | {"version": "1", "text_vi": "Nội dung vừa gõ."} | data
        answer = post(room, room.need_user, "story/", **values)
        assert (answer.status_code, "Nội dung vừa gõ." in answer.content.decode()) == (422, True)


def test_only_those_of_the_room_see_the_draft(now: datetime) -> None:
    room = make_told(now=now, with_listings=False)
    guest = make_user()
    talking.invite(cooperation=room.cooperation, expert=guest, by=room.officer, now=now)
    for user in (make_member(make_organisation("Công ty khác")), make_officer(), guest):
        assert client_of(user).get(address(room, "story/")).status_code == 404
        assert post(room, user, "story/agree/", version="1", agrees="on").status_code == 404
    assert Client().get(address(room, "story/")).status_code == 302
    assert Client().get(story_page()).status_code == 404
    for user in (room.need_user, room.offer_user):
        assert post(room, user, "story/publish/", version="1").status_code == 404


def test_without_a_verified_report_there_is_no_page(now: datetime) -> None:
    room = make_running(now=now, with_listings=False)
    assert client_of(room.officer).get(address(room, "story/")).status_code == 404


def test_links_lead_to_public_listings_alone(now: datetime, client: Client) -> None:
    room = make_public(now=now)
    need, offer = room.cooperation.need, room.cooperation.offer
    assert need is not None
    assert offer is not None
    Listing.objects.filter(pk=offer.pk).update(state="paused")
    page = client.get(story_page()).content.decode()
    assert (need.reference in page, offer.reference in page) == (True, False)
    assert "300 mẫu/tháng" in page
    assert "450" not in text_of(client, story_page())


def test_the_list_is_narrowed_to_a_field(now: datetime, client: Client) -> None:
    make_public(now=now)
    title = STORY["title_vi"]
    tabs = BeautifulSoup(client.get(LIST).content, "html.parser").select("main .tabs a")
    assert [tab["href"] for tab in tabs] == [LIST, f"{LIST}?field=4"]
    assert title in text_of(client, f"{LIST}?field=4")
    assert title not in text_of(client, f"{LIST}?field=2")
    assert title in text_of(client, f"{LIST}?field=%27")


@pytest.mark.parametrize("query", ["page=0", "page=-1", f"page={10**30}", "page=abc", "field="])
def test_odd_pages_get_a_page(client: Client, query: str) -> None:
    assert client.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_queries(
    now: datetime, client: Client, count: int, django_assert_num_queries: Any
) -> None:  # fmt: skip
    officer = make_officer()
    rooms = [make_public(now=now, officer=officer) for _number in range(count)]
    telling.take_down(cooperation=make_public(now=now, officer=officer).cooperation, by=officer, now=now)
    with django_assert_num_queries(3):
        page = client.get(LIST).content.decode()
    assert page.count('class="card__title"') == count
    story = SuccessStory.objects.get(cooperation=rooms[0].cooperation)
    with django_assert_num_queries(2):
        client.get(story.get_absolute_url())


def test_pages_of_visitors_set_no_cookie(now: datetime, client: Client) -> None:
    make_public(now=now, with_listings=False)
    for path in (LIST, story_page()):
        answer = client.get(path)
        assert (answer.cookies, b"csrfmiddlewaretoken" in answer.content) == ({}, False)
