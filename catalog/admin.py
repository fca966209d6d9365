"""Listings and their history. What is confidential stays on the portal's pages, where each opening is recorded."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog import import_admin, legal_admin, shortlist_admin, watch_admin
from catalog.models import (
    Attachment,
    Comparison,
    DisclosureGrant,
    DisclosureOpening,
    IPRight,
    Listing,
    ListingEvent,
    ProblemReport,
    Review,
    Revision,
    State,
    Target,
)
from taxonomy.administration import MOVED_ELSEWHERE, NEVER_CHANGED, PortalAdmin, ReadOnlyAdmin, ReadOnlyInline

__all__ = ["import_admin", "legal_admin", "shortlist_admin", "watch_admin"]


class RevisionsOfListing(ReadOnlyInline):
    model = Revision
    fields = ["number", "submitted_by", "submitted_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).select_related("listing", "submitted_by").defer("content")


class StateNames:
    """States in words; the rows hold their codes."""

    @admin.display(description=_("from"), ordering="from_state")
    def was(self, event: ListingEvent) -> str:
        return str(dict(State.choices).get(event.from_state, event.from_state))

    @admin.display(description=_("to"), ordering="to_state")
    def became(self, event: ListingEvent) -> str:
        return str(dict(State.choices).get(event.to_state, event.to_state))


class EventsOfListing(StateNames, ReadOnlyInline):
    model = ListingEvent
    fields = ["at", "actor", "action", "was", "became", "note"]
    readonly_fields = ["was", "became"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ListingEvent]:
        return super().get_queryset(request).select_related("actor")


class AttachmentsOfListing(ReadOnlyInline):
    model = Attachment
    fields = ["name", "content_type", "size", "level", "uploaded_at"]


class ComparisonsOfListing(ReadOnlyInline):
    model = Comparison
    fields = ["indicator", "ours", "best", "unit", "proof"]
    show_change_link = False


class RightsOfListing(ReadOnlyInline):
    model = IPRight
    fields = ["kind", "number", "status", "territory"]
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[IPRight]:
        return super().get_queryset(request).select_related("kind")


class TargetsOfListing(ReadOnlyInline):
    model = Target
    fields = ["name", "value", "unit", "is_must"]
    show_change_link = False


@admin.register(Listing)
class ListingAdmin(PortalAdmin[Listing]):
    may_add = may_delete = False
    list_display = ["reference", "kind", "title", "organisation", "state", "officer", "published_at", "valid_until"]
    list_filter = [
        "kind",
        "state",
        "language",
        "disclosure",
        "is_anonymous",
        ("officer", admin.RelatedOnlyFieldListFilter),
        ("province", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["reference", "title", "title_alt", "organisation__name_vi", "organisation__name_en"]
    date_hierarchy = "published_at"
    autocomplete_fields = ["officer", "contact"]
    inlines = [EventsOfListing, RevisionsOfListing, AttachmentsOfListing]
    editable = ("officer", "contact", "accepting_interest")
    fieldsets = [
        (_("Who looks after it"), {"fields": ["organisation", "officer", "contact", "accepting_interest"]}),
        (
            _("State"),
            {
                "fields": [
                    "kind", "reference", "state", "is_anonymous", "disclosure", "submitted_at", "review_due_on",
                    "published_at", "valid_until", "created_by", "created_at", "updated_at",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
        (
            _("What the listing says"),
            {
                "fields": [
                    "language", "title", "summary", "description", "title_alt", "summary_alt", "description_alt",
                    "fields", "industries", "forms", "keywords", "province", "ward", "country", "trl", "trl_verified",
                    "trl_verified_at", "trl_verified_by", "trl_verified_until", "trl_verification_note", "amount_min",
                    "amount_max", "price_kind",
                ],
                "description": _(
                    "The owner writes the text and an officer reads every change of it, so it cannot be edited here."
                    " The confidential part is opened on the listing’s page, where the owner sees who has read it."
                ),
            },
        ),
        (
            _("Of offers only"),
            {
                "classes": ["collapse"],
                "fields": [
                    "problem", "advantages", "economic_effect", "applications", "trl_evidence", "transfer_right",
                    "customers", "support", "partner_sought",
                ],
            },
        ),
        (
            _("Of needs only"),
            {
                "classes": ["collapse"],
                "fields": ["present_state", "constraints", "tried", "time_from", "time_to", "import_accepted"],
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Listing]:
        # What is named here replaces `list_select_related`.
        related = ["organisation", "officer", "province", "ward", "created_by", "trl_verified_by"]
        return super().get_queryset(request).select_related(*related)

    def get_readonly_fields(self, request: HttpRequest, obj: Listing | None = None) -> list[str]:
        names = [str(name) for _title, options in self.fieldsets for name in options["fields"]]
        return [name for name in names if name not in self.editable]

    def get_inlines(self, request: HttpRequest, obj: Listing | None) -> list[Any]:
        rows = [TargetsOfListing] if obj is not None and obj.is_need else [ComparisonsOfListing, RightsOfListing]
        return [*rows, *self.inlines]

    def save_model(self, request: HttpRequest, obj: Listing, form: Any, change: bool) -> None:
        """Only what was changed, so that a decision made meanwhile is not written over."""
        obj.save(update_fields=form.changed_data)

    def view_on_site(self, obj: Listing) -> str:
        return obj.get_absolute_url()


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin[Revision]):
    list_display = ["listing", "number", "submitted_by", "submitted_at"]
    list_select_related = ["listing", "submitted_by"]
    search_fields = ["listing__reference", "listing__title"]
    date_hierarchy = "submitted_at"
    fieldsets = [
        (
            None,
            {
                "fields": ["listing", "number", "submitted_by", "submitted_at", "public_content"],
                "description": NEVER_CHANGED,
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        return super().get_queryset(request).select_related("listing", "submitted_by")

    @admin.display(description=_("content without the confidential part"))
    def public_content(self, revision: Revision) -> str:
        content = {name: value for name, value in revision.content.items() if name != "confidential" and value}
        return format_html("<pre>{}</pre>", json.dumps(content, ensure_ascii=False, indent=2))


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin[Review]):
    list_display = ["revision", "decision", "officer", "total", "decided_at"]
    list_filter = ["decision", ("officer", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["revision__listing", "officer"]
    search_fields = ["revision__listing__reference", "revision__listing__title", "comment"]
    date_hierarchy = "decided_at"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "revision", "officer", "decision", "advantages", "clarity", "cooperation", "language", "comment",
                    "decided_at",
                ],
                "description": NEVER_CHANGED,
            },
        ),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        return super().get_queryset(request).select_related("revision__listing", "officer")

    @admin.display(description=_("points out of 20"))
    def total(self, review: Review) -> int:
        return review.total


@admin.register(ListingEvent)
class ListingEventAdmin(StateNames, ReadOnlyAdmin[ListingEvent]):
    list_display = ["at", "listing", "action", "was", "became", "actor", "note"]
    list_filter = ["action", "to_state"]
    list_select_related = ["listing", "actor"]
    search_fields = ["listing__reference", "listing__title", "actor__email", "actor__full_name", "note"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    fieldsets = [
        (
            None,
            {
                "fields": ["listing", "at", "actor", "action", "was", "became", "note"],
                "description": NEVER_CHANGED,
            },
        ),
    ]


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin[Attachment]):
    list_display = ["name", "listing", "content_type", "size", "level", "uploaded_by", "uploaded_at"]
    list_filter = ["level", "content_type"]
    list_select_related = ["listing", "uploaded_by"]
    search_fields = ["name", "listing__reference", "listing__title"]
    date_hierarchy = "uploaded_at"
    fields = ["listing", "name", "content_type", "size", "level", "uploaded_by", "uploaded_at"]


@admin.register(DisclosureGrant)
class DisclosureGrantAdmin(ReadOnlyAdmin[DisclosureGrant]):
    list_display = ["listing", "organisation", "level", "granted_at", "revoked_at"]
    list_filter = ["level", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["listing", "organisation"]
    search_fields = ["listing__reference", "listing__title", "organisation__name_vi", "organisation__name_en"]
    date_hierarchy = "granted_at"
    fieldsets = [
        (
            None,
            {
                "fields": ["listing", "organisation", "level", "granted_at", "revoked_at"],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]


@admin.register(DisclosureOpening)
class DisclosureOpeningAdmin(ReadOnlyAdmin[DisclosureOpening]):
    list_display = ["at", "listing", "what", "user", "organisation"]
    list_filter = ["what"]
    list_select_related = ["listing", "user", "organisation"]
    search_fields = ["listing__reference", "listing__title", "user__email", "user__full_name"]
    date_hierarchy = "at"
    fieldsets = [
        (None, {"fields": ["at", "listing", "what", "user", "organisation"], "description": NEVER_CHANGED}),
    ]


@admin.register(ProblemReport)
class ProblemReportAdmin(ReadOnlyAdmin[ProblemReport]):
    list_display = ["reported_at", "listing", "reason", "state", "settled_by", "settled_at"]
    list_filter = ["state", "reason"]
    list_select_related = ["listing", "settled_by"]
    search_fields = ["listing__reference", "listing__title", "text", "note", "email"]
    date_hierarchy = "reported_at"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "listing", "reason", "text", "email", "reporter", "reported_at", "state", "settled_by",
                    "settled_at", "note",
                ],
                "description": MOVED_ELSEWHERE,
            },
        ),
    ]  # fmt: skip
