"""Figures of both sides: what is compared, how far a miss counts, what caps the score."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.quantities import quantities
from catalog.text import Document, strip_accents
from matching.features import ListingFacts
from matching.figures import capacity_limits, figures
from matching.scoring import CAP_LOGIT, score
from matching.statements import statements
from matching.text_score import TextPair

ALIKE = TextPair(0.6, 0.4, None, same_language=True)


def stating(text, language="vi"):
    return ListingFacts(figures=tuple(quantities(text, language)))


def third(factor):
    return 1 - math.log10(factor)


#: need, offer → value, codes
PAIRS = [
    ("cần 15 tấn/ngày", "công suất 20 tấn/ngày", 1.0, ["capacity_fits"]),
    ("cần 15 tấn/ngày", "công suất 10–20 tấn/ngày", 1.0, ["capacity_fits"]),
    ("cần 15 tấn/ngày", "công suất từ 5 tấn/ngày", 1.0, ["capacity_fits"]),
    ("cần 15 tấn/ngày", "công suất 5 tấn/ngày", third(3), ["capacity_small"]),
    ("cần 15 tấn/ngày", "công suất 1 tấn/ngày", 0.0, ["capacity_small"]),
    ("cần 15 tấn/ngày", "mẫu thử 100 kg/ngày; công suất 20 tấn/ngày", 1.0, ["capacity_fits"]),
    ("cần 96 m³/ngày", "công suất 12 m³/h", 1.0, ["capacity_fits"]),
    ("cần 12 m³/h", "công suất 96 m³/ngày", 1.0, ["capacity_fits"]),
    ("mỗi ngày thải ra 9 tấn đầu tôm", "công suất 10 tấn/ngày", 1.0, ["capacity_fits"]),
    ("cần 9 tấn/ngày", "phát sinh 20 kg bùn/ngày", None, []),
    ("cần 50 m³/h", "châm clo 2 lít/giờ; lấy mẫu 1 lít/phút", None, []),
    ("cần 50 m³/h", "mô đun 2 m³/h ghép song song", 1.0, ["capacity_fits"]),
    ("từ 30 tấn/mẻ", "2 tấn/mẻ", 0.0, ["capacity_small"]),
    ("từ 30 tấn/mẻ", "20 tấn/ngày", None, []),
    ("cần 2 m³/h", "công suất 5.000–60.000 m³/h", 0.5, ["capacity_large"]),
    ("cần 300 kg/năm", "công suất 300 kg/ngày", 1.0, ["capacity_fits"]),
    ("COD dưới 50 mg/l", "COD từ 900 xuống 40 mg/l", 1.0, ["figure_met"]),
    ("COD dưới 50 mg/l", "COD 100 mg/l", third(2), ["figure_missed"]),
    ("COD dưới 50 mg/l", "COD dưới 0,5 g/l", 0.0, ["figure_missed"]),
    ("COD 900 mg/l", "COD 40 mg/l", None, []),
    ("COD dưới 50 mg/l", "BOD 40 mg/l", None, []),
    ("COD dưới 50 mg/l", "COD giảm 95 %", None, []),
    ("tỷ lệ sống trên 80 %", "tỷ lệ sống 86 %", 1.0, ["figure_met"]),
    ("tỷ lệ sống trên 80 %", "tỷ lệ sống 40 %", third(2), ["figure_missed"]),
    ("bụi dưới 50 mg/m³; COD dưới 50 mg/l", "bụi 20 mg/m³; COD 500 mg/l", 0.5, ["figure_missed", "figure_met"]),
    ("nhiệt độ trên 400 °C", "nhiệt độ 40 °C", None, []),
    ("chênh nhiệt dưới 10 °C", "chênh nhiệt 6 °C", 1.0, ["figure_met"]),
    ("chi phí dưới 2 tỷ đồng", "chi phí 3 triệu đồng", None, []),
    ("", "COD 40 mg/l", None, []),
]


@pytest.mark.parametrize(("need", "offer", "value", "codes"), PAIRS)
def test_figures_of_one_quantity_are_compared(need, offer, value, codes):
    reading = figures(stating(need), stating(offer))
    assert reading.value == (None if value is None else pytest.approx(value))
    assert [reason.code for reason in reading.reasons] == codes


def test_the_languages_of_the_sides_do_not_matter():
    reading = figures(stating("xử lý tối thiểu 15 tấn/ngày"), stating("A plant for 1,000 kg per day", "en"))
    assert reading.reasons[0].values == {"name": "capacity", "need": "≥ 15 tấn/ngày", "offer": "1,000 kg per day",
                                         "factor": pytest.approx(15.0)}  # fmt: skip


def test_a_capacity_ten_times_too_small_caps_the_score_and_is_said_once():
    found = score(stating("cần 30 tấn/mẻ"), stating("2 tấn/mẻ"), ALIKE)
    assert found.contributions[-1].feature == "cap"
    assert found.logit == pytest.approx(CAP_LOGIT)
    said = [reason for reason in found.reasons if reason.code == "capacity_small"]
    assert [reason.values["cap"] for reason in said] == [True]


@pytest.mark.parametrize("offer", ["5 tấn/mẻ", "từ 2 tấn/mẻ", "3.000 tấn/mẻ", "2 tấn/giờ"])
def test_what_is_less_than_tenfold_or_too_large_caps_nothing(offer):
    assert capacity_limits(stating("cần 30 tấn/mẻ"), stating(offer)) == ()


def test_a_level_in_the_text_is_read():
    found = statements(Document(title="Máy sấy", body="TRL từ 7. Công suất 2 tấn/mẻ.", language="vi"), is_need=True)
    assert (found.trl, [figure.kind for figure in found.figures]) == (7, ["mass/batch"])


texts = st.sampled_from([text for need, offer, *_ in PAIRS for text in (need, offer)])


@given(texts, texts)
def test_the_value_stays_in_its_range_and_accents_do_not_matter(need, offer):
    reading = figures(stating(need), stating(offer))
    assert reading.value is None or 0 <= reading.value <= 1
    assert figures(stating(strip_accents(need)), stating(strip_accents(offer))).value == pytest.approx(reading.value)
