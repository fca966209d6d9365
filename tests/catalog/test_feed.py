"""The Atom feed of a search: for everybody, with stable names, and nothing hidden in it."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.models import Listing
from tests.embedders import use_words
from tests.factories_catalog import make_listing, make_published
from tests.factories_watches import make_arrival

pytestmark = pytest.mark.django_db
FEED = "/listings/feed/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)


def feed_of(client: Client, query: str = "", prefix: str = "") -> ET.Element:
    response = client.get(f"{prefix}{FEED}{query}")
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ET.fromstring(response.content)


def titles(feed: ET.Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]


def links(element: ET.Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in element.findall(f"{ATOM}link")}


def test_feed_says_what_it_is(client: Client, now: datetime) -> None:
    listing = make_arrival(now=now, summary="H2S < 150 ppm & rẻ")
    feed = feed_of(client, "?kind=offer&page=9&q=H2S")
    [entry] = feed.findall(f"{ATOM}entry")
    assert feed.findtext(f"{ATOM}title") == "CungCầu: “H2S”, Công nghệ chào bán"
    assert links(feed)["self"].endswith("/listings/feed/?q=H2S&kind=offer")
    assert links(feed)["alternate"].endswith("/listings/?q=H2S&kind=offer")
    assert links(entry)["alternate"].endswith(f"/listings/{listing.reference}/")
    assert entry.findtext(f"{ATOM}id") == f"tag:localhost,2026:listings/{listing.reference}"
    assert entry.findtext(f"{ATOM}summary") == "H2S &lt; 150 ppm &amp; rẻ"
    assert entry.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}published") == "2026-11-23T03:00:00+00:00"
    assert entry.find(f"{ATOM}category").attrib["term"] == "offer"  # type: ignore[union-attr]


def test_feed_holds_the_newest_public_listings_of_the_search(client: Client, now: datetime) -> None:
    make_listing(now=now, title="Bản nháp")
    make_published("need", now=now, title="Nhu cầu")
    make_published("offer", now=now, title="Công nghệ")
    assert titles(feed_of(client)) == ["Công nghệ", "Nhu cầu"]
    assert titles(feed_of(client, "?kind=need")) == ["Nhu cầu"]
    Listing.objects.update(state="paused")
    assert titles(feed_of(client)) == []


def test_feed_is_in_the_language_of_its_address(client: Client, now: datetime) -> None:
    make_published("offer", now=now, title="Máy sấy", title_alt="Dryer", summary_alt="Dries")
    make_published("need", now=now, title="Tôm")
    feed = feed_of(client, prefix="/en")
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert (feed.attrib[lang], sorted(map(str, titles(feed)))) == ("en", ["Dryer", "Tôm"])
    assert sorted(entry.attrib.get(lang, "") for entry in feed.findall(f"{ATOM}entry")) == ["", "vi"]


def test_feed_names_no_owner(client: Client, now: datetime) -> None:
    listing = make_published("need", now=now, is_anonymous=True, confidential="Công thức")
    text = client.get(FEED).content.decode()
    names = [listing.organisation.name_vi, listing.organisation.slug, "Công thức", listing.contact.full_name]
    assert not [name for name in names if name in text]


def test_who_has_the_feed_gets_no_body(client: Client, now: datetime) -> None:
    make_published("offer", now=now)
    first = client.get(FEED)
    assert first["Cache-Control"] == "public, no-cache"
    for header, value in (("If-None-Match", first["ETag"]), ("If-Modified-Since", first["Last-Modified"])):
        again = client.get(FEED, headers={header: value})
        assert (again.status_code, again.content) == (304, b"")
    make_published("offer", now=now)
    assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_empty_feed_stays_the_same(client: Client) -> None:
    assert client.get(FEED)["ETag"] == client.get(FEED)["ETag"]


@pytest.mark.parametrize(
    "query", ["kind=x&field=%27&province=zz&trl=99", "q=" + "a" * 4000, "q=%22%22&page=" + "9" * 40, "q=a'%7C&sort=1",
              "q=%F0%9F%90%9F%01%0B", "field=" + "&field=".join(str(n) for n in range(300))]
)  # fmt: skip
def test_strange_parameters_are_no_error(client: Client, query: str, now: datetime) -> None:
    make_published("offer", now=now)
    feed_of(client, f"?{query}")


def test_text_that_xml_cannot_hold_is_left_out(client: Client, now: datetime) -> None:
    listing = make_published("offer", now=now)
    Listing.objects.filter(pk=listing.pk).update(title="Lọc\x0b khí\x01 <b>")
    assert titles(feed_of(client)) == ["Lọc khí <b>"]


def test_feed_is_only_read_and_not_without_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.post(FEED).status_code == 405
    monkeypatch.setattr("accounts.throttling.hit", lambda **_values: False)
    assert client.get(FEED).status_code == 429


@pytest.mark.parametrize("number", [1, 3])
def test_feed_takes_a_fixed_number_of_queries(
    number: int, client: Client, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        make_published("offer", now=now)
    with django_assert_num_queries(3):
        feed_of(client, "?kind=offer")


def test_feed_readers_find_the_feed_of_a_search() -> None:
    link = render_to_string("catalog/_feed_link.html", {"address": "q=H2S&kind=offer"})
    assert 'type="application/atom+xml"' in link
    assert 'href="/listings/feed/?q=H2S&amp;kind=offer"' in link
