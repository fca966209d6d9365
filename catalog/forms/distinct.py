"""What an owner says before a listing is submitted that nearly repeats another."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import LineField
from catalog.duplicates import Twin


class DistinctForm(forms.Form):
    """A tick that the listing is something else, and in what."""

    distinct = forms.BooleanField(
        label=_("This listing is something else; submit it all the same"),
        error_messages={
            "required": _("Please open the listings named above, then tick this if yours is something else.")
        },
    )
    difference = LineField(
        label=_("What is different"), max_length=300, required=False,
        help_text=_("One sentence for the officer; it stands in the history of the listing."),
    )  # fmt: skip

    def note(self, twins: Iterable[Twin]) -> str:
        """What the history keeps: the listings that are nearly the same, and what the owner says of it."""
        named = ", ".join(twin.listing.reference for twin in twins)
        difference = self.cleaned_data["difference"]
        return f"≠ {named}: {difference}" if difference else f"≠ {named}"
