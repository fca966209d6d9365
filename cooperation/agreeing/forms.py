"""What an agreement is filled in with, and the scan of what was signed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.forms.fields import Text
from cooperation.agreement_models import AgreementKind
from cooperation.filing.forms import SCAN_ENDINGS, SCAN_TYPES, CheckedFileField
from cooperation.models import Cooperation


class DraftForm(forms.Form):
    """Who represents the two sides, and what the agreement is about."""

    subject = Text(
        label=_("What the information is about"), max_length=300,
        help_text=_("The technology, process or data that the two sides will show each other."),
    )  # fmt: skip
    need_representative = Text(label=_("Representative"), max_length=100, is_counted=False)
    need_position = Text(label=pgettext_lazy("in an organisation", "Position"), max_length=100, is_counted=False)
    need_address = Text(label=_("Postal address"), max_length=200, is_counted=False)
    offer_representative = Text(label=_("Representative"), max_length=100, is_counted=False)
    offer_position = Text(label=pgettext_lazy("in an organisation", "Position"), max_length=100, is_counted=False)
    offer_address = Text(label=_("Postal address"), max_length=200, is_counted=False)
    use_required_attribute = False

    def __init__(self, *args: Any, cooperation: Cooperation, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != AgreementKind.NDA:
            subject = self.fields["subject"]
            subject.label, subject.help_text = _("Subject"), _("What the two sides do together, or the technology.")
        names = {"need": cooperation.need_side.name, "offer": cooperation.offer_side.name}
        for name, field in self.fields.items():
            if (side := name.partition("_")[0]) in names:
                field.label = f"{field.label} – {names[side]}"


class ScanForm(forms.Form):
    """What was signed on paper."""

    scan = CheckedFileField(endings=SCAN_ENDINGS, types=SCAN_TYPES, label=_("The signed agreement"))
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan"].help_text = self.fields["scan"].limits()  # type: ignore[attr-defined]
