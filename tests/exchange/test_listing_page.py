"""The page of a listing: for caches, for machines, on paper; few queries, and nothing of a hidden owner."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from catalog import indexing
from catalog.models import Attachment, Comparison, DisclosureOpening, IPRight, Listing, Target
from exchange import pdf
from tests import factories
from tests.embedders import use_words
from tests.factories_catalog import author_of, concept, make_listing, make_organisation, make_published

pytestmark = pytest.mark.django_db

OWNER = "Hợp tác xã Rạch Riêng"
HOSTILE = '</script><script>alert(1)</script> & "\u2028'


@pytest.fixture
def moment() -> datetime:
    return timezone.now()


@pytest.fixture
def hidden(moment: datetime) -> Listing:
    owner = make_organisation(OWNER, slug="rach-rieng")
    return make_published("need", now=moment, organisation=owner, is_anonymous=True)


def address(listing: Listing, end: str = "") -> str:
    return f"/listings/{listing.reference}/{end}"


def soup(url: str, client: Client | None = None) -> BeautifulSoup:
    answer = (client or Client()).get(url)
    assert answer.status_code == 200, url
    return BeautifulSoup(answer.content, "html.parser")


def graph(page: BeautifulSoup) -> dict[str, Any]:
    found = json.loads(page.select_one("script[type='application/ld+json']").string)  # type: ignore[union-attr,arg-type]
    return {node["@type"]: node for node in found["@graph"]}


def fill(listing: Listing, rows: int) -> None:
    for number in range(rows):
        Attachment.objects.create(
            listing=listing, file=f"attachments/{number}", name=f"Tệp {number}.pdf", content_type="application/pdf",
            size=2048, sha256=f"{number:064}",
        )  # fmt: skip
        Target.objects.create(listing=listing, name=f"Chỉ tiêu {number}", value="5")
        Comparison.objects.create(listing=listing, indicator=f"Chỉ tiêu {number}", ours="5")
        IPRight.objects.create(listing=listing, kind=concept("ip_kind", "patent"), status="granted", number=str(number))
        listing.industries.add(concept("vsic", "ABC"[number]))


@pytest.fixture
def neighbours(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> dict[str, Listing]:
    """Indexed listings of both kinds with their like."""
    use_words(monkeypatch)
    found = {kind: make_published(kind, now=moment) for kind in ("offer", "need")}
    for kind in found:
        make_published(kind, now=moment)
    indexing.index_awaiting()
    return found


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("kind", "queries"), [("offer", 6), ("need", 5)])
def test_page_takes_the_same_queries_however_much_it_holds(
    neighbours: dict[str, Listing], rows: int, kind: str, queries: int, django_assert_num_queries: Any
) -> None:
    fill(neighbours[kind], rows)
    with django_assert_num_queries(queries):
        page = soup(address(neighbours[kind]))
    assert len(page.select(".card")) == 1
    client = Client()
    client.force_login(factories.MembershipFactory().user)
    with django_assert_num_queries(queries + 4):
        client.get(address(neighbours[kind]))


def test_visitors_page_is_the_same_for_all(hidden: Listing) -> None:
    answer = Client().get(address(hidden))
    assert (answer.cookies.output(), "csrf" in answer.content.decode()) == ("", False)
    assert not answer.has_header("Cache-Control")  # the server keeps it; nobody else may show what was withdrawn
    assert "Cookie" in answer["Vary"]


def test_page_of_somebody_signed_in_is_kept_by_nobody(hidden: Listing) -> None:
    client = Client()
    client.force_login(factories.UserFactory())
    assert client.get(address(hidden))["Cache-Control"] == "private, no-store"


def test_theme_is_chosen_without_a_token(hidden: Listing) -> None:
    answer = Client(enforce_csrf_checks=True).post("/display/theme/", {"theme": "dark", "next": address(hidden)})
    assert (answer.status_code, answer.cookies["theme"].value) == (303, "dark")


def test_head_names_one_address_and_both_languages(moment: datetime, settings: Any) -> None:
    listing = make_published("offer", now=moment)
    vi, en = (f"{settings.SITE_URL}{prefix}{address(listing)}" for prefix in ("", "/en"))
    for url, own in ((address(listing) + "?x=1", vi), ("/en" + address(listing), en)):
        page = soup(url)
        assert [link["href"] for link in page.select("link[rel=canonical]")] == [own]
        links = {link["hreflang"]: link["href"] for link in page.select("link[rel=alternate][hreflang]")}
        assert links == {"vi": vi, "en": en, "x-default": vi}
        tags = {tag["property"]: tag["content"] for tag in page.select("meta[property]")}
        assert tags["og:url"] == own
        assert tags["og:image"].startswith(own + "card.png?v=")


def test_structured_data_say_what_is_offered_and_by_whom(moment: datetime, settings: Any) -> None:
    listing = make_published("offer", now=moment, amount_min=100_000_000, amount_max=200_000_000)
    data = graph(soup(address(listing)))
    offer = data["Offer"]
    assert offer["itemOffered"]["name"] == listing.title
    assert offer["priceSpecification"]["minPrice"] == 100_000_000
    assert offer["offeredBy"]["@id"] == data["Organization"]["@id"]
    assert data["Organization"]["name"] == listing.organisation.name
    assert [item["position"] for item in data["BreadcrumbList"]["itemListElement"]] == [1, 2, 3]


def test_hidden_owner_is_in_no_head_file_or_picture(hidden: Listing) -> None:
    page = Client().get(address(hidden)).content.decode()
    assert set(graph(soup(address(hidden)))) == {"Demand", "BreadcrumbList"}
    assert [word for word in (OWNER, "rach-rieng") if word in page] == []
    officer = Client()
    officer.force_login(factories.OfficerFactory())
    data = soup(address(hidden), officer).select_one("script[type='application/ld+json']")
    assert OWNER not in str(data)


@pytest.mark.parametrize("kind", ["offer", "need"])
def test_hostile_texts_stay_inside_their_element(moment: datetime, kind: str) -> None:
    listing = make_published(kind, now=moment)
    Listing.objects.filter(pk=listing.pk).update(title=HOSTILE, summary=HOSTILE)
    page = soup(address(listing))
    assert graph(page)[{"offer": "Offer", "need": "Demand"}[kind]]["name"] == HOSTILE
    assert "<script>alert" not in Client().get(address(listing)).content.decode()


def test_what_is_not_public_has_no_head_and_no_pictures(moment: datetime) -> None:
    draft = make_listing("offer", now=moment)
    client = Client()
    client.force_login(author_of(draft))
    page = soup(address(draft), client)
    assert page.select("script[type='application/ld+json'], meta[property]") == []
    assert page.select_one("meta[name=robots]")["content"] == "noindex"  # type: ignore[index]
    for end in ("card.png", "qr.svg", "pdf/"):
        assert Client().get(address(draft, end)).status_code == 404
    assert client.get(address(draft, "card.png")).status_code == 404


def test_page_says_who_may_see_what(moment: datetime) -> None:
    listing = make_published("offer", now=moment, confidential="Bí quyết 3:7", disclosure="nda")
    fill(listing, 1)
    Attachment.objects.update(level="interest")
    lines = [line.get_text(" ", strip=True) for line in soup(address(listing)).select(".fact")]
    assert any(line.endswith("1 tệp") for line in lines)
    assert any("phần bảo mật" in line for line in lines)
    assert "Tệp 0" not in soup(address(listing)).text


def test_verified_trl_names_who_and_when(moment: datetime) -> None:
    officer = factories.OfficerFactory(full_name="Lương Thị Hạnh")
    listing = make_published("offer", now=moment)
    assert "Chưa được xác minh." in soup(address(listing)).text
    day = datetime(2026, 3, 5, 3, tzinfo=moment.tzinfo)
    Listing.objects.update(trl_verified=6, trl_verified_by=officer, trl_verified_at=day)
    assert "Cán bộ Lương Thị Hạnh xác minh ngày 05/03/2026." in soup(address(listing)).text


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The HTML that would become PDF files."""
    pages: list[str] = []
    monkeypatch.setattr(pdf, "make_pdf", lambda html, address: pages.append(html) or b"%PDF-1.7")
    return pages


