"""How often the listings of the sign-in page's organisations were shown and opened in the last weeks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.demo import DEMO_ACCOUNTS
from catalog.models import Attention, Listing

DAYS = 45


def load_attention(*, now: datetime) -> None:
    """Numbers that go up and down, the same in every demonstration."""
    today = timezone.localdate(now)
    owners = [account.organisation for account in DEMO_ACCOUNTS if account.organisation]
    listings = Listing.objects.published(today).filter(organisation__slug__in=owners).order_by("reference")
    Attention.objects.bulk_create(
        Attention(
            listing=listing,
            day=today - timedelta(days=ago),
            shown=(shown := (number * 5 + ago * 7) % 19),
            opened=shown // 6,
        )
        for number, listing in enumerate(listings)
        for ago in range(1, DAYS)
        if listing.published_at and listing.published_at < now - timedelta(days=ago)
    )
