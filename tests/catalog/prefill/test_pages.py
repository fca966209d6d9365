"""Beginning with a text or a file over the web, and the marks in the form."""

from __future__ import annotations

from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog.models import Listing, Prefill
from catalog.prefill.filling import run_wanted
from tests.catalog.files import image
from tests.catalog.prefill.texts import NEED, scanned_pdf, word
from tests.catalog.test_posting_views import edit_url, errors_in, page_of, posted, signed_in
from tests.embedders import use_words
from tests.factories_catalog import make_member, make_officer, make_organisation

pytestmark = pytest.mark.django_db
START = "/listings/new/need/from-text/"


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)


@pytest.fixture
def member(client: Client) -> User:
    found = make_member(make_organisation())
    signed_in(client, found)
    return found


def begin(client: Client, **sent: object) -> str:
    """The progress page of what was sent."""
    response = client.post(START, sent)
    assert response.status_code == 302, errors_in(response)
    return str(response["Location"])


def test_a_pasted_text_becomes_a_marked_draft(client: Client, member: User) -> None:
    progress = begin(client, text=NEED)
    waiting = page_of(client.get(progress)).select_one("[data-poll]")
    assert waiting is not None
    run_wanted(now=timezone.now())
    done = page_of(client.get(progress))
    assert done.select_one("[data-poll]") is None
    link = done.select_one("main .btn--l")
    assert link is not None
    step = page_of(client.get(str(link["href"])))
    ticks = {str(box["value"]) for box in step.select("input[name=confirm]")}
    assert {"title", "present_state", "tried"} <= ticks
    assert step.select_one("#id_title")["value"] == NEED.split("\n")[0]  # type: ignore[index]


def test_a_word_file_is_read(client: Client, member: User) -> None:
    progress = begin(client, file=SimpleUploadedFile("mô tả.docx", word(NEED)))
    run_wanted(now=timezone.now())
    assert client.get(progress).status_code == 200
    assert Listing.objects.get().title == NEED.split("\n")[0]


def test_a_scan_is_told_and_leads_on(client: Client, member: User) -> None:
    progress = begin(client, file=SimpleUploadedFile("quet.pdf", scanned_pdf()))
    run_wanted(now=timezone.now())
    page = page_of(client.get(progress))
    assert "không có phần chữ" in page.select_one(".notice--bad").text  # type: ignore[union-attr]
    assert [link["href"] for link in page.select("main .row .btn")] == [START, "/listings/new/need/"]


@pytest.mark.parametrize(
    ("sent", "word_in_error"),
    [
        ({}, "một trong hai"),
        ({"text": "Ngắn"}, "quá ngắn"),
        ({"text": "a" * 60_001}, "60.000"),
        ({"text": NEED, "file": SimpleUploadedFile("a.docx", word(NEED))}, "một trong hai"),
        ({"file": SimpleUploadedFile("a.jpg", image())}, "PDF, Word"),
        ({"file": SimpleUploadedFile("a.docx", b"PK\x03\x04")}, "PDF"),
        ({"file": SimpleUploadedFile("a.docx", b"")}, "không có nội dung"),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_text_stays(
    client: Client, member: User, sent: dict[str, object], word_in_error: str
) -> None:
    response = client.post(START, sent)
    assert (response.status_code, Prefill.objects.count()) == (422, 0)
    assert word_in_error in " ".join(errors_in(response))
    if "text" in sent:
        assert page_of(response).select_one("#id_text").text.strip() == sent["text"].strip()  # type: ignore[union-attr, attr-defined]


def test_only_who_wished_sees_the_progress_and_only_editors_begin(client: Client, member: User) -> None:
    progress = begin(client, text=NEED)
    others = [make_member(make_organisation()), make_member(member.memberships.get().organisation), make_officer()]
    assert {signed_in(Client(), other).get(progress).status_code for other in others[:2]} == {404}
    assert signed_in(Client(), others[2]).get(progress).status_code in (302, 404)
    assert Client().get(progress).status_code == 302
    reader = signed_in(Client(), make_member(member.memberships.get().organisation, role="reader"))
    assert reader.get(START)["Location"] == reverse("catalog:listing-create", args=["need"])
    assert reader.post(START, {"text": NEED}).status_code == 302
    assert Prefill.objects.count() == 1
    assert client.post(progress).status_code == 405


def test_marks_stay_until_ticked_and_ticks_survive_an_error(client: Client, member: User, now: datetime) -> None:
    begin(client, text=NEED)
    run_wanted(now=timezone.now())
    listing = Listing.objects.get()
    url = edit_url(listing, "problem")
    response = posted(client, url, title="", confirm=["tried"])
    assert response.status_code == 422
    box = page_of(response).select_one("#confirm_tried")
    assert box is not None
    assert box.has_attr("checked")
    assert not page_of(response).select_one("#confirm_title").has_attr("checked")  # type: ignore[union-attr]
    assert posted(client, url, confirm=["tried", "summary"]).status_code == 302
    assert not {"tried", "summary"} & set(listing.guesses.values_list("name", flat=True))


def test_the_check_page_names_what_awaits_a_yes(client: Client, member: User) -> None:
    begin(client, text=NEED)
    run_wanted(now=timezone.now())
    listing = Listing.objects.get()
    page = client.get(edit_url(listing, "check"))
    links = [str(link["href"]) for link in BeautifulSoup(page.content, "html.parser").select("main .notice a")]
    assert edit_url(listing, "problem") + "#id_title" in links
    response = client.post(reverse("catalog:listing-submit", args=[listing.reference]))
    assert response["Location"] == edit_url(listing, "check")
    listing.refresh_from_db()
    assert listing.state == "draft"


def test_the_first_step_leads_to_it(client: Client, member: User) -> None:
    page = page_of(client.get("/listings/new/need/"))
    assert page.select_one(f"a[href='{START}']") is not None
