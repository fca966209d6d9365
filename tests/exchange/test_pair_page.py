"""Any need against any offer: the score and its parts, what keeps the pair from being suggested, who may look."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from catalog.indexing import index_awaiting
from catalog.models import Listing
from matching.models import PairBlock, Suggestion
from matching.pairs import NotRead, examine
from matching.suggestions import LEAST_SCORE, match_awaiting
from tests.embedders import use_words
from tests.factories_catalog import concept, make_listing, make_member, make_officer, make_published

pytestmark = pytest.mark.django_db
WATER = {
    "title": "Xử lý nước thải thủy sản", "summary": "Nước thải chế biến thủy sản đạt cột A",
    "description": "Nhà máy chế biến thủy sản cần xử lý nước thải bằng màng lọc sinh học.",
}  # fmt: skip
RICE = {"title": "Sấy lúa tầng sôi", "summary": "Máy sấy lúa", "description": "Sấy hạt lúa ướt sau thu hoạch."}
ADDRESS = "/suggestions/pair/"


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(monkeypatch)


@pytest.fixture
def listings(now: datetime) -> dict[str, Listing]:
    """A need, the offer that fits it, and one that does not; all matched."""
    made = {
        "need": make_published("need", now=now, **WATER),
        "fitting": make_published("offer", now=now, **{**WATER, "title": "Màng lọc nước thải thủy sản"}),
        "other": make_published("offer", now=now, trl=3, amount_min=90_000_000_000, amount_max=90_000_000_000, **RICE),
    }
    made["other"].fields.set([concept("st_field", "507")])
    index_awaiting()
    match_awaiting(now=now)
    return {name: Listing.objects.select_related("index").get(pk=each.pk) for name, each in made.items()}


def page(client: Client, need: str, offer: str, language: str = "") -> BeautifulSoup:
    response = client.get(f"{language}{ADDRESS}", {"need": need, "offer": offer})
    return BeautifulSoup(response.content, "html.parser")


def test_a_suggested_pair_has_the_same_score_and_no_obstacle(listings: dict[str, Listing], now: datetime) -> None:
    found = examine(need=listings["need"], offer=listings["fitting"], now=now)
    stored = Suggestion.objects.get(need=listings["need"], offer=listings["fitting"])
    assert found.score.logit == pytest.approx(stored.logit, abs=1e-6)
    assert found.obstacles == ()
    assert found.suggestion.pk is None


def test_parts_sum_to_the_logit(listings: dict[str, Listing], now: datetime) -> None:
    score = examine(need=listings["need"], offer=listings["other"], now=now).score
    assert math.fsum([score.base, *(each.amount for each in score.contributions)]) == score.logit


def test_what_keeps_a_pair_apart(listings: dict[str, Listing], now: datetime) -> None:
    need, other = listings["need"], listings["other"]
    far = examine(need=need, offer=other, now=now)
    assert (far.obstacles, far.score.value < LEAST_SCORE) == (("score_too_low",), True)
    Listing.objects.filter(pk=other.pk).update(organisation=need.organisation, accepting_interest=False)
    Listing.objects.filter(pk=need.pk).update(state="withdrawn")
    again = [Listing.objects.select_related("index").get(pk=each.pk) for each in (need, other)]
    found = examine(need=again[0], offer=again[1], now=now)
    assert found.obstacles == ("need_not_public", "same_owner", "offer_closed", "score_too_low")


def test_a_refusal_is_told(listings: dict[str, Listing], now: datetime) -> None:
    need, offer = listings["need"], listings["fitting"]
    Suggestion.objects.filter(need=need, offer=offer).update(offer_state="declined")
    assert examine(need=need, offer=offer, now=now).obstacles == ("declined",)
    Suggestion.objects.filter(need=need, offer=offer).delete()
    assert examine(need=need, offer=offer, now=now).obstacles == ("others_better",)


def test_a_draft_has_not_been_read(listings: dict[str, Listing], now: datetime) -> None:
    draft = make_listing("offer", now=now)
    with pytest.raises(NotRead):
        examine(need=listings["need"], offer=draft, now=now)


@pytest.mark.parametrize(("language", "said"), [("", "Nội dung hai tin"), ("/en", "Texts")])
def test_an_officer_sees_score_reasons_and_parts(
    client: Client, listings: dict[str, Listing], language: str, said: str
) -> None:
    client.force_login(make_officer())
    shown = page(client, listings["need"].reference.lower(), f" {listings['other'].reference} ", language)
    assert said in shown.get_text()
    assert next(row.th.get_text() for row in shown.select("tbody tr") if row.th) in {"Mức khởi đầu", "Start"}
    assert shown.select(".facts .fact")
    assert "30" in shown.select_one("#why-not").get_text()  # type: ignore[union-attr]


def test_wrong_references_are_named_and_kept(client: Client, listings: dict[str, Listing]) -> None:
    client.force_login(make_officer())
    offer = listings["other"].reference
    response = client.get(ADDRESS, {"need": offer, "offer": "HP-C-1999-0001"})
    shown = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 422
    assert "Đây là mã của một tin chào bán." in shown.get_text()
    assert "Không có tin nào mang mã này." in shown.get_text()
    assert [each["value"] for each in shown.select("main input[type=text]")] == [offer, "HP-C-1999-0001"]


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_only_officers_may_look(client: Client, listings: dict[str, Listing], who: str) -> None:
    if who == "member":
        client.force_login(make_member(listings["need"].organisation))
    assert client.get(ADDRESS).status_code == (404 if who == "member" else 302)


def test_a_pair_takes_few_queries(
    client: Client, listings: dict[str, Listing], django_assert_max_num_queries: Any
) -> None:
    client.force_login(make_officer())
    with django_assert_max_num_queries(25):
        page(client, listings["need"].reference, listings["fitting"].reference)


def act(client: Client, what: str, listings: dict[str, Listing], **values: str) -> Any:
    names = {"need": listings["need"].reference, "offer": listings["fitting"].reference}
    return client.post(f"/en{ADDRESS}{what}/", {**names, **values}, follow=True)


def test_an_officer_keeps_a_pair_apart_and_lets_it_meet_again(client: Client, listings: dict[str, Listing]) -> None:
    client.force_login(make_officer())
    page_of = act(client, "block", listings, reason="known", note="Đã gặp ở hội chợ").text
    assert "The two are kept apart." in page_of
    assert "An officer keeps the two apart." in page_of
    assert "Đã gặp ở hội chợ" in page_of
    assert "An officer already keeps the two apart." in act(client, "block", listings, reason="known").text
    assert PairBlock.objects.count() == 1
    lifted = act(client, "lift", listings, note="Muốn gặp lại").text
    assert "The two may be suggested to each other again" in lifted
    assert "Muốn gặp lại" in lifted
    assert "Nothing keeps the two apart any more." in act(client, "lift", listings).text


@pytest.mark.parametrize(
    ("values", "said"),
    [({"reason": ""}, "Please fill in this field."), ({"reason": "other", "note": " "}, "Please say which reason.")],
)
def test_a_block_needs_its_reason(
    client: Client, listings: dict[str, Listing], values: dict[str, str], said: str
) -> None:
    client.force_login(make_officer())
    refused = act(client, "block", listings, **values)
    assert refused.status_code == 422
    assert said in refused.text
    assert not PairBlock.objects.exists()
    kept = act(client, "block", listings, reason="", note="Chữ đã gõ")
    assert "Chữ đã gõ" in BeautifulSoup(kept.text, "html.parser").select_one("#block[open] textarea").text  # type: ignore[union-attr]


@pytest.mark.parametrize("what", ["block", "lift", "introduce"])
def test_nobody_else_parts_a_pair(client: Client, listings: dict[str, Listing], what: str) -> None:
    assert "/account/login/" in act(client, what, listings, reason="known", words=WORDS).redirect_chain[0][0]
    client.force_login(make_member(listings["need"].organisation))
    assert act(client, what, listings, reason="known", words=WORDS).status_code == 404
    officer = make_officer()
    officer.memberships.create(organisation=listings["need"].organisation, role="reader")
    client.force_login(officer)
    assert "listings of their own organisation" in act(client, what, listings, reason="known", words=WORDS).text
    assert client.get(f"/en{ADDRESS}{what}/").status_code == 405
    assert not PairBlock.objects.exists()


def test_references_that_are_none_are_not_found(client: Client, listings: dict[str, Listing]) -> None:
    client.force_login(make_officer())
    assert client.post(f"/en{ADDRESS}block/", {"need": "x", "offer": "y", "reason": "known"}).status_code == 404


WORDS = "Hai bên ở cùng một khu công nghiệp, nên gặp nhau để thử tại chỗ."


def test_an_officer_introduces_two_sides_and_both_see_it(client: Client, listings: dict[str, Listing]) -> None:
    client.force_login(make_officer())
    done = act(client, "introduce", listings, words=WORDS)
    assert "Both sides are told" in done.text
    assert WORDS in done.text
    again = act(client, "introduce", listings, words=WORDS)
    assert (again.status_code, "The two have been introduced already." in again.text) == (422, True)
    for own in (listings["need"], listings["fitting"]):
        client.force_login(make_member(own.organisation))
        assert "Answer an introduction by the connection point" in client.get("/en/desk/").text
        assert "Introduced by the connection point" in client.get("/en/for-you/").text
        shown = client.get(f"/en/listings/{own.reference}/suggestions/").text
        assert WORDS in shown
        assert "Introduced by the connection point on" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Please fill in this field."),
        ("Quá ngắn", "Please write at least 30 characters; there are now 8."),
        ("Xin gọi 0912 345 678 để hẹn ngày đến xem máy.", "The message holds contact details"),
    ],
)
def test_a_message_that_does_not_do_is_kept(
    client: Client, listings: dict[str, Listing], words: str, said: str
) -> None:
    client.force_login(make_officer())
    refused = act(client, "introduce", listings, words=words)
    shown = BeautifulSoup(refused.text, "html.parser").select_one("#introduce[open]")
    assert refused.status_code == 422
    assert shown is not None
    assert said in shown.text
    assert shown.select_one("textarea").text.strip() == words  # type: ignore[union-attr]
