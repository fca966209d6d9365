"""The review page: who may open it, what it shows, and every way a decision can go."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import Membership, User
from catalog import publishing
from catalog.models import DisclosureOpening, Kind, Listing, Review, Revision, State
from tests.factories_catalog import (
    author_of,
    make_listing,
    make_member,
    make_officer,
    make_organisation,
    make_published,
    make_submitted,
)

pytestmark = pytest.mark.django_db
SCORES = {"advantages": "4", "clarity": "5", "cooperation": "3", "language": "4"}
SECRET = "Tỷ lệ phối trộn quặng và vôi"


@pytest.fixture
def officer(client: Client) -> User:
    officer = make_officer()
    client.force_login(officer)
    return officer


def decision(revision: Revision, name: str, **values: Any) -> dict[str, Any]:
    return {"revision": revision.number, "decision": name, "comment": "", **values}


def decide(client: Client, listing: Listing, data: dict[str, Any]) -> Any:
    return client.post(f"/en/review/{listing.reference}/decision/", data)


def addresses(listing: Listing) -> list[tuple[str, str]]:
    page = f"/review/{listing.reference}/"
    return [("get", "/review/"), ("get", page), ("post", f"{page}claim/"), ("post", f"{page}decision/")]


@pytest.mark.parametrize("who", ["stranger", "owner", "reader"])
def test_members_and_strangers_find_no_review_page(who: str, now: datetime, client: Client) -> None:
    listing, _ = make_submitted(now=now)
    people = {
        "stranger": lambda: make_member(make_organisation()),
        "owner": lambda: author_of(listing),
        "reader": lambda: make_member(listing.organisation, role="reader"),
    }
    client.force_login(people[who]())
    assert [getattr(client, method)(path).status_code for method, path in addresses(listing)] == [404] * 4


def test_visitors_are_asked_to_sign_in(now: datetime, client: Client) -> None:
    listing, _ = make_submitted(now=now)
    for method, path in addresses(listing):
        response = getattr(client, method)(path)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/account/login/")


def test_methods_are_kept_apart(now: datetime, client: Client, officer: User) -> None:
    listing, _ = make_submitted(now=now)
    wrong = {"get": "post", "post": "get"}
    assert [getattr(client, wrong[method])(path).status_code for method, path in addresses(listing)] == [405] * 4


@pytest.mark.parametrize("reference", ["HP-N-2026-9999", "x", "HP-N-2026-0001'--", "đ" * 300])
def test_unknown_reference_is_not_found(reference: str, client: Client, officer: User) -> None:
    assert client.get(f"/review/{reference}/").status_code == 404


def test_drafts_are_nobodys_business(now: datetime, client: Client, officer: User) -> None:
    assert client.get(f"/review/{make_listing(now=now).reference}/").status_code == 404


@pytest.mark.parametrize("kind", Kind.values)
def test_page_shows_listing_checks_history_and_organisation(
    kind: str, now: datetime, client: Client, officer: User
) -> None:
    organisation = make_organisation("Hợp tác xã Bàng La", tax_code="0201234567")
    earlier = make_published(organisation=organisation, now=now - timedelta(days=40))
    listing, _ = make_submitted(kind, organisation=organisation, is_anonymous=kind == "need", now=now)
    page = client.get(f"/en/review/{listing.reference}/").text
    told = ("Hợp tác xã Bàng La", "0201234567", "Submitted for review", "Units", "1 submitted, 1 of them public")
    for text in (listing.title, listing.description, earlier.reference, "not verified", *told):
        assert text in page
    assert ("The public does not see the name" in page) == (kind == "need")


@pytest.mark.parametrize("rows", [1, 3])
def test_review_page_takes_a_fixed_number_of_queries(
    rows: int, now: datetime, client: Client, officer: User, django_assert_num_queries: Any
) -> None:
    organisation = make_organisation()
    for _ in range(rows):
        make_published(Kind.OFFER, organisation=organisation, now=now)
    listing, _ = make_submitted(Kind.OFFER, organisation=organisation, now=now)
    for _ in range(rows):
        publishing.claim(listing=listing, by=make_officer(), now=now)
    client.get(f"/review/{listing.reference}/")
    with django_assert_num_queries(23):
        client.get(f"/review/{listing.reference}/")


def test_confidential_part_opens_on_request_and_is_written_down(now: datetime, client: Client, officer: User) -> None:
    listing, _ = make_submitted(now=now, confidential=SECRET, disclosure="nda")
    page = f"/review/{listing.reference}/"
    assert (SECRET in client.get(page).text, DisclosureOpening.objects.count()) == (False, 0)
    assert SECRET in client.get(f"{page}?open=confidential").text
    opening = DisclosureOpening.objects.get()
    assert (opening.listing, opening.user, opening.what) == (listing, officer, "confidential")


def test_confidential_part_stays_closed_outside_the_review(now: datetime, client: Client, officer: User) -> None:
    listing = make_published(now=now, confidential=SECRET, disclosure="interest")
    assert SECRET not in client.get(f"/review/{listing.reference}/?open=confidential").text
    assert not DisclosureOpening.objects.exists()


def test_claim_and_take_over(now: datetime, client: Client, officer: User) -> None:
    listing, _ = make_submitted(now=now)
    page = f"/en/review/{listing.reference}/"
    assert "Take this review" in client.get(page).text
    assert client.post(f"{page}claim/").status_code == 302
    assert "Take this review" not in client.get(page).text
    colleague = make_officer("Bùi Quang Tiến")
    client.force_login(colleague)
    assert f"{officer.full_name} is reviewing this listing." in client.get(page).text
    client.post(f"{page}claim/")
    listing.refresh_from_db()
    assert (listing.state, listing.officer) == (State.IN_REVIEW, colleague)


def test_claim_of_a_published_listing_is_explained(now: datetime, client: Client, officer: User) -> None:
    listing = make_published(now=now)
    answer = client.post(f"/en/review/{listing.reference}/claim/", follow=True)
    assert "This listing does not wait for a review any more." in answer.text


@pytest.mark.parametrize(
    ("name", "state"),
    [("publish", "published"), ("request_changes", "changes_requested"), ("hold", "on_hold"), ("reject", "rejected")],
)
def test_decision_is_recorded_with_scores_and_comment(
    name: str, state: str, now: datetime, client: Client, officer: User
) -> None:
    listing, revision = make_submitted(now=now)
    answer = decide(client, listing, decision(revision, name, comment="Cảm ơn đơn vị.", **SCORES))
    assert (answer.status_code, answer["Location"]) == (302, "/en/review/")
    listing.refresh_from_db()
    review = Review.objects.get()
    assert (listing.state, review.officer, review.total, review.comment) == (state, officer, 16, "Cảm ơn đơn vị.")
    page = client.get(f"/en/review/{listing.reference}/").text
    assert "16 out of 20" in page
    assert "Cảm ơn đơn vị." in page


@pytest.mark.parametrize("name", ["request_changes", "hold", "reject"])
@pytest.mark.parametrize("comment", ["", "  \r\n "])
def test_every_other_decision_needs_a_comment(
    name: str, comment: str, now: datetime, client: Client, officer: User
) -> None:
    listing, revision = make_submitted(now=now)
    answer = decide(client, listing, decision(revision, name, comment=comment, clarity="2"))
    listing.refresh_from_db()
    assert (answer.status_code, listing.state) == (422, State.SUBMITTED)
    assert "Please tell the organisation why." in answer.text
    chosen = BeautifulSoup(answer.content, "html.parser").select("input[type=radio][checked]")
    assert [(mark["name"], mark["value"]) for mark in chosen] == [("clarity", "2")]


def test_publishing_needs_all_scores(now: datetime, client: Client, officer: User) -> None:
    listing, revision = make_submitted(now=now)
    answer = decide(client, listing, decision(revision, "publish", advantages="4", comment="Rất rõ."))
    assert answer.status_code == 422
    assert answer.text.count("Please give a score before you publish.") == 6
    assert "Rất rõ." in answer.text


@pytest.mark.parametrize("name", list(SCORES))
def test_score_of_zero_blocks_publication_only(name: str, now: datetime, client: Client, officer: User) -> None:
    listing, revision = make_submitted(now=now)
    answer = decide(client, listing, decision(revision, "publish", **SCORES | {name: "0"}))
    assert (answer.status_code, Review.objects.count()) == (422, 0)
    assert "A score of 0 blocks publication. Please put the listing on hold instead." in answer.text
    with pytest.raises(publishing.BlockingScore):
        publishing.decide(revision=revision, decision="publish", by=officer, now=now, scores={name: 0})
    held = decide(client, listing, decision(revision, "hold", comment="Chưa đạt.", **SCORES | {name: "0"}))
    assert (held.status_code, Review.objects.get().decision) == (302, "hold")


@pytest.mark.parametrize(
    "values",
    [
        {"decision": ""},
        {"decision": "archive"},
        {"revision": ""},
        {"revision": "-1"},
        {"revision": "9" * 40},
        {"clarity": "6"},
        {"clarity": "<b>"},
        {"comment": "ă" * 3001},
    ],
)
def test_nonsense_is_refused_and_typed_text_stays(
    values: dict[str, str], now: datetime, client: Client, officer: User
) -> None:
    listing, revision = make_submitted(now=now)
    data = decision(revision, "hold", comment="Chờ giấy tờ") | SCORES | values
    answer = decide(client, listing, data)
    assert answer.status_code in (409, 422)
    assert data["comment"][:50] in answer.text
    assert not Review.objects.exists()


def test_later_decision_is_told_that_somebody_was_faster(now: datetime, client: Client, officer: User) -> None:
    listing, revision = make_submitted(now=now)
    publishing.decide(revision=revision, decision="publish", by=make_officer("Bùi Quang Tiến"), now=now)
    answer = decide(client, listing, decision(revision, "reject", comment="Không nêu công nghệ."))
    assert answer.status_code == 409
    for text in ("This has been decided meanwhile: Published.", "Không nêu công nghệ.", "Bùi Quang Tiến"):
        assert text in answer.text
    assert Review.objects.get().decision == "publish"


def test_decision_on_an_older_revision_comes_back_with_the_new_one(
    now: datetime, client: Client, officer: User
) -> None:
    listing, first = make_submitted(now=now)
    publishing.decide(revision=first, decision="request_changes", by=make_officer(), now=now, comment="Thêm số liệu.")
    Listing.objects.filter(pk=listing.pk).update(description="Nay đã có số liệu đo.")
    second = publishing.submit(listing=listing, by=author_of(listing), now=now)
    answer = decide(client, listing, decision(first, "reject", comment="Thiếu số liệu."))
    assert answer.status_code == 409
    for text in (
        "has sent a new revision meanwhile",
        "Thiếu số liệu.",
        "Nay đã có số liệu đo.",
        'name="revision" value="2"',
    ):
        assert text in answer.text
    assert decide(client, listing, decision(second, "publish", **SCORES)).status_code == 302


def test_listing_withdrawn_meanwhile_is_told(now: datetime, client: Client, officer: User) -> None:
    listing, revision = make_submitted(now=now)
    publishing.change_state(listing=listing, action="withdraw", by=author_of(listing), now=now, note="Đã mua máy.")
    answer = decide(client, listing, decision(revision, "hold", comment="Chờ giấy tờ."))
    assert answer.status_code == 409
    assert "This has been decided meanwhile: Withdrawn." in answer.text
    assert "Chờ giấy tờ." in answer.text


def test_officer_of_the_same_organisation_may_read_but_not_decide(now: datetime, client: Client, officer: User) -> None:
    listing, revision = make_submitted(now=now, confidential=SECRET)
    Membership.objects.create(user=officer, organisation=listing.organisation, role="reader")
    sentence = "You belong to the organisation that posted this listing, so another officer decides on it."
    page = client.get(f"/en/review/{listing.reference}/").text
    assert sentence in page
    assert 'name="decision"' not in page
    refused = decide(client, listing, decision(revision, "publish", comment="Rất hay.", **SCORES))
    assert (refused.status_code, sentence in refused.text, "Rất hay." in refused.text) == (403, True, True)
    assert sentence in client.post(f"/en/review/{listing.reference}/claim/", follow=True).text
    listing.refresh_from_db()
    assert listing.state == State.SUBMITTED


def test_member_who_was_an_officer_finds_nothing(now: datetime, client: Client, officer: User) -> None:
    listing, revision = make_submitted(now=now)
    User.objects.filter(pk=officer.pk).update(role="member")
    assert decide(client, listing, decision(revision, "publish", **SCORES)).status_code == 404


def test_enter_presses_no_decision(now: datetime, client: Client, officer: User) -> None:
    listing, _ = make_submitted(now=now)
    page = BeautifulSoup(client.get(f"/review/{listing.reference}/").content, "html.parser")
    buttons = page.select('form[action$="/decision/"] button[type=submit]')
    assert [button["value"] for button in buttons] == ["", "publish", "request_changes", "hold", "reject"]
    answer = decide(client, listing, {"revision": 1, "decision": "", "comment": "Đang viết dở", **SCORES})
    assert (answer.status_code, "Please press the button of your decision." in answer.text) == (422, True)
    assert "Đang viết dở" in answer.text
