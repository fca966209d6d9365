"""What a page's head says to search engines: one address per page, both languages, facts that cannot break out."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.template import Context
from django.test import RequestFactory

from taxonomy.addresses import alternates
from taxonomy.templatetags.head import json_ld, page_links, robots_of_list

SITE = settings.SITE_URL


def context(address: str) -> Context:
    return Context({"request": RequestFactory().get(address)})


@pytest.mark.parametrize(
    ("address", "names", "canonical"),
    [
        ("/fields/", (), "/fields/"),
        ("/fields/?utm_source=x&page=1", (), "/fields/"),
        ("/listings/?page=3&kind=offer&sort=newest&utm=1", ("kind",), "/listings/?kind=offer&amp;page=3"),
        ("/listings/?kind=offer&kind=offer&kind=", ("kind",), "/listings/?kind=offer"),
        (f"/listings/?page={'9' * 5000}", (), "/listings/?page=999999999"),
        ("/listings/?page=-1", (), "/listings/"),
        ("/listings/?page=%D9%A3", (), "/listings/"),
        ("/listings/?kind=%22%3E%3Cb%3E", ("kind",), "/listings/?kind=%22%3E%3Cb%3E"),
    ],
)
def test_canonical_address_keeps_named_parameters_and_the_page(
    address: str, names: tuple[str, ...], canonical: str
) -> None:
    assert (
        page_links(context(address), *names)
        .splitlines()[0]
        .startswith(f'<link rel="canonical" href="{SITE}{canonical}">')
    )


@pytest.mark.parametrize(
    ("path", "vietnamese"), [("/", "/"), ("/en/", "/"), ("/en/fields/", "/fields/"), ("/env/", "/env/")]
)
def test_every_page_names_both_languages(path: str, vietnamese: str) -> None:
    assert alternates(path) == [
        ("vi", f"{SITE}{vietnamese}"), ("en", f"{SITE}/en{vietnamese}"), ("x-default", f"{SITE}{vietnamese}"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("", True), ("kind=offer", True), ("kind=offer&field=2", True), ("kind=offer&field=2&field=4", False),
        ("q=t%C3%B4m", False), ("q=%20", True), ("page=9", True), ("kind=&field=&trl=", True),
    ],
)  # fmt: skip
def test_search_results_and_many_filters_are_not_to_be_listed(query: str, listed: bool) -> None:
    assert bool(robots_of_list(context(f"/listings/?{query}"), "kind", "field", "trl")) is not listed


def test_pages_without_a_request_have_no_links() -> None:
    assert page_links(Context()) == robots_of_list(Context()) == ""


def test_facts_for_search_engines_cannot_end_their_block() -> None:
    name = "</script><script>alert(1)</script><!-- & Bình"
    block = json_ld({"@type": "Organization", "name": name})
    assert block.count("<") == 2
    assert json.loads(block.partition(">")[2].rpartition("<")[0])["name"] == name
