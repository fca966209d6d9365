"""The map of tiles: every province of the edition in use has its own place, and the tones follow the numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from taxonomy.province_map import HOANG_SA, PLACES, TRUONG_SA, tone

ROOT = Path(__file__).resolve().parent.parent.parent
CODES = [line.split("\t")[0] for line in (ROOT / "taxonomy/data/provinces_34.tsv").read_text("utf-8").splitlines()[2:]]


def test_each_of_the_34_provinces_has_a_place_of_its_own() -> None:
    assert sorted(PLACES) == sorted(CODES)
    assert (
        len({(place.column, place.row) for place in PLACES.values()}) == len({p.short for p in PLACES.values()}) == 34
    )


def test_archipelagos_belong_to_provinces_of_the_map() -> None:
    assert {HOANG_SA, TRUONG_SA} < set(PLACES)


def test_stylesheet_knows_every_column_row_and_tone() -> None:
    sheet = (ROOT / "static/css/cungcau.css").read_text("utf-8")
    wanted = {f"c{place.column}" for place in PLACES.values()} | {f"r{place.row}" for place in PLACES.values()}
    assert wanted | {"l1", "l2", "l3", "l4"} <= set(re.findall(r"\.([clr]\d+)\b", sheet))


@pytest.mark.parametrize(
    ("number", "step"), [(0, 0), (1, 1), (9, 1), (10, 2), (29, 2), (30, 3), (99, 3), (100, 4), (10**6, 4)]
)
def test_tone_follows_the_number(number: int, step: int) -> None:
    assert tone(number) == step
