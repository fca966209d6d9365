"""A document for a room, and a new version of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import Text, language
from catalog.forms.files import check_file, refusal_text
from catalog.uploads import ENDINGS, TYPE_NAMES, CheckedFile, UploadRefused
from cooperation.document_models import LONGEST_TITLE
from cooperation.stage_choices import Stage
from taxonomy import formats

#: What a paper that was signed is scanned into.
SCAN_ENDINGS, SCAN_TYPES = (".pdf", ".jpg", ".jpeg", ".png", ".webp"), "PDF, JPEG, PNG, WebP"


class CheckedFileField(forms.FileField):
    """One file, judged by its content as any attachment of a listing is."""

    widget = forms.FileInput

    def __init__(self, *, endings: tuple[str, ...] = tuple(ENDINGS), types: str = TYPE_NAMES, **kwargs: Any) -> None:
        self.endings, self.types = endings, types
        super().__init__(
            error_messages={"required": _("Please choose a file."), "empty": _("The file is empty.")}, **kwargs
        )
        self.widget.attrs["accept"] = ",".join(endings)

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        if (file := super().clean(data, initial)) is None:
            return None
        try:
            checked = check_file(file)
        except UploadRefused as refusal:
            raise forms.ValidationError(refusal_text(refusal)) from refusal
        if not checked.name.endswith(self.endings):
            raise forms.ValidationError(_("Accepted here: %(types)s."), params={"types": self.types})
        return checked

    def limits(self) -> str:
        limit = formats.file_size(settings.UPLOAD_MAX_BYTES, language())
        return _("%(types)s; at most %(max)s each.") % {"types": self.types, "max": limit}


class VersionForm(forms.Form):
    """The file of a new version."""

    file = CheckedFileField(label=_("File"))
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = self.fields["file"].limits()  # type: ignore[attr-defined]


class DocumentForm(VersionForm):
    """A new document."""

    title = Text(
        label=_("Title"), max_length=LONGEST_TITLE, is_counted=False, required=False,
        help_text=_("What the document is. Left empty, it goes by the file’s name."),
    )  # fmt: skip
    stage = forms.ChoiceField(
        label=_("Evidence for a stage"), choices=[("", _("For no stage in particular")), *Stage.choices], required=False
    )
    field_order = ["title", "stage", "file"]
