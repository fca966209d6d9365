"""The lists of technologies and the rulings; managers change the lists on the portal’s pages."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.models import LegalRuling, TransferRule
from taxonomy.administration import MOVED_ELSEWHERE, NEVER_CHANGED, ReadOnlyAdmin


@admin.register(TransferRule)
class TransferRuleAdmin(ReadOnlyAdmin[TransferRule]):
    list_display = ["name_vi", "regime", "source", "valid_from", "valid_to"]
    list_filter = ["regime", ("valid_to", admin.EmptyFieldListFilter)]
    search_fields = ["name_vi", "name_en", "source", "words"]
    date_hierarchy = "valid_from"
    fieldsets = [
        (
            None,
            {
                "fields": ["regime", "name_vi", "name_en", "source", "words", "field_codes", "valid_from", "valid_to"],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]


@admin.register(LegalRuling)
class LegalRulingAdmin(ReadOnlyAdmin[LegalRuling]):
    list_display = ["revision", "rule", "regime", "verdict", "by", "at"]
    list_filter = ["regime", "verdict"]
    list_select_related = ["revision__listing", "rule", "by"]
    search_fields = ["revision__listing__reference", "rule__name_vi", "text"]
    date_hierarchy = "at"
    fieldsets = [
        (None, {"fields": ["revision", "rule", "regime", "verdict", "text", "by", "at"], "description": NEVER_CHANGED}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LegalRuling]:
        return super().get_queryset(request).select_related("revision__listing", "rule", "by")
