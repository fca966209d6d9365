"""Forms about a pair: which two listings, keeping them apart, letting them meet again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.fields import LineField
from accounts.models import User
from catalog.models import Listing
from cooperation.forms import CleanTextarea
from matching.block_models import PairBlock

LONGEST_REFERENCE = 40


class ReferenceField(LineField):
    """The reference number of a listing, in whatever letters."""

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).upper()


class PairForm(forms.Form):
    """Two reference numbers; the listings are `need` and `offer` of the cleaned data."""

    need = ReferenceField(max_length=LONGEST_REFERENCE, label=_lazy("Reference of the need"))
    offer = ReferenceField(max_length=LONGEST_REFERENCE, label=_lazy("Reference of the offer"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_need(self) -> Listing:
        return self.listing("need")

    def clean_offer(self) -> Listing:
        return self.listing("offer")

    def listing(self, kind: str) -> Listing:
        """The listing that was named, whose kind must be right."""
        known = Listing.objects.visible_to(self.user).select_related("index")
        found = known.filter(reference=self.cleaned_data[kind]).first()
        if found is None:
            raise ValidationError(_("There is no listing with this reference."))
        if found.kind != kind:
            wrong = _("This is the reference of an offer.") if kind == "need" else _("This is the reference of a need.")
            raise ValidationError(wrong)
        return found


class BlockForm(forms.Form):
    """Why a pair is kept apart."""

    reason = forms.ChoiceField(
        label=_lazy("Why are the two kept apart?"), choices=PairBlock.Reason.choices, widget=forms.RadioSelect
    )
    note = CleanTextarea(
        label=_lazy("Note for colleagues"),
        help_text=_lazy("Neither side reads it."),
        max_length=600,
        required=False,
        rows=3,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("reason") == PairBlock.Reason.OTHER and not values.get("note"):
            self.add_error("note", _("Please say which reason."))
        return values


class LiftForm(forms.Form):
    """Why a pair may meet again."""

    note = CleanTextarea(label=_lazy("Note for colleagues"), max_length=600, required=False, rows=3)


class IntroductionForm(forms.Form):
    """What an officer tells both sides."""

    words = CleanTextarea(
        label=_lazy("Message to both sides"),
        help_text=_lazy(
            "Why you bring them together. Both read the same words; no telephone numbers or e-mail addresses, and no"
            " name of an owner who does not show it."
        ),
        min_length=30,
        max_length=600,
    )
