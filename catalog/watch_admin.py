"""Watched searches and other subscriptions, to answer who asks why a letter came; their owners change them."""

from __future__ import annotations

from django.contrib import admin

from catalog.models import GapSubscription, Watch, WatchHit
from taxonomy.administration import MOVED_ELSEWHERE, NEVER_CHANGED, ReadOnlyAdmin


@admin.register(Watch)
class WatchAdmin(ReadOnlyAdmin[Watch]):
    list_display = ["owner", "name", "address", "rhythm", "is_active", "created_at"]
    list_filter = ["rhythm", "is_active"]
    list_select_related = ["owner"]
    search_fields = ["owner__email", "owner__full_name", "name", "address"]
    date_hierarchy = "created_at"
    fieldsets = [
        (
            None,
            {
                "fields": ["owner", "name", "address", "rhythm", "is_active", "created_at", "looked_at"],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]


@admin.register(WatchHit)
class WatchHitAdmin(ReadOnlyAdmin[WatchHit]):
    list_display = ["found_at", "watch", "listing", "awaits_letter", "emailed_at"]
    list_filter = ["awaits_letter", ("emailed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["watch", "listing"]
    search_fields = ["watch__owner__email", "watch__name", "listing__reference", "listing__title"]
    date_hierarchy = "found_at"
    fieldsets = [
        (
            None,
            {"fields": ["watch", "listing", "found_at", "awaits_letter", "emailed_at"], "description": NEVER_CHANGED},
        ),
    ]


@admin.register(GapSubscription)
class GapSubscriptionAdmin(ReadOnlyAdmin[GapSubscription]):
    list_display = ["user", "fields", "created_at", "week"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__full_name"]
    date_hierarchy = "created_at"
    fieldsets = [
        (None, {"fields": ["user", "fields", "created_at", "week"], "description": MOVED_ELSEWHERE}),
    ]
