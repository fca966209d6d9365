"""Features, the exact sum, hard facts, reasons."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.quantities import quantities
from catalog.stated_limits import RuledOut
from matching.features import (
    NO_SCOPE,
    ListingFacts,
    Scope,
    budget,
    form,
    hard_facts,
    industry,
    language,
    path_similarity,
    place,
    st_field,
    subject,
    trl,
)
from matching.scoring import CAP_LOGIT, DEFAULT_WEIGHTS, Score, label_of, score
from matching.text_score import STORED_SCALES, TextPair, scale_of, text_feature, text_value

TEXT = TextPair(0.4, 0.15, None, same_language=True)
NEED = ListingFacts(
    fields=(("2", "207"),), industries=(("C", "10"),), trl=7, forms=frozenset({"licence"}), amount_max=2_000_000_000,
    province="31", region="red_river_delta", country="VN", languages=frozenset({"vi"}), import_accepted=True,
)  # fmt: skip
OFFER = ListingFacts(
    fields=(("2", "207"),), industries=(("C", "10"),), trl=8, forms=frozenset({"licence"}), amount_min=500_000_000,
    amount_max=900_000_000, province="31", region="red_river_delta", country="VN", languages=frozenset({"vi"}),
)  # fmt: skip
UNKNOWN = ListingFacts()
FIGURES = [
    tuple(quantities(text, "vi"))
    for text in ("", "công suất 2 tấn/ngày", "công suất từ 500 kg/giờ; COD dưới 50 mg/l", "COD 900 mg/l")
]
SCOPES = [
    Scope("vi", "xét nghiệm bệnh tôm", (RuledOut("que thử nhanh kháng sinh", "đã dùng que thử nhanh kháng sinh"),)),
    Scope("vi", "que thử nhanh kháng sinh", (RuledOut("chẩn đoán bệnh tôm", "không dùng để chẩn đoán bệnh tôm"),)),
    NO_SCOPE,
]

paths = st.lists(st.sampled_from([("1",), ("2", "207"), ("2", "203"), ("2", "207", "20701"), ("4", "405")]), max_size=3)
facts = st.builds(
    ListingFacts,
    fields=paths.map(tuple),
    industries=paths.map(tuple),
    trl=st.none() | st.integers(1, 9),
    forms=st.frozensets(st.sampled_from(["licence", "service", "assignment"])),
    amount_min=st.none() | st.integers(0, 10**15),
    amount_max=st.none() | st.integers(0, 10**15),
    province=st.sampled_from(["", "31", "01"]),
    region=st.sampled_from(["", "red_river_delta"]),
    country=st.sampled_from(["", "VN", "JP"]),
    languages=st.frozensets(st.sampled_from(["vi", "en"])),
    import_accepted=st.none() | st.booleans(),
    figures=st.sampled_from(FIGURES),
    scope=st.sampled_from(SCOPES),
    subjects=st.frozensets(st.sampled_from(["shrimp", "crustacean", "eel", "rice", "ww_textile", "ww_domestic"])),
)
shares = st.none() | st.floats(0, 1)
texts = st.builds(TextPair, st.none() | st.floats(-1, 1), shares, shares, st.booleans())


@given(facts, facts, texts)
def test_the_contributions_sum_exactly_to_the_logit(need, offer, text):
    found = score(need, offer, text)
    assert found.logit == math.fsum([found.base, *(each.amount for each in found.contributions)])
    features = [each for each in found.contributions if each.feature != "cap"]
    plain = found.base + sum(each.weight * (each.value - each.mean) for each in features)
    cap = sum(each.amount for each in found.contributions if each.feature == "cap")
    assert found.logit == pytest.approx(plain + cap, abs=1e-12)
    assert found.value == pytest.approx(1 / (1 + math.exp(-found.logit)), abs=1e-15)


@given(facts, facts, texts)
def test_every_feature_and_the_score_stay_within_their_range(need, offer, text):
    found = score(need, offer, text)
    assert 0 < found.value < 1
    for each in found.contributions:
        assert each.feature == "cap" or 0 <= each.value <= 1
        assert each.known or each.amount == 0


@given(facts, facts, texts)
def test_a_score_survives_being_stored(need, offer, text):
    found = score(need, offer, text)
    assert Score.from_json(found.to_json()) == found


@given(facts, facts, texts)
def test_hard_facts_cap_the_score(need, offer, text):
    found = score(need, offer, text)
    if any(each.feature == "cap" for each in found.contributions):
        assert found.logit <= CAP_LOGIT + 1e-9
        assert found.reasons[0].values["cap"] is True


def test_what_is_not_stated_changes_nothing_and_says_so():
    found = score(UNKNOWN, UNKNOWN, TEXT)
    assert [each.feature for each in found.contributions if each.known] == ["text"]
    items = [reason.values["item"] for reason in found.reasons if reason.code == "unknown"]
    assert items == ["field", "industry", "trl", "forms", "budget"]


def test_a_fitting_pair_is_a_very_good_match():
    found = score(NEED, OFFER, replace(TEXT, cosine=0.5))
    assert found.label == "high"
    codes = [reason.code for reason in found.reasons]
    assert set(codes) == {"industry_same", "field_same", "trl_ok", "price_ok", "form_same", "place_same"}


def test_the_text_alone_orders_pairs_without_facts():
    values = [score(UNKNOWN, UNKNOWN, TextPair(cosine, 0.1, None, True)).logit for cosine in (-1.0, 0.0, 0.2, 0.9, 1.0)]
    assert values == sorted(set(values))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [(("2", "207"), ("2", "207"), 1.0), (("2", "207"), ("2", "203"), 1 / 3), (("2", "207"), ("4", "405"), 0.0),
     (("2",), ("2", "207"), 0.5), (("2", "207", "20701"), ("2", "207"), 2 / 3)],
)  # fmt: skip
def test_paths_are_as_near_as_what_they_share(left, right, expected):
    assert path_similarity(left, right) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("feature", "need", "offer", "value", "code"),
    [
        (trl, {"trl": 7}, {"trl": 7}, 1.0, "trl_ok"),
        (trl, {"trl": 7}, {"trl": 5}, 0.6, "trl_low"),
        (trl, {"trl": 7}, {}, None, "unknown"),
        (st_field, {"fields": (("2", "207"),)}, {"fields": (("2", "203"),)}, 1 / 3, "field_near"),
        (st_field, {"fields": (("2", "207"),)}, {"fields": (("4", "405"),)}, 0.0, "field_far"),
        (industry, {"industries": (("C", "10"), ("C", "11"))}, {"industries": (("C", "10"),)}, 5 / 6, "industry_same"),
        (budget, {"amount_max": 100}, {"amount_min": 90, "amount_max": 300}, 1.0, "price_ok"),
        (budget, {"amount_max": 100}, {"amount_min": 200}, 0.5, "price_high"),
        (budget, {}, {"amount_min": 200}, None, "unknown"),
        (language, {"languages": frozenset({"vi"})}, {"languages": frozenset({"en"})}, 0.5, "language_other"),
        (subject, {"subjects": {"shrimp"}}, {"subjects": {"crustacean"}}, 1.0, "subject_same"),
        (subject, {"subjects": {"shrimp", "rice"}}, {"subjects": {"eel", "rice"}}, 1.0, "subject_same"),
        (subject, {"subjects": {"shrimp"}}, {"subjects": {"eel"}}, 0.0, "subject_other"),
        (subject, {"subjects": {"shrimp", "ww_textile"}}, {"subjects": {"ww_domestic"}}, 0.0, "subject_other"),
        (place, {"province": "31"}, {"province": "31"}, 1.0, "place_same"),
    ],
)
def test_a_feature_reads_its_facts(feature, need, offer, value, code):
    reading = feature(ListingFacts(**need), ListingFacts(**offer))
    assert reading.value == (pytest.approx(value) if value is not None else None)
    assert [reason.code for reason in reading.reasons] == [code]


@pytest.mark.parametrize(("need", "offer"), [(set(), {"shrimp"}), ({"shrimp"}, set()), ({"shrimp"}, {"ww_textile"})])
def test_other_sorts_of_subjects_say_nothing(need, offer):
    reading = subject(ListingFacts(subjects=frozenset(need)), ListingFacts(subjects=frozenset(offer)))
    assert (reading.value, reading.reasons) == (None, ())


def test_nearer_is_better_for_places():
    def value(**offer):
        return place(NEED, ListingFacts(country="VN", **offer)).value

    assert value(province="31") > value(province="01", region="red_river_delta") > value(province="79")
    assert value(province="79") > place(NEED, ListingFacts(country="JP")).value


def test_forms_follow_the_table():
    need, offer = ListingFacts(forms=frozenset({"service"})), ListingFacts(forms=frozenset({"licence"}))
    assert [reason.code for reason in form(need, offer, {}).reasons] == ["form_other"]
    reading = form(need, offer, {("licence", "service"): 0.6})
    assert (reading.value, reading.reasons[0].code) == (0.6, "form_fits")


@pytest.mark.parametrize(
    ("need", "offer", "code"),
    [
        ({"import_accepted": False}, {"country": "JP"}, "import_refused"),
        ({"trl": 9}, {"trl": 6}, "trl_low"),
        ({"amount_max": 100}, {"amount_min": 400}, "price_high"),
        ({"subjects": {"shrimp"}}, {"subjects": {"eel"}}, "subject_other"),
        ({"subjects": {"shrimp", "rice"}}, {"subjects": {"pig", "coffee"}}, "subject_other"),
    ],
)
def test_a_hard_fact_is_named_and_limits_the_best_text(need, offer, code):
    found = score(ListingFacts(**need), ListingFacts(**offer), TextPair(1.0, 1.0, None, True))
    assert found.value == pytest.approx(0.35)
    assert found.reasons[0].code == code
    assert found.contributions[-1].feature == "cap"
    assert [reason.code for reason in found.reasons].count(code) == 1


@pytest.mark.parametrize(
    ("need", "offer"),
    [
        ({"rice"}, {"coffee"}),
        ({"ww_textile"}, {"ww_domestic"}),
        ({"shrimp"}, {"rice"}),
        ({"shrimp"}, {"crustacean"}),
        ({"shrimp", "rice"}, {"eel", "rice"}),
        ({"shrimp"}, set()),
        ({"pig", "ww_livestock"}, {"shrimp", "ww_seafood"}),
    ],
)
def test_only_another_animal_is_a_hard_fact(need, offer):
    assert hard_facts(ListingFacts(subjects=need), ListingFacts(subjects=offer)) == ()


def test_across_languages_only_cosine_and_anchors_count():
    assert text_value(TextPair(0.3, None, 0.5, same_language=False)) == pytest.approx(0.4)
    assert text_value(TextPair(None, None, 0.0, same_language=False)) is None
    assert text_feature(TextPair(None, None, None, same_language=True)).value is None


def test_a_short_list_keeps_the_stored_scale():
    stored = STORED_SCALES[True]
    assert scale_of([], same_language=True).mean == pytest.approx(stored.mean)
    assert scale_of([], same_language=True).deviation == pytest.approx(stored.deviation)


def test_labels_follow_the_score():
    assert [label_of(value) for value in (0.75, 0.74, 0.5, 0.49)] == ["high", "mid", "mid", "low"]


def test_weights_stand_within_their_bounds():
    assert all(each.lowest <= each.weight <= each.highest for each in DEFAULT_WEIGHTS.features.values())
