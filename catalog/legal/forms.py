"""Forms of the legal check: an officer’s ruling, and the managers’ entry of a list."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.forms.fields import INVALID_CHOICE, REQUIRED, Day, Text, language
from catalog.models import LegalRuling, TransferRule
from catalog.text import normalise
from taxonomy.formats import list_and
from taxonomy.models import Concept

Verdict, Regime = LegalRuling.Verdict, TransferRule.Regime
RULE_ON = _("Please say whether it concerns this listing.")
IN_WRITING = _("Please write the decision: what is permitted, on what grounds, and under which conditions.")


class RulingForm(forms.Form):
    """Whether an entry concerns the listing; a restricted technology may be permitted in writing."""

    use_required_attribute = False
    rule = forms.IntegerField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    verdict = forms.ChoiceField(
        label=_("Ruling"),
        widget=forms.RadioSelect,
        error_messages={"required": RULE_ON, "invalid_choice": RULE_ON},
    )
    text = Text(label=_("Written decision"), max_length=3000, lines=4, required=False)

    def __init__(self, *args: Any, rule: TransferRule, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"rule-{rule.pk}-%s"
        super().__init__(*args, **kwargs)
        is_restricted = rule.regime == Regime.RESTRICTED
        verdicts = Verdict if is_restricted else [Verdict.NOT_CONCERNED, Verdict.CONCERNED]
        self.fields["verdict"].choices = [(one.value, one.label) for one in verdicts]  # type: ignore[attr-defined]
        if is_restricted:
            self.fields["text"].help_text = _("Needed only for a permission; it stands in the officers’ history.")
        else:
            self.fields["text"].label = _("Grounds")

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("verdict") == Verdict.PERMITTED and not self.cleaned_data.get("text"):
            self.add_error("text", ValidationError(IN_WRITING, code="required"))
        return self.cleaned_data


class Several(Text):
    """Words or codes with semicolons or lines between them, as a list."""

    def __init__(self, *, longest: int, most: int = 40, **kwargs: Any) -> None:
        super().__init__(lines=3, is_counted=False, **kwargs)
        self.longest, self.most = longest, most

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        parts = (" ".join(part.split()) for part in re.split(r"[;\n]", normalise(str(value or ""))))
        found = list(dict.fromkeys(part for part in parts if part))
        if len(found) > self.most or any(len(part) > self.longest for part in found):
            raise ValidationError(
                _("Please give at most %(most)s, of %(longest)s characters at most each."),
                params={"most": self.most, "longest": self.longest},
            )
        return found


class TransferRuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """An entry of one of the lists, with the days between which it is in force."""

    use_required_attribute = False
    name_vi = Text(label=_("Technology (Vietnamese)"), max_length=300)
    name_en = Text(label=_("Technology (English)"), max_length=300, required=False)
    source = Text(label=_("Source"), help_text=_("Document, annex and number, as it can be looked up."), max_length=300)
    words = Several(
        label=_("Words that point at it"),
        help_text=_(
            "With semicolons between them, as enterprises write them. A listing with one of them is pointed out."
        ),
        longest=80,
        required=False,
    )
    field_codes = Several(
        label=_("Field codes"),
        help_text=_(
            "With semicolons between them, such as 2; 304. Only listings of these fields are then pointed out."
        ),
        longest=10,
        required=False,
    )
    valid_from = Day(label=_("In force from"))
    valid_to = Day(label=_("In force until"), help_text=_("Empty while no end is known."), required=False)

    class Meta:
        model = TransferRule
        fields = ["regime", "name_vi", "name_en", "source", "words", "field_codes", "valid_from", "valid_to"]
        error_messages = {"regime": REQUIRED | {"invalid_choice": INVALID_CHOICE}}

    def clean_field_codes(self) -> list[str]:
        codes: list[str] = self.cleaned_data["field_codes"]
        known = set(Concept.objects.of("st_field").filter(code__in=codes).values_list("code", flat=True))
        if unknown := [code for code in codes if code not in known]:
            raise ValidationError(
                _("There is no field with the code %(codes)s."), params={"codes": list_and(unknown, language())}
            )
        return codes

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if (
            not values.get("words")
            and not values.get("field_codes")
            and not {"words", "field_codes"} & set(self.errors)
        ):
            self.add_error("words", ValidationError(_("Please give words or fields by which a listing is recognised.")))
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", ValidationError(_("The last day cannot be before the first.")))
        return values
