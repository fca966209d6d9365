"""The posting pages as people use them, without script."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog import posting
from catalog.models import Kind, Listing, State
from tests.factories_catalog import (
    author_of,
    concept,
    make_listing,
    make_member,
    make_officer,
    make_organisation,
    make_published,
    make_submitted,
)

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend=BACKEND)
    return client


def edit_url(listing: Listing, step: str) -> str:
    return reverse("catalog:listing-edit", args=[listing.reference, step])


def page_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def posted(client: Client, url: str, *, to: str = "", **changes: Any) -> HttpResponse:
    """Send the page's form as a browser would, with some fields changed; None leaves a field out."""
    form = page_of(client.get(url)).select_one("main form[method=post]")
    assert form is not None
    data: dict[str, Any] = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        name = str(field["name"])
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            data[name] = str(chosen["value"]) if chosen else ""
        elif field.name == "textarea":
            data[name] = field.text.removeprefix("\n")
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                data.setdefault(name, []).append(str(field["value"]) if field.has_attr("value") else "on")
        else:
            data.setdefault(name, []).append(str(field.get("value", "")))
    data = {name: value for name, value in (data | changes).items() if value is not None}
    return client.post(to or url, data)  # type: ignore[return-value]


def errors_in(response: Any) -> list[str]:
    return [link.text for link in page_of(response).select(".notice--bad li")]


def test_first_save_makes_the_draft_and_goes_on(client: Client) -> None:
    member = make_member(make_organisation())
    url = reverse("catalog:listing-create", args=["need"])
    response = posted(signed_in(client, member), url, title="Xét nghiệm EHP\x00 tại ao", summary="a\u202eb")
    listing = Listing.objects.get()
    assert (response.status_code, response["Location"]) == (302, edit_url(listing, "targets"))
    assert (listing.title, listing.summary, listing.state) == ("Xét nghiệm EHP tại ao", "ab", State.DRAFT)


def test_nothing_is_made_without_a_title(client: Client) -> None:
    member = make_member(make_organisation())
    response = posted(signed_in(client, member), reverse("catalog:listing-create", args=["offer"]), summary="Một câu")
    assert (response.status_code, Listing.objects.count(), len(errors_in(response))) == (422, 0, 1)
    assert "Một câu" in response.content.decode()


