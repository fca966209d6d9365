"""The demonstration's members find saved listings with notes, one of them no longer public."""

from __future__ import annotations

import pytest

from accounts.models import User
from catalog.models import Listing, SavedListing
from exchange.demo.loading import load_demo

pytestmark = pytest.mark.django_db


def test_both_members_find_a_shortlist() -> None:
    load_demo()
    for email in ("ben-cau@vidu.test", "ben-cung@vidu.test"):
        user = User.objects.get(email=email)
        saved = SavedListing.objects.of(user).kept()
        assert saved.filter(notes__author=user).count() >= 2
        public = Listing.objects.published().filter(pk__in=saved.values("listing"))
        assert 2 <= public.count() <= saved.count()
        assert not saved.filter(listing__organisation__memberships__user=user).exists()
