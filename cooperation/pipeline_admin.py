"""Cooperations and their history, to read; the rules of the stages, to change."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from cooperation.models import (
    Cooperation,
    CooperationEvent,
    CooperationStage,
    OutcomeReport,
    RegistrationRule,
    StageRule,
    StoryConsent,
    SuccessStory,
)
from cooperation.outcome_choices import CONTENT
from taxonomy.administration import MOVED_ELSEWHERE, NEVER_CHANGED, PortalAdmin, ReadOnlyAdmin, ReadOnlyInline


class StagesOfCooperation(ReadOnlyInline):
    model = CooperationStage
    fields = ["code", "state", "round", "due_on", "opened_at", "settled_at"]


@admin.register(Cooperation)
class CooperationAdmin(ReadOnlyAdmin[Cooperation]):
    list_display = ["reference", "title", "need_side", "offer_side", "state", "officer", "changed_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["need_side", "offer_side", "officer"]
    search_fields = ["reference", "title", "need_side__name_vi", "offer_side__name_vi"]
    date_hierarchy = "started_at"
    inlines = [StagesOfCooperation]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "reference", "title", "need_side", "offer_side", "need", "offer", "interest", "officer", "kind",
                    "value", "state", "reason", "started_at", "started_by", "changed_at", "stalled_at", "ended_at",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cooperation]:
        related = ["need_side", "offer_side", "need", "offer", "interest", "officer", "started_by"]
        return super().get_queryset(request).select_related(*related)


@admin.register(CooperationEvent)
class CooperationEventAdmin(ReadOnlyAdmin[CooperationEvent]):
    list_display = ["at", "cooperation", "action", "stage", "side", "actor"]
    list_filter = ["action", "stage"]
    list_select_related = ["cooperation", "actor"]
    search_fields = ["cooperation__reference", "actor__email", "note"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    fieldsets = [
        (
            None,
            {
                "fields": ["cooperation", "at", "actor", "side", "action", "stage", "values", "note"],
                "description": NEVER_CHANGED,
            },
        ),
    ]


@admin.register(OutcomeReport)
class OutcomeReportAdmin(ReadOnlyAdmin[OutcomeReport]):
    list_display = ["cooperation", "kind", "state", "sent_at", "settled_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["cooperation"]
    search_fields = ["cooperation__reference", "cooperation__title", "output"]
    date_hierarchy = "begun_at"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "cooperation", "kind", "state", *CONTENT, "begun_at", "written_by", "sent_at", "sent_by",
                    "settled_at", "settled_by", "reason", "partner_agrees", "partner_note", "partner_at", "partner_by",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip


class ConsentsOfStory(ReadOnlyInline):
    model = StoryConsent
    fields = ["version", "side", "wording", "by", "at", "withdrawn_by", "withdrawn_at"]


@admin.register(SuccessStory)
class SuccessStoryAdmin(ReadOnlyAdmin[SuccessStory]):
    list_display = ["title_vi", "cooperation", "version", "published_version", "published_at"]
    list_select_related = ["cooperation"]
    search_fields = ["title_vi", "title_en", "cooperation__reference"]
    date_hierarchy = "changed_at"
    inlines = [ConsentsOfStory]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "cooperation", "report", "version", "title_vi", "text_vi", "title_en", "text_en", "figures",
                    "changed_at", "written_by", "published_version", "published_at", "published_by",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip


@admin.register(StageRule)
class StageRuleAdmin(PortalAdmin[StageRule]):
    may_delete = False
    list_display = ["code", "days", "evidence_vi"]
    search_fields = ["code", "evidence_vi", "evidence_en"]
    fieldsets = [(None, {"fields": ["code", "days", "evidence_vi", "evidence_en"]})]


@admin.register(RegistrationRule)
class RegistrationRuleAdmin(PortalAdmin[RegistrationRule]):
    may_delete = False
    list_display = ["case", "is_required", "days", "source", "checked_on"]
    search_fields = ["source"]
    fieldsets = [(None, {"fields": ["case", "is_required", "days", "source", "checked_on"]})]
