"""Words that the rules look for, by language; pure."""

from __future__ import annotations

import re
from typing import Final

from catalog.text import Language

_GENERAL_VI: Final = """
    công nghệ giải pháp mới hiện đại tiên tiến hệ thống thiết bị máy móc cần tìm mua bán nhu cầu sản phẩm dịch vụ
    chuyển giao hiệu quả cao chất lượng tốt cho và của các một số về phát triển ứng dụng đề nghị hợp tác hỗ trợ
    tư vấn dây chuyền quy trình doanh nghiệp nâng đổi cải tiến thông minh tối ưu đối tác kỹ thuật
"""
_GENERAL_EN: Final = """
    a an the and of for in with to new modern advanced technology technologies solution solutions system systems
    equipment machine machines need needs seeking looking wanted partner product products service services transfer
    smart innovative efficient high quality improved better development application cooperation process project
"""
#: Words that stand in the title of anything; what is left has to say what it is.
GENERAL: Final[dict[Language, frozenset[str]]] = {
    "vi": frozenset(_GENERAL_VI.split()),
    "en": frozenset(_GENERAL_EN.split()),
}
#: So many other words (in Vietnamese: syllables) a title needs.
LEAST_SPECIFIC: Final[dict[Language, int]] = {"vi": 4, "en": 3}


def _any_of(phrases: str) -> re.Pattern[str]:
    words = "|".join(re.escape(phrase.strip()) for phrase in phrases.split("|"))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


#: Praise that says nothing unless a figure stands beside it.
PRAISE: Final[dict[Language, re.Pattern[str]]] = {
    "vi": _any_of(
        "hiện đại|tiên tiến|vượt trội|hàng đầu|hiệu quả cao|hiệu suất cao|năng suất cao|chất lượng cao|đột phá"
        "|tối ưu nhất|tốt nhất|rẻ nhất|ưu việt|hoàn hảo|tuyệt đối|đẳng cấp|độc đáo|siêu tiết kiệm|tiết kiệm đáng kể"
        "|cạnh tranh nhất|giá cạnh tranh|uy tín|chất lượng tốt|giá rẻ|giá thành thấp|chi phí thấp|nhanh chóng|dễ dàng"
        "|số một"
    ),
    "en": _any_of(
        "innovative|cutting-edge|cutting edge|state-of-the-art|state of the art|world-class|world class|leading|unique"
        "|excellent|outstanding|superior|revolutionary|unbeatable|best-in-class|best in class|highly efficient"
        "|high quality|high-quality|very effective|low cost|low-cost|advanced|modern|perfect|competitive price"
        "|the best|the cheapest|significant savings"
    ),
}
#: What sets an advantage against something.
COMPARES: Final[dict[Language, re.Pattern[str]]] = {
    "vi": _any_of(
        "so với|thay cho|thay vì|thay thế|hơn|giảm|tăng|tiết kiệm|bằng một|bằng nửa|còn|dưới|trên|không cần|không phải"
        "|bớt|rút ngắn|từ"
    ),
    "en": _any_of(
        "compared|instead|than|versus|vs|against|less|more|fewer|lower|higher|faster|cheaper|reduces|reduced|cuts|cut"
        "|saves|saving|replaces|below|above|without|from|half|third|earlier|shorter|longer"
    ),
}
#: Words that mark what is not for everybody.
SECRET: Final = _any_of(
    "tài liệu mật|thông tin mật|công thức bí mật|bí mật công nghệ|không được tiết lộ|không tiết lộ ra ngoài"
    "|không phổ biến ra ngoài|lưu hành nội bộ|tài liệu nội bộ|số liệu nội bộ|đề nghị giữ kín|đề nghị bảo mật"
    "|xin giữ bí mật|vui lòng giữ bí mật|vui lòng bảo mật"
    "|strictly confidential|confidential information|highly confidential|company confidential|not to be disclosed"
    "|do not disclose|do not distribute|secret formula|secret recipe|internal use only|please keep this"
)
#: A table's value that is a bare figure.
BARE_FIGURE: Final = re.compile(r"[\d\s.,–<>≤≥±~-]*\d[\d\s.,–-]*")
#: What is measured without a unit.
PURE_NUMBER: Final = re.compile(
    r"(?<!\w)(?:hệ số|tỷ số|chỉ số|ph|fcr|cop|ratio|coefficient|factor|index|order|number)(?!\w)|^(?:số|cấp|bậc) ",
    re.IGNORECASE,
)
