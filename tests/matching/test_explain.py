"""Shared terms, highlighting, phrases across languages, what would raise a score."""

import numpy as np

from matching.explain import align_phrases, highlight, shared_terms, steps_to_raise, terms_reason
from matching.features import ListingFacts

NEED = "Cần thiết bị xử lý nước thải cho nhà máy chế biến thuỷ sản, công suất 500 m³/ngày."
OFFER = "Cụm màng MBR. Xử lí nước thải của xưởng thủy sản đông lạnh."


def test_shared_terms_are_runs_as_each_side_writes_them():
    found = shared_terms(NEED, OFFER, "vi")
    assert [(term.text_in_need, term.text_in_offer) for term in found] == [
        ("xử lý nước thải", "Xử lí nước thải"), ("thuỷ sản", "thủy sản"),
    ]  # fmt: skip
    assert sum(term.share for term in found) == 1


def test_common_words_are_no_reason():
    assert shared_terms(NEED, OFFER, "vi", weigh=lambda term: 0.1) == []


def test_a_text_without_accents_shares_its_words_all_the_same():
    found = shared_terms("Can xu ly nuoc thai thuy san", OFFER, "vi")
    assert ("xu ly nuoc thai", "Xử lí nước thải") in [(term.text_in_need, term.text_in_offer) for term in found]


def test_english_words_meet_in_their_stems():
    [found] = shared_terms("We need crimping machines.", "A machine for crimped wires", "en")[:1]
    assert (found.text_in_need, found.text_in_offer) == ("crimping", "crimped")


def test_no_run_crosses_a_full_stop():
    assert shared_terms("Chạy thử máy. Sấy lúa.", "Chạy thử máy, sấy lúa", "vi")[0].text_in_need == "Chạy thử máy"


def test_texts_with_nothing_in_common_give_no_reason():
    assert terms_reason(shared_terms("máy sấy lúa", "phần mềm kế toán", "vi")) == ()


def test_what_the_titles_name_comes_before_turns_of_phrase():
    need = "Cần máy sấy lúa. Bà con trong vùng trồng nấm rơm."
    offer = "Tháp sấy lúa tuần hoàn. Bà con trồng nấm rơm cũng dùng máy sấy lúa."
    plain = [term.text_in_need for term in shared_terms(need, offer, "vi")]
    assert plain == ["máy sấy lúa", "trồng nấm rơm", "Bà con"]
    about = ("Cần máy sấy lúa", "Tháp sấy lúa tuần hoàn; nấm rơm")
    assert [term.text_in_need for term in shared_terms(need, offer, "vi", about=about)] == ["máy sấy lúa"]
    assert [term.text_in_need for term in shared_terms(need, offer, "vi", about=("", ""))] == plain


def test_highlighting_gives_the_text_back_in_pieces():
    pieces = highlight(OFFER, ["xử lý nước thải", "thuỷ sản"], "vi")
    assert "".join(piece for piece, _ in pieces) == OFFER
    assert [piece for piece, marked in pieces if marked] == ["Xử lí nước thải", "thủy sản"]


def test_highlighting_nothing_leaves_one_piece():
    assert highlight("máy sấy", [], "vi") == [("máy sấy", False)]
    assert highlight("", ["máy"], "vi") == []


def test_phrases_are_aligned_one_to_one_above_the_floor():
    need = np.eye(3, 4, dtype=np.float32)
    offer = np.array([[0.9, 0, 0, 0.4], [0.8, 0.2, 0, 0], [0, 0, 0.2, 0.9]], dtype=np.float32)
    found = align_phrases(["nước thải", "tôm", "lúa"], need, ["wastewater", "sewage", "rice"], offer)
    assert [(pair.need_phrase, pair.offer_phrase) for pair in found] == [("nước thải", "wastewater")]


def test_a_word_both_write_alike_is_no_translation():
    same = np.ones((1, 4), dtype=np.float32)
    assert align_phrases(["PLC"], same, ["plc"], same) == []
    assert align_phrases([], same[:0], ["plc"], same) == []


def test_what_is_missing_is_a_step():
    steps = steps_to_raise(ListingFacts(trl=7, amount_max=5), ListingFacts(trl=5))
    found = {(step.values["step"], step.values["side"]) for step in steps}
    assert {("price", "offer"), ("trl_evidence", "offer"), ("forms", "need")} <= found
    assert ("budget", "need") not in found