def test_file_holds_what_the_page_shows_its_reader(moment: datetime, laid_out: list[str]) -> None:
    listing = make_published("offer", now=moment, confidential="Bí quyết 3:7", disclosure="interest")
    guest = factories.MembershipFactory()
    client = Client()
    client.force_login(guest.user)
    client.get(address(listing, "pdf/"))
    listing.grants.create(organisation=guest.organisation, level="interest")
    answer = client.get(address(listing, "pdf/"))
    assert ["Bí quyết" in html for html in laid_out] == [False, True]
    assert DisclosureOpening.objects.count() == 1
    assert answer["Content-Disposition"] == f'attachment; filename="{listing.reference}.pdf"'
    assert answer["Cache-Control"] == "private, no-store"


def test_file_names_no_hidden_owner(hidden: Listing, laid_out: list[str]) -> None:
    Client().get(address(hidden, "pdf/"))
    assert (OWNER in laid_out[0], "Không công khai tên" in laid_out[0]) == (False, True)


def test_file_of_a_whole_listing_is_made(moment: datetime) -> None:
    listing = make_published("offer", now=moment, description="**Đậm** " * 900)
    fill(listing, 3)
    answer = Client().get("/en" + address(listing, "pdf/"))
    assert (answer.status_code, answer.content[:8]) == (200, b"%PDF-1.7")


def test_only_safe_methods_and_not_too_often(hidden: Listing, laid_out: list[str]) -> None:
    client = Client()
    for end in ("", "pdf/", "card.png", "qr.svg"):
        assert client.post(address(hidden, end)).status_code == 405
    codes = {client.get(address(hidden, "pdf/")).status_code for _ in range(31)}
    assert codes == {200, 429}


def test_expired_listing_has_no_pictures(moment: datetime) -> None:
    listing = make_published("offer", now=moment)
    Listing.objects.update(valid_until=timezone.localdate() - timedelta(days=1))
    assert {Client().get(address(listing, end)).status_code for end in ("card.png", "qr.svg", "pdf/")} == {404}
