"""Two organisations around a published listing, an interest between them, and a suggestion that joins two listings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Consent, Organisation, User
from catalog.models import Kind, Listing
from cooperation import interests
from cooperation.models import Interest
from matching.models import Suggestion
from matching.weights import active_weights
from tests.factories import ConsentFactory
from tests.factories_catalog import make_member, make_organisation, make_published

PITCH = (
    "Chúng tôi đã làm việc này ở ba trang trại, xin mời đến xem. Năm ngoái trại lớn nhất giảm được một phần ba "
    "chi phí, và chúng tôi muốn trao đổi cách làm cho vùng nuôi của bên tiếp nhận."
)
FIT = (
    "Ao nuôi, nguồn nước và quy mô giống nơi chúng tôi đã làm; đội kỹ thuật ở gần, có thể đến trong ngày, "
    "và thiết bị đang dùng của hai bên nối được với nhau mà không phải thay."
)


@dataclass(frozen=True, slots=True)
class Sides:
    """The owner of a listing and the organisation that is interested in it."""

    listing: Listing
    owner: User
    organisation: Organisation
    sender: User


def make_sides(kind: str = Kind.OFFER, *, now: datetime, **values: Any) -> Sides:
    owning = make_organisation("Viện Nuôi biển Đông Bắc", kind="institute")
    owner = make_member(owning, name="Đoàn Thị Lam")
    asking = make_organisation("Hợp tác xã Bàng La Xanh")
    sender = make_member(asking, name="Vũ Đình Khởi")
    return Sides(make_published(kind, organisation=owning, by=owner, now=now, **values), owner, asking, sender)


def send(sides: Sides, *, now: datetime, **values: Any) -> Interest:
    return interests.send(
        **{"listing": sides.listing, "organisation": sides.organisation, "by": sides.sender, "now": now, "pitch": PITCH}
        | values
    )


def make_suggestion(sides: Sides, *, now: datetime, **values: Any) -> tuple[Suggestion, Listing]:
    """The sides' listing beside one of the asking organisation; the suggestion and that listing."""
    other = Kind.NEED if sides.listing.is_offer else Kind.OFFER
    own = make_published(other, organisation=sides.organisation, by=sides.sender, now=now, **values)
    need, offer = (own, sides.listing) if sides.listing.is_offer else (sides.listing, own)
    suggestion = Suggestion.objects.create(
        need=need, offer=offer, score=0.8, logit=1.4, weights=active_weights()[0], need_hash="n", offer_hash="o",
        created_at=now, computed_at=now,
    )  # fmt: skip
    return suggestion, own


def agree_to_contact(*people: User) -> None:
    for person in people:
        ConsentFactory(user=person, purpose=Consent.Purpose.CONTACT)
