"""How figures stand in Vietnamese and English sentences, as regular expressions; `quantities.py` reads by them. Pure.

Vietnamese words are matched with and without their accents.
"""

from __future__ import annotations

import re
from functools import cache

from catalog.text import has_accents, normalise, strip_accents
from catalog.units import unit_pattern

MAGNITUDES = {
    "nghìn": 1e3, "ngàn": 1e3, "nghin": 1e3, "ngan": 1e3, "thousand": 1e3, "triệu": 1e6, "trieu": 1e6, "million": 1e6,
    "tỷ": 1e9, "tỉ": 1e9, "ty": 1e9, "billion": 1e9,
}  # fmt: skip
SPACE = "[ \u00a0\u202f]"


def either(*lists: str) -> str:
    """Alternatives of |-separated lists, each with and without its accents, the longest first, spaces free."""
    forms = {form for words in lists for word in words.split("|") for form in (word, strip_accents(word))}
    return longest_first(forms)


def longest_first(forms: set[str]) -> str:
    """The forms as alternatives, the longest first, so that none hides a longer one."""
    ordered = sorted(map(normalise, forms), key=lambda form: (-len(form), form))
    return "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in ordered)


def whole(words: str) -> str:
    """The alternatives as whole words."""
    return rf"(?<![^\W_])(?:{words})(?![^\W_])"


_GROUPED = rf"\d{{1,3}}(?:{SPACE}\d{{3}})+(?!\d)|\d{{1,3}}(?:[.,]\d{{3}})+(?:[.,]\d+)?(?!\d)"
_NUMBER = rf"(?:10(?:\^\d{{1,2}}|[²³⁴-⁹]+)|{_GROUPED}|\d+(?:[.,]\d+)?(?!\d))"
_POWER = r"(?:\s*[×x*·]\s*10(?:\^?(?P<power{n}>-?\d{{1,2}})|(?P<raised{n}>[⁰¹²³⁴-⁹]+)))?"
_MAGNITUDE = rf"(?:\s*(?P<magnitude{{n}}>{'|'.join(MAGNITUDES)})(?![^\W_]))?"
MOVES = either("xuống còn|xuống|giảm còn|còn|lên đến|lên tới|lên", "down to|up to")
_JOIN = rf"\s*(?P<join>[–—\-÷±]|{MOVES}|{either('đến|tới|to')})\s*"
_BOUND = rf"(?P<bound>[≤<]\s*|(?:{either('dưới', 'below|under')})\s+)?"
_RANGE = _JOIN + _BOUND
_PER = r"\s*/\s*|\s+(?:per|mỗi|moi)\s+"
_PER_CLOSE = rf"{_PER}|\s+(?:một|mot|an?|each)\s+"
_GAP = r"(?:\s+(?!per\b|mỗi\b|moi\b)[^\W\d_]+){0,3}?"


@cache
def figure_pattern() -> re.Pattern[str]:
    """A number or two of a range, perhaps with unit and "per": "30 tấn/mẻ", "5–10 hl/h", "9 tấn đầu tôm mỗi ngày"."""
    unit = unit_pattern()
    per = rf"(?:(?:{_PER_CLOSE})(?P<below>{unit}|[^\W\d_]+)|{_GAP}(?:{_PER})(?P<below_far>{unit}))"
    ahead = _RANGE.replace("?P<join>", "?:").replace("?P<bound>", "?:") + _NUMBER
    return re.compile(
        rf"(?<![^\W_])(?<![.,^/:]\b)(?P<first>{_NUMBER})(?!:){_POWER.format(n=1)}{_MAGNITUDE.format(n=1)}"
        rf"(?:\s?(?P<early>{unit})(?={ahead}))?"
        rf"(?:{_RANGE}(?P<second>{_NUMBER}){_POWER.format(n=2)}{_MAGNITUDE.format(n=2)})?"
        rf"(?:\s?(?P<written>(?P<unit>{unit})(?:{per})?))?",
        re.IGNORECASE,
    )


#: "E. coli" is one name: a lone capital with its point before a small letter ends no sentence.
_NAME_GOES_ON = r"(?!(?:(?<=\s[A-Z]\.)|(?<=^[A-Z]\.))\s[a-z])"
SENTENCE_END = re.compile(rf"[;!?\n]+|\.(?=\s|$){_NAME_GOES_ON}")


def _before(signs: str, words: str) -> re.Pattern[str]:
    """Comparing words that end right before the figure."""
    return re.compile(rf"(?:{signs}|(?<![^\W_])(?:{words}))\s*(?:mức|muc|là|la|of)?\s*$", re.IGNORECASE)


