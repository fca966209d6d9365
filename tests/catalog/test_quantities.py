"""Figures with units in running text: what is read, what is left out, and what does not matter."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.quantities import level_in, number_of, quantities, quantity_names
from catalog.text import strip_accents
from catalog.units import unit_of, units

DAY, YEAR = 24, 8760

#: text, language → kind, low, high, name
READ = [
    ("Công suất 500 m³/ngày", "vi", ("volume/time", 500 / DAY, 500 / DAY, "capacity")),
    ("cong suat 500 m3/ngay dem", "vi", ("volume/time", 500 / DAY, 500 / DAY, "capacity")),
    ("A capacity of 500 m3 per day", "en", ("volume/time", 500 / DAY, 500 / DAY, "capacity")),
    ("tối thiểu 6 khối/giờ", "vi", ("volume/time", 6.0, None, "capacity")),
    ("xử lý 9 tấn đầu tôm mỗi ngày", "vi", ("mass/time", 9000 / DAY, 9000 / DAY, "capacity")),
    ("mỗi ngày thải 9 tấn đầu tôm", "vi", ("mass/time", 9000 / DAY, 9000 / DAY, "capacity")),
    ("5–20 t per day", "en", ("mass/time", 5000 / DAY, 20000 / DAY, "capacity")),
    ("từ 20 đến 30 tấn/mẻ", "vi", ("mass/batch", 20000.0, 30000.0, "capacity")),
    ("20 to 30 t/batch", "en", ("mass/batch", 20000.0, 30000.0, "capacity")),
    ("50 triệu con/năm", "vi", ("animals/time", 50e6 / YEAR, 50e6 / YEAR, "capacity")),
    ("12 tấn/ngày/thùng", "vi", ("mass/time", 12000 / DAY, None, "capacity")),
    ("dùng cho dòng khí 200 m³/h", "vi", ("volume/time", 200.0, 200.0, "capacity")),
    ("su dung 200 m3/h", "vi", ("volume/time", 200.0, 200.0, "")),
    ("điện tiêu thụ 2 m³/h", "vi", ("volume/time", 2.0, 2.0, "")),
    ("COD ≤ 50 mg/l", "vi", ("mass/volume", None, 0.05, "cod")),
    ("nồng độ COD không quá 50 mg/lít", "vi", ("mass/volume", None, 0.05, "cod")),
    ("COD below 50 mg/L", "en", ("mass/volume", None, 0.05, "cod")),
    ("NOx từ 420 xuống 190 mg/Nm³", "vi", ("mass/volume", 190e-6, 190e-6, "nox")),
    ("NOx từ 420 xuống dưới 190 mg/Nm³", "vi", ("mass/volume", None, 190e-6, "nox")),
    ("Total nitrogen 900 to 70 mg/L", "en", ("mass/volume", 0.07, 0.07, "total_nitrogen")),
    ("Độ ẩm 14 ± 0,5 %", "vi", ("share", 0.135, 0.145, "moisture")),
    ("H2S 45 ppm", "vi", ("share", 45e-6, 45e-6, "h2s")),
    ("nhiệt độ trên 1.180 °C", "vi", ("temperature", 1180.0, None, "temperature")),
    ("tốc độ 150 m/phút trở lên", "vi", ("length/time", 9000.0, None, "speed")),
    ("điện 22 kWh/tấn", "vi", ("energy/mass", 0.022, 0.022, "electricity")),
    ("chi phí dưới 8.000 đồng/m³", "vi", ("VND/volume", None, 8000.0, "cost")),
    ("780 triệu–1,1 tỷ đồng", "vi", ("VND", 780e6, 1.1e9, "")),
    ("1–1,5 tỷ đồng", "vi", ("VND", 1e9, 1.5e9, "")),
    ("1,2 × 10^9 CFU/g", "vi", ("germs/mass", 1.2e9, 1.2e9, "")),
    ("10³ kg/h", "vi", ("mass/time", 1000.0, 1000.0, "capacity")),
    ("sai số 3 µm", "vi", ("length", 3e-6, 3e-6, "error")),
    ("2 MW", "vi", ("power", 2000.0, 2000.0, "")),
    ("65 dB", "en", ("sound level", 65.0, 65.0, "")),
    ("nuôi 200 con/m2", "vi", ("animals/area", 200.0, 200.0, "")),
    ("xử lý amoni đầu vào dưới 3 mg/L; amoni 0,2 mg/L", "vi", ("mass/volume", 2e-4, 2e-4, "ammonia")),
    ("Bụi sau xử lý: ≤ 50 mg/Nm³", "vi", ("mass/volume", None, 50e-6, "dust")),
    ("Dust after treatment: at most 50 mg/Nm³", "en", ("mass/volume", None, 50e-6, "dust")),
    ("Năng suất mỗi mẻ: ≥ 30 tấn", "vi", ("mass/batch", 30000.0, None, "capacity")),
    ("Giảm điện: ≥ 20%", "vi", ("share", 0.2, None, "")),
    ("E. coli below 230 MPN/100 g", "en", ("germs/mass", None, 2.3, "e_coli")),
    ("62 g/L so với 540 g/L", "vi", ("mass/volume", 62.0, 62.0, "")),
    ("bảo hành tối thiểu 2 năm", "vi", ("time", 2 * YEAR, None, "warranty")),
]


@pytest.mark.parametrize(("text", "language", "expected"), READ)
def test_a_figure_is_read_in_base_units(text, language, expected):
    kind, low, high, name = expected
    [found] = quantities(text, language)
    assert (found.kind, found.name) == (kind, name)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    "text",
    ["năm 2025", "QCVN 40:2011/BTNMT", "nhãn E451, E452", "ba mươi tấn", "0912 345 678", "1,2 triệu", "", "v2.5",
     "suất đầu tư 14 triệu đồng/m³.ngày", "480 g N per m³ media per day", "ngày 05/03/2027", "TRL 7", "PM2.5"],
)  # fmt: skip
def test_what_leaves_a_doubt_is_not_read(text):
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("written", "language", "value"),
    [("1,5", "vi", 1.5), ("1.500", "vi", 1500), ("1 500", "vi", 1500), ("1.5", "vi", 1.5), ("12.500,5", "vi", 12500.5),
     ("1.500", "en", 1.5), ("1,500", "en", 1500), ("12,500.5", "en", 12500.5), ("0,250", "vi", 0.25),
     ("10^3", "en", 1000),
     ("1.234.567", "en", 1234567)],
)  # fmt: skip
def test_a_number_is_read_by_its_language(written, language, value):
    assert number_of(written, language) == pytest.approx(value)


def test_a_list_shares_the_unit_at_its_end():
    found = quantities("bụi dưới 50, NOx dưới 250, SO2 dưới 200 mg/Nm³", "vi")
    assert [(each.name, each.text) for each in found] == [
        ("dust", "50 mg/Nm³"), ("nox", "250 mg/Nm³"), ("so2", "200 mg/Nm³"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ban quản lý cần xử lý 20 tấn rác/ngày", "capacity"),
        ("Ban quan ly can xu ly 20 tan rac/ngay", ""),
        ("bán 20 tấn rác/ngày", ""),
    ],
)
def test_what_a_word_means_is_a_matter_of_its_accents(text, name):
    assert [each.name for each in quantities(text, "vi")] == [name]


def test_a_period_before_the_figure_is_shown_with_it():
    assert [each.text for each in quantities("Năng suất mỗi mẻ: ≥ 30 tấn", "vi")] == ["30 tấn/mẻ"]


def test_another_quantity_lends_no_unit():
    assert [each.name for each in quantities("EC dưới 1,2, giá nước dưới 8.000 đồng/m³", "vi")] == ["cost"]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("2 tấn/mẻ, 18–30 giờ/mẻ", 2000 / 30, 2000 / 18), ("từ 30 tấn/mẻ, mẻ dưới 14 giờ", 30000 / 14, None),
     ("5 tấn quả tươi/mẻ 36 giờ", 5000 / 36, 5000 / 36)],
)  # fmt: skip
def test_a_batch_with_its_duration_is_a_rate_too(text, low, high):
    [rate] = [each for each in quantities(text, "vi") if each.kind == "mass/time"]
    assert (rate.low, rate.high, rate.period) == (pytest.approx(low), pytest.approx(high), "day")


def test_a_batch_alone_is_no_rate():
    assert [each.kind for each in quantities("2 tấn/mẻ", "vi")] == ["mass/batch"]


@pytest.mark.parametrize(("text", "level"), [("TRL 7", 7), ("TRL từ 6 trở lên", 6), ("TRL 5–6", 5), ("không rõ", None)])
def test_a_readiness_level_is_read(text, level):
    assert level_in(text) == level


def test_every_spelling_of_the_file_is_found_again():
    for spelling, unit in units().items():
        assert unit_of(spelling) == unit
        if unit.stands_alone and not spelling[0].isdigit():
            assert [each.kind for each in quantities(f"12 {spelling}", "vi")] == [unit.kind], spelling


def test_every_quantity_has_a_name_in_both_languages():
    assert all(name.vi and name.en for name in quantity_names().values())


def meaning(found):
    return sorted((each.kind, each.low or -1.0, each.high or -1.0, each.name, each.period) for each in found)


sentences = st.lists(st.sampled_from([text for text, language, _ in READ if language == "vi"]), max_size=6)


@given(sentences, st.randoms())
def test_the_order_of_sentences_does_not_matter(texts, random):
    mixed = random.sample(texts, len(texts))
    assert meaning(quantities(". ".join(texts), "vi")) == meaning(quantities(". ".join(mixed), "vi"))


@given(sentences)
def test_composed_and_decomposed_letters_read_alike(texts):
    text = "\n".join(texts)
    assert quantities(unicodedata.normalize("NFD", text), "vi") == quantities(text, "vi")


@given(sentences)
def test_accents_do_not_matter(texts):
    text = "; ".join(texts)
    assert meaning(quantities(strip_accents(text), "vi")) == meaning(quantities(text, "vi"))


@given(st.sampled_from(sorted(units().items())), st.integers(1, 9999))
def test_a_unit_converts_there_and_back(entry, number):
    spelling, unit = entry
    if unit.stands_alone and not spelling[0].isdigit():
        [found] = quantities(f"x {number} {spelling}", "vi")
        assert found.low / unit.factor == pytest.approx(number)


@given(st.text())
def test_any_text_can_be_read(text):
    quantities(text)
