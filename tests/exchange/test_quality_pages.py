"""The officers' pages on the quality of matching: what they count, what they find out, who may look."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from catalog.indexing import index_awaiting
from catalog.models import Listing
from matching.models import Answer, Suggestion, WeightSet
from matching.quality import answered_pairs, answers_of, by_month, declines
from matching.suggestions import match_awaiting
from matching.unmatched import explained, unmatched
from tests.embedders import use_words
from tests.factories_catalog import concept, make_member, make_officer, make_organisation, make_published, make_user
from tests.factories_cooperation import make_sides, make_suggestion

pytestmark = pytest.mark.django_db
ANSWERS, UNMATCHED = "/suggestions/quality/", "/suggestions/quality/unmatched/"
LONG_AGO = timedelta(days=20)
WATER = {
    "title": "Xử lý nước thải thủy sản", "summary": "Nước thải chế biến thủy sản đạt cột A",
    "description": "Nhà máy chế biến thủy sản cần xử lý nước thải bằng màng lọc sinh học.",
}  # fmt: skip


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(path: str, **query: Any) -> BeautifulSoup:
    return BeautifulSoup(signed_in(make_officer()).get(path, query).content, "html.parser")


def answered(now: datetime, *answers: tuple[str, str, str], logit: float = 1.4, at: datetime | None = None) -> None:
    """A suggestion with the answers given: side, answer, reason."""
    suggestion, _ = make_suggestion(make_sides(now=now), now=now)
    for side, answer, reason in answers:
        Answer.objects.create(
            suggestion=suggestion, side=side, answer=answer, reason=reason, weights=WeightSet.objects.get(),
            contributions={"logit": logit}, at=at or now,
        )  # fmt: skip


def test_pairs_are_counted_once_by_the_score_that_was_shown(now: datetime) -> None:
    answered(now, ("need", "interested", ""), ("offer", "interested", ""), logit=3.0)
    answered(now, ("need", "interested", ""), ("offer", "declined", "budget"))
    answered(now, ("offer", "declined", "too_early"), at=now - timedelta(days=60))
    found = answered_pairs(answers_of(0, now=now))
    assert sorted((round(pair.score, 2), pair.interested, pair.declined) for pair in found) == [
        (0.8, 0, 1), (0.8, 1, 1), (0.95, 2, 0),
    ]  # fmt: skip
    assert len(answered_pairs(answers_of(30, now=now))) == 2


def test_declines_are_counted_by_reason_and_side(now: datetime) -> None:
    answered(now, ("need", "declined", "too_early"), ("offer", "declined", "too_early"))
    answered(now, ("need", "declined", "too_early"), ("offer", "declined", ""))
    assert [(one.code, one.need, one.offer) for one in declines(answers_of(0, now=now))] == [
        ("too_early", 2, 1), ("", 0, 1),
    ]  # fmt: skip


def test_months_without_answers_are_shown(now: datetime) -> None:
    answered(now, ("need", "interested", ""), at=now - timedelta(days=62))
    answered(now, ("need", "declined", "budget"))
    found = [(f"{one.first:%Y-%m}", one.interested, one.declined) for one in by_month(answers_of(0, now=now))]
    assert found == [("2026-09", 1, 0), ("2026-10", 0, 0), ("2026-11", 0, 1)]


def test_few_answers_are_told_in_numbers_not_in_per_cent(now: datetime) -> None:
    for answer in ("interested", "interested", "declined"):
        answered(now, ("need", answer, ""))
    found = page(f"/en{ANSWERS}", days="0")
    assert "2 of 3" in found.text
    assert found.select_one("svg.plot--wide circle") is None


def test_enough_answers_are_drawn_and_stand_in_the_table(now: datetime) -> None:
    for number in range(10):
        answered(now, ("need", "interested" if number < 6 else "declined", "" if number < 6 else "too_early"))
    found = page(f"/en{ANSWERS}", days="0")
    assert len(found.select("svg.plot circle")) == 1
    assert {"60%", "31–83%"} <= {cell.get_text() for cell in found.select("td")}
    assert "4" in [cell.get_text() for cell in found.select("ol.hbars b")]


def test_without_answers_the_page_says_so(now: datetime) -> None:
    assert "Chưa có ai trả lời" in page(ANSWERS, days="nonsense").text


@pytest.fixture
def lonely(now: datetime, monkeypatch: pytest.MonkeyPatch) -> dict[str, Listing]:
    """Listings that nothing fits, each for another reason, and a pair that fits."""
    use_words(monkeypatch)
    made = {
        "need": make_published("need", now=now, **WATER),
        "offer": make_published("offer", now=now, **WATER),
        "closed": make_published("offer", now=now, accepting_interest=False),
        "alone": make_published("need", now=now, title="Lò phản ứng"),
        "late": make_published("need", now=now, title="Kính thiên văn"),
    }
    for name, code in (("need", "205"), ("offer", "205"), ("alone", "507")):
        made[name].fields.set([concept("st_field", code)])
    index_awaiting()
    match_awaiting(now=now)
    Suggestion.objects.exclude(need=made["need"], offer=made["offer"]).delete()
    Listing.objects.update(published_at=timezone.now() - LONG_AGO)
    Listing.objects.filter(pk=made["late"].pk).update(published_at=timezone.now() - timedelta(days=3))
    return made


def causes(listing: Listing) -> list[str]:
    found = unmatched(now=timezone.now(), days=0).filter(pk=listing.pk).select_related("index", "match")
    [one] = explained(list(found))
    return [cause.code for cause in one.causes]


def test_what_fits_nothing_is_listed_with_its_causes(lonely: dict[str, Listing]) -> None:
    found = unmatched(now=timezone.now(), days=14)
    assert set(found) == {lonely["closed"], lonely["alone"]}
    assert set(unmatched(now=timezone.now(), days=14, kind="need")) == {lonely["alone"]}
    branch = concept("st_field", "5")
    assert set(unmatched(now=timezone.now(), days=14, branch=branch)) == {lonely["alone"]}
    assert causes(lonely["closed"]) == ["closed", "few_opposites", "left_open"]
    assert causes(lonely["alone"]) == ["few_opposites", "left_open"]


def test_what_was_not_compared_and_hard_facts_are_causes(lonely: dict[str, Listing], now: datetime) -> None:
    alone = lonely["alone"]
    reason = {"code": "import_refused", "tone": "weak", "values": {"country": "JP", "cap": True}}
    Suggestion.objects.create(
        need=alone, offer=lonely["offer"], score=0.35, logit=-0.6, weights=WeightSet.objects.get(), need_hash="n",
        offer_hash="o", contributions={"reasons": [reason], "base": 0, "logit": -0.6, "items": []},
    )  # fmt: skip
    assert causes(alone)[0] == "hard_fact"
    WeightSet.objects.update(is_active=False)
    WeightSet.objects.create(version=2, weights=WeightSet.objects.get().weights, is_active=True)
    assert causes(alone)[:2] == ["not_matched", "hard_fact"]
    Listing.objects.filter(pk=alone.pk).update(updated_at=now + timedelta(days=1))
    alone.index.delete()
    assert causes(alone)[0] == "not_indexed"


def test_where_only_the_texts_differ_the_best_pairs_weaknesses_are_named(lonely: dict[str, Listing]) -> None:
    alone = lonely["alone"]
    weak = {"code": "field_far", "tone": "weak", "values": {"need_field": "507", "offer_field": "205"}}
    alone.fields.set([concept("st_field", "401")])
    alone.industries.set([concept("vsic", "10")])
    alone.forms.set([concept("transfer_form", "licence")])
    Listing.objects.filter(pk=alone.pk).update(trl=7, amount_max=5)
    for _ in range(3):
        make_published("offer", now=timezone.now())
    Suggestion.objects.create(
        need=alone, offer=lonely["offer"], score=0.4, logit=-0.4, weights=WeightSet.objects.get(), need_hash="n",
        offer_hash="o", contributions={"reasons": [weak], "base": 0, "logit": -0.4, "items": []},
    )  # fmt: skip
    assert causes(alone) == ["texts_differ", "against"]


def test_the_page_links_to_the_pair_and_the_owner(lonely: dict[str, Listing], now: datetime) -> None:
    alone = lonely["alone"]
    make_best = {"score": 0.42, "logit": -0.3, "weights": WeightSet.objects.get(), "need_hash": "n", "offer_hash": "o"}
    Suggestion.objects.create(need=alone, offer=lonely["offer"], **make_best)
    found = page(f"/en{UNMATCHED}", kind="need", field="5")
    links = [str(link["href"]) for link in found.select("tbody a")]
    assert f"/en/suggestions/pair/?need={alone.reference}&offer={lonely['offer'].reference}" in links
    assert f"mailto:{alone.contact.email}?subject={alone.reference}" in links
    assert "Only 2" not in found.text
    assert "Nothing is published on the other side" in found.text


@pytest.mark.parametrize(
    "query", [{"days": "99999999999999999999"}, {"field": "5' OR 1=1"}, {"kind": "both"}, {"page": "-1"}]
)
def test_what_is_not_offered_falls_back_to_the_usual(lonely: dict[str, Listing], query: dict[str, str]) -> None:
    assert signed_in(make_officer()).get(UNMATCHED, query).status_code == 200


@pytest.mark.parametrize("path", [ANSWERS, UNMATCHED])
def test_only_officers_and_managers_may_look(now: datetime, path: str) -> None:
    organisation = make_organisation()
    viewer = make_member(organisation, role="viewer")
    assert Client().get(path).status_code == 302
    assert [signed_in(user).get(path).status_code for user in (make_user(), viewer)] == [404, 404]
    manager = make_user(role=User.Role.MANAGER)
    assert [signed_in(user).get(path).status_code for user in (make_officer(), manager)] == [200, 200]
    assert signed_in(manager).post(path).status_code == 405


def test_the_pages_cost_the_same_queries_for_a_few_and_for_more(now: datetime, lonely: dict[str, Listing]) -> None:
    answered(now, ("need", "declined", "too_early"))
    client = signed_in(make_officer())
    counts: dict[str, list[int]] = {ANSWERS: [], UNMATCHED: []}
    for _round in range(2):
        for path, found in counts.items():
            client.get(path)
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            found.append(len(captured))
        for _ in range(2):
            answered(now, ("need", "declined", "too_early"))
            Listing.objects.update(published_at=timezone.now() - LONG_AGO)
    assert counts[ANSWERS][0] == counts[ANSWERS][1]
    assert counts[UNMATCHED][0] == counts[UNMATCHED][1]
