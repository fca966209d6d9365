"""Imports: every row a draft or none, told row by row, the same row once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from accounts.models import Membership, User
from catalog import posting
from catalog.importing import running
from catalog.importing.running import TooManyWaiting, forget_old, run_wanted, want_import
from catalog.models import ImportBatch, ImportedRow, Listing, ListingEvent
from tests.accounts.test_outbox_parallel import in_threads
from tests.catalog.files import office
from tests.catalog.importing.sheets import filled, need, offer
from tests.factories_catalog import make_member, make_organisation

pytestmark = pytest.mark.django_db


def wish_of(member: User, content: bytes, *, kind: str = "need", now: datetime) -> ImportBatch:
    organisation = member.memberships.get().organisation
    return want_import(
        kind=kind, language="vi", organisation=organisation, by=member, now=now, name="nhu-cau.xlsx", content=content
    )


def imported(member: User, *rows: dict[str, Any], kind: str = "need", now: datetime) -> ImportBatch:
    batch = wish_of(member, filled(kind, *rows), kind=kind, now=now)
    assert run_wanted(now=now) == 1
    batch.refresh_from_db()
    return batch


def faults_of(batch: ImportBatch) -> list[tuple[int, str]]:
    return [(fault["row"], fault["name"]) for fault in batch.errors]


@pytest.fixture
def member() -> User:
    return make_member(make_organisation())


def test_every_row_becomes_a_draft_of_the_organisation(member: User, now: datetime) -> None:
    batch = imported(member, need(1), need(2), now=now)
    first, second = Listing.objects.order_by("pk")
    assert (batch.state, batch.total, bytes(batch.content)) == ("done", 2, b"")
    assert [each.reference for each in (first, second)] == ["HP-N-2026-0001", "HP-N-2026-0002"]
    assert (first.state, first.created_by, first.contact) == ("draft", member, member)
    assert (first.amount_min, first.amount_max, first.time_to) == (None, 2_500_000_000, date(2027, 12, 31))
    assert (first.trl, first.import_accepted, first.keywords) == (7, False, ["nước thải", "khử nitơ"])
    assert sorted(first.fields.values_list("code", flat=True)) == ["207", "401"]
    assert list(first.targets.values_list("name", "value", "unit", "is_must")) == [
        ("Tổng nitơ", "≤ 40", "mg/l", True), ("Diện tích", "200", "m²", False)
    ]  # fmt: skip
    assert ListingEvent.objects.filter(listing=first, action="create").count() == 1
    posting.save_step(listing=first, by=member, now=now, seen=posting.version_of(first), values={"tried": "Chưa"})


def test_an_offer_has_its_comparison_and_price(member: User, now: datetime) -> None:
    imported(member, offer(), kind="offer", now=now)
    listing = Listing.objects.get()
    assert (listing.price_kind, listing.amount_min, listing.trl) == ("indicative", 350_000_000, 8)
    assert list(listing.comparisons.values_list("indicator", "ours", "best", "unit")) == [
        ("Điện năng", "0,9", "2,4", "kWh/kg nước")
    ]


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"title": None}, "title"),
        ({"title": "a" * 121}, "title"),
        ({"fields": "999999"}, "fields"),
        ({"fields": "401; 207; 203; 101"}, "fields"),
        ({"trl": "12"}, "trl"),
        ({"amount_max": "nhiều tiền"}, "amount_max"),
        ({"amount_min": "3 tỷ"}, "amount_max"),
        ({"time_to": "31/02/2027"}, "time_to"),
        ({"import_accepted": "có lẽ"}, "import_accepted"),
        ({"targets": "Tổng nitơ"}, "targets"),
        ({"targets": "a | b | c | Bắt buộc | e"}, "targets"),
        ({"keywords": ",".join(map(str, range(9)))}, "keywords"),
        ({"summary": "=HYPERLINK(A1)"}, "summary"),
        ({"province": "Atlantis"}, "province"),
    ],
)
def test_one_faulty_cell_keeps_all_rows_out_and_is_named(
    member: User, now: datetime, changes: dict[str, Any], column: str
) -> None:
    batch = imported(member, need(1), need(2, **changes), need(3), now=now)
    assert (batch.state, batch.problem, Listing.objects.count()) == ("refused", "rows", 0)
    assert faults_of(batch) == [(5, column)]


def test_the_same_file_twice_makes_no_twins_and_says_so(member: User, now: datetime) -> None:
    imported(member, need(1), need(2), now=now)
    again = imported(member, need(3), need(2), now=now)
    assert (again.problem, Listing.objects.count()) == ("rows", 2)
    assert again.errors == [{"row": 5, "name": "", "text": "Dòng này đã được nhập trước đây, là tin HP-N-2026-0002."}]


def test_a_row_twice_in_a_file_is_a_fault(member: User, now: datetime) -> None:
    batch = imported(member, need(1), need(1), now=now)
    assert batch.errors == [{"row": 5, "name": "", "text": "Dòng này giống hệt dòng 4."}]


def test_what_was_thrown_away_can_be_imported_again(member: User, now: datetime) -> None:
    imported(member, need(), now=now)
    posting.delete_draft(listing=Listing.objects.get(), by=member)
    assert imported(member, need(), now=now).state == "done"
    assert imported(make_member(make_organisation()), need(), now=now).state == "done"


def headless() -> bytes:
    book, out = openpyxl.Workbook(), BytesIO()
    book.active.append(["a", "b"])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [(headless(), "template"), (office("xlsx"), "damaged"), (b"PK", "damaged")],
    ids=["headings", "damaged", "short"],
)
def test_a_file_that_is_not_ours_is_refused(member: User, now: datetime, content: bytes, problem: str) -> None:
    batch = wish_of(member, content, now=now)
    run_wanted(now=now)
    batch.refresh_from_db()
    assert (batch.state, batch.problem) == ("refused", problem)


def test_an_untouched_template_holds_no_rows_and_a_long_one_too_many(member: User, now: datetime) -> None:
    assert imported(member, now=now).problem == "empty"
    assert imported(member, *[{"title": f"Nhu cầu {number}"} for number in range(1001)], now=now).problem == "too_many"


def test_who_lost_the_right_meanwhile_gets_nothing(member: User, now: datetime) -> None:
    batch = wish_of(member, filled("need", need()), now=now)
    Membership.objects.filter(user=member).update(role="reader")
    run_wanted(now=now)
    batch.refresh_from_db()
    assert (batch.problem, Listing.objects.count()) == ("failed", 0)


def test_only_editors_wish_and_few_at_a_time(member: User, now: datetime) -> None:
    with pytest.raises(posting.NotEditable):
        wish_of(make_member(make_organisation(), role="reader"), b"x", now=now)
    for number in range(3):
        wish_of(member, bytes([number]), now=now)
    assert wish_of(member, b"\x00", now=now).pk
    with pytest.raises(TooManyWaiting):
        wish_of(member, b"more", now=now)


def test_an_import_that_breaks_leaves_nothing_and_is_given_up(
    member: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_args: object) -> None:
        raise RuntimeError("broken")

    batch = wish_of(member, filled("need", need()), now=now)
    monkeypatch.setattr(running, "_add_codes_and_rows", breaks)
    for _ in range(4):
        run_wanted(now=now)
    batch.refresh_from_db()
    assert (batch.state, batch.problem) == ("refused", "failed")
    assert (Listing.objects.count(), ImportedRow.objects.count()) == (0, 0)


def test_refused_files_are_forgotten_after_a_month_and_rows_are_not(member: User, now: datetime) -> None:
    imported(member, need(1), now=now)
    imported(member, need(2, trl="12"), now=now)
    forget_old(now=now + timedelta(days=31))
    assert (ImportBatch.objects.count(), ImportedRow.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_import_once(now: datetime) -> None:
    member = make_member(make_organisation())
    content = filled("need", need(1), need(2))
    assert len({batch.pk for batch in in_threads(lambda: wish_of(member, content, now=now), 3)}) == 1
    assert sum(in_threads(lambda: run_wanted(now=now), 3)) == 1
    assert Listing.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_files_with_a_row_in_common_at_once_make_no_twins(now: datetime) -> None:
    member = make_member(make_organisation())
    for row in (1, 2):
        wish_of(member, filled("need", need(0), need(row)), now=now)
    in_threads(lambda: run_wanted(now=now), 2)
    while run_wanted(now=now):
        pass
    assert sorted(ImportBatch.objects.values_list("state", flat=True)) == ["done", "refused"]
    assert Listing.objects.count() == 2
