"""Suggestions with their reasons in words, the answers to them, and the weights they were computed with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from matching.models import Answer, Suggestion, WeightSet
from matching.scoring import DEFAULT_WEIGHTS
from matching.weights import to_json
from matching.wording import concept_names, facts_of
from taxonomy.administration import MOVED_ELSEWHERE, NEVER_CHANGED, PortalAdmin, ReadOnlyAdmin


class WeightSetForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_weights(self) -> dict[str, Any]:
        """Only features the engine knows, each as [weight, mean]; bounds are held when the weights are read."""
        given = self.cleaned_data["weights"]
        try:
            features = {str(name): [float(number) for number in pair] for name, pair in given["features"].items()}
            base = float(given["base"])
        except (TypeError, ValueError, KeyError, AttributeError):
            text = _("Please keep the form {“base”: …, “features”: {…: [weight, mean]}}.")
            raise forms.ValidationError(text) from None
        unknown = set(features) - set(DEFAULT_WEIGHTS.features)
        if unknown or any(len(pair) != 2 for pair in features.values()):
            raise forms.ValidationError(_("Please keep the names of the features, each with a weight and a mean."))
        return {"base": base, "features": features}


@admin.register(WeightSet)
class WeightSetAdmin(PortalAdmin[WeightSet]):
    form = WeightSetForm
    may_delete = False
    list_display = ["version", "is_active", "note", "created_at", "created_by"]
    list_filter = ["is_active"]
    list_select_related = ["created_by"]
    search_fields = ["note"]
    actions = ["put_in_force"]
    fieldsets = [
        (
            None,
            {
                "fields": ["version", "is_active", "weights", "note", "created_at", "created_by"],
                "description": _(
                    "Stored scores refer to their weights, so a version never changes: add a new one, then put it in"
                    " force from the list. All listings are then matched anew."
                ),
            },
        ),
    ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: WeightSet | None = None) -> list[str]:
        fixed = ["version", "is_active", "created_at", "created_by"]
        return [*fixed, "weights"] if obj else fixed

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"weights": to_json(DEFAULT_WEIGHTS)}

    def save_model(self, request: HttpRequest, obj: WeightSet, form: Any, change: bool) -> None:
        if not change:
            latest = WeightSet.objects.aggregate(latest=Max("version"))["latest"] or 0
            obj.version = latest + 1
            obj.weights = {**obj.weights, "version": obj.version}
            obj.created_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Put the selected weights in force"), permissions=["change"])
    def put_in_force(self, request: HttpRequest, queryset: QuerySet[WeightSet]) -> None:
        chosen = list(queryset)
        if len(chosen) != 1:
            messages.error(request, gettext("Please select one version."))
            return
        with transaction.atomic():
            list(WeightSet.objects.select_for_update())
            WeightSet.objects.filter(is_active=True).update(is_active=False)
            WeightSet.objects.filter(pk=chosen[0].pk).update(is_active=True)
        self.log_change(request, chosen[0], gettext("Put in force"))
        messages.success(request, gettext("Weights %(version)s are in force now.") % {"version": chosen[0].version})


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
