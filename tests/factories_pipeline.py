"""Cooperations between two organisations, moved to a stage by what both sides state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organisation, User
from catalog.models import Listing
from cooperation.models import Cooperation
from cooperation.pipeline import stages, starting
from cooperation.pipeline.stages import current_of
from tests.factories_catalog import make_member, make_officer, make_organisation, make_published

EVIDENCE = "Biên bản họp ngày 20/11/2026, hai bên cùng ký."


@dataclass(frozen=True, slots=True)
class Room:
    """A cooperation with an owner of each side and the officer in charge."""

    cooperation: Cooperation
    need_user: User
    offer_user: User
    officer: User

    @property
    def user(self) -> dict[str, User]:
        return {"need": self.need_user, "offer": self.offer_user, "officer": self.officer}


def make_room(*, now: datetime, officer: User | None = None, with_listings: bool = True) -> Room:
    need_side = make_organisation("Hợp tác xã Bàng La Xanh")
    offer_side = make_organisation("Viện Nuôi biển Đông Bắc", kind="institute")
    need_user = make_member(need_side, name="Vũ Đình Khởi")
    offer_user = make_member(offer_side, name="Đoàn Thị Lam")
    officer = officer or make_officer()
    need, offer = listings(need_side, need_user, offer_side, offer_user, now=now) if with_listings else (None, None)
    made = starting.start_by_officer(
        title="Xét nghiệm nhanh EHP tại ao", need_side=need_side, offer_side=offer_side, need=need, offer=offer,
        by=officer, now=now,
    )  # fmt: skip
    return Room(made, need_user, offer_user, officer)


def listings(
    need_side: Organisation, need_user: User, offer_side: Organisation, offer_user: User, *, now: datetime
) -> tuple[Listing, Listing]:
    need = make_published("need", organisation=need_side, by=need_user, now=now)
    return need, make_published("offer", organisation=offer_side, by=offer_user, now=now)


def settle(room: Room, *, now: datetime, says: str = "done") -> None:
    """The officer settles the current stage alone; an agreement nobody signs is skipped."""
    stage = current_of(room.cooperation)
    assert stage is not None
    stages.state(
        cooperation=room.cooperation, code=stage.code, side="officer", says="skip" if stage.code == "nda" else says,
        by=room.officer, now=now, note=EVIDENCE,
    )  # fmt: skip


def move_to(room: Room, code: str, *, now: datetime) -> None:
    """Settle one stage after the other until this one is under way."""
    while (stage := current_of(room.cooperation)) is not None and stage.code != code:
        settle(room, now=now)
    room.cooperation.refresh_from_db()
