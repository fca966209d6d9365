"""The demonstration's sign-ins, one per role; they exist only where the setting DEMO is on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEMO_PASSWORD = "cung-cau-gap-nhau-2026"  # noqa: S105 -- printed on the sign-in page of the demonstration


@dataclass(frozen=True, slots=True)
class DemoAccount:
    email: str
    full_name: str
    role_name: str | Promise
    role: str = "member"
    organisation: str = ""
    is_superuser: bool = False


#: `organisation` is the key of an organisation of the demonstration's data.
DEMO_ACCOUNTS = [
    DemoAccount("ben-cau@vidu.test", "Vũ Đình Khởi", _("Member, demand side"), organisation="htx-thuy-san-bang-la"),
    DemoAccount("ben-cung@vidu.test", "Đoàn Thị Lam", _("Member, supply side"), organisation="vien-nuoi-bien-dong-bac"),
    DemoAccount("chuyen-gia@vidu.test", "Trịnh Văn Khiêm", _("Expert")),
    DemoAccount("can-bo@vidu.test", "Lương Thị Hạnh", _("Officer"), role="officer"),
    DemoAccount("quan-ly@vidu.test", "Bùi Quang Tiến", _("Manager"), role="manager"),
    DemoAccount("quan-tri@vidu.test", "Mai Xuân Phúc", _("Administrator"), is_superuser=True),
]
