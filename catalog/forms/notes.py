"""A note on a saved listing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import Text


class NoteForm(forms.Form):
    """What the people who share the list should know."""

    text = Text(label=_("Note"), max_length=1000, lines=3)
    use_required_attribute = False
