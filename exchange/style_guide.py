"""What the style guide shows: one sample of everything, in the reader's language."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def _pick(vi: str, en: str) -> str:
    return en if get_language() == "en" else vi


def both(vi: str, en: str) -> Any:
    """Return a sample text that reads in the language of the page it stands on."""
    return lazy(_pick, str)(vi, en)


ICONS: Final = (
    *("search", "filter", "close", "menu", "check", "ok", "warn", "bad", "unknown", "info", "help", "offer", "need"),
    *("pin", "clock", "calendar", "money", "file", "download", "lock", "hidden", "user", "org", "level", "right"),
    *("left", "swap", "message", "mail", "globe", "print", "plus", "shield", "edit", "feed", "copy"),
)
TOKENS: Final = (
    *("bg", "surface", "tint", "ink", "ink-2", "line", "edge", "sea", "primary", "primary-tint", "offer", "offer-tint"),
    *("need", "need-tint", "accent", "ok", "warn", "bad", "mute", "mark", "focus"),
)
WHEN: Final = datetime(2026, 9, 12, 14, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
HAI_PHONG: Final = both("Hải Phòng", "Hai Phong")
SHOWN_HINTS: Final = {
    "all": both("Thường nhận nhiều thư quan tâm hơn.", "Usually brings more expressions of interest."),
    "sector": both("Tên mở khi thư quan tâm được chấp nhận.", "Opened once an interest is accepted."),
}


class HintedChoice(forms.ChoiceField):
    """Radio buttons with a hint under each choice."""

    option_hints = SHOWN_HINTS


class SampleForm(forms.Form):
    """One field of each kind; bound without values it shows its errors."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=both("Nói rõ làm được gì, cho ai.", "Say what it does, for whom.")
    )
    value = forms.DecimalField(
        label=both("Giá trị cần đạt", "Value to reach"),
        error_messages={"required": _("Please enter a number, for example 1.5.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    unit = forms.ChoiceField(
        label=_("Unit"), required=False, choices=[("h", both("giờ", "hours")), ("d", both("ngày", "days"))]
    )
    tried = forms.CharField(
        label=_("What was tried"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    shown = HintedChoice(
        label=both("Ai được xem tên đơn vị?", "Who may see the organisation’s name?"),
        widget=forms.RadioSelect,
        choices=[("all", both("Hiển thị tên", "Show the name")), ("sector", _("Show the sector only"))],
    )
    ways = forms.MultipleChoiceField(
        label=_("Form of transfer"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("licence", both("Chuyển quyền sử dụng", "Licence")),
            ("equipment", both("Thiết bị kèm công nghệ", "Equipment with technology")),
            ("service", both("Dịch vụ kỹ thuật", "Technical service")),
        ],
    )
    file = forms.FileField(
        label=_("Evidence"), required=False, help_text=both("PDF, tối đa 10 MB.", "PDF, 10 MB at most.")
    )
    mail = forms.BooleanField(label=_("I agree to receive suggestions of partners by e-mail."), required=False)


FACTS: Final = [
    {"tone": "ok", "title": "TRL 8", "text": both("cao hơn mức yêu cầu (7).", "above the required level (7).")},
    {
        "tone": "warn",
        "title": both("Giá 0,4–1,5 tỷ ₫", "Price VND 0.4–1.5 billion"),
        "text": both("chạm phần trên của kinh phí dự kiến.", "reaches beyond the budget."),
    },
    {"tone": "na", "title": both("Giấy phép", "Permit"), "text": both("tin chưa nêu.", "not stated.")},
    {
        "tone": "bad",
        "title": both("Chỉ tiêu bắt buộc EHP", "Must-have target EHP"),
        "text": both("không đáp ứng.", "not met."),
    },
]
LISTS: Final[dict[str, Any]] = {
    "steps": [
        {"label": both("Vấn đề", "Problem"), "state": "done", "url": "#forms"},
        {"label": _("Target indicators"), "state": "current"},
        {"label": both("Gửi", "Send"), "state": "todo"},
    ],
    "timeline": [
        {"title": _("Transfer contract"), "state": "done", "at": WHEN, "by": _("Officer")},
        {"title": _("Pilot at the plant"), "state": "now", "at": both("hạn 28/11/2026", "due 28/11/2026")},
        {"title": _("In production"), "state": "todo"},
    ],
    "changes": [
        {
            "label": _("Summary"),
            "lines": [
                {
                    "pieces": [
                        {"mark": "cut", "text": ""},
                        {"mark": "same", "text": both(" H2S sau lọc dưới ", " H2S after the filter below ")},
                        {"mark": "gone", "text": "200 ppm"},
                        {"mark": "same", "text": " "},
                        {"mark": "new", "text": both("150 ppm ở 70 m³/h", "150 ppm at 70 m³/h")},
                        {"mark": "same", "text": "."},
                    ]
                }
            ],
        },
        {
            "label": _("Confidential part"),
            "lines": [],
            "note": _("Has changed. Its words stand where the part itself is opened."),
        },
    ],
    "tabs": [
        {"label": _("New"), "url": "#other", "current": True, "count": 12},
        {"label": _("Interested"), "url": "#other", "current": False, "count": 3},
        {"label": _("Not for us"), "url": "#other", "current": False},
    ],
    "figures": [
        {"value": 412, "label": both("thư quan tâm", "expressions of interest")},
        {"value": 29, "label": both("hợp đồng chuyển giao", "transfer contracts")},
        {"value": 11, "label": both("đưa vào sản xuất", "in production"), "key": True},
    ],
    "bars": [
        {"label": _("Interest sent"), "value": 412},
        {"label": _("Transfer contract"), "value": 29},
        {"label": _("In production"), "value": 11},
    ],
    "months": [
        {"label": both(vi, en), "value": value}
        for vi, en, value in [
            ("T7", "Jul", 9),
            ("T8", "Aug", 14),
            ("T9", "Sep", 22),
            ("T10", "Oct", 17),
            ("T11", "Nov", 26),
        ]
    ],
    "files": [
        {
            "name": both("Phiếu kết quả đo khí, 03/2026", "Gas measurement report, 03/2026"),
            "url": "#tables",
            "size": 412_000,
            "type": "PDF",
            "tag": _("verified"),
            "tone": "ok",
        }
    ],
    "pairs": [
        {"label": _("Form of transfer"), "value": both("Chuyển quyền sử dụng", "Licence")},
        {"label": _("Indicative price"), "value": both("210–320 triệu ₫", "VND 210–320 million")},
    ],
    "headings": [
        {"label": _("Indicator")},
        {"label": both("Hiện nay", "Today"), "num": True},
        {"label": both("Cần đạt", "To reach"), "num": True},
    ],
    "rows": [["COD", "240 mg/L", "100 mg/L"], [both("Tổng nitơ", "Total nitrogen"), "410 mg/L", "150 mg/L"]],
    "chips": [{"label": HAI_PHONG, "href": "#labels"}, {"label": "TRL 8–9", "href": "#labels"}],
    "meta": [
        {"icon": "org", "text": both("Viện nghiên cứu mẫu", "Sample institute")},
        {"icon": "pin", "text": HAI_PHONG},
        {"icon": "calendar", "text": both("đến hết ngày 14/08/2027", "until 14/08/2027")},
    ],
    "crumbs": [{"label": _("Style guide"), "url": ""}],
}
CARDS: Final[list[dict[str, Any]]] = [
    {
        "kind": "offer",
        "reference": "HP-C-2026-0355",
        "title": both(
            "Màng phủ ăn được nano chitosan – dầu quế cho quả vải, nhãn tươi",
            "Edible nano-chitosan and cinnamon oil coating for fresh lychee and longan",
        ),
        "summary": both(
            "Kéo dài thời gian giữ màu vỏ, giảm mốc cuống.", "Keeps the skin red and the stem free of mould."
        ),
        "trl": 8,
        "verified_trl": 7,
        "province": HAI_PHONG,
        "amount_min": 120_000_000,
        "amount_max": 450_000_000,
    },
    {
        "kind": "need",
        "reference": "HP-N-2026-0150",
        "title": both("Kính vỡ, chai lọ phế thải làm được gì?", "What can broken glass and waste bottles become?"),
        "summary": both("Tìm cách biến kính vụn thành vật liệu xây dựng.", "Seeking a way to build with cullet."),
        "trl": 7,
        "is_anonymous": True,
        "province": HAI_PHONG,
        "amount_min": 1_000_000_000,
        "amount_max": 3_000_000_000,
    },
    {
        "kind": "offer",
        "reference": "HP-C-2026-0398",
        "is_foreign": True,
        "title": both(
            "Pond-side assay for shrimp hepatopancreatic disease", "Xét nghiệm nhanh bệnh gan tụy tôm tại ao"
        ),
        "summary": both(
            "A yes or no in under an hour, without a laboratory.",
            "Có kết quả trong một giờ, không cần phòng thí nghiệm.",
        ),
        "trl": 8,
        "province": None,
        "amount_min": None,
        "amount_max": None,
    },
]


def cards() -> list[SimpleNamespace]:
    """Return three listings: an offer, an anonymous need, an offer in the other language."""
    here = get_language()
    there = "en" if here == "vi" else "vi"
    rest = {
        "title_alt": "",
        "summary_alt": "",
        "verified_trl": None,
        "is_anonymous": False,
        "get_absolute_url": "#cards",
    }
    return [
        SimpleNamespace(
            **{
                **rest,
                **card,
                "language": there if card.get("is_foreign") else here,
                "province": SimpleNamespace(name=card["province"]) if card["province"] else None,
            }
        )
        for card in CARDS
    ]


def samples() -> dict[str, Any]:
    """Return the context of the style guide."""
    return {
        "icons": ICONS,
        "tokens": TOKENS,
        "listings": cards(),
        "facts": FACTS,
        "sample_page": Paginator(range(240), 20).page(5),
        "form": SampleForm({"title": both("Lọc H2S cho biogas", "H2S filter for biogas"), "shown": "all"}),
        "marks": range(6),
        **LISTS,
    }
