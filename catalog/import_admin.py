"""Drafts begun from texts and files in the administration: who wanted what, and what came of it; never the text."""

from __future__ import annotations

from django.contrib import admin

from catalog.models import ImportBatch, Prefill
from taxonomy.administration import MOVED_ELSEWHERE, ReadOnlyAdmin


@admin.register(Prefill)
class PrefillAdmin(ReadOnlyAdmin[Prefill]):
    list_display = ["wanted_at", "organisation", "wanted_by", "content_type", "state", "problem", "listing"]
    list_filter = ["state", "problem", "kind"]
    list_select_related = ["organisation", "wanted_by", "listing"]
    search_fields = ["organisation__name_vi", "organisation__name_en", "wanted_by__email", "listing__reference"]
    date_hierarchy = "wanted_at"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "kind", "organisation", "wanted_by", "wanted_at", "content_type", "state", "attempts", "problem",
                    "finished_at", "listing", "left_out",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin[ImportBatch]):
    list_display = ["wanted_at", "organisation", "wanted_by", "name", "kind", "state", "problem", "total"]
    list_filter = ["state", "problem", "kind"]
    list_select_related = ["organisation", "wanted_by"]
    search_fields = ["organisation__name_vi", "organisation__name_en", "wanted_by__email", "name"]
    date_hierarchy = "wanted_at"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "kind", "organisation", "wanted_by", "wanted_at", "name", "state", "attempts", "total", "checked",
                    "problem", "finished_at",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip
