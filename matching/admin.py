"""Suggestions with their reasons in words, the answers to them, and the weights they were computed with."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from matching.models import Answer, PairBlock, Refit, Suggestion, WeightSet
from matching.wording import concept_names, facts_of
from taxonomy.administration import MOVED_ELSEWHERE, NEVER_CHANGED, ReadOnlyAdmin


@admin.register(WeightSet)
class WeightSetAdmin(ReadOnlyAdmin[WeightSet]):
    list_display = ["version", "is_active", "note", "created_at", "created_by"]
    list_filter = ["is_active"]
    list_select_related = ["created_by"]
    search_fields = ["note"]
    fieldsets = [
        (
            None,
            {
                "fields": ["version", "is_active", "weights", "note", "created_at", "created_by"],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]


@admin.register(Refit)
class RefitAdmin(ReadOnlyAdmin[Refit]):
    list_display = ["wanted_at", "state", "wanted_by", "finished_at", "compared_with", "taken_over_as"]
    list_filter = ["state"]
    list_select_related = ["wanted_by", "compared_with", "taken_over_as"]
    search_fields = ["wanted_by__email"]
    date_hierarchy = "wanted_at"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "state", "wanted_at", "wanted_by", "attempts", "finished_at", "compared_with", "result",
                    "taken_over_as",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnlyAdmin[Suggestion]):
    list_display = ["need", "offer", "percent", "is_current", "need_state", "offer_state", "created_at"]
    list_filter = ["is_current", "need_state", "offer_state", ("weights", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["need", "offer"]
    search_fields = ["need__reference", "need__title", "offer__reference", "offer__title"]
    date_hierarchy = "created_at"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "need", "offer", "percent", "reasons", "parts", "weights", "is_current", "need_state",
                    "offer_state", "created_at", "computed_at",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suggestion]:
        return super().get_queryset(request).select_related("need", "offer", "weights")

    @admin.display(description=_("Match score"), ordering="score")
    def percent(self, suggestion: Suggestion) -> str:
        return str(round(100 * suggestion.score))

    @admin.display(description=_("reasons"))
    def reasons(self, suggestion: Suggestion) -> str:
        facts = facts_of(suggestion, concept_names())
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((fact.text,) for fact in facts)))

    @admin.display(description=_("parts of the score"))
    def parts(self, suggestion: Suggestion) -> str:
        """Base and amounts whose exact sum is the logit of the score."""
        stored = suggestion.contributions if isinstance(suggestion.contributions, dict) else {}
        rows = [("base", stored.get("base", 0.0))]
        rows += [(item["feature"], item["amount"]) for item in stored.get("items", [])]
        lines = format_html_join("", "<li>{}: {}</li>", ((name, f"{amount:+.3f}") for name, amount in rows))
        return format_html("<ul>{}</ul>", lines)


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin[Answer]):
    list_display = ["at", "suggestion", "side", "answer", "reason", "by"]
    list_filter = ["side", "answer", "reason"]
    list_select_related = ["suggestion", "by"]
    search_fields = ["suggestion__need__reference", "suggestion__offer__reference", "by__email", "note"]
    date_hierarchy = "at"
    fieldsets = [
        (
            None,
            {
                "fields": ["suggestion", "side", "answer", "reason", "note", "weights", "by", "at"],
                "description": NEVER_CHANGED,
            },
        ),
    ]


@admin.register(PairBlock)
class PairBlockAdmin(ReadOnlyAdmin[PairBlock]):
    list_display = ["need", "offer", "reason", "blocked_by", "blocked_at", "lifted_by", "lifted_at"]
    list_filter = ["reason"]
    list_select_related = ["need", "offer", "blocked_by", "lifted_by"]
    search_fields = ["need__reference", "offer__reference", "note"]
    date_hierarchy = "blocked_at"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "need", "offer", "reason", "note", "blocked_by", "blocked_at", "lifted_by", "lifted_at",
                    "lift_note",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip
