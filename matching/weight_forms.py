"""The form by which a manager sets the weights."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.fields import LineField, tidy
from matching.models import WeightSet
from matching.scoring import DEFAULT_WEIGHTS
from matching.weights import BASE, bounds, from_json, values_of
from matching.wording import FEATURES
from taxonomy.formats import number

LONGEST_REASON = 300
SHORTEST_REASON = 10
PLACES = 3
WRITTEN = re.compile(rf"[-−]?\d{{1,3}}(?:[.,]\d{{1,{PLACES}}})?", re.ASCII)
BIGGEST_VERSION = 2**31 - 1


def shown(value: float) -> str:
    """A weight with the language's separators."""
    return number(round(value, PLACES), get_language() or "vi")


def label_of(name: str) -> Any:
    return _lazy("Start") if name == BASE else FEATURES[name]


class WeightField(forms.CharField):
    """A number within bounds, with comma or point."""

    def __init__(self, *, lowest: float, highest: float, **kwargs: Any) -> None:
        self.lowest, self.highest = lowest, highest
        attributes = {"inputmode": "decimal", "autocomplete": "off", "maxlength": 12}
        super().__init__(widget=forms.TextInput(attrs=attributes), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return shown(value) if isinstance(value, float) else value

    def clean(self, value: Any) -> Any:
        text = tidy(str(super().clean(value)))
        if not WRITTEN.fullmatch(text):
            raise ValidationError(_("Please enter a number, for example 1.5."))
        found = float(text.replace("−", "-").replace(",", "."))
        if not self.lowest <= found <= self.highest:
            raise ValidationError(
                _("Please keep to the bounds: from %(lowest)s to %(highest)s."),
                params={"lowest": shown(self.lowest), "highest": shown(self.highest)},
            )
        return found


class ReasonField(LineField):
    """Why a version comes in force."""

    def __init__(self) -> None:
        super().__init__(
            label=_lazy("Reason"),
            min_length=SHORTEST_REASON,
            max_length=LONGEST_REASON,
            help_text=_lazy("What was observed, and what the change is to achieve. Colleagues read it in the history."),
        )


class TakeOverForm(forms.Form):
    """Why learnt weights are taken over."""

    reason = ReasonField()


class WeightsForm(forms.Form):
    """The base, a weight for every feature, and why they change.

    `based_on` is the version that the values were made from, `previewed` is for the values whose effects were shown.
    """

    reason = ReasonField()
    based_on = forms.IntegerField(min_value=1, max_value=BIGGEST_VERSION, widget=forms.HiddenInput)
    previewed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, in_force: WeightSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present, defaults = values_of(from_json(in_force.weights)), values_of(DEFAULT_WEIGHTS)
        for name, (lowest, highest) in bounds().items():
            self.fields[name] = WeightField(
                lowest=lowest, highest=highest, label=label_of(name),
                help_text=_("In force: %(present)s. Default: %(default)s. From %(lowest)s to %(highest)s.")
                % {"present": shown(present[name]), "default": shown(defaults[name]),
                   "lowest": shown(lowest), "highest": shown(highest)},
            )  # fmt: skip
        self.order_fields([*bounds(), "reason"])

    @classmethod
    def of(cls, start: WeightSet, *, in_force: WeightSet) -> WeightsForm:
        """The form filled in with a version's values; with an earlier one's, the reason says so."""
        reason = (
            "" if start == in_force else _("Back to the weights of version %(version)s") % {"version": start.version}
        )
        values = values_of(from_json(start.weights))
        return cls(initial={**values, "reason": reason, "based_on": in_force.version}, in_force=in_force)

    def weight_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in bounds()]

    def values(self) -> dict[str, float]:
        """The cleaned values of base and weights."""
        return {name: self.cleaned_data[name] for name in bounds()}

    def fingerprint(self) -> str:
        """What stands for the values once their effects were shown."""
        return sha256(repr(sorted(self.values().items())).encode()).hexdigest()

    def was_previewed(self) -> bool:
        return bool(self.cleaned_data["previewed"] == self.fingerprint())

    def with_hidden(self, **values: Any) -> WeightsForm:
        """The same form, all that was typed in it, with other hidden values for the next time."""
        self.data = {**dict(self.data.items()), **{name: str(value) for name, value in values.items()}}
        return self
