"""What an officer says of the level of an offer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import INVALID_CHOICE, Text


class LevelForm(forms.Form):
    """The level that was verified, at most the stated one, and what was seen."""

    use_required_attribute = False
    level = forms.TypedChoiceField(
        label=_("Verified TRL"),
        help_text=_("The level that what you have seen bears out; it may be lower than the one stated."),
        coerce=int,
        error_messages={"required": INVALID_CHOICE, "invalid_choice": INVALID_CHOICE},
    )
    note = Text(
        label=_("What you have seen"),
        help_text=_("Documents, a visit, a test run, with their dates. The owner reads it."),
        max_length=1000,
        lines=3,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    #: When the verification was made that the page shows, so that none is replaced unseen.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, stated: int, **kwargs: Any) -> None:
        kwargs["auto_id"] = "level-%s"
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(level, f"TRL {level}") for level in range(stated, 0, -1)]  # type: ignore[attr-defined]

    def clean_seen(self) -> datetime | None:
        text = self.cleaned_data["seen"]
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError:
            raise forms.ValidationError(INVALID_CHOICE) from None


class WithdrawalForm(forms.Form):
    """Why a verification holds no more."""

    use_required_attribute = False
    reason = Text(label=_("Reason"), help_text=_("The owner reads it."), max_length=1000, lines=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "withdrawal-%s"
        super().__init__(*args, **kwargs)
