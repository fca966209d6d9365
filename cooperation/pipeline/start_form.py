"""With what an officer opens a cooperation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.fields import LineField
from accounts.models import Organisation
from catalog.models import Listing


class ReferenceField(LineField):
    """A listing by its reference number."""

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.kind = kind

    def clean(self, value: Any) -> Any:
        reference = super().clean(value).upper()
        if not reference:
            return None
        found = Listing.objects.filter(reference=reference, kind=self.kind).exclude(state="draft")
        listing = found.select_related("organisation").first()
        if listing is None:
            raise ValidationError(_("No listing of this kind has this number."))
        return listing


class StartForm(forms.Form):
    """Two listings by their numbers, or two organisations and a title."""

    use_required_attribute = False
    need = ReferenceField(kind="need", label=_("Number of the need"), required=False)
    offer = ReferenceField(kind="offer", label=_("Number of the offer"), required=False)
    need_side = forms.ModelChoiceField(
        label=_("Demand side"),
        help_text=_("Only where no need is named above."),
        queryset=Organisation.objects.active().order_by("name_vi", "pk"),
        required=False,
    )
    offer_side = forms.ModelChoiceField(
        label=_("Supply side"),
        help_text=_("Only where no offer is named above."),
        queryset=Organisation.objects.active().order_by("name_vi", "pk"),
        required=False,
    )
    title = LineField(
        label=_("Title"), help_text=_("What the two work on; else the title of the need."), max_length=200,
        required=False,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for side in ("need", "offer"):
            listing, organisation = values.get(side), values.get(f"{side}_side")
            if listing is not None:
                values[f"{side}_side"] = listing.organisation
            elif organisation is None and side not in self.errors:
                self.add_error(f"{side}_side", _("Please choose an organisation, or name a listing above."))
        listing = values.get("need") or values.get("offer")
        values["title"] = values.get("title") or (listing.title if listing else "")
        if not values["title"] and not self.errors:
            self.add_error("title", _("Please fill in this field."))
        return values
