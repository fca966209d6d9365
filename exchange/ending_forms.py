"""Why an organisation is closed or merged."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """The reason, which the members read."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Its members read it in a letter, and it stands in the history of each listing."),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
