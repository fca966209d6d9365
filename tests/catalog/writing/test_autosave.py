"""Drafts that save themselves: what is right is stored, nobody is overwritten, nothing typed is lost."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog import posting
from catalog.models import Kind, Listing
from catalog.posting_steps import find_step
from catalog.writing.autosave import autosave
from tests.catalog.test_posting_views import edit_url, page_of, posted, signed_in
from tests.factories_catalog import (
    author_of,
    make_listing,
    make_member,
    make_officer,
    make_organisation,
    make_submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_chain() -> None:
    cache.clear()


def saved(client: Client, listing: Listing, step: str, **changes: Any) -> HttpResponse:
    """What the page's script sends: the form as it stands, with some fields changed."""
    url = edit_url(listing, step)
    form = page_of(client.get(url)).select_one("form[data-draft]")
    assert form is not None
    return posted(client, url, to=str(form["data-autosave"]), **changes)


@pytest.mark.parametrize("language", ["", "/en"])
def test_saves_and_says_so(language: str, client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    signed_in(client, author_of(listing))
    answer = saved(client, listing, "problem", tried="Đã thử que nhúng", summary="  Một câu  ").json()  # type: ignore[attr-defined]
    listing.refresh_from_db()
    assert (listing.tried, listing.summary, answer["state"]) == ("Đã thử que nhúng", "Một câu", "saved")
    assert answer["version"] == posting.version_of(listing)
    assert f"{timezone.localtime(listing.updated_at):%H:%M}" in answer["text"]


def test_what_is_wrong_stays_on_the_page_and_is_named(client: Client, now: datetime) -> None:
    listing = make_listing(now=now, amount_max=1_000_000)
    signed_in(client, author_of(listing))
    answer = saved(client, listing, "conditions", amount_min="2 tỷ", keywords="tôm", time_from="31/02/2027").json()  # type: ignore[attr-defined]
    listing.refresh_from_db()
    assert (listing.amount_min, listing.amount_max, listing.time_from, listing.keywords) == (
        None,
        1_000_000,
        None,
        ["tôm"],
    )
    assert "trừ: Kinh phí dự kiến từ, Kinh phí dự kiến đến, " in answer["text"]
    assert answer["echoes"]["id_amount_min"] == "2 tỷ = 2.000.000.000\u00a0₫"


def test_a_title_once_given_is_not_emptied_and_a_secret_is_not_stored_openly(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    signed_in(client, author_of(listing))
    saved(client, listing, "problem", title="")
    saved(client, listing, "visibility", confidential="Công thức", disclosure="public")
    listing.refresh_from_db()
    assert (listing.title != "", listing.confidential) == (True, "")
    saved(client, listing, "visibility", confidential="Công thức", disclosure="nda")
    listing.refresh_from_db()
    assert (listing.confidential, listing.disclosure) == ("Công thức", "nda")


def test_half_a_row_leaves_the_stored_ones(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    signed_in(client, author_of(listing))
    answer = saved(client, listing, "targets", **{"targets-0-value": ""}).json()  # type: ignore[attr-defined]
    assert (listing.targets.get().value, "Chỉ tiêu" in answer["text"]) == ("≤ 2", True)
    answer = saved(client, listing, "targets", **{"targets-0-value": "≤ 3"}).json()  # type: ignore[attr-defined]
    assert listing.targets.get().value == "≤ 3"
    assert "tối đa" in answer["echoes"]["id_targets-0-value"]


def test_hints_come_with_the_answer(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    signed_in(client, author_of(listing))
    assert 'href="#id_title"' in saved(client, listing, "problem", title="Cần máy").json()["hints"]  # type: ignore[attr-defined]
    assert (
        'href="#id_title"'
        not in saved(client, listing, "problem", title="Sấy mực một nắng bằng bơm nhiệt").json()["hints"]
    )  # type: ignore[attr-defined]


def test_somebody_elses_change_is_shown_and_kept(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    signed_in(client, author_of(listing))
    seen = posting.version_of(listing)
    posting.save_step(
        listing=listing, by=author_of(listing), now=now + timedelta(1), seen=seen, values={"tried": "Của người khác"}
    )
    response = saved(client, listing, "problem", tried="Của tôi", version=seen, page="abc")
    listing.refresh_from_db()
    assert (response.status_code, listing.tried) == (409, "Của người khác")
    assert "Của người khác" in response.json()["html"]  # type: ignore[attr-defined]


def test_an_answer_lost_on_its_way_is_no_conflict(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    signed_in(client, author_of(listing))
    seen = posting.version_of(listing)
    for text in ("Một", "Một hai", "Một hai ba"):
        assert saved(client, listing, "problem", tried=text, version=seen, page="abc").status_code == 200
    assert posted(client, edit_url(listing, "problem"), tried="Xong", version=seen, page="abc").status_code == 302
    assert saved(client, listing, "problem", tried="Thẻ khác", version=seen, page="xyz").status_code == 409
    listing.refresh_from_db()
    assert listing.tried == "Xong"


def test_who_is_signed_out_or_a_stranger_changes_nothing(client: Client, now: datetime) -> None:
    listing = make_listing(now=now)
    url = reverse("catalog:listing-autosave", args=[listing.reference, "problem"])
    assert client.post(url, {"tried": "x"}).status_code == 401
    assert client.get(url).status_code == 405
    for person in (make_member(make_organisation()), make_member(listing.organisation, role="reader"), make_officer()):
        assert signed_in(Client(), person).post(url, {"tried": "x"}).status_code == 404
    signed_in(client, author_of(listing))
    for step in ("check", "technology", "foo"):
        strange = reverse("catalog:listing-autosave", args=[listing.reference, step])
        assert client.post(strange, {}).status_code == 404
    assert Listing.objects.values_list("tried", "updated_at").get() == ("", listing.updated_at)


def test_what_is_with_the_officers_is_closed(client: Client, now: datetime) -> None:
    listing, _revision = make_submitted(now=now)
    url = reverse("catalog:listing-autosave", args=[listing.reference, "problem"])
    response = signed_in(client, author_of(listing)).post(url, {"title": "x", "version": posting.version_of(listing)})
    assert (response.status_code, response.json()["state"]) == (409, "closed")


def test_queries_do_not_grow_with_rows(client: Client, now: datetime) -> None:
    counts = []
    for rows in (1, 3):
        listing = make_listing(Kind.OFFER, now=now)
        for number in range(rows - 1):
            listing.comparisons.create(indicator=f"Chỉ tiêu {number}", ours="5", unit="kg", order=number + 2)
        signed_in(client, author_of(listing))
        data = {"version": posting.version_of(listing), "trl": "7", "comparisons": [str(n) for n in range(rows)]}
        for number in range(rows):
            data |= {f"comparisons-{number}-indicator": f"Chỉ tiêu {number}", f"comparisons-{number}-ours": "5"}
        with CaptureQueriesContext(connection) as found:
            response = client.post(reverse("catalog:listing-autosave", args=[listing.reference, "evidence"]), data)
        assert (response.status_code, listing.comparisons.count()) == (200, rows)
        counts.append(len(found))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_pages_at_once_one_wins_and_the_other_is_told(now: datetime) -> None:
    listing = make_listing(now=now)
    step = find_step(listing.kind, "problem")
    assert step is not None
    author, seen, outcomes = author_of(listing), posting.version_of(listing), []
    ready = threading.Barrier(2)

    def save(text: str) -> None:
        data = QueryDict(mutable=True)
        data.update({"title": listing.title, "language": "vi", "tried": text, "version": seen, "page": text})
        ready.wait()
        try:
            autosave(listing=Listing.objects.get(pk=listing.pk), step=step, data=data, by=author, now=timezone.now())
            outcomes.append(text)
        except posting.Stale:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(text,)) for text in ("A", "B")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    listing.refresh_from_db()
    assert sorted(outcomes) == sorted(["stale", listing.tried])


HOSTILE = [
    ">" * 10_000,
    "[" * 10_000,
    "* " * 10_000,
    "- " * 10_000,
    "`" * 10_001,
    "<b>" * 5_000,
    "a\u202e<script>",
    "\x00",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_preview_of_hostile_text(text: str, client: Client, now: datetime) -> None:
    url = reverse("catalog:text-preview")
    assert client.post(url, {"text": text}).status_code == 401
    answer = signed_in(client, author_of(make_listing(now=now))).post(url, {"text": text}).content.decode()
    assert all(part not in answer for part in ("<script", "<b>", "\u202e", "\x00"))


def test_preview_is_what_the_page_will_show(client: Client, now: datetime) -> None:
    text = "## Nguyên lý\n\n- **hai** tầng\n- <img src=x>\n\n[tài liệu](javascript:alert(1))"
    listing = make_listing(Kind.OFFER, now=now, description=text)
    signed_in(client, author_of(listing))
    shown = page_of(client.post(reverse("catalog:text-preview"), {"text": text}))
    page = page_of(client.get(edit_url(listing, "check")))
    assert str(shown.select_one("ul")) in str(page)
    assert shown.select_one("h2, h3") is not None
    assert shown.select("img, a[href^=javascript]") == []
