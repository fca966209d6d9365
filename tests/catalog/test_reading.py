"""How old a listing is and how long it stays, in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from catalog.models import Listing
from catalog.reading import age_of

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("published", "until", "vi", "en"),
    [
        (date(2026, 11, 23), date(2026, 11, 24), "công bố hôm nay; còn 1 ngày", "published today; 1 day left"),
        (date(2026, 11, 22), date(2026, 12, 3), "công bố 1 ngày trước; còn 10 ngày",
         "published 1 day ago; 10 days left"),
        (date(2026, 3, 1), date(2029, 11, 23), "công bố 8 tháng trước; còn 1.096 ngày",
         "published 8 months ago; 1,096 days left"),
        (date(2026, 3, 1), date(2026, 11, 22), "công bố 8 tháng trước", "published 8 months ago"),
    ],
)  # fmt: skip
def test_age_is_told_in_words(published: date, until: date, vi: str, en: str, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = Listing(
        state="published", published_at=datetime(*published.timetuple()[:3], 3, tzinfo=UTC), valid_until=until
    )
    monkeypatch.setattr(Listing, "is_published", until >= TODAY)
    assert age_of(listing, today=TODAY) == vi
    with translation.override("en"):
        assert age_of(listing, today=TODAY) == en


def test_a_draft_has_no_age() -> None:
    assert age_of(Listing(), today=TODAY) == ""
