"""Attaching files, and a reason given by the owner."""

from __future__ import annotations

import logging
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import INVALID_CHOICE, REQUIRED, Text, language
from catalog.models import Attachment
from catalog.scanning import Infected, ScannerAway, scan
from catalog.uploads import (
    ENDINGS,
    TYPE_NAMES,
    CheckedFile,
    Damaged,
    EmptyFile,
    KeepsNames,
    NotScanned,
    Signed,
    TooLarge,
    TooManyPixels,
    Unsafe,
    UploadRefused,
    Virus,
    WrongType,
    check_upload,
    without_names,
)
from taxonomy import formats

log = logging.getLogger(__name__)

MESSAGES: dict[type[UploadRefused], Any] = {
    EmptyFile: _("The file is empty."),
    TooLarge: _("The file is larger than %(max)s. Please choose a smaller one."),
    TooManyPixels: _("The image has too many pixels. Please make it smaller and try again."),
    WrongType: _("This type of file is not accepted. Accepted: %(types)s."),
    Damaged: _("The file is damaged or protected and cannot be read. Please save it again and try once more."),
    Virus: _("The virus scanner has found something harmful in the file."),
    NotScanned: _("Files cannot be checked for viruses at the moment, so none is taken. Please try again later."),
    Unsafe: _("The file holds programs, embedded objects or links that load content. Please save it as a plain PDF."),
    Signed: _("The file is signed, and the signature names somebody. Please attach a copy without a signature."),
    KeepsNames: _("The names in the file’s properties cannot be removed. Please save it as a plain PDF and try again."),
}


def refusal_text(refusal: UploadRefused) -> str:
    """Why a file was not taken, for the person who chose it."""
    limit = formats.file_size(settings.UPLOAD_MAX_BYTES, language())
    return str(MESSAGES[type(refusal)]) % {"max": limit, "types": TYPE_NAMES}


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Any number of files at once."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002 – Django passes it
        files = [file for file in data or [] if isinstance(file, UploadedFile)]
        if not files:
            raise forms.ValidationError(_("Please choose a file."), code="required")
        return files


class AttachForm(forms.Form):
    """Files with the level they are opened at."""

    files = SeveralFiles(  # type: ignore[assignment]
        label=_("Files"), widget=SeveralFilesInput(attrs={"accept": ",".join(ENDINGS)})
    )
    level = forms.ChoiceField(
        label=_("Who may open them"), choices=Attachment.Level, initial=Attachment.Level.PUBLIC,
        error_messages=REQUIRED | {"invalid_choice": INVALID_CHOICE},
    )  # fmt: skip
    use_required_attribute = False

    def __init__(self, *args: Any, bare: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bare = bare
        self.fields["files"].widget.attrs |= {
            "data-most": settings.UPLOAD_MAX_BYTES,
            "data-too-large": refusal_text(TooLarge()),
        }
        self.fields["files"].help_text = _("%(types)s; at most %(max)s each.") % {
            "types": TYPE_NAMES,
            "max": formats.file_size(settings.UPLOAD_MAX_BYTES, language()),
        }

    def clean(self) -> dict[str, Any]:
        """Every file is checked; one that is refused is named, the others stand in `checked`."""
        super().clean()
        checked: list[CheckedFile] = []
        for file in self.cleaned_data.get("files") or []:
            try:
                fit = check_file(file)
                checked.append(without_names(fit) if self.bare else fit)
            except UploadRefused as refusal:
                self.add_error("files", f"{file.name}: {refusal_text(refusal)}")
        self.cleaned_data["checked"] = checked
        return self.cleaned_data


def check_file(file: UploadedFile[Any]) -> CheckedFile:
    """The file as it is to be stored, once the scanner has seen it where there is one."""
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise TooLarge(file.name)
    content = file.read()
    try:
        scan(content, settings.CLAMD)
    except Infected as found:
        raise Virus(str(found)) from found
    except ScannerAway as away:
        log.warning("the virus scanner does not answer: %s", away)
        raise NotScanned(file.name) from away
    return check_upload(
        file.name or "", content, max_bytes=settings.UPLOAD_MAX_BYTES, max_pixels=settings.UPLOAD_MAX_PIXELS
    )


class ReasonForm(forms.Form):
    """Why a listing is withdrawn."""

    reason = Text(
        label=_("Reason"), max_length=500, lines=3,
        help_text=_("The connection point reads it; the public does not."),
    )  # fmt: skip
    use_required_attribute = False
