"""The pages everybody meets: home, the list, a listing, the desk; language, theme, and who sees what."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation, User
from catalog import publishing
from catalog.models import Attachment, DisclosureOpening, Listing, State
from tests import factories
from tests.factories_catalog import author_of, concept, make_listing, make_organisation, make_published, make_submitted

pytestmark = pytest.mark.django_db

OWNER = "Hợp tác xã Rạch Riêng"
SLUG = "hop-tac-xa-rach-rieng"


@pytest.fixture
def today_now() -> datetime:
    """The moment of the test: what is public depends on the real day."""
    return timezone.now()


def soup(client: Client, address: str, **params: Any) -> BeautifulSoup:
    answer = client.get(address, params)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


def references(page: BeautifulSoup) -> list[str]:
    return [ref.text for ref in page.select(".card .ref")]


# --- Home -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_home_takes_the_same_queries_however_much_is_published(
    client: Client, today_now: datetime, django_assert_num_queries: Any, rows: int
) -> None:
    for _number in range(rows):
        make_published("need", now=today_now)
        make_published("offer", now=today_now)
    with django_assert_num_queries(10):
        client.get("/")


def test_home_shows_what_is_new_and_how_much_there_is(client: Client, today_now: datetime) -> None:
    listings = [make_published(kind, now=today_now) for kind in ("need", "offer")]
    make_listing("offer", now=today_now)
    page = soup(client, "/")
    assert references(page) == [listing.reference for listing in listings]
    assert [link["href"] for link in page.select(".section .row--between a")] == [
        "/listings/?kind=need",
        "/listings/?kind=offer",
        "/fields/",
    ]
    assert page.select_one(".browse a")["href"] == "/fields/4-khoa-hoc-nong-nghiep/"  # type: ignore[index]


def test_empty_portal_has_a_home_page_and_a_list(client: Client) -> None:
    assert references(soup(client, "/")) == references(soup(client, "/listings/")) == []


# --- The list -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("query", ["", "?kind=offer&field=4&industry=C&province=31&trl=3&sort=expiring"])
def test_list_takes_the_same_queries_however_long_it_is(
    client: Client, today_now: datetime, django_assert_num_queries: Any, rows: int, query: str
) -> None:
    for _number in range(rows):
        make_published("offer", now=today_now).industries.add(concept("vsic", "C"))
    with django_assert_num_queries(4):
        answer = client.get(f"/listings/{query}")
    assert len(references(BeautifulSoup(answer.content, "html.parser"))) == rows


@pytest.fixture
def three(today_now: datetime) -> dict[str, Listing]:
    """A need, an offer of another field and place, and one that nobody should see."""
    need = make_published("need", now=today_now)
    offer = make_published("offer", now=today_now + timedelta(seconds=1), trl=5, amount_min=10, amount_max=20)
    offer.fields.set([concept("st_field", "207")])
    offer.industries.set([concept("vsic", "10")])
    Listing.objects.filter(pk=offer.pk).update(province=concept("province", "01"))
    hidden, _revision = make_submitted("offer", now=today_now)
    return {"need": need, "offer": offer, "hidden": hidden}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["offer", "need"]),
        ("kind=need", ["need"]),
        ("kind=need&kind=offer", ["offer", "need"]),
        ("field=4", ["need"]),
        ("field=2&field=4", ["offer", "need"]),
        ("industry=C", ["offer"]),
        ("province=31", ["need"]),
        ("trl=5", ["offer"]),
        ("trl=6", []),
        ("kind=need&field=2", []),
        ("sort=price_up", ["offer", "need"]),
        ("kind=nonsense", ["offer", "need"]),
        ("unknown=1&sort=unknown&page=99", ["offer", "need"]),
    ],
)
def test_filters_and_sorts_give_exactly_these(
    client: Client, three: dict[str, Listing], query: str, found: list[str]
) -> None:
    assert references(soup(client, f"/listings/?{query}")) == [three[name].reference for name in found]


def test_filters_in_use_can_be_taken_away_one_by_one(client: Client, three: dict[str, Listing]) -> None:
    page = soup(client, "/listings/?kind=offer&trl=5&field=2&page=2")
    chips = {chip.get_text(" ", strip=True): chip["href"] for chip in page.select("a.chip")}
    assert sorted(chips.values())[:3] == ["?kind=offer&field=2", "?kind=offer&trl=5", "?trl=5&field=2"]


def test_pages_follow_each_other_and_the_last_one_stays(client: Client, today_now: datetime) -> None:
    organisation = make_organisation()
    member = factories.MembershipFactory(organisation=organisation).user
    for number in range(25):
        make_published("offer", now=today_now + timedelta(seconds=number), by=member, organisation=organisation)
    first, last = soup(client, "/listings/"), soup(client, "/listings/?page=1000000000000000000000000000000")
    assert (len(references(first)), len(references(last))) == (24, 1)
    assert first.select_one("a[rel=next]")["href"] == "?page=2"  # type: ignore[index]


# --- One listing ----------------------------------------------------------------------------------------------------

PUBLIC, OWN, STAFF = "public", "own", "staff"
VISIBLE = {
    State.DRAFT: {OWN}, State.SUBMITTED: {OWN, STAFF}, State.IN_REVIEW: {OWN, STAFF}, State.REJECTED: {OWN, STAFF},
    State.PUBLISHED: {PUBLIC, OWN, STAFF}, State.PAUSED: {OWN, STAFF}, State.EXPIRED: {OWN, STAFF},
    State.WITHDRAWN: {OWN, STAFF}, State.FULFILLED: {OWN, STAFF}, State.ARCHIVED: {OWN, STAFF},
}  # fmt: skip


@pytest.mark.parametrize("state", VISIBLE)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_listing_opens_for_whom_it_is_meant_and_for_nobody_else(
    client: Client, today_now: datetime, state: str, prefix: str
) -> None:
    listing = make_published("offer", now=today_now)
    Listing.objects.filter(pk=listing.pk).update(state=state)
    stranger = factories.MembershipFactory().user
    readers = {PUBLIC: [None, stranger], OWN: [author_of(listing)], STAFF: [factories.OfficerFactory()]}
    for group, users in readers.items():
        for user in users:
            reader = Client()
            if user:
                reader.force_login(user)
            status = reader.get(f"{prefix}/listings/{listing.reference}/").status_code
            assert status == (200 if group in VISIBLE[State(state)] else 404), (group, state)


def test_expired_day_hides_a_listing_at_once(client: Client, today_now: datetime) -> None:
    listing = make_published("offer", now=today_now)
    Listing.objects.filter(pk=listing.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert client.get(f"/listings/{listing.reference}/").status_code == 404
    assert references(soup(client, "/listings/")) == []


@pytest.fixture
def anonymous_need(today_now: datetime) -> Listing:
    owner = make_organisation(OWNER, slug=SLUG, tax_code="0201234567", contact_email="rieng@vidu.test")
    member = factories.MembershipFactory(organisation=owner, user__full_name="Đặng Người Riêng").user
    need = make_published("need", now=today_now, by=member, organisation=owner, is_anonymous=True)
    Attachment.objects.create(
        listing=need, file="attachments/x", name="so-do.png", content_type="image/png", size=9, sha256="0" * 64,
        uploaded_by=member,
    )  # fmt: skip
    return need


@pytest.mark.parametrize("signed_in", [False, True])
def test_owner_of_an_anonymous_need_is_named_nowhere(client: Client, anonymous_need: Listing, signed_in: bool) -> None:
    if signed_in:
        client.force_login(factories.MembershipFactory().user)
    need = anonymous_need
    addresses = ["/", "/listings/", f"/listings/?q={OWNER}", f"/listings/{need.reference}/"]
    for address in [*addresses, *(f"/en{address}" for address in addresses), f"/listings/{need.reference}/history/"]:
        answer = client.get(address)
        told = (answer.content.decode() + str(answer.headers)).replace(f"“{OWNER}”", "").replace(f'value="{OWNER}"', "")
        told = re.sub(r"q=[^\"'&]*", "", told)
        assert [word for word in (OWNER, SLUG, "0201234567", "rieng@vidu.test", "Người Riêng") if word in told] == [], (
            address
        )
    assert "Không công khai tên" in soup(client, f"/listings/{need.reference}/").text


def test_public_page_of_an_organisation_does_not_show_its_anonymous_needs(
    client: Client, anonymous_need: Listing
) -> None:
    assert anonymous_need.reference not in soup(client, f"/organisations/{SLUG}/").text


@pytest.mark.parametrize("kind", ["offer", "need"])
def test_listing_page_takes_few_queries(
    client: Client, today_now: datetime, kind: str, django_assert_max_num_queries: Any
) -> None:
    listing = make_published(kind, now=today_now)
    with django_assert_max_num_queries(14):
        client.get(f"/listings/{listing.reference}/")
    client.force_login(author_of(listing))
    with django_assert_max_num_queries(30):
        client.get(f"/listings/{listing.reference}/")


def test_confidential_part_stays_closed_and_its_opening_is_written_down(client: Client, today_now: datetime) -> None:
    listing = make_published("offer", now=today_now, confidential="Tỷ lệ pha 3:7", disclosure="interest")
    guest = factories.MembershipFactory()
    client.force_login(guest.user)
    assert "Tỷ lệ pha" not in soup(client, f"/listings/{listing.reference}/").text
    listing.grants.create(organisation=guest.organisation, level="interest")
    assert "Tỷ lệ pha 3:7" in soup(client, f"/listings/{listing.reference}/").text
    opened = DisclosureOpening.objects.get()
    assert (opened.user, opened.organisation, opened.what) == (guest.user, guest.organisation, "confidential")


# --- The shell ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("/", "/en/"), ("/en/", "/"), ("/listings/?kind=need&page=2", "/en/listings/?kind=need&page=2"),
        ("/en/listings/?q=t%C3%B4m", "/listings/?q=t%C3%B4m"), ("/en/about/", "/about/"),
    ],
)  # fmt: skip
def test_language_link_leads_to_the_same_page(client: Client, address: str, other: str) -> None:
    page = soup(client, address)
    assert {link["href"] for link in page.select("a.tool[hreflang]")} == {other}
    assert page.html["lang"] == ("en" if address.startswith("/en") else "vi")  # type: ignore[index]


def test_theme_is_kept_in_a_cookie_and_given_back_to_the_device(client: Client) -> None:
    answer = client.post("/display/theme/", {"theme": "dark", "next": "/listings/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/listings/")
    assert soup(client, "/").html["data-theme"] == "dark"  # type: ignore[index]
    client.post("/display/theme/", {"theme": "device"})
    assert "data-theme" not in soup(client, "/").html.attrs  # type: ignore[union-attr]


def test_unknown_theme_is_ignored(client: Client) -> None:
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in soup(client, "/").html.attrs  # type: ignore[union-attr]


def test_pages_of_signed_in_people_are_not_stored(client: Client) -> None:
    assert "Cache-Control" not in client.get("/").headers
    client.force_login(factories.UserFactory())
    assert client.get("/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/", "/listings/", "/health/", "/khong-co/", "/static/css/khong-co.css"])
def test_headers_stand_on_every_answer(client: Client, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert ("unsafe" in policy, "frame-ancestors 'none'" in policy) == (False, True)
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
    assert headers["Permissions-Policy"].startswith("camera=()")


# --- The desk -------------------------------------------------------------------------------------------------------


def test_desk_asks_for_signing_in(client: Client) -> None:
    assert client.get("/desk/").headers["Location"] == "/account/login/?next=/desk/"


def test_desk_of_a_newcomer_leads_to_an_organisation(client: Client) -> None:
    client.force_login(factories.UserFactory())
    assert soup(client, "/desk/").select_one("main a.btn")["href"] == "/organisations/new/"  # type: ignore[index]


def test_desk_of_an_officer_is_the_queue(client: Client) -> None:
    client.force_login(factories.OfficerFactory())
    assert client.get("/desk/").headers["Location"] == "/review/"


def fill_desk(user: User, organisation: Organisation, *, rows: int, now: datetime) -> None:
    """Drafts, listings to mend and people who ask to join."""
    officer = factories.OfficerFactory()
    for _number in range(rows):
        make_listing("need", by=user, organisation=organisation, now=now)
        _listing, revision = make_submitted("offer", by=user, organisation=organisation, now=now)
        publishing.decide(revision=revision, decision="request_changes", by=officer, now=now, comment="Bổ sung số đo.")
        factories.JoinRequestFactory(organisation=organisation)


@pytest.mark.parametrize("rows", [1, 3])
def test_desk_takes_the_same_queries_however_much_waits(
    client: Client, today_now: datetime, django_assert_num_queries: Any, rows: int
) -> None:
    membership = factories.MembershipFactory()
    fill_desk(membership.user, membership.organisation, rows=rows, now=today_now)
    client.force_login(membership.user)
    with django_assert_num_queries(14):
        answer = client.get("/desk/")
    links = BeautifulSoup(answer.content, "html.parser").select("main th a")
    assert len(links) == 2 * rows


def test_desk_shows_nothing_of_other_organisations(client: Client, today_now: datetime) -> None:
    other = factories.MembershipFactory()
    fill_desk(other.user, other.organisation, rows=1, now=today_now)
    client.force_login(factories.MembershipFactory().user)
    assert [
        ref for ref in Listing.objects.values_list("reference", flat=True) if ref in soup(client, "/desk/").text
    ] == []
