"""Suggestions: found, stored once, taken back, answered; the database scores as the pure code does."""

from datetime import timedelta

import pytest
from django.db.models import F, Value

from catalog import publishing
from catalog.conditions import Product, to_sql
from catalog.content import document_of
from catalog.indexing import index_awaiting
from catalog.lexical import REFERENCE_LENGTHS, document_terms, document_vectors, dot
from catalog.models import ListingIndex
from matching import suggestions
from matching.candidates import candidates, load, query_sides
from matching.models import Answer, ListingMatch, Suggestion
from matching.scoring import Score
from matching.suggestions import AlreadyAnswered, answer, awaiting_match, mark_emailed, mark_viewed, match_awaiting
from tests.embedders import use_words
from tests.factories_catalog import author_of, make_organisation, make_published, make_user

pytestmark = pytest.mark.django_db
WATER = {
    "title": "Xử lý nước thải thủy sản", "summary": "Nước thải chế biến thủy sản đạt cột A",
    "description": "Nhà máy chế biến thủy sản cần xử lý nước thải bằng màng lọc sinh học.",
}  # fmt: skip
RICE = {"title": "Sấy lúa tầng sôi", "summary": "Máy sấy lúa", "description": "Sấy hạt lúa ướt sau thu hoạch."}


@pytest.fixture(autouse=True)
def model(monkeypatch):
    return use_words(monkeypatch)


@pytest.fixture
def pair(now):
    """A need and the offer that fits, among offers that do not."""
    need = make_published("need", now=now, **WATER)
    offer = make_published("offer", now=now, **{**WATER, "title": "Màng lọc xử lý nước thải thủy sản"})
    make_published("offer", now=now, **RICE)
    return need, offer


def run(now):
    index_awaiting()
    return match_awaiting(now=now)


def world():
    return sorted(Suggestion.objects.values_list("need", "offer", "score", "is_current", "need_hash", "computed_at"))


def current():
    return set(Suggestion.objects.filter(is_current=True).values_list("need_id", "offer_id"))


def test_the_fitting_pair_is_suggested_with_its_reasons(pair, now):
    run(now)
    need, offer = pair
    assert (need.pk, offer.pk) in current()
    stored = Suggestion.objects.get(need=need, offer=offer)
    found = Score.from_json(stored.contributions)
    assert (found.value, found.logit) == (stored.score, stored.logit)
    assert found.reasons[0].code == "terms"
    assert stored.explanation["terms"]["terms"]


@pytest.mark.parametrize("border", [0.001, 0.05, 0.3, 0.7])
def test_texts_that_are_left_unread_would_have_changed_nothing(pair, now, monkeypatch, border):
    monkeypatch.setattr(suggestions, "LEAST_SCORE", border)
    for number in range(4):
        make_published("offer", now=now, **{**WATER, "title": f"Nuôi lươn {number}", "description": "TRL 9."})
        make_published("need", now=now, **{**RICE, "title": f"Cần máy sấy lúa {number}"})
    run(now)
    before = world()
    monkeypatch.setattr(suggestions, "_may_fit", lambda *_: True)
    ListingMatch.objects.all().delete()
    match_awaiting(now=now)
    assert world() == before


def test_a_second_run_finds_nothing_and_changes_nothing(pair, now):
    assert run(now) == 3
    before = world()
    assert match_awaiting(now=now + timedelta(hours=1)) == 0
    ListingMatch.objects.all().delete()
    match_awaiting(now=now)
    assert world() == before


def test_either_side_computes_the_same_score(pair, now):
    run(now)
    need, offer = load([pair[0].pk]) + load([pair[1].pk])
    [from_need] = [c.text for c in candidates(need) if c.listing.pk == offer.pk]
    [from_offer] = [c.text for c in candidates(offer) if c.listing.pk == need.pk]
    assert from_need.cosine == from_offer.cosine
    assert from_need.lexcov == pytest.approx(from_offer.lexcov, rel=1e-5)


def test_a_withdrawn_listing_is_taken_back_and_returns_when_resumed(pair, now):
    run(now)
    need, offer = pair
    by = author_of(offer)
    publishing.change_state(listing=offer, action="pause", by=by, now=now + timedelta(hours=1))
    run(now)
    assert offer.pk not in {pk for _, pk in current()}
    publishing.change_state(listing=offer, action="resume", by=by, now=now + timedelta(hours=2))
    run(now)
    assert (need.pk, offer.pk) in current()


def test_ones_own_offers_are_not_suggested(now):
    organisation = make_organisation()
    make_published("need", now=now, organisation=organisation, **WATER)
    make_published("offer", now=now, organisation=organisation, **WATER)
    run(now)
    assert current() == set()


def test_a_changed_listing_awaits_a_match(pair, now):
    run(now)
    need, _ = pair
    need.refresh_from_db()
    need.trl, need.updated_at = 9, now + timedelta(hours=1)
    need.save()
    index_awaiting()
    assert list(awaiting_match()) == [need]


def test_confidential_text_is_in_no_explanation(now):
    secret = {"confidential": "zirconi 1450 độ", "disclosure": "nda"}
    make_published("need", now=now, **WATER, **secret)
    make_published("offer", now=now, **WATER, **secret)
    run(now)
    [stored] = Suggestion.objects.all()
    assert "zirconi" not in str(stored.contributions) + str(stored.explanation)


def test_a_listing_that_cannot_be_matched_does_not_hold_up_the_others(pair, now, monkeypatch):
    index_awaiting()
    monkeypatch.setattr("matching.suggestions.candidates", lambda listing: 1 / 0)
    assert match_awaiting(now=now) == 0
    monkeypatch.undo()
    assert list(awaiting_match()) == []


def test_an_answer_is_given_once_with_what_was_shown(pair, now):
    run(now)
    stored = Suggestion.objects.get(need=pair[0], offer=pair[1])
    by = make_user()
    given = answer(suggestion=stored, side="need", by=by, decision="declined", reason_code="price", now=now)
    assert given.contributions == stored.contributions
    with pytest.raises(AlreadyAnswered):
        answer(suggestion=stored, side="need", by=by, decision="interested", now=now)
    answer(suggestion=stored, side="offer", by=by, decision="interested", now=now)
    assert Answer.objects.count() == 2
    stored.refresh_from_db()
    assert (stored.need_state, stored.offer_state) == ("declined", "interested")


def test_viewing_and_mailing_move_only_forward(pair, now):
    run(now)
    stored = Suggestion.objects.get(need=pair[0], offer=pair[1])
    assert [mark_emailed(suggestions=[stored], side="need", now=now) for _ in range(2)] == [1, 0]
    mark_viewed(suggestions=[stored], side="need")
    stored.refresh_from_db()
    assert (stored.need_state, stored.offer_state) == ("viewed", "new")
    answer(suggestion=stored, side="need", by=make_user(), decision="interested", now=now)
    mark_viewed(suggestions=[stored], side="need")
    stored.refresh_from_db()
    assert stored.need_state == "interested"


def test_the_database_ranks_as_the_pure_code_does(pair, now):
    """`lex <#> query` is the inner product that the pure code computes, to single precision."""
    run(now)
    [need] = load([pair[0].pk])
    own = query_sides([need])[need.pk]
    value = Product(F("lex"), Value(to_sql(own.exact.vector)))
    for row in ListingIndex.objects.annotate(bm25=value).select_related("listing"):
        lex, _ = document_vectors(document_terms(document_of(row.listing)), REFERENCE_LENGTHS)
        assert row.bm25 == pytest.approx(dot(own.exact.vector, lex), rel=1e-5, abs=1e-6)
