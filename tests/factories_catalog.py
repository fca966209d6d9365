"""Organisations with members, and listings complete enough to be submitted."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from accounts.models import Membership, Organisation, User
from catalog import publishing
from catalog.models import Comparison, Kind, Listing, Revision, Target
from taxonomy.models import Concept

_numbers = count(1)

OFFER = {
    "title": "Lọc khử lưu huỳnh khí sinh học bằng viên đá ong",
    "summary": "Hạ H2S xuống dưới 150 ppm, chi phí bằng một phần ba than hoạt tính.",
    "description": "Tháp lọc hai tầng dùng viên đá ong phủ sắt, hoàn nguyên tại chỗ bằng không khí.",
    "problem": "Khí thô từ trại lợn ăn mòn máy phát trong vòng một năm.",
    "advantages": "H2S dưới 150 ppm ở lưu lượng 70 m³/h, 220 đồng mỗi m³ khí.",
    "trl": 7,
    "trl_evidence": "Biên bản nghiệm thu tại trại 3.000 con.",
    "partner_sought": "Xưởng cơ khí chế tạo và lắp đặt tháp lọc.",
}
NEED = {
    "title": "Xét nghiệm nhanh EHP trên tôm ngay tại ao",
    "summary": "Cần biết tôm có nhiễm EHP trong hai giờ, không phải gửi mẫu đi xa.",
    "description": "Hợp tác xã nuôi tôm thẻ chân trắng, muốn người nuôi tự làm được xét nghiệm.",
    "present_state": "12 ao, mẫu gửi đi 120 km, hai ngày mới có kết quả; năm 2025 mất ba vụ.",
}


def concept(scheme: str, code: str) -> Concept:
    return Concept.objects.of(scheme).get(code=code)


def make_user(name: str = "Nguyễn Thị An", **values: Any) -> User:
    values.setdefault("email", f"nguoi-{next(_numbers)}@vidu.test")
    return User.objects.create(full_name=name, **values)


def make_officer(name: str = "Lương Thị Hạnh", **values: Any) -> User:
    return make_user(name, role=User.Role.OFFICER, **values)


def make_organisation(name: str = "Hợp tác xã Bàng La", *, kind: str = "cooperative", **values: Any) -> Organisation:
    values.setdefault("slug", f"to-chuc-{next(_numbers)}")
    values.setdefault("province", concept("province", "31"))
    return Organisation.objects.create(kind=concept("actor_type", kind), name_vi=name, **values)


def make_member(organisation: Organisation, *, role: str = Membership.Role.OWNER, **values: Any) -> User:
    user = make_user(**values)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def make_listing(
    kind: str = Kind.NEED,
    *,
    by: User | None = None,
    organisation: Organisation | None = None,
    now: datetime,
    **values: Any,
) -> Listing:
    """A draft with all that a submission needs."""
    organisation = organisation or (by.memberships.get().organisation if by else make_organisation())
    by = by or make_member(organisation)
    texts = NEED if kind == Kind.NEED else OFFER
    listing = publishing.create_listing(kind=kind, organisation=organisation, by=by, now=now, **{**texts, **values})
    listing.fields.add(concept("st_field", "401"))
    if kind == Kind.NEED:
        Target.objects.create(listing=listing, name="Thời gian có kết quả", value="≤ 2", unit="giờ")
    else:
        Comparison.objects.create(listing=listing, indicator="Chi phí", ours="220", best="650", unit="đồng/m³")
    return listing


def make_submitted(kind: str = Kind.NEED, *, now: datetime, **values: Any) -> tuple[Listing, Revision]:
    """A listing in the officers' queue, with the revision they read."""
    listing = make_listing(kind, now=now, **values)
    revision = publishing.submit(listing=listing, by=author_of(listing), now=now)
    listing.refresh_from_db()
    return listing, revision


def make_published(kind: str = Kind.NEED, *, now: datetime, officer: User | None = None, **values: Any) -> Listing:
    """A public listing."""
    listing, revision = make_submitted(kind, now=now, **values)
    publishing.decide(revision=revision, decision="publish", by=officer or make_officer(), now=now)
    listing.refresh_from_db()
    return listing


def author_of(listing: Listing) -> User:
    assert listing.created_by is not None
    return listing.created_by
