"""Experts, to read: they write their own profiles, and officers check them in the portal."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from advisory.models import ExpertProfile
from taxonomy.administration import MOVED_ELSEWHERE, ReadOnlyAdmin


@admin.register(ExpertProfile)
class ExpertProfileAdmin(ReadOnlyAdmin[ExpertProfile]):
    list_display = ["name", "headline_vi", "availability", "is_shown", "verified_at", "verified_until"]
    list_filter = ["is_shown", "availability"]
    list_select_related = ["user"]
    search_fields = ["name", "headline_vi", "headline_en", "workplace", "user__email"]
    date_hierarchy = "created_at"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "user", "name", "headline_vi", "headline_en", "about_vi", "about_en", "workplace", "fields",
                    "services", "languages", "since_year", "availability", "free_from", "is_shown", "asked_at",
                    "returned_note", "verified_at", "verified_by", "verified_until", "verification_note",
                    "created_at", "updated_at",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExpertProfile]:
        return super().get_queryset(request).select_related("user", "verified_by").prefetch_related("fields")
