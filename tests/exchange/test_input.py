"""Whatever stands in an address, a form, a cookie or a header: a proper page, never an error of ours."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.factories_catalog import make_published

pytestmark = pytest.mark.django_db

LISTS = ["/listings/", "/en/listings/"]
HOSTILE_WORDS = [
    "%27%20OR%201%3D1--", "%5C%5C%27%26%7C%21%3A%2A", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "%7B%7B1234*4321%7D%7D",
    "%25",
    "(((((", "%E2%80%AE%E2%80%AFabc", "a%CC%81" * 300, "x" * 4000, "t%C3%B4m%0D%0Aaa", "%F0%9F%A6%90", "%C2%A0",
    "-1e308", "(a%2B)%2B%24" * 40, "%3A*%20%26%20%3C-%3E", "%5B", "0",
]  # fmt: skip
UNREADABLE = ["%00", "a%00b", "%FF", "%C3%28", "%ED%A0%80", "%F8%88%80%80%80", "%C0%AF"]
ODD_QUERIES = [
    "kind=thing", "kind=offer&kind=thing", "kind__in=offer", "field=999999", "field=%27", "field=401&field=nix",
    "industry=%5B%5D", "province=31&province=1e30", "trl=0", "trl=99", "trl=abc", "trl=1&trl=9", "sort=-password",
    "sort=organisation__tax_code", "sort=best", "page=0", "page=-1", "page=abc", "page=1.5", "page=%D9%A3", "page=last",
    f"page={10**30}", f"page={'9' * 5000}", "organisation__contact_email=a", "state=draft", "q=&sort=price_up",
    "&&&===", "q", "%5B%5D=1", "q[]=1", "page=1&page=2", "kind=" + "&kind=".join(["offer"] * 500),
    "field=" + "&field=".join(str(number) for number in range(500)),
]  # fmt: skip


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("words", HOSTILE_WORDS)
def test_search_words_of_any_kind_get_a_page(visitor: Client, words: str) -> None:
    answer = visitor.get(f"/listings/?q={words}")
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert b"5332114" not in answer.content


@pytest.mark.parametrize("query", ODD_QUERIES)
def test_odd_filters_sorts_and_pages_get_a_page(visitor: Client, query: str) -> None:
    for address in LISTS:
        assert visitor.get(f"{address}?{query}").status_code == 200


@pytest.mark.parametrize("words", UNREADABLE)
def test_unreadable_queries_are_refused_with_a_page(visitor: Client, words: str) -> None:
    for address in ("/listings/?q=", "/en/?x=", "/account/login/?next=/", "/health/?", "/khong-co/?"):
        answer = visitor.get(f"{address}{words}")
        assert answer.status_code == 400
        assert b"CungC" in answer.content


@pytest.mark.parametrize("words", UNREADABLE)
def test_unreadable_paths_are_refused_with_a_page(visitor: Client, words: str) -> None:
    for address in (f"/listings/{words}/", f"/en/organisations/{words}/", f"/{words}", f"/invitations/{words}/"):
        assert visitor.get(address).status_code in (400, 404)


def test_query_of_eight_thousand_bytes_is_the_longest(visitor: Client) -> None:
    assert visitor.get("/listings/?q=" + "x" * 8190).status_code == 200
    assert visitor.get("/listings/?q=" + "x" * 8191).status_code == 400


@pytest.mark.parametrize("address", ["/", "/listings/", "/account/login/"])
def test_too_many_parameters_are_refused_with_a_page(visitor: Client, address: str) -> None:
    answer = visitor.get(address + "?" + "&".join(f"a{number}=" for number in range(1001)))
    assert answer.status_code in (200, 400)


def test_hundreds_of_values_do_not_swell_the_page(visitor: Client) -> None:
    many = visitor.get("/listings/?" + "&".join(f"x{number}=y" for number in range(900)))
    assert b'name="x899"' not in many.content
    assert len(many.content) < len(visitor.get("/listings/").content) + 20_000  # the language links repeat the address


@pytest.mark.parametrize("reference", ["HP-N-2026-9999", "'", "a" * 3000, "..", "%2e%2e%2f", "tin đăng", "0", "-1"])
def test_unknown_listings_are_not_found(visitor: Client, reference: str) -> None:
    assert visitor.get(f"/listings/{reference}/").status_code == 404


@pytest.mark.parametrize("number", ["0", str(2**63), str(10**30), "-1"])
@pytest.mark.parametrize(
    "address", ["/interests/{}/", "/suggestions/{}/interested/", "/mailbox/{}/", "/join-requests/{}/answer/"]
)
def test_numbers_beyond_the_database_are_not_found(visitor: Client, address: str, number: str) -> None:
    visitor.force_login(factories.UserFactory())
    assert visitor.get(address.format(number)).status_code in (404, 405)
    assert visitor.post(address.format(number)).status_code in (404, 405)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\r\nSet-Cookie: a=b",
        "\\\\evil",
        "/" + "x" * 5000,
        "\x00",
        "",
    ],
)
def test_theme_returns_only_to_our_own_pages(visitor: Client, target: str) -> None:
    answer = visitor.post("/display/theme/", {"theme": "dark", "next": target})
    assert answer.status_code in (303, 400)
    assert answer.headers.get("Location", "/").startswith("/")
    assert not answer.headers.get("Location", "/").startswith(("//", "/\\"))
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_refused(visitor: Client, method: str) -> None:
    assert visitor.generic(method, "/listings/").status_code == 405


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Accept-Language", "x" * 5000),
        ("Accept-Language", "../../etc/passwd"),
        ("Cookie", "session=\x80\xff; theme=<b>"),
        ("Referer", "javascript:alert(1)"),
        ("X-Forwarded-For", "'; DROP TABLE x;--"),
        ("Accept", "*"),
        ("Range", "bytes=-9"),
        ("X-Forwarded-Host", "evil.example"),
        ("If-Modified-Since", "never"),
    ],
)
def test_odd_headers_change_nothing(visitor: Client, header: str, value: str) -> None:
    answer = visitor.get("/", headers={header: value})
    assert answer.status_code == 200
    assert b"evil.example" not in answer.content


def test_forms_refuse_null_characters_with_a_page(visitor: Client) -> None:
    for body in (b"login=a%00b&password=x", b"login=%FF&password=%ED%A0%80", b"=&=&\x00", b"\xff" * 100):
        answer = visitor.post("/account/login/", body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (200, 400)


def test_hundred_and_fifty_page_views_a_minute_meet_no_limit(client: Client) -> None:
    listing = make_published("offer", now=timezone.now())
    pages = ["/", "/listings/", f"/listings/{listing.reference}/"]
    assert {client.get(pages[number % 3]).status_code for number in range(150)} == {200}