LEAST = _before(
    "≥|>=|>",
    either(
        "không dưới|không thấp hơn|không ít hơn|tối thiểu|ít nhất|trên|từ|lớn hơn|cao hơn|hơn",
        "at least|minimum|min|no less than|not less than|not below|more than|over|above|from|exceeding",
    ),
)
MOST = _before(
    "≤|<=|<",
    either(
        "không quá|không vượt quá|không vượt|không trên|tối đa|nhiều nhất|dưới|nhỏ hơn|thấp hơn|ít hơn|đến|tới|trong",
        "at most|maximum|max|no more than|not more than|not above|not exceeding|below|under|less than|up to|within",
    ),
)
LEAST_AFTER = re.compile(rf"\s*(?:{either('trở lên', 'or more|and more|or above|and above')})", re.IGNORECASE)
MOST_AFTER = re.compile(rf"\s*(?:{either('trở xuống', 'or less|or below|and below')})", re.IGNORECASE)

_COMPARED = either("so với|đối chứng|thay vì", "versus|vs|against|instead of|compared with|compared to")
_INLET = either("đầu vào|nước vào|khí vào", "inlet|influent|at the intake")
#: What is told of something else, or of what goes in.
OTHER = re.compile(rf"(?:{_COMPARED})[^,;]{{0,12}}$|{whole(_INLET)}[^,;]{{0,24}}$", re.IGNORECASE)
#: A share after one of these is a relative change, not a level.
CHANGE = re.compile(
    whole(
        either(
            "giảm|tiết kiệm|tăng|rẻ hơn|nhanh hơn|cao hơn|thấp hơn",
            "reduces|reduce|reduction|reduced|removal|removes|saves|saving|cut by|cuts|down|up|minus|plus",
            "increase|increases|lower|higher",
        )
    ),
    re.IGNORECASE,
)
#: A rate after one of these is used up, lost, traded, sampled or dosed; it is not what a plant can handle.
#: Without accents some mean something else too (bán and ban, liều and liệu); such a figure is left unread.
_USED = (
    "dùng(?!\\s+(?:cho|để))|sử dụng|tiêu thụ|tiêu hao|hết|tốn|mất|thất thoát|rò rỉ|tiết kiệm|bán|mua|phát hiện|lấy mẫu"
    "|bơm mẫu|châm|liều"
)
_USED_ENGLISH = (
    "use|uses|using|used|consumes|consumption|loses|lost|loss|losses|leak|leaks|saves|detects|sells|buys|sampling|dosing"
    "|dose|doses"
)
_USED_UP, _USED_UP_BARE = (
    re.compile(whole(f"{words}|{_USED_ENGLISH}"), re.IGNORECASE) for words in (_USED, strip_accents(_USED))
)


def is_used_up(before: str) -> bool:
    """Whether such a word stands in the text before a figure, with its accents if there are any."""
    return (_USED_UP if has_accents(before) else _USED_UP_BARE).search(before) is not None


#: A rate after one of these comes out of something: a need may want just that handled, an offer does not handle it.
GIVEN_OFF = re.compile(
    whole(either("thải ra|xả ra|phát sinh|sinh ra|bùn dư", "generates|gives off|by-product|by-products|excess sludge")),
    re.IGNORECASE,
)
_EACH_OF = either("giờ|ngày|tuần|tháng|năm|mẻ", "hour|day|week|month|year|batch")
#: "Mỗi ngày thải 9 tấn": the period stands before the figure.
EACH = re.compile(
    rf"(?<![^\W_])(?:mỗi|moi|every|each|một|mot)\s+(?P<unit>{_EACH_OF})(?:\s+[^\W\d_]+){{0,4}}[\s:≥≤<>=]*$",
    re.IGNORECASE,
)
#: A plant of several: its figure is no upper bound.
MODULAR = re.compile(
    whole(either("mô đun|mô-đun|ghép song song|ghép nhiều", "module|modules|modular|scalable|in parallel")),
    re.IGNORECASE,
)
#: "12 tấn/ngày/thùng": several can stand side by side.
MODULE = re.compile(r"\s*(?:/|\bper\b|\bmỗi\b|\bmoi\b)\s*[^\W\d_]+", re.IGNORECASE)
#: "triệu đồng/m³.ngày", "g N per m³ media per day": a figure of a rate, which is not read.
OF_A_RATE = re.compile(r"\s*[.·]\s*[^\W\d_]|(?:\s+[^\W\d_]+){1,2}\s*(?:/|\bper\b)", re.IGNORECASE)
#: A duration after one of these is that of the batch.
BATCH_BEFORE = re.compile(
    rf"(?:{either('mẻ', 'batch|batches')})[^\d,;]{{0,24}}$|(?:{either('mẻ')}),[^\d;]{{0,24}}$", re.IGNORECASE
)
TRL_LEVEL = re.compile(r"(?<![^\W_])TRL[^\d.;,]{0,12}(?P<level>[1-9])(?!\d)", re.IGNORECASE)
