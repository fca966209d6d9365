"""Experts as they stand after the check, and what they are before."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import User
from advisory.experts import indexing
from advisory.models import ExpertProfile
from taxonomy.sorting import person_key
from tests.factories_catalog import concept, make_user

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
