"""What a comparison says of each listing, and which rows are the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from catalog.comparing import Cell, Row, compare, references_in, visible_listings
from catalog.models import Comparison, IPRight, Listing, Target
from tests.factories_catalog import concept, make_listing, make_organisation, make_published

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=True):
        yield


def rows_of(*listings: Listing) -> dict[str, Row]:
    """Rows by their Vietnamese names."""
    found = visible_listings([listing.reference for listing in listings], user=NOBODY)
    table = compare(found)
    return {row.label: row for row in [*table.facts, *table.indicators]}


def texts(row: Row) -> list[str]:
    return [cell.text for cell in row.cells]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (["HP-C-2026-0001", "HP-C-2026-0001"], ["HP-C-2026-0001"]),
        (["<b>", "", "a" * 40, "HP N 1", "x\x00y", "HP-N-2026-0002"], ["HP-N-2026-0002"]),
        ([f"HP-C-2026-{number:04}" for number in range(30)], [f"HP-C-2026-{number:04}" for number in range(20)]),
    ],
)
def test_references_are_read_once_and_in_order(given: list[str], read: list[str]) -> None:
    assert references_in(given) == read


def test_listings_come_in_the_order_asked_for_without_hidden_ones(now: datetime) -> None:
    first, second = make_published("offer", now=now), make_published("need", now=now)
    draft = make_listing("offer", now=now)
    asked = [second.reference, draft.reference, "HP-C-1999-0001", first.reference]
    assert visible_listings(asked, user=NOBODY) == [second, first]
    assert draft.created_by is not None
    assert visible_listings(asked, user=draft.created_by) == [second, draft, first]


def test_facts_of_two_offers(now: datetime) -> None:
    one = make_published("offer", now=now, amount_min=10**9, amount_max=15 * 10**8, price_kind="floor")
    other = make_published("offer", now=now, trl=9)
    Listing.objects.filter(pk=one.pk).update(trl_verified=6)
    IPRight.objects.create(listing=one, kind=concept("ip_kind", "patent"), status="granted", number="1-0012345")
    rows = rows_of(one, other)
    assert rows["Mức độ sẵn sàng công nghệ (TRL)"].cells == [
        Cell("TRL 6", note="đơn vị tự đánh giá TRL 7", is_verified=True),
        Cell("TRL 9"),
    ]
    assert texts(rows["Giá"]) == ["1–1,5\xa0tỷ\xa0₫", "Giá thỏa thuận"]
    assert "1-0012345" in texts(rows["Tài sản trí tuệ"])[0]
    assert texts(rows["Ngày công bố"]) == ["23/11/2026"] * 2
    assert (rows["Loại tin"].is_same, rows["Giá"].is_same) == (True, False)


def test_what_belongs_to_the_other_kind_does_not_apply(now: datetime) -> None:
    rows = rows_of(make_published("offer", now=now), make_published("need", now=now))
    assert [cell.applies for cell in rows["Ưu điểm"].cells] == [True, False]
    assert [cell.applies for cell in rows["Công nghệ nhập khẩu"].cells] == [False, True]
    assert texts(rows["Giá hoặc kinh phí dự kiến"]) == ["Giá thỏa thuận", ""]


def test_indicators_are_joined_by_name(now: datetime) -> None:
    offer, need = make_published("offer", now=now), make_published("need", now=now)
    Comparison.objects.create(listing=offer, indicator="Lưu  lượng", ours="70", unit="m³/h", order=2)
    Target.objects.create(listing=need, name="lưu lượng", value="80", unit="m³/h", is_must=False, order=2)
    rows = rows_of(offer, need)
    assert texts(rows["Lưu  lượng"]) == ["70\xa0m³/h", "80\xa0m³/h"]
    assert rows["Lưu  lượng"].cells[1].note == "Mong muốn"
    assert texts(rows["Chi phí"]) == ["220\xa0đồng/m³", ""]
    assert rows["Chi phí"].cells[0].note == "giải pháp tốt nhất hiện có: 650\xa0đồng/m³"


def test_hidden_owner_stays_hidden_even_from_its_own_people(now: datetime) -> None:
    need = make_published(organisation=make_organisation("Tên Giấu Kín"), now=now, is_anonymous=True)
    assert need.created_by is not None
    table = compare(visible_listings([need.reference], user=need.created_by))
    assert "Không công khai tên" in [cell.text for row in table.facts for cell in row.cells]
    assert "Tên Giấu Kín" not in str(table.facts)


def test_confidential_part_is_nowhere(now: datetime) -> None:
    offer = make_published("offer", now=now, confidential="Công thức bí mật", disclosure="interest")
    assert "Công thức" not in str(compare(visible_listings([offer.reference], user=NOBODY)))


def test_long_text_is_cut_and_keeps_its_language(now: datetime) -> None:
    offer = make_published("offer", now=now, advantages="long text " * 100, language="en")
    (cell,) = rows_of(offer)["Ưu điểm"].cells
    assert (len(cell.text) <= 280, cell.text.endswith("…"), cell.lang) == (True, True, "en")


@pytest.mark.parametrize("number", [2, 4])
def test_a_fixed_number_of_queries(number: int, now: datetime, django_assert_num_queries: Any) -> None:
    listings = [make_published(kind, now=now) for kind in ("offer", "need", "offer", "need")[:number]]
    with django_assert_num_queries(7):
        compare(visible_listings([listing.reference for listing in listings], user=NOBODY))
