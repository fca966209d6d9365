"""What the search box offers: what is found, in which order, and what must never appear."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from catalog.models import Listing
from catalog.suggesting import MOST, Option, count, suggestions
from catalog.typed import Typed
from tests.factories_catalog import make_listing, make_organisation, make_published, make_submitted

pytestmark = pytest.mark.django_db


def options(typed: str, key: str, now: datetime, language: str = "vi") -> list[Option]:
    with translation.override(language):
        groups = suggestions(Typed.of(typed), language=language, today=now.date())
    return next((group.options for group in groups if group.key == key), [])


def texts(typed: str, key: str, now: datetime, language: str = "vi") -> list[str]:
    return ["".join(text for text, _typed in option.segments) for option in options(typed, key, now, language)]


@pytest.mark.parametrize("typed", ["xet nghiem", "Xét nghiệm nh", "EHP tren", "ehp XE"])
def test_listings_are_found_by_the_beginnings_of_words(typed: str, now: datetime) -> None:
    need = make_published(now=now)
    make_published("offer", now=now)
    (found,) = options(typed, "listings", now)
    assert (found.icon, found.url, found.detail) == ("need", need.get_absolute_url(), need.reference)


@pytest.mark.parametrize("title", ["Bể(MBBR) lọc", "Bể “MBBR”", "Bể/MBBR-2"])
def test_signs_before_a_word_do_not_hide_it(title: str, now: datetime) -> None:
    make_published(now=now, title=title)
    assert texts("mbbr", "listings", now) == [title]


def test_listings_are_found_by_their_reference(now: datetime) -> None:
    need = make_published(now=now)
    make_published("offer", now=now)
    assert [option.detail for option in options(need.reference[:6].lower(), "listings", now)] == [need.reference]


def test_newest_listing_comes_first_and_few_are_shown(now: datetime) -> None:
    made = [make_published(now=now + timedelta(minutes=number)) for number in range(6)]
    found = [option.detail for option in options("xet", "listings", now)]
    assert found == [listing.reference for listing in reversed(made)][:4]


def test_words_side_by_side_come_before_words_apart(now: datetime) -> None:
    make_published(now=now, title="Lọc nước cho ao")
    make_published(now=now + timedelta(minutes=1), title="Nước sau bể lọc")
    assert texts("loc nu", "listings", now) == ["Lọc nước cho ao", "Nước sau bể lọc"]


def test_title_in_the_readers_language_is_preferred(now: datetime) -> None:
    make_published(now=now, title="Sấy lúa EHP", title_alt="Rice dryer EHP")
    assert texts("ehp", "listings", now, "en") == ["Rice dryer EHP"]
    (found,) = options("rice", "listings", now, "vi")
    assert found.language == "en"


def test_what_is_not_public_is_not_offered(now: datetime) -> None:
    make_listing(now=now)
    make_submitted(now=now)
    paused, expired = make_published(now=now), make_published(now=now)
    Listing.objects.filter(pk=paused.pk).update(state="paused")
    Listing.objects.filter(pk=expired.pk).update(valid_until=now.date() - timedelta(days=1))
    secret = make_published("offer", now=now, confidential="Quặng zirconi", disclosure="interest")
    assert texts("xet nghiem", "listings", now) == []
    assert options(paused.reference, "listings", now) == []
    assert suggestions(Typed.of("zirconi"), language="vi", today=now.date()) == []
    assert options(secret.reference, "listings", now)


def test_anonymous_need_leads_to_no_organisation(now: datetime) -> None:
    hidden = make_organisation("Xưởng Đồ Sơn Kín")
    make_published(now=now, organisation=hidden, is_anonymous=True)
    assert texts("do son kin", "organisations", now) == []
    make_published("offer", now=now, organisation=hidden)
    assert texts("do son kin", "organisations", now) == ["Xưởng Đồ Sơn Kín"]


def test_organisations_are_verified_or_have_something_public(now: datetime) -> None:
    make_organisation("Viện Rong Biển", verified_at=now)
    make_organisation("Viện Rong Đỏ")
    make_organisation("Viện Rong Cũ", verified_at=now, state="closed")
    assert texts("vien rong", "organisations", now) == ["Viện Rong Biển"]


def test_fields_and_industries_lead_to_the_filtered_list(now: datetime) -> None:
    found = {option.url for option in options("nong nghiep", "categories", now)}
    assert "/listings/?industry=A" in found
    assert texts("agricul", "categories", now, "en")[0].startswith("Agricul")


def test_words_come_from_the_glossary_and_from_keywords(now: datetime) -> None:
    make_published(now=now, keywords=["xử lý bùn ao", "EHP"])
    found = options("xu ly", "words", now)
    assert len(found) <= 4
    assert texts("xu ly bun", "words", now) == ["xử lý bùn ao"]
    (condenser,) = options("binh ng", "words", now)
    assert (condenser.words, condenser.detail, condenser.detail_language) == ("bình ngưng", "condenser", "en")


def test_what_is_typed_already_is_not_offered_again(now: datetime) -> None:
    assert "bình ngưng" not in texts("Bình ngưng", "words", now)


def test_words_typed_without_diacritics_are_offered_with_them(now: datetime) -> None:
    assert texts("Binh ngung", "words", now)[0] == "bình ngưng"
    make_published(now=now, title="Cần máy bóc hạt điều sống")
    make_published(now=now, title="may boc hat dieu cu")
    assert texts("may boc hat di", "words", now) == texts("may boc hat dieu", "words", now) == ["máy bóc hạt điều"]
    assert texts("máy bóc hạt điều", "words", now) == []
    spoken = [
        (option.words, option.language) for page in ("vi", "en") for option in options("may boc", "words", now, page)
    ]
    assert spoken == [("máy bóc", ""), ("máy bóc", "vi")]


def test_diacritics_on_which_titles_do_not_agree_are_not_guessed(now: datetime) -> None:
    for title in ("Máy bóc vỏ", "Máy bọc vỏ", "Vỏ và máy"):
        make_published(now=now, title=title)
    assert texts("may boc", "words", now) == []
    assert texts("vo may", "words", now) == []


def test_of_two_spellings_of_a_keyword_the_one_with_diacritics_is_offered(now: datetime) -> None:
    for keyword in ("may boc hat", "may boc hat", "máy bóc hạt"):
        make_published(now=now, title=f"Máy bóc {keyword}", keywords=[keyword])
    assert "máy bóc hạt" in texts("boc hat", "words", now) + texts("may boc", "words", now)
    assert "may boc hat" not in texts("boc hat", "words", now) + texts("may boc", "words", now)


@pytest.mark.parametrize("typed", ["", "x", "\x00", "%", "_", "'\"\\", "x" * 9_000, "\ud800x", "hp-" + "9" * 200])
def test_any_input_is_answered(typed: str, now: datetime) -> None:
    assert suggestions(Typed.of(typed), language="vi", today=now.date()) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(rows: int, now: datetime, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        make_published(now=now, organisation=make_organisation(f"Xét {number}", verified_at=now), keywords=["xét"])
    suggestions(Typed.of("xet"), language="vi", today=now.date())
    with django_assert_num_queries(4):
        found = suggestions(Typed.of("xet"), language="vi", today=now.date())
    assert 0 < count(found) <= MOST
