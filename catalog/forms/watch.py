"""How a watched search is named and told about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import LineField
from catalog.forms.fields import INVALID_CHOICE, REQUIRED
from catalog.models import Watch
from catalog.watch_models import Rhythm

REFUSALS = REQUIRED | {"invalid_choice": INVALID_CHOICE}


class NewWatchForm(forms.Form):
    """The rhythm of letters about the search of a results page; the search itself comes with it as `address`."""

    rhythm = forms.ChoiceField(label=_("E-mail"), choices=Rhythm, initial=Rhythm.DAILY, error_messages=REFUSALS)
    use_required_attribute = False


class WatchForm(forms.Form):
    """A name, the rhythm, and whether to look at all."""

    name = LineField(
        label=_("Name"), max_length=80, required=False, help_text=_("Optional; the search itself serves otherwise.")
    )
    rhythm = forms.ChoiceField(label=_("E-mail"), choices=Rhythm, error_messages=REFUSALS)
    is_active = forms.BooleanField(label=_("Look for new listings"), required=False)
    use_required_attribute = False

    def __init__(self, *args: Any, watch: Watch, **kwargs: Any) -> None:
        initial = {"name": watch.name, "rhythm": watch.rhythm, "is_active": watch.is_active}
        super().__init__(*args, **{"initial": initial, "prefix": f"w{watch.pk}", **kwargs})
