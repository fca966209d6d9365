"""robots.txt, sitemaps and the search description: full addresses, both languages, the public only."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from catalog.models import Listing
from exchange import sitemaps
from tests.factories_catalog import make_listing, make_member, make_organisation, make_published

pytestmark = pytest.mark.django_db

SITE = settings.SITE_URL
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
SECTIONS = ["pages", "fields", "industries", "provinces", "organisations", "stories", "experts", "listings"]
PUBLIC = [
    "/",
    "/en/",
    "/listings/",
    "/fields/",
    "/industries/",
    "/provinces/",
    "/organisations/",
    "/gap-list/",
    "/experts/",
    "/about/",
]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def addresses(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return [found.text or "" for found in ET.fromstring(answer.content).iterfind(".//s:loc", NAMES)]


def test_robots_closes_private_pages_and_names_the_sitemap(client: Client) -> None:
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    for path in ("/desk/", "/review/", "/admin/", "/account/"):
        assert {f"Disallow: {path}", f"Disallow: /en{path}"} <= set(lines)
    rules = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: /") and "*" not in line]
    assert [path for path in PUBLIC if any(path.startswith(rule) for rule in rules)] == []


def test_index_names_every_file_with_the_configured_host(client: Client) -> None:
    answer = client.get("/sitemap.xml", headers={"Host": "127.0.0.1"})
    found = re.findall(r"<loc>(.*?)</loc>", answer.content.decode())
    assert found == [f"{SITE}/sitemap-{section}.xml" for section in SECTIONS]


def test_listings_stand_in_both_languages_and_only_the_public_ones(client: Client, now: datetime) -> None:
    shown = make_published("need", now=now, is_anonymous=True)
    make_listing("offer", now=now)
    Listing.objects.filter(pk=make_published("offer", now=now).pk).update(state="paused")
    path = f"/listings/{shown.reference}/"
    assert addresses(client, "/sitemap-listings.xml") == [f"{SITE}{path}", f"{SITE}/en{path}"]


def test_each_address_names_its_other_language_and_its_last_change(client: Client, now: datetime) -> None:
    make_published("offer", now=now)
    root = ET.fromstring(client.get("/sitemap-listings.xml").content)
    rows = [[link.get("hreflang") for link in url.iterfind("x:link", NAMES)] for url in root]
    assert rows == [["vi", "en", "x-default"]] * 2
    assert {found.text for found in root.iterfind(".//s:lastmod", NAMES)} == {timezone.localdate().isoformat()}


def test_browse_pages_are_listed_where_something_is_published(client: Client, now: datetime) -> None:
    make_published("offer", now=now)
    assert addresses(client, "/sitemap-fields.xml")[::2] == [
        f"{SITE}/fields/4-khoa-hoc-nong-nghiep/",
        f"{SITE}/fields/401-trong-trot/",
    ]
    assert addresses(client, "/sitemap-provinces.xml")[::2] == [f"{SITE}/provinces/31-hai-phong/"]


def test_organisations_are_those_of_the_directory(client: Client, now: datetime) -> None:
    make_organisation(slug="mo")
    make_organisation(slug="dong", state="closed")
    make_published("need", by=make_member(make_organisation(slug="im", kind="individual")), now=now, is_anonymous=True)
    assert addresses(client, "/sitemap-organisations.xml")[::2] == [f"{SITE}/organisations/mo/"]


def test_files_are_paged_and_beyond_the_last_there_is_nothing(
    client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "PER_PAGE", 2)
    for _number in range(3):
        make_published("offer", now=now)
    assert f"{SITE}/sitemap-listings.xml?p=2" in re.findall(
        r"<loc>(.*?)</loc>", client.get("/sitemap.xml").content.decode()
    )
    assert [len(addresses(client, f"/sitemap-listings.xml?p={page}")) for page in (1, 2)] == [4, 2]
    for page in ("3", "0", "-1", "x", "9" * 5000):
        assert client.get(f"/sitemap-listings.xml?p={page}").status_code == 404
    assert client.get("/sitemap-nix.xml").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("section", "queries"), [("listings", 2), ("organisations", 3), ("fields", 2), ("pages", 1)])
def test_file_takes_the_same_queries(
    client: Client, now: datetime, count: int, section: str, queries: int, django_assert_num_queries: Any
) -> None:
    for _number in range(count):
        make_published("offer", now=now)
    with django_assert_num_queries(queries):
        client.get(f"/sitemap-{section}.xml")


@pytest.mark.parametrize(("prefix", "language"), [("", "vi"), ("/en", "en")])
def test_search_description_leads_to_the_list(client: Client, prefix: str, language: str) -> None:
    answer = client.get(f"{prefix}/opensearch.xml")
    root = ET.fromstring(answer.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert answer.headers["Content-Type"].startswith("application/opensearchdescription+xml")
    assert root.find(f"{space}Url").get("template") == f"{SITE}{prefix}/listings/?q={{searchTerms}}"  # type: ignore[union-attr]
    assert root.findtext(f"{space}Language") == language
    assert f'href="{prefix}/opensearch.xml"' in client.get(f"{prefix}/").content.decode()


@pytest.mark.parametrize("address", PUBLIC)
def test_pages_of_visitors_set_no_cookie_and_hold_no_token(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert b"csrfmiddlewaretoken" not in answer.content
    assert answer.content.count(b'rel="canonical"') == 1


@pytest.mark.parametrize(
    ("query", "listed"), [("kind=offer&trl=5", True), ("q=tom", False), ("kind=offer&trl=5&field=4", False)]
)
def test_search_results_are_not_to_be_listed(client: Client, query: str, listed: bool) -> None:
    assert (b'content="noindex' not in client.get(f"/listings/?{query}").content) is listed
