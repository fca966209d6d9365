"""Pages around editing a published listing: its owner's, the officer's, and what everybody sees meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog import editing, posting, publishing
from catalog.models import Kind, Listing, State
from catalog.talking.commenting import comment_on
from tests.catalog.test_owner_views import OWN, QUERIES, client_of, history_url, page_of, references
from tests.factories_catalog import (
    author_of,
    make_listing,
    make_member,
    make_officer,
    make_organisation,
    make_published,
)
from tests.factories_edits import NEW_TITLE, make_edit, make_sent_edit, write

pytestmark = pytest.mark.django_db
SCORES = {"advantages": "4", "clarity": "5", "cooperation": "3", "language": "4"}
SECRET = "Tỷ lệ phối trộn quặng và vôi"


def post(user: Any, name: str, listing: Listing, **data: str) -> Any:
    return client_of(user).post(reverse(f"catalog:{name}", args=[listing.reference]), data)


def marks(page: BeautifulSoup) -> list[tuple[str, str]]:
    """What the page marks as gone or new, without the words for screen readers."""
    for word in page.select(".changes .vh"):
        word.decompose()
    return [(each.name, each.get_text()) for each in page.select(".changes ins, .changes del")]


def test_edit_button_begins_once_and_goes_on(now: datetime) -> None:
    original = make_published(Kind.OFFER, now=now)
    author = author_of(original)
    page = page_of(client_of(author).get(history_url(original)))
    assert page.select_one(f"form[action$='{original.reference}/revise/']") is not None
    for _ in range(2):
        response = post(author, "listing-revise", original)
        assert response["Location"] == f"/listings/{original.reference}-R1/edit/technology/"
    form = page_of(client_of(author).get(response["Location"]))
    assert form.select_one("#id_title")["value"] == original.title  # type: ignore[index]
    assert original.edits.count() == 1


@pytest.mark.parametrize("name", ["listing-revise", "listing-edit-discard", "listing-copy"])
def test_actions_are_for_editors_and_by_post(name: str, now: datetime) -> None:
    original = make_published(now=now)
    strangers = [make_member(make_organisation()), make_member(original.organisation, role="reader")]
    assert [post(person, name, original).status_code for person in strangers] == [404, 404]
    assert post(make_officer(), name, original)["Location"] == "/organisations/new/"
    url = reverse(f"catalog:{name}", args=[original.reference])
    assert client_of(author_of(original)).get(url).status_code == 405
    assert Client().post(url)["Location"].startswith("/account/login/")
    assert Listing.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "submitted", "rejected", "withdrawn", "fulfilled", "archived"])
def test_other_states_are_not_edited_beside(state: str, now: datetime) -> None:
    listing = make_published(now=now)
    Listing.objects.filter(pk=listing.pk).update(state=state)
    assert post(author_of(listing), "listing-revise", listing)["Location"] == history_url(listing)
    assert Listing.objects.count() == 1


def test_check_page_shows_what_has_changed(now: datetime) -> None:
    edit = make_edit(now=now)
    author = author_of(edit)
    address = reverse("catalog:listing-edit", args=[edit.reference, "check"])
    assert marks(page_of(client_of(author).get(address))) == [("del", "viên"), ("ins", "hạt"), ("ins", " nung")]
    write(edit, now=now, title=Listing.objects.get(pk=edit.original_id).title)
    page = client_of(author).get(f"/en{address}").text
    assert "Nothing yet: the text is the one that is public." in page
    assert post(author, "listing-submit", edit)["Location"].endswith(address)


def test_sent_edit_is_read_approved_and_public_only_then(now: datetime, client: Client) -> None:
    edit = make_edit(now=now)
    original = Listing.objects.get(pk=edit.original_id)
    assert post(author_of(edit), "listing-submit", edit)["Location"] == history_url(original)
    officer = make_officer()
    assert NEW_TITLE not in Client().get(f"/listings/{original.reference}/").text
    review = client_of(officer).get(f"/review/{edit.reference}/")
    assert ("del", "viên") in marks(page_of(review))
    data = {"revision": 2, "decision": "publish", "comment": "", **SCORES}
    assert client_of(officer).post(f"/review/{edit.reference}/decision/", data).status_code == 302
    assert NEW_TITLE in Client().get(f"/listings/{original.reference}/").text
    assert client_of(officer).get(f"/review/{edit.reference}/")["Location"] == f"/review/{original.reference}/"


def test_an_edit_has_no_page_of_its_own(now: datetime) -> None:
    original, edit, _revision = make_sent_edit(now=now)
    people = [author_of(original), make_officer(), make_member(make_organisation())]
    for name in ("listing-detail", "listing-pdf", "report-problem"):
        address = reverse(f"catalog:{name}", args=[edit.reference])
        assert [client_of(person).get(address).status_code for person in people] == [404, 404, 404]
        assert Client().get(address).status_code == 404
    assert client_of(author_of(original)).get(history_url(edit))["Location"] == history_url(original)
    pause = reverse("catalog:listing-action", args=[edit.reference, "pause"])
    assert client_of(author_of(original)).post(pause).status_code == 404


def test_the_queue_names_an_edit_by_its_listing(now: datetime) -> None:
    original, _edit, _revision = make_sent_edit(now=now)
    page = client_of(make_officer()).get("/en/review/?group=all")
    row = page_of(page).select_one("tbody tr")
    assert row is not None
    text = row.get_text(" ")
    assert f"{original.reference} ·" in text
    assert "edit of a published listing" in text


def test_the_confidential_part_stays_closed_in_the_comparison(now: datetime) -> None:
    _original, edit, _revision = make_sent_edit(now=now, confidential=SECRET, disclosure="nda")
    officer = client_of(make_officer())
    page = f"/review/{edit.reference}/"
    assert SECRET not in officer.get(page).text
    assert SECRET in page_of(officer.get(f"{page}?open=confidential")).select_one(".changes").get_text()  # type: ignore[union-attr]


def test_revision_page_is_for_the_organisation_and_officers(now: datetime) -> None:
    original, _edit, revision = make_sent_edit(now=now, confidential=SECRET, disclosure="nda")
    address = reverse("catalog:listing-revision", args=[original.reference, revision.number])
    reader = make_member(original.organisation, role="reader")
    for person, sees in ((author_of(original), True), (reader, True), (make_officer(), False)):
        page = client_of(person).get(address)
        assert ("del", "viên") in marks(page_of(page))
        assert (SECRET in page.text) == sees
    assert client_of(make_member(make_organisation())).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    first = client_of(reader).get(address.replace("/2/", "/1/"))
    assert (first.status_code, first.text.count("<ins>")) == (200, 0)
    assert client_of(reader).get(address.replace("/2/", "/9/")).status_code == 404


def test_history_tells_of_the_edit_in_one_story(now: datetime) -> None:
    original, edit, revision = make_sent_edit(now=now)
    publishing.decide(revision=revision, decision="request_changes", by=make_officer(), now=now, comment="Nêu đơn vị.")
    page = page_of(client_of(author_of(original)).get("/en" + history_url(original)))
    titles = [item.get_text() for item in page.select(".stages h3")]
    assert titles[-5:-1] == ["Published", "Edit begun", "Edit submitted for review",
                             "Changes to the edit requested (current stage)"]  # fmt: skip
    link = page.select_one(".stages a")
    assert link is not None
    assert (link["href"], "Title" in link.parent.get_text()) == (  # type: ignore[union-attr]
        f"/en/listings/{original.reference}/revisions/2/", True,
    )  # fmt: skip
    notice = page.select_one(".notice--warn")
    assert notice is not None
    assert "Nêu đơn vị." in notice.get_text()
    assert page.select_one(f"a.btn[href$='{edit.reference}/edit/check/']") is not None


def test_comments_on_an_edit_stand_in_the_history_of_its_listing(now: datetime) -> None:
    original, edit, revision = make_sent_edit(now=now)
    officer = make_officer()
    comment_on(revision=revision, field="summary", text="Nêu đơn vị đo <m³>.", by=officer, now=now)
    address = "/en" + history_url(original)
    assert "Nêu đơn vị đo" not in client_of(author_of(original)).get(address).text
    publishing.decide(revision=revision, decision="request_changes", by=officer, now=now, comment="Xem từng mục.")
    page = page_of(client_of(author_of(original)).get(address))
    told = [item.get_text() for item in page.select(".stages li") if "Changes to the edit requested" in item.get_text()]
    assert len(told) == 1
    assert "Nêu đơn vị đo <m³>." in told[0]
    assert page.select_one(f"section[aria-labelledby=to-mend] a[href*='{edit.reference}/edit/']") is not None
    write(edit, summary="Đã nêu đơn vị đo là m³/h.", now=now)
    editing.submit_edit(edit=edit, by=author_of(original), now=now)
    later = page_of(client_of(author_of(original)).get(address))
    assert "Nêu đơn vị đo <m³>." in later.select(".stages")[0].get_text()
    assert later.select_one(f"section[aria-labelledby=to-mend] a[href*='{edit.reference}/edit/']") is None


@pytest.mark.parametrize("number", [1, 3])
def test_own_list_counts_an_edit_with_its_listing(
    number: int, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = make_published(Kind.OFFER, now=now)
    author = author_of(first)
    listings = [first, *(make_published(Kind.OFFER, by=author, now=now) for _ in range(number - 1))]
    for listing in listings:
        make_edit(original=listing, now=now)
    client = client_of(author)
    response = client.get("/en" + OWN)
    assert sorted(references(response)) == sorted(listing.reference for listing in listings)
    assert response.text.count("Edit: Draft") == number
    with django_assert_num_queries(QUERIES):
        client.get("/en" + OWN)


@pytest.mark.parametrize("rows", [1, 3])
def test_review_of_an_edit_takes_a_fixed_number_of_queries(
    rows: int, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    comparisons = [{"indicator": f"Chỉ số {number}", "ours": "1"} for number in range(rows)]
    _original, edit, _revision = make_sent_edit(now=now, rows={"comparisons": comparisons})
    officer = make_officer()
    for _ in range(rows):
        publishing.claim(listing=edit, by=make_officer(), now=now)
    client = client_of(officer)
    client.get(f"/review/{edit.reference}/")
    with django_assert_num_queries(33):
        client.get(f"/review/{edit.reference}/")


def test_fields_that_are_not_the_owners_are_ignored(now: datetime) -> None:
    original = make_published(Kind.OFFER, now=now)
    edit = make_edit(original=original, now=now)
    other = make_listing(now=now)
    edit.refresh_from_db()
    data = {
        "version": posting.version_of(edit), "title": "Tên khác hẳn", "summary": "Một câu.", "next": "1",
        "language": "vi", "description": "Mô tả.", "problem": "Vấn đề.", "advantages": "Lợi ích.", "fields": ["401"],
        "state": "published", "trl_verified": "9", "revision_of": str(other.pk), "reference": "X",
        "valid_until": "2099-01-01", "officer": "1", "published_at": "2020-01-01",
        "organisation": str(other.organisation_id),
    }  # fmt: skip
    address = reverse("catalog:listing-edit", args=[edit.reference, "technology"])
    assert client_of(author_of(edit)).post(address, data).status_code == 302
    after = Listing.objects.get(pk=edit.pk)
    assert after.title == "Tên khác hẳn"
    kept = (
        "state",
        "reference",
        "revision_of",
        "trl_verified",
        "valid_until",
        "officer",
        "published_at",
        "organisation",
    )
    assert [getattr(after, name) for name in kept] == [getattr(edit, name) for name in kept]


@pytest.mark.parametrize("action", ["submit", "publish", "claim", "approve", "archive", "change"])
def test_steps_cannot_be_skipped_by_address(action: str, now: datetime) -> None:
    edit = make_edit(now=now)
    answer = client_of(author_of(edit)).post(f"/listings/{edit.reference}/{action}x/")
    assert answer.status_code == 404
    with pytest.raises(publishing.PublishingError):
        publishing.change_state(listing=edit, action="renew", by=author_of(edit), now=now)
    edit.refresh_from_db()
    assert edit.state == State.DRAFT


def test_renewal_asks_what_has_changed(now: datetime) -> None:
    original = make_published(Kind.OFFER, now=now)
    Listing.objects.filter(pk=original.pk).update(state=State.EXPIRED, valid_until=now.date() - timedelta(days=3))
    page = page_of(client_of(author_of(original)).get(history_url(original)))
    forms = [form["action"] for form in page.select("#renew form")]
    assert forms == [f"/listings/{original.reference}/{name}/" for name in ("renew", "revise")]


def test_the_owner_reads_that_an_officer_opened_the_edit(now: datetime) -> None:
    original, edit, _revision = make_sent_edit(now=now, confidential=SECRET, disclosure="nda")
    client_of(make_officer()).get(f"/review/{edit.reference}/?open=confidential")
    page = client_of(author_of(original)).get("/en" + history_url(original))
    assert "Connection point" in page_of(page).select_one("main").get_text()  # type: ignore[union-attr]
    assert SECRET not in page.text


def test_copy_leads_to_the_first_step_of_a_new_draft(now: datetime) -> None:
    source = make_published(now=now)
    response = post(author_of(source), "listing-copy", source)
    copied = Listing.objects.get(state=State.DRAFT)
    assert response["Location"] == f"/listings/{copied.reference}/edit/problem/"


def test_desk_names_an_edit_to_mend(now: datetime) -> None:
    original, _edit, revision = make_sent_edit(now=now)
    author = author_of(original)
    publishing.decide(revision=revision, decision="request_changes", by=make_officer(), now=now, comment="Nêu đơn vị.")
    page = client_of(author).get("/en/desk/").text
    assert "Revise a listing as the officer asked" in page
    assert f"{original.reference}-R1" not in page.replace(f"/{original.reference}-R1/", "")
    assert editing.open_edit(original) is not None
