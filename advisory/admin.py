"""Experts and requests for their services, to read: all of it is written and moved in the portal."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from advisory.models import (
    DossierCandidate,
    DossierEvent,
    ExpertProfile,
    SelectionDossier,
    ServiceEvent,
    ServiceOffer,
    ServiceRequest,
)
from taxonomy.administration import MOVED_ELSEWHERE, NEVER_CHANGED, ReadOnlyAdmin, ReadOnlyInline


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


class OffersOfRequest(ReadOnlyInline):
    model = ServiceOffer
    fields = ["expert", "state", "price", "days", "asked_at", "answered_at"]


@admin.register(ServiceRequest)
class ServiceRequestAdmin(ReadOnlyAdmin[ServiceRequest]):
    list_display = ["reference", "title", "kind", "organisation", "state", "officer", "due_on"]
    list_filter = ["state", "kind"]
    list_select_related = ["organisation", "officer"]
    search_fields = ["reference", "title", "organisation__name_vi"]
    date_hierarchy = "created_at"
    inlines = [OffersOfRequest]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "reference", "kind", "title", "text", "organisation", "asked_by", "listing", "cooperation",
                    "hides_name", "officer", "state", "wished_on", "due_on", "created_at", "changed_at", "ended_at",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServiceRequest]:
        related = ["organisation", "asked_by", "listing", "cooperation", "officer"]
        return super().get_queryset(request).select_related(*related)


@admin.register(ServiceEvent)
class ServiceEventAdmin(ReadOnlyAdmin[ServiceEvent]):
    list_display = ["at", "request", "action", "party", "actor"]
    list_filter = ["action", "party"]
    list_select_related = ["request", "actor"]
    search_fields = ["request__reference", "actor__email", "note"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    fieldsets = [
        (
            None,
            {
                "fields": ["request", "at", "actor", "party", "action", "values", "note"],
                "description": NEVER_CHANGED,
            },
        ),
    ]


class CandidatesOfDossier(ReadOnlyInline):
    model = DossierCandidate
    fields = ["listing", "added_at", "left_out_at", "left_out_note", "is_chosen"]


@admin.register(SelectionDossier)
class SelectionDossierAdmin(ReadOnlyAdmin[SelectionDossier]):
    list_display = ["reference", "need", "organisation", "created_at", "closed_at"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["need", "organisation"]
    search_fields = ["reference", "need__reference", "organisation__name_vi"]
    date_hierarchy = "created_at"
    inlines = [CandidatesOfDossier]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "reference", "need", "organisation", "created_by", "created_at", "changed_at", "conclusion",
                    "closed_by", "closed_at",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[SelectionDossier]:
        return super().get_queryset(request).select_related("need", "organisation", "created_by", "closed_by")


@admin.register(DossierEvent)
class DossierEventAdmin(ReadOnlyAdmin[DossierEvent]):
    list_display = ["at", "dossier", "action", "party", "actor"]
    list_filter = ["action", "party"]
    list_select_related = ["dossier", "actor"]
    search_fields = ["dossier__reference", "actor__email", "note"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    fieldsets = [
        (
            None,
            {
                "fields": ["dossier", "at", "actor", "party", "action", "values", "note"],
                "description": NEVER_CHANGED,
            },
        ),
    ]
