"""What an offer states about the targets of a need, and whether the figures reach them."""

from __future__ import annotations

from datetime import datetime

import pytest

from advisory.dossiers.against_targets import Held, alike, hold
from catalog.models import Listing, Target
from tests.factories_advisory import make_targeted_need, make_technology

pytestmark = pytest.mark.django_db


def held(need: Listing, offer: Listing) -> list[Held]:
    return hold(list(need.targets.all()), offer, need=need)


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [("11,5", "met"), ("12", "met"), ("13", "missed"), ("10–14", "missed"), ("rất khô", "open")],
)
def test_the_row_of_the_same_name_is_held_against_the_limit(now: datetime, stated: str, verdict: str) -> None:
    need = make_targeted_need(now=now)
    offer = make_technology(now=now, measures=(("độ ẩm  cuối", stated, "%"),))
    first, cod, words = held(need, offer)
    assert (first.verdict, first.text) == (verdict, f"{stated}\xa0%")
    assert (cod.verdict, words.verdict) == ("silent", "silent")


def test_units_are_brought_to_one_base(now: datetime) -> None:
    need = make_targeted_need(now=now)
    Target.objects.create(listing=need, order=9, name="Công suất", value="≥ 300", unit="kg/ngày")
    weak = make_technology(now=now, measures=(("Công suất", "0,2", "tấn/ngày"),), description="Máy sấy dùng bơm nhiệt.")
    strong = make_technology(now=now, measures=(("Công suất", "0,4", "tấn/ngày"),))
    assert [held(need, offer)[-1].verdict for offer in (weak, strong)] == ["missed", "met"]


def test_a_figure_of_the_text_counts_where_no_row_names_it(now: datetime) -> None:
    need = make_targeted_need(now=now)
    text = "Hệ thống lọc sinh học ba ngăn. Nước sau xử lý có COD 38 mg/l, đo mười hai tháng liền tại ba nhà máy."
    _first, cod, _words = held(need, make_technology(now=now, description=text))
    assert (cod.verdict, cod.text) == ("met", "38 mg/l")
    _first, cod, _words = held(need, make_technology(now=now, description=text.replace("38", "80")))
    assert cod.verdict == "missed"


def test_words_and_aims_without_a_limit_are_for_people(now: datetime) -> None:
    need = make_targeted_need(now=now)
    Target.objects.create(listing=need, order=9, name="Giảm khối lượng", value="60", unit="%")
    offer = make_technology(now=now, measures=(("Tự vận hành", "sau hai ngày học", ""), ("Giảm khối lượng", "55", "%")))
    _first, _cod, words, aim = held(need, offer)
    assert [(each.verdict, each.text) for each in (words, aim)] == [
        ("open", "sau hai ngày học"), ("open", "55\xa0%")
    ]  # fmt: skip


def test_a_row_of_another_name_and_the_same_unit_is_shown_for_people(now: datetime) -> None:
    need = make_targeted_need(now=now)
    Target.objects.create(listing=need, order=9, name="Thời gian có kết quả", value="≤ 2", unit="giờ")
    one = make_technology(now=now, language="en", measures=(("Time from sample to result", "45", "min"),))
    two = make_technology(now=now, measures=(("Thời gian chờ", "45", "phút"), ("Thời gian rửa", "5", "phút")))
    assert held(need, one)[-1] == Held("open", "Time from sample to result: 45\xa0min", "en")
    assert held(need, two)[-1].verdict == "silent"


def test_a_like_name_is_shown_and_not_judged(now: datetime) -> None:
    need = make_targeted_need(now=now)
    Target.objects.create(listing=need, order=9, name="Ngưỡng phát hiện enrofloxacin", value="≤ 1", unit="µg/kg")
    offer = make_technology(now=now, measures=(("Ngưỡng phát hiện chloramphenicol", "0,3", "µg/kg"),))
    assert held(need, offer)[-1] == Held("open", "Ngưỡng phát hiện chloramphenicol: 0,3\xa0µg/kg")


def test_other_units_are_not_compared(now: datetime) -> None:
    need = make_targeted_need(now=now)
    offer = make_technology(now=now, measures=(("Độ ẩm cuối", "4", "g/kg"),))
    assert held(need, offer)[0].verdict == "open"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Chi phí vận hành", "chi phí  vận hành", True),
        ("Chi phí vận hành", "Chi phí vận hành mỗi tháng", True),
        ("Chi phí vận hành", "Chi phí đầu tư", False),
        ("Độ ẩm", "Độ bền", False),
        ("", "Độ bền", False),
    ],
)
def test_names_are_alike(first: str, second: str, expected: bool) -> None:
    assert alike(first, second) is expected
