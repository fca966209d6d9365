"""The stylesheet and the templates agree, and its colours can be read."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHEET = (ROOT / "static" / "css" / "cungcau.css").read_text(encoding="utf-8")
PDF_SHEET = (ROOT / "static" / "css" / "pdf.css").read_text(encoding="utf-8")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if not {"emails", "admin"} & set(path.parts)]
TAG = re.compile(r"\{[%{#].*?[%}#]\}", re.DOTALL)
TOKENS = dict(re.findall(r"--([\w-]+):light-dark\((#\w+),(?:#\w+)\)", SHEET))
DARK = dict(re.findall(r"--([\w-]+):light-dark\(#\w+,(#\w+)\)", SHEET))
TEXT_PAIRS = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-2", "primary", "mute", "ok", "warn", "bad")
        for ground in ("bg", "surface", "tint")
    ),
    *((tone, f"{tone}-tint") for tone in ("offer", "need", "ok", "warn", "bad", "primary")),
    *(("on-primary", ground) for ground in ("primary", "offer", "primary-2")),
    ("ink", "mark"),
    ("ink", "primary-tint"),
]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_every_class_is_in_the_stylesheet(path: Path) -> None:
    sheets = SHEET + PDF_SHEET if "pdf" in path.parts else SHEET
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", sheets))
    markup = TAG.sub("\x00", path.read_text(encoding="utf-8"))
    used = {name for value in re.findall(r'class="([^"]*)"', markup) for name in value.split()}
    assert {name for name in used if "\x00" not in name} - known == set()


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_no_inline_style_or_script(path: Path) -> None:
    markup = TAG.sub("", path.read_text(encoding="utf-8"))
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", markup)
    assert not re.search(r"<script(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json\"))", markup)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(ink: str, ground: str) -> None:
    assert contrast(TOKENS[ink], TOKENS[ground]) >= 4.5
    assert contrast(DARK[ink], DARK[ground]) >= 4.5


@pytest.mark.parametrize("line", ["edge", "focus", "accent"])
def test_borders_that_carry_meaning_stand_out(line: str) -> None:
    for ground in ("bg", "surface"):
        assert contrast(TOKENS[line], TOKENS[ground]) >= 3
        assert contrast(DARK[line], DARK[ground]) >= 3
