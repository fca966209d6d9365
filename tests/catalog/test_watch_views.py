"""Pages of watched searches, and the form on the page of results."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from catalog.models import Listing, Watch, WatchHit
from tests.factories_catalog import make_member, make_organisation, make_published, make_user
from tests.factories_watches import make_watch

pytestmark = pytest.mark.django_db
LIST, NEW = "/desk/watches/", "/desk/watches/new/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def page_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def make_hits(watch: Watch, number: int, at: datetime) -> None:
    for _ in range(number):
        WatchHit.objects.create(watch=watch, listing=make_published("offer", now=at), found_at=at)


def test_member_watches_a_search(now: datetime) -> None:
    user = make_user()
    response = client_of(user).post(NEW, {"address": "q=H2S&kind=offer&page=7", "rhythm": "instant"}, follow=True)
    watch = Watch.objects.get()
    assert (watch.owner, watch.address, watch.rhythm) == (user, "q=H2S&kind=offer", "instant")
    page = page_of(response)
    assert page.select_one("article h2").text.strip() == "“H2S”, Công nghệ chào bán"  # type: ignore[union-attr]
    assert page.select_one(f"a[href='/listings/feed/?{watch.address}']") is not None
    assert page.select_one(f"a[href='/listings/?{watch.address}']") is not None


def test_visitor_signs_in_and_comes_back_to_the_search() -> None:
    response = Client().post(NEW, {"address": "q=nước thải", "rhythm": "daily"})
    assert unquote(unquote(response["Location"])) == "/account/login/?next=/listings/?q=nước+thải"
    assert not Watch.objects.exists()


@pytest.mark.parametrize(
    "data",
    [{}, {"rhythm": "hourly"}, {"rhythm": "daily", "address": "kind=%00"}, {"rhythm": "\x00", "address": "q=x"}],
)  # fmt: skip
def test_what_cannot_be_watched_gets_a_message(data: dict[str, str]) -> None:
    response = client_of(make_user()).post(NEW, data, follow=True)
    assert (response.status_code, len(page_of(response).select(".notice--bad")), Watch.objects.count()) == (200, 1, 0)


def test_the_limit_is_told(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.watching.MOST_WATCHES", 1)
    user = make_user()
    make_watch(owner=user, now=now)
    response = client_of(user).post(NEW, {"rhythm": "daily", "address": "q=x"}, follow=True)
    assert "1 mục theo dõi" in page_of(response).select_one(".notice--bad").text  # type: ignore[union-attr]


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_a_fixed_number_of_queries(
    number: int, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = make_user()
    for n in range(number):
        make_hits(make_watch(f"q=tom{n}&field=40{n + 1}&province=31&kind=need&trl=5", owner=user, now=now), n + 1, now)
    client = client_of(user)
    client.get(LIST)
    with django_assert_num_queries(6):
        client.get(LIST)


@pytest.mark.parametrize("number", [1, 3])
def test_page_of_a_watch_takes_a_fixed_number_of_queries(
    number: int, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    watch = make_watch(now=now)
    make_hits(watch, number, now)
    client = client_of(watch.owner)
    client.get(watch.get_absolute_url())
    with django_assert_num_queries(9):
        assert len(page_of(client.get(watch.get_absolute_url())).select("article.card")) == number


def test_new_finds_are_counted_until_they_are_looked_at(now: datetime) -> None:
    watch = make_watch(now=now)
    make_hits(watch, 2, now)
    client = client_of(watch.owner)
    assert "2 tin mới" in page_of(client.get(LIST)).select_one(".tag--ok").text  # type: ignore[union-attr]
    client.head(watch.get_absolute_url())
    pages = [page_of(client.get(watch.get_absolute_url())) for _ in range(2)]
    assert [sum(item.text.strip() == "Mới" for item in page.select(".card li")) for page in pages] == [2, 0]
    assert page_of(client.get(LIST)).select_one(".tag--ok") is None


def test_what_is_no_longer_public_is_not_shown(now: datetime) -> None:
    watch = make_watch(now=now)
    make_hits(watch, 1, now)
    Listing.objects.update(state="withdrawn")
    page = page_of(client_of(watch.owner).get(watch.get_absolute_url()))
    assert (page.select("article.card"), len(page.select(".empty"))) == ([], 1)


def test_hidden_owner_is_not_on_the_page(now: datetime) -> None:
    watch = make_watch(now=now)
    listing = make_published("need", now=now, is_anonymous=True)
    WatchHit.objects.create(watch=watch, listing=listing, found_at=now)
    assert listing.organisation.name_vi not in client_of(watch.owner).get(watch.get_absolute_url()).content.decode()


def change(watch: Watch, user: User, **data: str) -> Any:
    fields = {f"w{watch.pk}-{name}": value for name, value in {"rhythm": "weekly", "is_active": "on", **data}.items()}
    return client_of(user).post(f"{LIST}{watch.pk}/change/", fields)


def test_name_and_rhythm_are_changed(now: datetime) -> None:
    watch = make_watch(now=now)
    assert change(watch, watch.owner, name="Khí sinh học", address="q=khac", owner="1")["Location"] == LIST
    watch.refresh_from_db()
    assert (watch.name, watch.rhythm, watch.address) == ("Khí sinh học", "weekly", "kind=offer")


@pytest.mark.parametrize("data", [{"rhythm": "x"}, {"name": "dài " * 40}, {"name": "a\x00b"}, {"rhythm": ""}])
def test_bad_changes_are_refused_with_a_message(data: dict[str, str], now: datetime) -> None:
    watch = make_watch(now=now)
    response = change(watch, watch.owner, **data)
    assert (response.status_code, len(page_of(response).select("details[open] .err")) > 0) == (422, True)
    watch.refresh_from_db()
    assert (watch.name, watch.rhythm) == ("", "daily")


def test_deleting_twice_deletes_once(now: datetime) -> None:
    watch = make_watch(now=now)
    client = client_of(watch.owner)
    assert [client.post(f"{LIST}{watch.pk}/delete/").status_code for _ in range(2)] == [302, 404]
    assert not Watch.objects.exists()


def test_nobody_else_reaches_a_watch(now: datetime) -> None:
    organisation = make_organisation()
    watch = make_watch(owner=make_member(organisation), now=now)
    for stranger in (make_member(organisation), make_user(), make_user(role="officer")):
        client = client_of(stranger)
        paths = [f"{LIST}{watch.pk}/{tail}" for tail in ("", "change/", "delete/")]
        assert [client.get(paths[0]).status_code, *(client.post(p).status_code for p in paths[1:])] == [404] * 3
        assert page_of(client.get(LIST)).select("article") == []
    assert Client().get(LIST).status_code == 302


@pytest.mark.parametrize(("path", "method"), [("new/", "get"), ("1/change/", "get"), ("1/delete/", "get"), ("", "post"),
                                              ("1/", "post")])  # fmt: skip
def test_wrong_methods(path: str, method: str) -> None:
    assert getattr(client_of(make_user()), method)(LIST + path).status_code == 405


@pytest.mark.parametrize("page", ["0", "x", "9" * 30])
def test_strange_pages_are_forgiven(page: str, now: datetime) -> None:
    watch = make_watch(now=now)
    assert client_of(watch.owner).get(watch.get_absolute_url(), {"page": page}).status_code == 200
    assert client_of(watch.owner).get(f"{LIST}{'9' * 30}/").status_code == 404


def test_empty_list_says_what_to_do() -> None:
    assert page_of(client_of(make_user()).get(LIST)).select_one(".empty a[href='/listings/']") is not None


def form_for(user: object, address: str) -> BeautifulSoup:
    context = {"address": address, "user": user, "csrf_token": "khoa"}
    return BeautifulSoup(render_to_string("catalog/_watch_form.html", context), "html.parser")


def test_form_on_the_results_page() -> None:
    member = form_for(make_user(), "q=a+b&kind=offer")
    assert member.select_one("input[name=address]")["value"] == "q=a+b&kind=offer"  # type: ignore[index]
    assert [option["value"] for option in member.select("option")] == ["instant", "daily", "weekly", "none"]
    visitor = form_for(None, "q=a+b&kind=offer").select_one("a")
    assert visitor is not None
    assert visitor["href"] == "/account/login/?next=%2Flistings%2F%3Fq%3Da%2Bb%26kind%3Doffer"
