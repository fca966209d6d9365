"""What stands on a paper that was signed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import Day, Money, Text
from cooperation.filing.forms import SCAN_ENDINGS, SCAN_TYPES, CheckedFileField
from cooperation.papers.recording import Written


class PaperForm(forms.Form):
    """Number, date, value and term as they stand on the paper, with its scan."""

    number = Text(
        label=_("Number of the paper"), max_length=60, is_counted=False, required=False,
        help_text=_("As it stands on the paper, for example 12/2026/HĐCGCN. Leave it empty if there is none."),
    )  # fmt: skip
    signed_on = Day(label=_("Signed on"))
    value = Money(label=_("Value"), help_text=_("For example 450 million or 1.5 billion."), required=False)
    valid_from = Day(label=_("In force from"), required=False)
    valid_to = Day(label=_("In force until"), required=False)
    scan = CheckedFileField(endings=SCAN_ENDINGS, types=SCAN_TYPES, label=_("Scan of the signed paper"))
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan"].help_text = self.fields["scan"].limits()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        signed_on, begins, ends = (values.get(name) for name in ("signed_on", "valid_from", "valid_to"))
        if signed_on and signed_on > timezone.localdate():
            self.add_error("signed_on", _("A paper that was signed has a day up to today."))
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("The end lies before the beginning."))
        return values

    def written(self) -> Written:
        return Written(**{name: value for name, value in self.cleaned_data.items() if name != "scan"})
