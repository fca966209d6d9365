"""Closing a listing that found its partner: who asks what, who reads the answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from catalog import closing, publishing
from catalog.models import DisclosureGrant, Listing, ListingClosing, State
from tests.accounts.test_outbox_parallel import in_threads
from tests.catalog.test_owner_views import act, client_of, history_url, page_of
from tests.factories_catalog import author_of, make_member, make_officer, make_organisation, make_published

pytestmark = pytest.mark.django_db
WORKSHOP = "Xưởng cơ khí Kiến An"


def close(listing: Listing, *, now: datetime, through_portal: str = "partly", partner: str = "") -> ListingClosing:
    return closing.close(
        listing=listing, by=author_of(listing), now=now, through_portal=through_portal, partner=partner
    )


def last_line(response: Any) -> str:
    assert response.status_code == 200
    return page_of(response).select(".stages > li")[-1].get_text(" ", strip=True)


@pytest.mark.parametrize("typed", [WORKSHOP, "xưởng cơ khí KIẾN AN", "Kien An Workshop"])
def test_an_organisation_of_the_portal_is_known_by_its_name(typed: str, now: datetime) -> None:
    workshop = make_organisation(WORKSHOP, name_en="Kien An Workshop")
    kept = close(make_published(now=now), now=now, partner=typed)
    assert (kept.organisation, kept.partner, kept.partner_name) == (workshop, "", WORKSHOP)


def test_another_name_stays_as_written(now: datetime) -> None:
    listing = make_published(now=now)
    for _ in range(2):
        make_organisation(WORKSHOP)
    make_organisation("Trại cá Đồ Sơn", state="closed")
    assert closing.organisation_named(WORKSHOP, apart_from=listing.organisation_id) is None
    assert closing.organisation_named("Trại cá Đồ Sơn", apart_from=listing.organisation_id) is None
    own = close(listing, now=now, partner=listing.organisation.name)
    assert (own.organisation, own.partner_name) == (None, listing.organisation.name)


def test_one_partner_and_one_of_three_answers(now: datetime) -> None:
    listing = make_published(now=now)
    for values in ({"through_portal": "maybe"},
                   {"through_portal": "yes", "partner": "X", "organisation": make_organisation()}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            ListingClosing.objects.create(listing=listing, **values)


def test_the_page_asks_with_no_answer_chosen_and_proposes_who_was_met(now: datetime) -> None:
    listing = make_published(now=now)
    make_organisation("Chưa từng gặp")
    DisclosureGrant.objects.create(listing=listing, organisation=make_organisation(WORKSHOP), level="interest")
    page = page_of(client_of(author_of(listing)).get(history_url(listing)))
    form = page.select_one("form[action$='/fulfil/']")
    assert form is not None
    assert [radio["value"] for radio in form.select("[name=through_portal]")] == ["yes", "partly", "no"]
    assert form.select("[checked]") == []
    assert [option["value"] for option in form.select("datalist option")] == [WORKSHOP]


@pytest.mark.parametrize(
    ("data", "problem"),
    [({}, "Vui lòng chọn một câu trả lời."), ({"through_portal": "maybe"}, "Vui lòng chọn một trong các"),
     ({"through_portal": "yes", "partner": "dài " * 60}, "Vui lòng rút gọn")],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(data: dict[str, str], problem: str, now: datetime) -> None:
    listing = make_published(now=now)
    response = act(listing, "fulfil", **{"partner": WORKSHOP, **data})
    page = page_of(response)
    assert response.status_code == 422
    assert problem in page.select_one(".notice--bad").get_text()  # type: ignore[union-attr]
    assert page.select_one("details.more[open] [name=partner]")["value"] == data.get("partner", WORKSHOP)  # type: ignore[index]
    listing.refresh_from_db()
    assert (listing.state, ListingClosing.objects.count()) == (State.PUBLISHED, 0)


def test_owner_and_officers_read_the_answer_and_nobody_else(now: datetime) -> None:
    listing = make_published(now=now)
    act(listing, "fulfil", through_portal="partly", partner=WORKSHOP)
    review = reverse("catalog:review-detail", args=[listing.reference])
    for line in (
        last_line(client_of(author_of(listing)).get(history_url(listing))),
        last_line(client_of(make_member(listing.organisation, role="reader")).get(history_url(listing))),
        last_line(client_of(make_officer()).get(review)),
    ):
        assert f"Đối tác: {WORKSHOP} · Nhờ cổng này: Một phần" in line
    english = last_line(client_of(author_of(listing)).get("/en" + history_url(listing)))
    assert f"Partner: {WORKSHOP} · Through this portal: Partly" in english
    assert [event.note for event in listing.events.filter(action="fulfil")] == [""]
    public = reverse("catalog:listing-detail", args=[listing.reference])
    for user in (author_of(listing), make_officer()):
        assert WORKSHOP not in client_of(user).get(public).content.decode()
    stranger = make_member(make_organisation("Viện khác"))
    assert [client_of(stranger).get(url).status_code for url in (public, history_url(listing))] == [404, 404]
    assert client_of(stranger).get(review).status_code in (403, 404)
    assert Client().get(public).status_code == 404


def test_only_owners_and_editors_close(now: datetime) -> None:
    listing = make_published(now=now)
    strangers = {
        make_member(listing.organisation, role="reader"): 404,
        make_member(make_organisation()): 404,
        make_officer(): 302,
    }
    for user, status in strangers.items():
        assert act(listing, "fulfil", user, through_portal="yes").status_code == status
        with pytest.raises(publishing.NotAllowed):
            closing.close(listing=listing, by=user, now=now, through_portal="yes")
    url = reverse("catalog:listing-action", args=[listing.reference, "fulfil"])
    assert Client().post(url, {"through_portal": "yes"}).status_code == 302
    assert ListingClosing.objects.count() == 0
    editor = make_member(listing.organisation, role="editor")
    act(listing, "fulfil", editor, through_portal="no")
    assert last_line(client_of(editor).get(history_url(listing))).endswith("Nhờ cổng này: Không")


def test_pressed_twice_the_first_answer_stands(now: datetime) -> None:
    listing = make_published(now=now)
    for answer in ("yes", "no"):
        assert act(listing, "fulfil", through_portal=answer).status_code == 302
    assert ListingClosing.objects.get().through_portal == "yes"
    assert listing.events.filter(action="fulfil").count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_at_once_close_it_once(now: datetime) -> None:
    listing = make_published(now=now)

    def press() -> bool:
        try:
            close(listing, now=now, partner=WORKSHOP)
        except publishing.WrongState:
            return False
        return True

    assert sorted(in_threads(press, 4)) == [False, False, False, True]
    assert ListingClosing.objects.get().partner == WORKSHOP
