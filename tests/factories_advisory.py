"""Experts as they stand after the check, and what they are before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import Organisation, User
from advisory.experts import indexing
from advisory.models import ExpertProfile, ServiceOffer, ServiceRequest
from advisory.requests import running
from taxonomy.sorting import person_key
from tests.factories_catalog import concept, make_member, make_officer, make_organisation, make_user

_numbers = count(1)

WATER = {
    "headline_vi": "Nước thải chế biến thủy sản",
    "about_vi": "Kiểm toán nước thải cho nhà máy chế biến tôm, đo amoni và COD.",
    "headline_en": "Wastewater of seafood plants",
}


def make_expert(
    name: str = "", *, now: datetime, user: User | None = None, fields: tuple[str, ...] = ("207",), **values: Any
) -> ExpertProfile:
    """A verified expert whom everybody may see, found by words."""
    user = user or make_user(name or f"Trần Văn Giỏi {next(_numbers)}")
    values = {
        **WATER, "services": ["assessment"], "languages": ["vi"], "is_shown": True, "verified_at": now,
        "verified_until": (now + timedelta(days=700)).date(), **values,
    }  # fmt: skip
    profile = ExpertProfile.objects.create(
        user=user, name=user.full_name, sort_key=person_key(user.full_name), created_at=now, updated_at=now, **values
    )
    profile.fields.set([concept("st_field", code) for code in fields])
    indexing.index_one(profile.pk)
    profile.refresh_from_db()
    return profile


@dataclass
class Matter:
    """A request with those concerned."""

    now: datetime
    organisation: Organisation
    member: User
    officer: User
    expert: ExpertProfile
    values: dict[str, Any]
    request: ServiceRequest = field(init=False)

    def __post_init__(self) -> None:
        self.request = self.ask(now=self.now)

    def ask(self, *, now: datetime) -> ServiceRequest:
        values = {
            "kind": "assessment", "title": "Đánh giá hệ thống lọc nước", "text": "Xin đánh giá trước khi mua.",
            "wished_on": None, "hides_name": False, **self.values,
        }  # fmt: skip
        return running.ask(organisation=self.organisation, by=self.member, now=now, **values)

    def to_offers(self, *others: ExpertProfile) -> None:
        running.invite(request=self.request, experts=[self.expert, *others], by=self.officer, now=self.now)

    def offer(self, expert: ExpertProfile | None = None, *, price: int = 45_000_000) -> ServiceOffer:
        return running.make_offer(
            request=self.request, by=(expert or self.expert).user, conflicts="", price=price, days=10, note="",
            now=self.now,
        )  # fmt: skip

    def to_chosen(self) -> None:
        if not self.request.offers.exists():
            self.to_offers()
        running.choose(request=self.request, offer=self.offer(), by=self.member, now=self.now)

    def to_done(self) -> None:
        self.to_chosen()
        running.deliver(request=self.request, text="Báo cáo.", files=[], by=self.expert.user, now=self.now)
        running.accept(request=self.request, by=self.member, now=self.now)


def make_matter(*, now: datetime, **values: Any) -> Matter:
    organisation = make_organisation(f"Hợp tác xã Số {next(_numbers)}")
    member = make_member(organisation)
    return Matter(now, organisation, member, make_officer(), make_expert(now=now), values)
