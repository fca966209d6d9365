"""Every reason that scoring can give has a sentence in both languages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.utils import translation

from catalog.quantities import quantities
from catalog.stated_limits import RuledOut
from matching.explain import PhrasePair, SharedTerm, phrase_reasons, steps_to_raise, terms_reason
from matching.features import ListingFacts, Reason, Scope
from matching.models import Suggestion
from matching.scoring import score
from matching.text_score import TextPair
from matching.wording import SENTENCES, Fact, concept_names, fact, facts_of
from tests.factories_cooperation import make_sides, make_suggestion

pytestmark = pytest.mark.django_db

MILLION = 1_000_000
NEED = ListingFacts(
    fields=(("2", "207"),), industries=(("A", "01"),), trl=7, forms=frozenset({"licence"}), amount_max=400 * MILLION,
    province="31", country="VN", languages=frozenset({"vi"}), import_accepted=False,
)  # fmt: skip
PRICE = {"price_min": 100 * MILLION, "price_max": 300 * MILLION, "budget_min": None, "budget_max": 400 * MILLION}

#: code, values → Vietnamese, English
WORDED: list[tuple[str, dict[str, Any], str, str]] = [
    ("terms", {"terms": ["nước thải", "màng lọc", "bùn"]},
     "Hai bên cùng nói đến nước thải, màng lọc và bùn.", "Both texts speak of nước thải, màng lọc and bùn."),
    ("terms", {"terms": ["nước thải"]}, "Hai bên cùng nói đến nước thải.", "Both texts speak of nước thải."),
    ("phrases", {"need_phrase": "tôm thẻ", "offer_phrase": "white shrimp"},
     "“tôm thẻ” tương ứng với “white shrimp”.", "“tôm thẻ” corresponds to “white shrimp”."),
    ("field_same", {"field": "207"}, "Cùng lĩnh vực: Kỹ thuật môi trường.", "Same field: Environmental engineering."),
    ("field_near", {"need_field": "207", "offer_field": "204"},
     "Lĩnh vực gần nhau: Kỹ thuật môi trường và Kỹ thuật hóa học.",
     "Neighbouring fields: Environmental engineering and Chemical engineering."),
    ("field_far", {"need_field": "207", "offer_field": "401"},
     "Khác lĩnh vực: Kỹ thuật môi trường và Trồng trọt.",
     "Different fields: Environmental engineering and Crop science."),
    ("industry_same", {"industry": "01"}, "Cùng ngành: {01}.", "Same industry: {01}."),
    ("industry_near", {"need_industry": "01", "offer_industry": "03"},
     "Ngành gần nhau: {01} và {03}.", "Neighbouring industries: {01} and {03}."),
    ("industry_far", {"need_industry": "01", "offer_industry": "10"},
     "Khác ngành: {01} và {10}.", "Different industries: {01} and {10}."),
    ("trl_ok", {"offer_trl": 8, "need_trl": 7}, "Công nghệ ở TRL 8, đáp ứng yêu cầu từ TRL 7 trở lên.",
     "The technology is at TRL 8; at least TRL 7 is required."),
    ("trl_low", {"offer_trl": 4, "need_trl": 7}, "Công nghệ ở TRL 4, chưa đạt yêu cầu từ TRL 7.",
     "The technology is at TRL 4, below the required TRL 7."),
    ("price_ok", PRICE, "Giá (100–300 triệu ₫) nằm trong kinh phí dự kiến (đến 400 triệu ₫).",
     "The price (VND 100–300 million) is within the budget (up to VND 400 million)."),
    ("price_ok", {**PRICE, "price_max": 2_500 * MILLION},
     "Giá (0,1–2,5 tỷ ₫) nằm một phần trong kinh phí dự kiến (đến 400 triệu ₫).",
     "The price (VND 0.1–2.5 billion) is partly within the budget (up to VND 400 million)."),
    ("price_ok", {"price_min": None, "price_max": 850_000, "budget_min": 1 * MILLION, "budget_max": None},
     "Giá (đến 850.000 ₫) nằm trong kinh phí dự kiến (từ 1 triệu ₫).",
     "The price (up to VND 850,000) is within the budget (from VND 1 million)."),
    ("price_high", {**PRICE, "price_min": 1_500 * MILLION, "price_max": None},
     "Giá (từ 1,5 tỷ ₫) cao hơn kinh phí dự kiến (đến 400 triệu ₫).",
     "The price (from VND 1.5 billion) is above the budget (up to VND 400 million)."),
    ("form_same", {"form": "licence"}, "Hai bên cùng muốn: {licence}.", "Both sides have in mind: {licence}."),
    ("form_fits", {"offer_form": "licence", "need_form": "assignment"},
     "Hình thức phù hợp với nhau: {licence} và {assignment}.",
     "Forms that go together: {licence} and {assignment}."),
    ("form_other", {"offer_form": "licence", "need_form": "assignment"},
     "Hai bên muốn hình thức khác nhau: {licence} và {assignment}.",
     "Different forms in mind: {licence} and {assignment}."),
    ("capacity_fits", {"name": "capacity", "need": "15 tấn/ngày", "offer": "20 tấn/ngày", "factor": 1.0},
     "Công suất: bên cầu cần 15 tấn/ngày, bên cung có 20 tấn/ngày.",
     "Capacity: 15 tấn/ngày needed, 20 tấn/ngày offered."),
    ("capacity_small", {"name": "capacity", "need": "≥ 30 tấn/mẻ", "offer": "2 tấn/mẻ", "factor": 15.0},
     "Công suất: bên cầu cần ≥ 30 tấn/mẻ, bên cung chỉ có 2 tấn/mẻ, nhỏ hơn khoảng 15 lần.",
     "Capacity: ≥ 30 tấn/mẻ needed, 2 tấn/mẻ offered, too small by a factor of about 15."),
    ("capacity_large", {"name": "capacity", "need": "2 m³/h", "offer": "5.000 m³/h", "factor": 2512.3},
     "Công suất: bên cầu cần 2 m³/h, bên cung có 5.000 m³/h, lớn hơn khoảng 2.500 lần.",
     "Capacity: 2 m³/h needed, 5.000 m³/h offered, larger by a factor of about 2,500."),
    ("figure_met", {"name": "dust", "need": "≤ 50 mg/Nm³", "offer": "12–18 mg/Nm³", "factor": 1.0},
     "Bụi: bên cầu yêu cầu ≤ 50 mg/Nm³, bên cung đạt 12–18 mg/Nm³.",
     "Dust: ≤ 50 mg/Nm³ required, 12–18 mg/Nm³ offered."),
    ("figure_missed", {"name": "cod", "need": "≤ 50 mg/l", "offer": "85 mg/l", "factor": 1.7},
     "COD: bên cầu yêu cầu ≤ 50 mg/l, bên cung chỉ nêu 85 mg/l.",
     "COD: ≤ 50 mg/l required, but 85 mg/l offered."),
    ("subject_same", {"subjects": ["shrimp"]}, "Hai bên cùng nói về: tôm.", "Both speak of: shrimp."),
    ("subject_other", {"need_subjects": ["shrimp"], "offer_subjects": ["eel", "fish"]},
     "Đối tượng khác nhau: bên cầu nói về tôm, bên cung nói về lươn và cá.",
     "Different subjects: shrimp in the need, eel and fish in the offer."),
    ("limit_stated", {"quote": "không dùng để chẩn đoán bệnh tôm"},
     "Bên cung tự nêu giới hạn: “không dùng để chẩn đoán bệnh tôm”.",
     "The offer itself states a limit: “không dùng để chẩn đoán bệnh tôm”."),
    ("tried_in_vain", {"quote": "đã phủ PVD"}, "Bên cầu đã thử cách này nhưng chưa đạt: “đã phủ PVD”.",
     "The need has already tried this without success: “đã phủ PVD”."),
    ("place_same", {"province": "31"}, "Hai bên cùng ở Hải Phòng.", "Both sides are in Hai Phong."),
    ("import_refused", {"country": "JP"}, "Bên cầu chỉ nhận công nghệ trong nước; công nghệ này đến từ nước ngoài.",
     "The need asks for a technology from Vietnam; this one comes from abroad."),
    ("language_other", {"language": "en"}, "Tin chào bán chỉ có bằng tiếng Anh.", "The offer is only in English."),
    ("language_other", {"language": "vi"}, "Tin chào bán chỉ có bằng tiếng Việt.", "The offer is only in Vietnamese."),
    *(("unknown", {"item": item, "side": "need"},
       f"Chưa có thông tin: {vi}. Mục này không làm tăng hay giảm độ phù hợp.",
       f"Not stated: {en}. This neither raises nor lowers the score.")
      for item, vi, en in [
          ("trl", "TRL", "TRL"), ("price", "giá", "price"), ("budget", "kinh phí dự kiến", "budget"),
          ("forms", "hình thức chuyển giao", "form of transfer"),
          ("field", "lĩnh vực khoa học và công nghệ", "field of science and technology"),
          ("industry", "ngành kinh tế", "industry")]),
]  # fmt: skip


def worded(code: str, values: dict[str, Any], language: str) -> str:
    with translation.override(language):
        found = fact({"code": code, "tone": "good", "values": values}, concept_names())
    assert found is not None
    return found.text


def with_names(sentence: str, values: dict[str, Any], language: str) -> str:
    """The expected sentence with the names of the codes in braces."""
    with translation.override(language):
        names = {code: name for (scheme, code), name in concept_names().items() if scheme in ("vsic", "transfer_form")}
    for code in set(map(str, values.values())) & set(names):
        sentence = sentence.replace(f"{{{code}}}", names[code])
    return sentence


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("code", "values", "vi", "en"), WORDED)
def test_sentence(code: str, values: dict[str, Any], vi: str, en: str, language: str) -> None:
    expected = with_names({"vi": vi, "en": en}[language], values, language)
    assert worded(code, values, language).replace("\xa0", " ") == expected


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_step_has_a_sentence(language: str) -> None:
    steps = steps_to_raise(ListingFacts(trl=7), ListingFacts(trl=5)) + steps_to_raise(ListingFacts(), ListingFacts())
    sentences = {worded(step.code, dict(step.values), language) for step in steps}
    assert len(sentences) == len({step.values["step"] for step in steps}) == 7
    start = {"vi": "Để tăng độ phù hợp: ", "en": "To raise the score: "}[language]
    assert all(sentence.startswith(start) and sentence.endswith(".") for sentence in sentences)


def stating(text: str) -> ListingFacts:
    """A listing that states no more than the figures of a text."""
    return ListingFacts(figures=tuple(quantities(text, "vi")))


def reasons_of_scoring() -> list[Reason]:
    """What scoring says about pairs that differ in every way."""
    offers = [
        NEED,
        ListingFacts(),
        ListingFacts(fields=(("2", "204"),), industries=(("A", "03"),), trl=3, forms=frozenset({"assignment"}),
                     amount_min=2_000 * MILLION, country="JP", languages=frozenset({"en"})),
        ListingFacts(fields=(("4", "401"),), industries=(("C", "10"),), trl=6, forms=frozenset({"service"}),
                     amount_min=600 * MILLION, country="VN", languages=frozenset({"vi"})),
    ]  # fmt: skip
    table = {("assignment", "licence"): 0.7, ("service", "licence"): 0.1}
    evidence = terms_reason([SharedTerm("tôm", "tôm", 1.0)]) + phrase_reasons([PhrasePair("tôm", "shrimp", 0.5)])
    text = TextPair(0.5, 0.5, None, True)
    pairs = [(need, offer) for need in (NEED, ListingFacts()) for offer in offers]
    pairs += [
        (stating("cần 30 tấn/ngày, bụi dưới 50 mg/m³"), stating(offered))
        for offered in (
            "công suất 30 tấn/ngày, bụi 20 mg/m³",
            "công suất 2 tấn/ngày, bụi 90 mg/m³",
            "công suất 900 tấn/ngày",
        )
    ]
    pairs.append(
        (
            ListingFacts(scope=Scope("vi", "lọc nước ao tôm", (RuledOut("mài lại dao phay", "đã mài lại dao phay"),))),
            ListingFacts(scope=Scope("vi", "mài lại dao phay", (RuledOut("ao tôm", "không phù hợp ao tôm"),))),
        )
    )
    shrimps, eels = (ListingFacts(subjects=frozenset({code})) for code in ("shrimp", "eel"))
    pairs += [(shrimps, shrimps), (shrimps, eels)]
    found = [score(*pair, text, form_table=table, evidence=evidence).reasons for pair in pairs]
    return [reason for reasons in found for reason in reasons] + steps_to_raise(ListingFacts(), ListingFacts())


def test_the_table_has_every_code_of_scoring() -> None:
    given = {reason.code for reason in reasons_of_scoring()}
    assert given == set(SENTENCES)
    assert given == {code for code, *_ in WORDED} | {"raise"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_everything_scoring_says_is_worded(language: str) -> None:
    with translation.override(language):
        names = concept_names()
        for reason in reasons_of_scoring():
            found = fact({"code": reason.code, "tone": reason.tone, "values": reason.values}, names)
            assert found is not None, reason
            assert found.tone == (
                "bad" if reason.values.get("cap") else {"good": "ok", "weak": "warn"}.get(reason.tone, "na")
            )
            assert "%" not in found.text
            assert "None" not in found.text


def test_a_hard_fact_is_bad_and_comes_first(now: datetime) -> None:
    suggestion, _ = make_suggestion(make_sides(now=now), now=now)
    capped = {"code": "trl_low", "tone": "weak", "values": {"offer_trl": 3, "need_trl": 7, "cap": True}}
    same = {"code": "field_same", "tone": "good", "values": {"field": "207"}}
    unknown = {"code": "unknown", "tone": "unknown", "values": {"item": "price", "side": "offer"}}
    suggestion.contributions = {"reasons": [same, unknown, capped]}
    assert [one.tone for one in facts_of(suggestion, concept_names())] == ["bad", "ok", "na"]


@pytest.mark.parametrize(
    "reason",
    [
        {"code": "from_the_future", "tone": "good", "values": {}},
        {"code": "field_same", "tone": "good", "values": {"field": "999"}},
        {"code": "unknown", "tone": "unknown", "values": {"item": "colour"}},
        {"code": "language_other", "tone": "weak", "values": {"language": "fr"}},
        {"code": "trl_ok", "tone": "good", "values": {}},
    ],
)
def test_what_has_no_words_is_left_out(reason: dict[str, Any], now: datetime) -> None:
    suggestion, _ = make_suggestion(make_sides(now=now), now=now)
    suggestion.contributions = {
        "reasons": [reason, {"code": "place_same", "tone": "good", "values": {"province": "31"}}]
    }
    assert facts_of(suggestion, concept_names()) == [Fact("place_same", "ok", "Hai bên cùng ở Hải Phòng.")]


@pytest.mark.parametrize("stored", [[], {}, {"reasons": []}])
def test_without_reasons_no_facts(stored: Any) -> None:
    assert facts_of(Suggestion(contributions=stored), {}) == []


def test_what_people_wrote_is_not_read_as_a_format() -> None:
    values = {"need_phrase": "giảm 30%(s)", "offer_phrase": "100% {x}"}
    assert worded("phrases", values, "vi") == "“giảm 30%(s)” tương ứng với “100% {x}”."


def test_names_take_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        concept_names()
