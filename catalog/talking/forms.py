"""What officers and owners type to each other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import INVALID_CHOICE, Text
from catalog.talk_models import LONGEST
from catalog.talking.commenting import fields_of


class MessageForm(forms.Form):
    """One message of the thread."""

    use_required_attribute = False
    message = Text(label=_("Message"), max_length=LONGEST, lines=4)


class CommentForm(forms.Form):
    """A comment on one field; without text it is taken back."""

    use_required_attribute = False
    field = forms.ChoiceField(
        label=_("Field of the form"),
        error_messages={"required": INVALID_CHOICE, "invalid_choice": INVALID_CHOICE},
    )
    text = Text(
        label=_("Comment on this field"),
        help_text=_("The owner reads it beside the field once you request changes. Empty takes your comment back."),
        max_length=LONGEST,
        lines=3,
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        kwargs["auto_id"] = "comment-%s"
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = list(fields_of(kind).items())  # type: ignore[attr-defined]
