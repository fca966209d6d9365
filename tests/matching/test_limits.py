"""Clauses that rule the other side out: when they count, and how much."""

import pytest

from catalog.text import Document, strip_accents
from matching.features import ListingFacts
from matching.limits import limits, quoted
from matching.scoring import score
from matching.statements import statements
from matching.text_score import TextPair


def need(title, body="", language="vi", tried=""):
    document = Document(title=title, body=body, language=language)
    return ListingFacts(scope=statements(document, is_need=True, tried=tried).scope)


def offer(title, body="", language="vi"):
    return ListingFacts(scope=statements(Document(title=title, body=body, language=language), is_need=False).scope)


SHRIMP = "Phát hiện nhanh bệnh tôm tại ao"
TEST_STRIP = offer("Que thử nhanh kháng sinh", "Không dùng để chẩn đoán bệnh tôm.")
GRINDING = offer("Mài lại, phủ PVD cho dao phay")
IN_VAIN = "Đã đặt mài lại dao, phủ PVD nhưng vẫn gãy."


@pytest.mark.parametrize(
    ("asked", "offered", "value", "codes"),
    [
        (need(SHRIMP), TEST_STRIP, 0.5, ["limit_stated"]),
        (need(strip_accents(SHRIMP)), TEST_STRIP, 0.5, ["limit_stated"]),
        (need("Lọc nước ao tôm"), TEST_STRIP, None, []),
        (need("Dao phay CNC mòn", IN_VAIN), GRINDING, 0.5, ["tried_in_vain"]),
        (need("Dao phay CNC mòn", tried="Đã mài lại dao, phủ PVD; vẫn gãy"), GRINDING, None, []),
        (need("Dao phay CNC mòn", tried="Mài lại dao và phủ PVD"), GRINDING, 0.5, ["tried_in_vain"]),
        (need("Dao phay CNC mòn", IN_VAIN), offer("Phủ PVD cho khuôn dập"), None, []),
        (need("Detect shrimp disease", language="en"), TEST_STRIP, None, []),
        (need("Rapid shrimp disease detection", language="en"),
         offer("Strip", "Not intended for shrimp disease diagnosis.", "en"), 1 / 3, ["limit_stated"]),
        (need(SHRIMP), offer("Que thử nhanh", "Không dùng hóa chất với bệnh tôm."), None, []),
    ],
)  # fmt: skip
def test_a_clause_counts_by_the_words_it_names(asked, offered, value, codes):
    reading = limits(asked, offered)
    assert reading.value == (None if value is None else pytest.approx(value))
    assert [reason.code for reason in reading.reasons] == codes


def test_both_sides_doubts_multiply():
    asked = need("Dao phay CNC mòn, cần thiết bị báo dao mòn", IN_VAIN)
    offered = offer("Mài lại, phủ PVD cho dao phay", "Không cung cấp thiết bị báo dao mòn.")
    assert limits(asked, offered).value == pytest.approx(0.0)
    assert [reason.code for reason in limits(asked, offered).reasons] == ["limit_stated", "tried_in_vain"]


def test_a_limit_lowers_the_score_and_its_absence_changes_nothing():
    text = TextPair(0.5, 0.3, None, same_language=True)
    touched, plain = (score(need(SHRIMP), each, text) for each in (TEST_STRIP, offer("Que thử nhanh kháng sinh")))
    assert touched.logit == pytest.approx(plain.logit - 1.6)
    assert [each.amount for each in plain.contributions if each.feature == "limits"] == [0.0]


def test_a_long_clause_is_cut_between_words():
    assert quoted("từ " * 100) == ("từ " * 53).strip() + " …"
    assert quoted("ngắn") == "ngắn"
