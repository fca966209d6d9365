"""Measures of rankings, and the command on a folder of judged listings."""

import json
import math
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from matching.evaluation import measure, ndcg, read_judgements, recall, reciprocal_rank, run_lines
from matching.paths import field_path, industry_path


def test_ndcg_counts_grades_by_rank():
    assert ndcg(["a", "b"], {"a": 2, "b": 1}) == 1.0
    assert ndcg(["b", "a"], {"a": 2, "b": 1}) == pytest.approx((1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)))
    assert ndcg(["x"], {"a": 2}) == 0.0


def test_recall_and_reciprocal_rank():
    ranked = ["x", "a", "y", "b"]
    assert recall(ranked, {"a": 1, "b": 2, "c": 0}, 2) == 0.5
    assert reciprocal_rank(ranked, {"a": 1}) == 0.5
    assert reciprocal_rank(ranked, {"z": 1}) == 0.0


def test_needs_without_relevant_offers_are_left_out():
    run = {"n1": [("a", 2.0)], "n2": [("a", 1.0)]}
    found = measure(run, {"n1": {"a": 1}, "n2": {"a": 0}})
    assert (found.ndcg10, found.r10, found.r50, found.mrr) == (1.0, 1.0, 1.0, 1.0)


def test_a_run_file_has_six_columns():
    assert list(run_lines({"n": [("o1", 1.5), ("o2", -0.25)]})) == [
        "n Q0 o1 1 1.500000000 cungcau", "n Q0 o2 2 -0.250000000 cungcau",
    ]  # fmt: skip


def test_a_broken_judgement_names_its_line(tmp_path):
    path = tmp_path / "qrels.tsv"
    path.write_text("n1\to1\t2\nn1\to2\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"qrels.tsv, line 2"):
        read_judgements(path)


def test_codes_become_paths():
    assert field_path("2.10") == ("2", "2.10")
    assert field_path("20701") == ("2", "207", "20701")
    assert industry_path("10", {"10": "C"}) == ("C", "10")
    assert industry_path("1020", {"10": "C"}) == ("C", "10", "102", "1020")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    needs = [{"id": "n1", "text": "Xử lý nước thải thủy sản"}, {"id": "n2", "text": "Rice dryer for a cooperative"}]
    offers = [
        {"id": "o1", "text": "Công nghệ màng xử lý nước thải nhà máy thủy sản"},
        {"id": "o2", "text": "Máy sấy lúa tầng sôi cho hợp tác xã"},
        {"id": "o3", "text": "Phần mềm kế toán cho cửa hàng"},
    ]
    for name, lines in (("needs", needs), ("offers", offers)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("n1\to1\t2\nn2\to2\t1\n", encoding="utf-8")
    return tmp_path


def evaluate(folder, *options):
    out = StringIO()
    call_command("evaluate_matching", str(folder), *options, stdout=out)
    [line] = out.getvalue().splitlines()
    return json.loads(line)


def test_the_command_prints_one_line_and_writes_the_run(folder):
    found = evaluate(folder, "--run", str(folder / "run"))
    assert (found["ndcg10"], found["r10"], found["mrr"], found["cache"]) == (1.0, 1.0, 1.0, "cold")
    assert (folder / "run").read_text(encoding="utf-8").count("\n") == 6
    assert evaluate(folder)["cache"] == "warm"


def test_accents_may_be_missing(folder):
    assert evaluate(folder, "--strip-accents")["ndcg10"] == 1.0


def test_the_site_search_is_measured_the_same_way(folder):
    assert evaluate(folder, "--as-search")["ndcg10"] == 1.0


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(CommandError, match="qrels"):
        evaluate(tmp_path)
