"""The Excel file that many drafts are made from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import INVALID_CHOICE, REQUIRED, language
from catalog.forms.files import check_file, refusal_text
from catalog.models import Kind
from catalog.uploads import UploadRefused
from taxonomy import formats


class ImportForm(forms.Form):
    """Which kind, and the file; it is judged as any attachment is."""

    kind = forms.ChoiceField(
        label=_("What the file holds"), choices=Kind, widget=forms.RadioSelect,
        error_messages=REQUIRED | {"invalid_choice": INVALID_CHOICE},
    )  # fmt: skip
    file = forms.FileField(
        label=_("The Excel file you have filled in"), widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Please choose a file."), "empty": _("The file is empty.")},
    )  # fmt: skip
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = formats.file_size(settings.UPLOAD_MAX_BYTES, language())
        self.fields["file"].help_text = _("Excel (xlsx); at most %(max)s and 1,000 rows.") % {"max": limit}

    def clean_file(self) -> Any:
        """The checked file."""
        try:
            checked = check_file(self.cleaned_data["file"])
        except UploadRefused as refusal:
            raise forms.ValidationError(refusal_text(refusal)) from refusal
        if "spreadsheetml" not in checked.content_type:
            raise forms.ValidationError(_("Please choose the Excel file (xlsx) that you have filled in."))
        return checked
