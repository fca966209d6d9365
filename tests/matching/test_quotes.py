"""What a card quotes of both texts: the sentences that carry most of what both share."""

from __future__ import annotations

import pytest

from catalog.models import Listing
from matching.models import Suggestion
from matching.quotes import LONGEST, Pieces, plain, quote, quotes_of

WATER = "Nhà máy chế biến cá. Nước thải có nhiều mỡ. Xưởng có 40 công nhân. Cần màng lọc sinh học cho nước thải."


def text_of(pieces: Pieces) -> str:
    return "".join(piece for piece, _ in pieces)


def marked(pieces: Pieces) -> list[str]:
    return [piece for piece, on in pieces if on]


def test_the_sentences_with_most_marks_in_the_order_of_the_text() -> None:
    found = quote(WATER, ["nước thải", "màng lọc sinh học"], "vi")
    assert text_of(found) == "Nước thải có nhiều mỡ. … Cần màng lọc sinh học cho nước thải."
    assert marked(found) == ["Nước thải", "màng lọc sinh học", "nước thải"]


def test_a_semicolon_ends_no_sentence() -> None:
    assert (
        text_of(quote("Lọc hai tầng; rửa ngược mỗi ngày.", ["rửa ngược"], "vi")) == "Lọc hai tầng; rửa ngược mỗi ngày."
    )


def test_neighbouring_sentences_stand_side_by_side() -> None:
    found = quote("Ao tôm bị bệnh. Tôm chết nhiều. Xin tư vấn.", ["ao tôm", "tôm chết"], "vi")
    assert text_of(found) == "Ao tôm bị bệnh. Tôm chết nhiều."


def test_without_marks_the_beginning() -> None:
    found = quote(WATER, [], "vi")
    assert text_of(found) == "Nhà máy chế biến cá. Nước thải có nhiều mỡ."
    assert marked(found) == []


@pytest.mark.parametrize("text", ["", "  \n\n ", "---\n***\n1.\n…", "# \n> \n- "])
def test_nothing_to_quote(text: str) -> None:
    assert quote(text, ["nước thải"], "vi") == []


def test_marks_follow_another_placement_of_the_tone() -> None:
    assert marked(quote("Chế phẩm khử mùi hoá chất.", ["hóa chất"], "vi")) == ["hoá chất"]


def test_the_listings_language_decides_not_the_sentences() -> None:
    assert marked(quote("Camera AI SmartFarm 4.0 IoT.", ["camera AI"], "vi")) == ["Camera AI"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("## Kết quả", "Kết quả"),
        ("- **COD** dưới `50` mg/l", "COD dưới 50 mg/l"),
        ("3. Bảo hành hai năm", "Bảo hành hai năm"),
        ("> * trích dẫn", "trích dẫn"),
        ("| Chỉ tiêu | Giá trị |", "Chỉ tiêu | Giá trị |"),
        ("xem [báo cáo](https://vidu.test/a_b) kèm theo", "xem báo cáo kèm theo"),
        ("-5 °C đến 40 °C", "-5 °C đến 40 °C"),
        ("2.500 m³ mỗi ngày", "2.500 m³ mỗi ngày"),
    ],
)
def test_signs_of_markdown_go(written: str, shown: str) -> None:
    assert plain(written) == shown


def test_a_long_sentence_is_cut_between_words_around_the_mark() -> None:
    sentence = "đầu câu " * 100 + "nước thải " + "cuối câu " * 100
    found = quote(sentence, ["nước thải"], "vi")
    text = text_of(found)
    assert len(text) <= LONGEST
    assert marked(found) == ["nước thải"]
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert set(text.replace("…", "").split()) == {"đầu", "câu", "nước", "thải", "cuối"}


@pytest.mark.parametrize(
    "text", ["a" * 5000, "từ " * 5000, "nước thải " * 5000, "x" * 5000 + " nước thải " + "y" * 5000]
)
def test_whatever_the_text_the_quote_is_short(text: str) -> None:
    assert len(text_of(quote(text, ["nước thải"], "vi"))) <= LONGEST


def test_two_long_sentences_are_one() -> None:
    first, second = ("nước thải " * 20).strip() + ".", ("nước thải " * 25).strip() + "."
    assert text_of(quote(f"{first} {second}", ["nước thải"], "vi")) == second


def listing(language: str, summary: str, description: str) -> Listing:
    return Listing(language=language, summary=summary, description=description)


def suggestion(*reasons: tuple[str, dict[str, object]]) -> Suggestion:
    return Suggestion(contributions={"reasons": [{"code": code, "tone": "good", "values": v} for code, v in reasons]})


def test_each_side_is_marked_in_its_own_words() -> None:
    shared = {"terms": ["nuoc thai"], "offer_terms": ["nước thải"]}
    found = quotes_of(
        suggestion(("terms", shared)),
        need=listing("vi", "Can xu ly nuoc thai", "Nha may ca."),
        offer=listing("vi", "Màng lọc", "Lọc nước thải thủy sản."),
    )
    assert (marked(found.need), marked(found.offer), found.pairs) == (["nuoc thai"], ["nước thải"], [])


def test_across_languages_the_aligned_phrases_are_marked() -> None:
    pair = {"need_phrase": "tôm thẻ chân trắng", "offer_phrase": "whiteleg shrimp"}
    found = quotes_of(
        suggestion(("phrases", pair), ("field_same", {"field": "401"})),
        need=listing("vi", "Nuôi tôm thẻ chân trắng.", "Ao đất."),
        offer=listing("en", "Feed for whiteleg shrimp.", "Dry pellets."),
    )
    assert marked(found.need) == ["tôm thẻ chân trắng"]
    assert marked(found.offer) == ["whiteleg shrimp"]
    assert found.pairs == [("tôm thẻ chân trắng", "whiteleg shrimp")]


def test_summary_and_description_are_not_run_together() -> None:
    found = quotes_of(suggestion(), need=listing("vi", "Cần máy sấy", "Sấy lúa ướt."), offer=listing("vi", "Máy", ""))
    assert text_of(found.need) == "Cần máy sấy Sấy lúa ướt."
    assert [piece for piece, _ in found.need][1] == " "


def test_nothing_of_the_confidential_part() -> None:
    need = listing("vi", "Cần máy sấy.", "Sấy lúa.")
    need.confidential = "zirconi 1450 độ"
    found = quotes_of(suggestion(("terms", {"terms": ["zirconi"]})), need=need, offer=listing("vi", "Máy sấy.", ""))
    assert "zirconi" not in text_of(found.need) + text_of(found.offer)
