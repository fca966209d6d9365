"""What the tests of endings do and where they go."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Organisation, User
from catalog.models import Listing
from cooperation import interests
from cooperation.models import Interest
from tests.factories_cooperation import PITCH

WHY = "Đơn vị đăng ký hai lần."


def send(listing: Listing, by: User, organisation: Organisation, now: datetime) -> Interest:
    return interests.send(listing=listing, organisation=organisation, by=by, now=now, pitch=PITCH)


def merge_page(source: Organisation) -> str:
    return f"/staff/organisations/{source.slug}/merge/"


def close_page(organisation: Organisation) -> str:
    return f"/staff/organisations/{organisation.slug}/close/"
