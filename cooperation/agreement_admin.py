"""Templates of agreements in the administration: a changed text is a new version beside the old ones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperation.agreeing import drafting
from cooperation.agreeing.filling import FIELDS, unknown_fields
from cooperation.agreement_models import AgreementKind
from cooperation.models import AgreementTemplate
from taxonomy.administration import PortalAdmin


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    """Markdown in which every field is one that the portal fills in."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in ("text_vi", "text_en"):
            for field in unknown_fields(
                self.cleaned_data.get(name, ""), self.cleaned_data.get("kind", AgreementKind.NDA)
            ):
                self.add_error(name, _("The portal does not know the field {%(field)s}.") % {"field": field})
        return self.cleaned_data


@admin.register(AgreementTemplate)
class AgreementTemplateAdmin(PortalAdmin[AgreementTemplate]):
    may_change = may_delete = False
    form = TemplateForm
    list_display = ["kind", "version", "by", "at"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    search_fields = ["text_vi", "text_en"]

    def get_fieldsets(self, request: HttpRequest, obj: AgreementTemplate | None = None) -> Any:
        description = _(
            "To change the text, add a version: it is used from then on, and agreements drawn up before keep theirs."
            " Fields to be filled in: %(fields)s."
        ) % {"fields": ", ".join(f"{{{name}}}" for name in sorted(FIELDS[AgreementKind.CONTRACT]))}
        fields = ["kind", "version", "by", "at", "text_vi", "text_en"] if obj else ["kind", "text_vi", "text_en"]
        return [(None, {"fields": fields, "description": description})]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new version begins with the one in force."""
        wanted = request.GET.get("kind", "")
        newest = drafting.template_in_force(wanted if wanted in AgreementKind.values else AgreementKind.NDA)
        return {"kind": newest.kind, "text_vi": newest.text_vi, "text_en": newest.text_en}

    def save_model(self, request: HttpRequest, obj: AgreementTemplate, form: Any, change: bool) -> None:
        drafting.number_template(obj)
        obj.by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
