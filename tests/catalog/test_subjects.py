"""Living things and waste waters in titles: what is named, what only looks like it."""

import unicodedata

import pytest

from catalog.subjects import lineage, related, subjects, subjects_in
from catalog.units import read_rows


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("Lọc nước ao tôm để dùng lại", "vi", {"shrimp"}),
        ("loc nuoc ao tom de dung lai", "vi", {"shrimp"}),
        ("Bể bạt nuôi lươn không bùn", "vi", {"eel"}),
        ("Bảo quản vải thiều và long nhãn", "vi", {"litchi", "longan"}),
        ("Máy sấy lúa, nông sản", "vi", {"rice", "produce"}),
        ("Chế biến cá tra, tôm", "vi", {"pangasius", "shrimp"}),
        ("Xử lý nước thải dệt nhuộm", "vi", {"ww_textile"}),
        ("Nước thải sinh hoạt; nước thải bệnh viện", "vi", {"ww_domestic", "ww_hospital"}),
        ("Camera kiểm tra lỗi vải, in nhãn", "vi", set()),
        ("Hệ mực gốc nước, chiết rót từng cá thể", "vi", set()),
        ("Máy lọc nước cho tàu cá", "vi", set()),
        ("Chủng nấm men, nấm mốc", "vi", set()),
        ("lon bia, mau ca nhan, may loc", "vi", set()),
        ("Shrimp pond filters; swine slurry", "en", {"shrimp", "ww_livestock"}),
        ("Fishing vessel lamps", "en", set()),
    ],
)
def test_a_title_names_its_subjects(text, language, named):
    assert subjects_in(text, language) == named
    assert subjects_in(unicodedata.normalize("NFD", text), language) == named


def test_the_list_is_a_forest_with_names():
    assert all(each.vi and each.en for each in subjects().values())
    assert {lineage(code)[-1] for code in subjects()} == {"living", "wastewater"}


def test_every_spelling_names_its_row():
    for row in read_rows("subjects.tsv"):
        for language in ("vi", "en"):
            for spelling in filter(None, row[f"spellings_{language}"].split("|")):
                assert subjects_in(f"Về {spelling}", language) == {row["code"]} - {""}, spelling


def test_only_what_stands_under_one_root_is_compared():
    assert related({"shrimp", "ww_textile"}, {"crustacean"}) == [("shrimp", "crustacean", True)]
    assert related({"shrimp"}, {"crab", "eel"}) == [("shrimp", "crab", False), ("shrimp", "eel", False)]
    assert related({"shrimp"}, {"ww_textile"}) == []
