"""Shortlists in the administration: who saved what and when. What people note is their own affair and not shown."""

from __future__ import annotations

from django.contrib import admin

from catalog.models import SavedListing, SavedNote
from taxonomy.administration import MOVED_ELSEWHERE, ReadOnlyAdmin


@admin.register(SavedListing)
class SavedListingAdmin(ReadOnlyAdmin[SavedListing]):
    list_display = ["saved_at", "listing", "organisation", "user", "saved_by", "removed_at"]
    list_filter = ["listing__kind", ("removed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["listing", "organisation", "user", "saved_by"]
    search_fields = [
        "listing__reference", "listing__title", "organisation__name_vi", "organisation__name_en", "saved_by__email",
        "saved_by__full_name",
    ]  # fmt: skip
    date_hierarchy = "saved_at"
    fieldsets = [
        (
            None,
            {
                "fields": ["listing", "organisation", "user", "saved_by", "saved_at", "removed_at"],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]


@admin.register(SavedNote)
class SavedNoteAdmin(ReadOnlyAdmin[SavedNote]):
    list_display = ["at", "saved", "author"]
    list_select_related = ["saved", "author"]
    search_fields = ["saved__listing__reference", "author__email", "author__full_name"]
    date_hierarchy = "at"
    fieldsets = [(None, {"fields": ["saved", "author", "at"], "description": MOVED_ELSEWHERE})]
