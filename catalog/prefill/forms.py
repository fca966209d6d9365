"""What a draft is begun from: a pasted text or one file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import Text, language
from catalog.forms.files import check_file, refusal_text
from catalog.prefill.filling import TEXT
from catalog.prefill.reading import READABLE
from catalog.uploads import UploadRefused
from taxonomy import formats

ENDINGS = ".pdf,.docx,.xlsx"
LONGEST_TEXT = 60_000
LEAST_LETTERS = 20


class PrefillForm(forms.Form):
    """One of the two is needed; the file is judged as any attachment is."""

    text = Text(
        label=_("Paste a text"), max_length=LONGEST_TEXT, lines=12, required=False,
        help_text=_("A description, a leaflet, an e-mail, a completed form: whatever says what you offer or need."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or choose a file"), required=False, widget=forms.FileInput(attrs={"accept": ENDINGS}),
        error_messages={"empty": _("The file is empty.")},
    )  # fmt: skip
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = formats.file_size(settings.UPLOAD_MAX_BYTES, language())
        self.fields["file"].help_text = _("PDF, Word (docx) or Excel (xlsx); at most %(max)s.") % {"max": limit}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if text and sum(map(str.isalpha, text)) < LEAST_LETTERS:
            raise forms.ValidationError(_("This is too short to read anything from it."))
        return text

    def clean(self) -> dict[str, Any]:
        """Adds the content and its type."""
        super().clean()
        cleaned = self.cleaned_data
        file = cleaned.get("file")
        if self.errors:
            return cleaned
        if bool(file) == bool(cleaned["text"]):
            self.add_error("text", _("Please paste a text or choose a file, one of the two."))
        elif isinstance(file, UploadedFile):
            self._check(file)
        else:
            cleaned["content"], cleaned["content_type"] = cleaned["text"].encode(), TEXT
        return cleaned

    def _check(self, file: UploadedFile[Any]) -> None:
        try:
            checked = check_file(file)
        except UploadRefused as refusal:
            self.add_error("file", refusal_text(refusal))
            return
        if not any(name in checked.content_type for name in READABLE):
            self.add_error("file", _("Texts can be read from PDF, Word (docx) and Excel (xlsx) files only."))
        self.cleaned_data["content"], self.cleaned_data["content_type"] = checked.content, checked.content_type
