"""Expressions of interest and what happened to them."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from cooperation import agreement_admin, pipeline_admin
from cooperation.models import Interest, InterestEvent, InterestQuestion, Introduction, Triage
from taxonomy.administration import MOVED_ELSEWHERE, NEVER_CHANGED, ReadOnlyAdmin, ReadOnlyInline

__all__ = ["agreement_admin", "pipeline_admin"]


class QuestionsOfInterest(ReadOnlyInline):
    model = InterestQuestion
    fields = ["at", "by", "state", "text", "officer", "officer_note", "answer", "answered_by", "answered_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterestQuestion]:
        return super().get_queryset(request).select_related("by", "officer", "answered_by")


class EventsOfInterest(ReadOnlyInline):
    model = InterestEvent
    fields = ["at", "actor", "from_state", "to_state", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterestEvent]:
        return super().get_queryset(request).select_related("actor")


@admin.register(Interest)
class InterestAdmin(ReadOnlyAdmin[Interest]):
    list_display = ["reference", "listing", "organisation", "state", "reason", "sent_at", "due_on", "answered_at"]
    list_filter = ["state", "reason"]
    list_select_related = ["listing", "organisation"]
    search_fields = [
        "reference", "listing__reference", "listing__title", "organisation__name_vi", "organisation__name_en",
    ]  # fmt: skip
    date_hierarchy = "sent_at"
    inlines = [QuestionsOfInterest, EventsOfInterest]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "reference", "listing", "organisation", "own_listing", "suggestion", "pitch", "fit", "questions",
                    "wants_confidentiality", "state", "reason", "answer_note", "sent_by", "sent_at", "due_on",
                    "reminded_on", "answered_by", "answered_at",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interest]:
        return (
            super()
            .get_queryset(request)
            .select_related("listing", "organisation", "own_listing", "suggestion", "sent_by", "answered_by")
        )


@admin.register(InterestEvent)
class InterestEventAdmin(ReadOnlyAdmin[InterestEvent]):
    list_display = ["at", "interest", "from_state", "to_state", "actor", "note"]
    list_filter = ["to_state"]
    list_select_related = ["interest", "actor"]
    search_fields = ["interest__listing__reference", "interest__organisation__name_vi", "actor__email", "note"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    fieldsets = [
        (
            None,
            {"fields": ["interest", "at", "actor", "from_state", "to_state", "note"], "description": NEVER_CHANGED},
        ),
    ]


@admin.register(Introduction)
class IntroductionAdmin(ReadOnlyAdmin[Introduction]):
    list_display = ["suggestion", "by", "at"]
    list_select_related = ["suggestion", "by"]
    search_fields = ["suggestion__need__reference", "suggestion__offer__reference", "words"]
    date_hierarchy = "at"
    fieldsets = [(None, {"fields": ["suggestion", "words", "by", "at"], "description": NEVER_CHANGED})]


@admin.register(Triage)
class TriageAdmin(ReadOnlyAdmin[Triage]):
    list_display = ["need", "officer", "due_on", "outcome", "ended_at"]
    list_filter = ["outcome"]
    list_select_related = ["need", "officer"]
    search_fields = ["need__reference", "need__title", "need__organisation__name_vi", "named", "note"]
    date_hierarchy = "due_on"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "need", "officer", "started_at", "due_on", "outcome", "named", "note", "ended_by", "ended_at",
                    "flagged_at",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Triage]:
        return super().get_queryset(request).select_related("need", "officer", "ended_by")
