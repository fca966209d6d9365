"""An obligation to enter, and what is said when one is settled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import Day, Text
from cooperation.forms import CleanTextarea
from cooperation.models import Cooperation, Obligation, SignedPaper
from cooperation.obligation_models import LONGEST_OBLIGATION
from cooperation.pipeline_models import LONGEST


class PaperChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: SignedPaper) -> str:
        return " ".join(part for part in (str(obj.get_kind_display()), obj.number) if part)


class ObligationForm(forms.Form):
    """What a paper obliges a side to."""

    paper = PaperChoice(label=_("Under which paper"), queryset=SignedPaper.objects.none(), empty_label=None)
    what = Text(
        label=_("What is to be done"), max_length=LONGEST_OBLIGATION,
        help_text=_("For example “Pay the second instalment, 300 million” or “Train six operators”."),
    )  # fmt: skip
    owed_by = forms.ChoiceField(label=_("Who owes it"), choices=Obligation.Owes, widget=forms.RadioSelect)
    due_on = Day(label=_("Due on"))
    use_required_attribute = False

    def __init__(self, *args: Any, cooperation: Cooperation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].queryset = cooperation.papers.filter(replaced_at=None)  # type: ignore[attr-defined]


class SettleForm(forms.Form):
    """What is said when an obligation is done or dropped."""

    note = CleanTextarea(
        label=_("Remark, or the reason where it is dropped"), max_length=LONGEST, required=False, rows=3
    )  # fmt: skip
    use_required_attribute = False
