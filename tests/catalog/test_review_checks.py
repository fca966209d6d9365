"""What a machine notices before an officer reads: personal data, evidence, units, the second language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.utils import translation

from catalog.linting.personal import personal_spans
from catalog.models import Comparison, Kind, Listing, Target
from catalog.review_checks import checks_of
from tests.factories_catalog import make_listing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def tones(listing: Listing) -> dict[str, str]:
    return {fact["title"]: fact["tone"] for fact in checks_of(listing, language="en")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gọi 0912 345 678 sau 17 giờ", ["0912 345 678"]),
        ("Thư về an.nguyen@vidu.test nhé", ["an.nguyen@vidu.test"]),
        ("Số căn cước 031085001234, cấp năm 2021", ["031085001234"]),
        ("CCCD: 031 085 001 234", ["031 085 001 234"]),
        ("CMND số 031234567", ["031234567"]),
        ("hộ chiếu B1234567", ["B1234567"]),
        ("031085001234 và 0912345678", ["031085001234", "0912345678"]),
        ("Giá 1.500.000.000 đồng, 12.500 m³/ngày, QCVN 40:2011/BTNMT", []),
        ("Hợp đồng 1234567890123, lô 20261123", []),
        ("H2S 45 ppm, 0,031 mg/l, TRL 7", []),
        ("", []),
    ],
)
def test_personal_data_is_found_and_figures_are_not(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in personal_spans(text)] == found


def test_finding_names_the_text_and_shows_some_words_around(now: datetime) -> None:
    listing = make_listing(
        now=now, tried=f"{'Đã thử than. ' * 9}Liên hệ chủ ao 031085001234 để xem. {'Sau đó dừng. ' * 9}"
    )
    fact = checks_of(listing, language="en")[0]
    assert (fact["tone"], fact["title"]) == ("bad", "Personal data check")
    assert fact["text"].startswith("What was tried: “…")
    assert "Liên hệ chủ ao 031085001234 để xem." in fact["text"]
    assert len(fact["text"]) < 120


def test_rows_and_keywords_are_read_too(now: datetime) -> None:
    need = make_listing(now=now, keywords=["tôm", "031085001234"])
    Target.objects.create(listing=need, name="Gọi 0912 345 678", value="1", unit="giờ", order=2)
    offer = make_listing(Kind.OFFER, now=now)
    Comparison.objects.create(listing=offer, indicator="Giá", ours="2", unit="đồng", proof="hỏi an@vidu.test", order=2)
    assert [fact["text"].split(":")[0] for fact in checks_of(need, language="en") if fact["tone"] == "bad"] == [
        "Keywords",
        "Target indicators",
    ]
    assert "an@vidu.test" in checks_of(offer, language="en")[0]["text"]


def test_sound_listing_has_no_finding(now: datetime) -> None:
    listing = make_listing(Kind.OFFER, now=now, title_alt="Iron filter", summary_alt="Below 150 ppm.")
    assert set(tones(listing).values()) == {"ok"}


@pytest.mark.parametrize(
    ("values", "tone"),
    [
        ({"trl": None}, "warn"),
        ({"trl": 7, "trl_evidence": "  "}, "bad"),
        ({"trl": 9, "customers": ""}, "warn"),
        ({"trl": 9, "customers": "Hai nhà máy giấy"}, "ok"),
        ({"trl": 4}, "ok"),
    ],
)
def test_evidence_for_the_level(values: dict[str, Any], tone: str, now: datetime) -> None:
    assert tones(make_listing(Kind.OFFER, now=now, **values))["Evidence for the TRL"] == tone


def test_needs_have_no_evidence_to_show(now: datetime) -> None:
    assert "Evidence for the TRL" not in tones(make_listing(now=now))


def test_figures_without_unit_are_named_and_words_need_none(now: datetime) -> None:
    need = make_listing(now=now)
    Target.objects.create(listing=need, name="Nhiệt độ", value="≤ 85", order=2)
    Target.objects.create(listing=need, name="Khối lượng", value="1,5–4", order=3)
    Target.objects.create(listing=need, name="Tác nhân", value="EHP và AHPND", order=4)
    facts = {fact["title"]: fact for fact in checks_of(need, language="en")}
    assert (facts["Units"]["tone"], facts["Units"]["text"]) == ("warn", "missing for: Nhiệt độ and Khối lượng.")


def test_listing_without_a_table_is_noticed(now: datetime) -> None:
    offer = make_listing(Kind.OFFER, now=now)
    offer.comparisons.all().delete()
    assert tones(offer)["Units"] == "warn"


def test_second_language_is_looked_for(now: datetime) -> None:
    assert tones(make_listing(now=now))["Second language"] == "na"
