"""How texts name the parts of a listing: "Ưu điểm:", "2. Hiện trạng", "Price". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from catalog.text import strip_accents

#: What a part of a text is → how people head it; the names are those of a listing's fields and rows.
_COMMON: Final = {
    "title": "tên công nghệ|tên giải pháp|tên sản phẩm|tên nhu cầu|tên đề tài|tên dự án|tiêu đề|title",
    "summary": "tóm tắt|mô tả ngắn|giới thiệu ngắn|giới thiệu tóm tắt|summary|abstract",
    "description": "mô tả|mô tả chi tiết|giới thiệu|nguyên lý|nguyên lý hoạt động|quy trình công nghệ|nội dung"
    "|description|how it works|overview|principle",
    "keywords": "từ khóa|từ khoá|keywords|key words",
    "contact": "liên hệ|thông tin liên hệ|người liên hệ|địa chỉ|điện thoại|email|e-mail|số điện thoại|contact"
    "|phone|address",
}
_OFFER: Final = _COMMON | {
    "problem": "vấn đề|vấn đề giải quyết|vấn đề cần giải quyết|sự cần thiết|tính cấp thiết|problem|problem solved",
    "advantages": "ưu điểm|ưu điểm nổi bật|ưu thế|lợi thế|tính mới|điểm mới|điểm nổi bật|advantages|benefits|novelty",
    "applications": "ứng dụng|khả năng ứng dụng|phạm vi áp dụng|phạm vi ứng dụng|lĩnh vực áp dụng|lĩnh vực ứng dụng"
    "|applications|application|use cases",
    "economic_effect": "hiệu quả kinh tế|hiệu quả|lợi ích kinh tế|economic effect|economic benefit",
    "comparisons": "thông số|thông số kỹ thuật|đặc tính kỹ thuật|chỉ tiêu kỹ thuật|so sánh|specifications"
    "|technical data|comparison",
    "trl_evidence": "mức độ hoàn thiện|mức độ phát triển|mức độ sẵn sàng|mức độ sẵn sàng công nghệ"
    "|tình trạng phát triển|giai đoạn phát triển|readiness|development stage|evidence for the trl",
    "customers": "khách hàng|đơn vị đã ứng dụng|đã chuyển giao|reference customers|customers",
    "support": "hỗ trợ|hỗ trợ sau chuyển giao|bảo hành|dịch vụ kèm theo|support|warranty",
    "partner_sought": "đối tác|đối tác cần tìm|nhu cầu hợp tác|mong muốn hợp tác|partner sought|partners sought",
    "amount": "giá|giá bán|giá chuyển giao|chi phí đầu tư|giá tham khảo|price|investment",
}
_NEED: Final = _COMMON | {
    "present_state": "hiện trạng|thực trạng|tình hình hiện nay|quy trình hiện nay|khó khăn|khó khăn hiện nay"
    "|vấn đề|vấn đề gặp phải|present state|present process|current situation|problem",
    "targets": "chỉ tiêu|chỉ tiêu cần đạt|chỉ tiêu kỹ thuật|yêu cầu|yêu cầu kỹ thuật|yêu cầu cần đạt|mục tiêu"
    "|thông số yêu cầu|targets|target indicators|requirements",
    "constraints": "ràng buộc|điều kiện|điều kiện áp dụng|điều kiện thực tế|giới hạn|constraints|conditions",
    "tried": "đã thử|giải pháp đã thử|những gì đã thử|what was tried|tried",
    "amount": "kinh phí|kinh phí dự kiến|ngân sách|dự toán|khả năng chi trả|budget",
}
_BY_KIND: Final = {"offer": _OFFER, "need": _NEED}
#: Words that may follow a heading without changing what it heads.
_TAIL: Final = re.compile(
    r"(?: (?:cua |ve |chinh |noi bat )?(?:cong nghe|giai phap|san pham|thiet bi|nhu cau|du an|he thong)?(?: nay)?"
    r"| of the (?:technology|solution|product|need))?"
)
_MARK: Final = re.compile(r"^\s*(?:#+\s*|[-–•*+·]\s+|(?:[IVX]{1,5}|[a-zA-Z]|\d{1,2}(?:\.\d{1,2})*)[.)]\s*)?\**\s*")
LONGEST: Final = 8


@dataclass(slots=True)
class Section:
    """A part of a text; `name` is "" before the first heading."""

    name: str
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(line for line in self.lines if line.strip()).strip()


@cache
def _phrases(kind: str) -> dict[str, str]:
    return {strip_accents(phrase): name for name, phrases in _BY_KIND[kind].items() for phrase in phrases.split("|")}


def heading(line: str, kind: str) -> tuple[str, str] | None:
    """What the line heads and what follows its colon; None for a line that heads nothing."""
    bare = _MARK.sub("", line)
    before, colon, after = bare.partition(":")
    folded = " ".join(strip_accents(before).lower().strip(" *.").split())
    if not folded or len(folded.split()) > LONGEST:
        return None
    known = _phrases(kind)
    for phrase in sorted((each for each in known if folded.startswith(each)), key=len, reverse=True):
        rest = folded[len(phrase) :]
        goes_on = (" ", "(", "/") if " " in phrase else (" (", "(", "/")
        if _TAIL.fullmatch(rest) or (colon and rest.startswith(goes_on)):
            return known[phrase], after.strip(" *")
    return None


def sections(text: str, kind: str) -> list[Section]:
    """The text cut at its headings; an unknown heading begins a new part of the description."""
    found = [Section("", [])]
    for line in unwrapped(text):
        if known := heading(line, kind):
            found.append(Section(known[0], [known[1]] if known[1] else []))
        elif line.startswith("# "):
            found.append(Section("description" if found[0].text else "", [line[2:]]))
        else:
            found[-1].lines.append(line)
    return found


def unwrapped(text: str) -> Iterator[str]:
    """Lines with those joined that a page was too narrow for: the first ends in no stop, the next begins small."""
    held = ""
    for line in (each.strip() for each in text.split("\n")):
        if held and line and line[0].islower() and held[-1] not in ".!?:;" and len(held) > 40:
            held = f"{held} {line}"
            continue
        yield held
        held = line
    yield held
