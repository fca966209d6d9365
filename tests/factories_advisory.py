"""Experts as they stand after the check, and what they are before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import Organisation, User
from advisory.dossiers import running as dossiers
from advisory.experts import indexing
from advisory.models import Criterion, DossierCandidate, ExpertProfile, SelectionDossier, ServiceOffer, ServiceRequest
from advisory.requests import running
from catalog.models import Comparison, Listing, Target
from taxonomy.sorting import person_key
from tests.factories_catalog import concept, make_member, make_officer, make_organisation, make_published, make_user

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


@dataclass
class Choice:
    """A need with targets, technologies to compare, an expert at work on it, and the dossier."""

    now: datetime
    member: User
    need: Listing
    offers: list[Listing]
    matter: Matter
    dossier: SelectionDossier = field(init=False)

    def __post_init__(self) -> None:
        self.dossier = dossiers.begin(need=self.need, offers=self.offers, by=self.member, now=self.now)

    @property
    def expert(self) -> ExpertProfile:
        return self.matter.expert

    def candidates(self) -> list[DossierCandidate]:
        return list(self.dossier.candidates.select_related("listing"))

    def score(self, place: int = 0, *, points: int = 4, expert: ExpertProfile | None = None) -> None:
        marks = {str(each): (points, f"Đã xem báo cáo thử nghiệm, {each}.") for each in Criterion}
        by = (expert or self.expert).user
        dossiers.score(candidate=self.candidates()[place], marks=marks, by=by, now=self.now)

    def close(self, *places: int) -> SelectionDossier:
        chosen = [self.candidates()[place].pk for place in places]
        return dossiers.close(
            dossier=self.dossier, conclusion="Chọn theo chi phí.", chosen=chosen, by=self.member, now=self.now
        )


def make_targeted_need(*, now: datetime, **values: Any) -> Listing:
    """A public need with one target that is measured, one wish and one in words."""
    need = make_published("need", now=now, **values)
    Target.objects.filter(listing=need).delete()
    rows = [("Độ ẩm cuối", "≤ 12", "%", True), ("COD", "< 50", "mg/l", False), ("Tự vận hành", "được", "", True)]
    for order, (name, value, unit, is_must) in enumerate(rows):
        Target.objects.create(listing=need, order=order, name=name, value=value, unit=unit, is_must=is_must)
    return need


def make_technology(*, now: datetime, measures: tuple[tuple[str, str, str], ...] = (), **values: Any) -> Listing:
    """A public offer with rows of its comparison table: name, value and unit."""
    offer = make_published("offer", now=now, **values)
    for order, (name, value, unit) in enumerate(measures):
        Comparison.objects.create(listing=offer, order=order, indicator=name, ours=value, unit=unit)
    return offer


def make_choice(*, now: datetime, offers: int = 2) -> Choice:
    """A dossier, and an expert chosen to help with it."""
    need = make_targeted_need(now=now)
    member = need.created_by
    assert member is not None
    technologies = [make_technology(now=now, measures=(("Độ ẩm cuối", str(11 + each), "%"),)) for each in range(offers)]
    matter = Matter(now, need.organisation, member, make_officer(), make_expert(now=now), {
        "kind": "selection", "listing": need
    })  # fmt: skip
    matter.to_chosen()
    return Choice(now, member, need, technologies, matter)
