"""The demonstration's watched searches; the sweep itself finds the listings that were published since."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.demo import DEMO_ACCOUNTS
from accounts.models import User
from catalog.models import Watch
from catalog.watching import canonical

#: By the sign-in page's account: name, search, rhythm of letters, days since it was watched.
WATCHES = {
    "ben-cau@vidu.test": [
        ("", "q=tôm&kind=offer", "daily", 120),
        ("Nước thải, mọi lĩnh vực", "q=nước thải", "weekly", 90),
        ("", "kind=offer&province=31&trl=7", "none", 60),
    ],
    "ben-cung@vidu.test": [
        ("", "q=nuôi&kind=need", "instant", 120),
        ("", "kind=need&field=4", "weekly", 60),
    ],
}


def load_watches(people: dict[str, User], *, now: datetime) -> None:
    """What the two members of the sign-in page look for, each watched for some weeks."""
    owners = {account.email: people[account.organisation] for account in DEMO_ACCOUNTS if account.organisation}
    Watch.objects.bulk_create(
        Watch(
            owner=owners[email], name=name, address=canonical(search), rhythm=rhythm,
            created_at=now - timedelta(days=days), seen_to=now - timedelta(days=days),
            looked_at=now - timedelta(days=30),
        )
        for email, rows in WATCHES.items()
        for name, search, rhythm, days in rows
    )  # fmt: skip
