"""Classifications, correspondences between them, and public holidays."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from taxonomy.administration import PortalAdmin
from taxonomy.models import Concept, Crosswalk, FormCompatibility, GlossaryEntry, Holiday, Scheme


@admin.register(Scheme)
class SchemeAdmin(PortalAdmin[Scheme]):
    list_display = ["code", "version", "name_vi", "name_en", "is_current"]
    list_filter = ["is_current"]
    search_fields = ["code", "name_vi", "name_en"]
    may_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: Scheme | None = None) -> list[str]:
        """Listings point at codes by scheme and version: these stay as they are."""
        return ["code", "version"] if obj else []


@admin.register(Concept)
class ConceptAdmin(PortalAdmin[Concept]):
    list_display = ["code", "name_vi", "name_en", "scheme", "parent", "order"]
    list_filter = [("scheme", admin.RelatedOnlyFieldListFilter), "depth"]
    list_select_related = ["scheme", "parent"]
    search_fields = ["code", "name_vi", "name_en"]
    autocomplete_fields = ["scheme", "parent"]
    may_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: Concept | None = None) -> list[str]:
        return ["scheme", "code"] if obj else []


@admin.register(Crosswalk)
class CrosswalkAdmin(PortalAdmin[Crosswalk]):
    list_display = ["__str__", "source", "target"]
    list_select_related = ["source", "target"]
    search_fields = ["source__code", "source__name_vi", "source__name_en", "target__code", "target__name_vi"]
    autocomplete_fields = ["source", "target"]


@admin.register(FormCompatibility)
class FormCompatibilityAdmin(PortalAdmin[FormCompatibility]):
    list_display = ["__str__", "offer_form", "need_form", "value"]
    list_select_related = ["offer_form", "need_form"]
    search_fields = ["offer_form__name_vi", "offer_form__name_en", "need_form__name_vi", "need_form__name_en"]
    schemes = {"offer_form": "transfer_form", "need_form": "transfer_form"}


@admin.register(Holiday)
class HolidayAdmin(PortalAdmin[Holiday]):
    list_display = ["on", "name_vi", "name_en"]
    search_fields = ["name_vi", "name_en"]
    date_hierarchy = "on"


@admin.register(GlossaryEntry)
class GlossaryEntryAdmin(PortalAdmin[GlossaryEntry]):
    """To be read: officers edit the glossary on a page that checks for pairs known already."""

    may_add = may_change = may_delete = False
    list_display = ["term_vi", "term_en", "state", "edited_at"]
    list_filter = ["state"]
    search_fields = ["term_vi", "term_en", "names"]