def test_create_asks_readers_strangers_and_visitors_elsewhere(client: Client) -> None:
    url = reverse("catalog:listing-create", args=["need"])
    assert client.get(url)["Location"].startswith(reverse("account_login"))
    signed_in(client, make_member(make_organisation(), role="reader"))
    assert client.get(url)["Location"] == reverse("catalog:own-listings")
    signed_in(client, make_officer())
    assert client.get(url)["Location"] == reverse("accounts:organisation-create")
    assert client.get("/listings/new/wish/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        *[(Kind.NEED, step) for step in ("problem", "targets", "conditions", "visibility", "check")],
        *[(Kind.OFFER, step) for step in ("technology", "evidence", "transfer", "visibility", "check")],
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_step_shows_saves_unchanged_and_is_closed_to_others(
    kind: str, step: str, language: str, client: Client, now: datetime
) -> None:
    listing = make_listing(kind, now=now)
    before = Listing.objects.values().get(pk=listing.pk)
    url = ("/en" if language == "en" else "") + edit_url(listing, step)
    signed_in(client, author_of(listing))
    if step == "check":
        assert client.get(url).status_code == 200
    else:
        assert posted(client, url).status_code == 302
    after = Listing.objects.values().get(pk=listing.pk)
    assert {**after, "updated_at": before["updated_at"]} == before
    for stranger in (make_member(make_organisation()), make_member(listing.organisation, role="reader")):
        assert signed_in(Client(), stranger).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_steps_of_the_other_kind_and_unknown_ones_are_404(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    signed_in(client, author_of(listing))
    assert [client.get(edit_url(listing, step)).status_code for step in ("technology", "foo")] == [404, 404]


def test_conditions_read_what_people_write(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    response = posted(
        signed_in(client, author_of(listing)), edit_url(listing, "conditions"),
        amount_min="450 triệu", amount_max="1,5 tỷ", time_from="1/3/2027", time_to="31.12.2027", trl="7",
        fields=["401", "404"], industries=["03"], forms=["licence"], keywords="tôm; EHP, tôm\nxét nghiệm nhanh",
        province="01",
    )  # fmt: skip
    listing.refresh_from_db()
    assert response.status_code == 302
    assert (listing.amount_min, listing.amount_max, listing.trl) == (450_000_000, 1_500_000_000, 7)
    assert (listing.time_from, listing.time_to) == (date(2027, 3, 1), date(2027, 12, 31))
    assert (listing.keywords, listing.ward) == (["tôm", "EHP", "xét nghiệm nhanh"], None)
    assert sorted(field.code for field in listing.fields.all()) == ["401", "404"]


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_min": "hai tỷ"},
        {"amount_min": "500"},
        {"amount_max": "9999999999999999999999"},
        {"amount_min": "2 tỷ", "amount_max": "1 tỷ"},
        {"time_from": "31/02/2027"},
        {"time_from": "01/01/1900"},
        {"time_from": "02/01/2027", "time_to": "01/01/2027"},
        {"trl": "10"},
        {"fields": ["401", "402", "403", "404"]},
        {"fields": ["nope"]},
        {"fields": ["\x00"]},
        {"province": "99999"},
        {"ward": "nope"},
        {"keywords": "a,b,c,d,e,f,g,h,i"},
        {"keywords": "x" * 61},
        {"constraints": "ư" * 2001},
    ],
)
def test_conditions_refuse_with_one_clear_error_and_keep_the_text(
    changes: dict[str, Any], client: Client, now: datetime
) -> None:
    listing = make_listing(now=now)
    signed_in(client, author_of(listing))
    response = posted(client, edit_url(listing, "conditions"), **({"keywords": "giữ lại"} | changes))
    assert (response.status_code, len(errors_in(response))) == (422, 1)
    summary_link = page_of(response).select_one(".notice--bad li a")
    assert summary_link is not None
    assert page_of(response).select_one(str(summary_link["href"])) is not None
    listing.refresh_from_db()
    assert (listing.amount_min, listing.keywords) == (None, [])


def test_rows_are_added_and_removed_without_script(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    url = edit_url(listing, "targets")
    signed_in(client, author_of(listing))
    response = posted(client, url, add="targets")
    assert response["Location"] == f"{url}?add=1#targets"
    both = posted(
        client, f"{url}?add=1", **{"targets-1-name": "Độ nhạy", "targets-1-value": "95", "targets-1-unit": "%"}
    )
    assert both.status_code == 302
    assert list(listing.targets.values_list("name", flat=True)) == ["Thời gian có kết quả", "Độ nhạy"]
    assert posted(client, url, remove="targets-0")["Location"] == url
    assert list(listing.targets.values_list("name", flat=True)) == ["Độ nhạy"]


def test_half_a_row_is_an_error_and_an_empty_one_is_not(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    url = edit_url(listing, "targets")
    signed_in(client, author_of(listing))
    response = posted(client, f"{url}?add=1", **{"targets-1-name": "Độ nhạy"})
    assert (response.status_code, len(errors_in(response))) == (422, 1)
    assert posted(client, f"{url}?add=1").status_code == 302
    assert listing.targets.count() == 1


def test_adding_a_row_to_a_faulty_page_keeps_everything(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    signed_in(client, author_of(listing))
    response = posted(client, edit_url(listing, "targets"), add="targets", **{"targets-0-value": ""})
    names = [field["value"] for field in page_of(response).select("input[name=targets]")]
    assert (response.status_code, names) == (422, ["0", "1"])


@pytest.mark.parametrize("numbers", [["0"] * 50, ["x", "-1", "999999", "\x00", "٣"], [str(n) for n in range(60)]])
def test_strange_row_numbers_do_no_harm(numbers: list[str], client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    signed_in(client, author_of(listing))
    response = posted(client, edit_url(listing, "targets"), targets=numbers, remove="targets-x", add="foo")
    assert response.status_code == 302
    assert Listing.objects.get().targets.count() <= 1


def test_somebody_elses_change_is_not_overwritten(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    url = edit_url(listing, "problem")
    signed_in(client, author_of(listing))
    seen = posting.version_of(listing)
    posting.save_step(
        listing=listing, by=author_of(listing), now=now + timedelta(1), seen=seen, values={"tried": "Của người khác"}
    )
    response = posted(client, url, tried="Của tôi", version=seen)
    assert response.status_code == 409
    assert all(text in response.content.decode() for text in ("Của tôi", "Của người khác"))
    again = str(page_of(response).select_one("input[name=version]")["value"])  # type: ignore[index]
    assert posted(client, url, tried="Của tôi", version=again).status_code == 302
    listing.refresh_from_db()
    assert listing.tried == "Của tôi"


def test_confidential_part_needs_a_level(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    signed_in(client, author_of(listing))
    url = edit_url(listing, "visibility")
    response = posted(client, url, confidential="Công thức", disclosure="public")
    assert (response.status_code, len(errors_in(response))) == (422, 1)
    assert posted(client, url, confidential="Công thức", disclosure="nda", is_anonymous="True").status_code == 302
    listing.refresh_from_db()
    assert (listing.disclosure, listing.is_anonymous) == ("nda", True)


def test_contact_can_only_be_a_member(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    stranger = make_member(make_organisation(), name="Người lạ")
    signed_in(client, author_of(listing))
    assert "Người lạ" not in client.get(edit_url(listing, "visibility")).content.decode()
    assert posted(client, edit_url(listing, "visibility"), contact=str(stranger.pk)).status_code == 422


def test_check_names_what_is_missing_and_where(client: Client, now: datetime) -> None:
    listing = make_listing(Kind.OFFER, now=now, trl_evidence="", tried="", customers="Gọi 0912345678")
    listing.fields.clear()
    listing.comparisons.update(proof="an@vidu.test")
    page = page_of(signed_in(client, author_of(listing)).get(edit_url(listing, "check")))
    links = {str(link["href"]) for link in page.select(".notice--warn a")}
    assert links == {
        edit_url(listing, "evidence") + "#id_trl_evidence",
        edit_url(listing, "transfer") + "#id_fields",
        edit_url(listing, "transfer") + "#id_customers",
        edit_url(listing, "evidence") + "#comparisons",
    }
    assert page.select(f'form[action="{reverse("catalog:listing-submit", args=[listing.reference])}"]') == []


def test_submit_hands_over_once(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    url = reverse("catalog:listing-submit", args=[listing.reference])
    assert signed_in(Client(), make_member(make_organisation())).post(url).status_code == 404
    signed_in(client, author_of(listing))
    assert client.get(url).status_code == 405
    history = reverse("catalog:listing-history", args=[listing.reference])
    assert [client.post(url)["Location"] for _ in range(2)] == [history, history]
    assert (Listing.objects.get().state, listing.revisions.count()) == (State.SUBMITTED, 1)


def test_submit_of_an_incomplete_draft_goes_back_to_the_list(client: Client, now: datetime) -> None:
    listing = make_listing(now=now, summary="")
    response = signed_in(client, author_of(listing)).post(reverse("catalog:listing-submit", args=[listing.reference]))
    assert response["Location"] == edit_url(listing, "check")


@pytest.mark.parametrize(
    "maker", [make_published, lambda now: make_submitted(now=now)[0]], ids=["published", "submitted"]
)
def test_what_officers_hold_is_not_edited(maker: Any, client: Client, now: datetime) -> None:
    listing = maker(now=now)
    response = signed_in(client, author_of(listing)).get(edit_url(listing, "problem"))
    assert response["Location"] == reverse("catalog:listing-history", args=[listing.reference])


def test_language_switch_keeps_the_draft(client: Client, now: datetime) -> None:
    listing = make_listing(now=now, amount_min=1_500_000_000, keywords=["tôm"])
    signed_in(client, author_of(listing))
    shown = page_of(client.get("/en" + edit_url(listing, "conditions")))
    assert shown.select_one("#id_amount_min")["value"] == "1.5 billion"  # type: ignore[index]
    assert shown.select_one('input[name=fields][value="401"]').has_attr("checked")  # type: ignore[union-attr]


def test_one_classification_is_shown_whole(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    page = page_of(signed_in(client, author_of(listing)).get(edit_url(listing, "conditions")))
    shown = {str(box["value"]) for box in page.select("input[name=industries]")}
    assert concept("vsic", "03").code in shown
    assert len(shown) == 87
