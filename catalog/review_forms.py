"""The officer's decision: four scores, a comment, and which way it goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import Text
from catalog.models import Review

CRITERIA = ("advantages", "clarity", "cooperation", "language")
HINTS: dict[str, Any] = {
    "advantages": _("Compared with what exists"),
    "clarity": _("Understood outside the trade"),
    "cooperation": _("Partner, form of transfer, price"),
    "language": _("Complete, no advertising"),
}
POINTS: dict[int, Any] = {
    0: _("Blocking"),
    1: _("Insufficient"),
    2: _("Rather poor"),
    3: _("Sufficient"),
    4: _("Good"),
    5: _("Excellent"),
}
UNSCORED = _("Please give a score before you publish.")
UNDECIDED = _("Please press the button of your decision.")
BLOCKED = _("A score of 0 blocks publication. Please put the listing on hold instead.")


class DecisionForm(forms.Form):
    """Scores may stay open unless the listing is published; everything else than publishing needs a comment."""

    use_required_attribute = False
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    comment = Text(label=_("Comment to the organisation"), max_length=3000, lines=6, required=False)
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=Review.Decision,
        error_messages={"required": UNDECIDED, "invalid_choice": UNDECIDED},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CRITERIA:
            self.fields[name] = forms.TypedChoiceField(
                label=Review._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
                help_text=HINTS[name],
                choices=list(POINTS.items()),
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        self.order_fields([*CRITERIA, "comment", "decision", "revision"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("decision") != Review.Decision.PUBLISH:
            return self.cleaned_data
        for name in CRITERIA:
            points = self.cleaned_data.get(name)
            if points is None and name not in self.errors:
                self.add_error(name, ValidationError(UNSCORED, code="required"))
            elif points == 0:
                self.add_error(name, ValidationError(BLOCKED, code="blocked"))
        return self.cleaned_data

    @property
    def scores(self) -> dict[str, int]:
        """The scores that were given."""
        return {name: self.cleaned_data[name] for name in CRITERIA if self.cleaned_data.get(name) is not None}

    def ask_for_reason(self) -> None:
        self.add_error("comment", ValidationError(_("Please tell the organisation why."), code="reason"))
