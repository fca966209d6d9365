"""Form fields for what people type: clean text, money in words, days, several codes of a classification."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.text import normalise
from taxonomy import formats
from taxonomy.models import Concept
from taxonomy.money import NotMoney, TooMuchMoney, parse_money, written_money

if TYPE_CHECKING:
    OneConcept = forms.ModelChoiceField[Concept]
    SeveralConcepts = forms.ModelMultipleChoiceField[Concept]
else:
    OneConcept, SeveralConcepts = forms.ModelChoiceField, forms.ModelMultipleChoiceField

REQUIRED = {"required": _("Please fill in this field.")}
INVALID_CHOICE = _("Please choose one of the options shown.")
LEAST_AMOUNT = 10_000


def language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def shown(number: int) -> str:
    return formats.number(number, language())


class Text(forms.CharField):
    """Text in normal form; the limit is checked here with a clear message, so that nothing pasted is cut silently."""

    def __init__(
        self, *, max_length: int | None = None, lines: int = 0, is_counted: bool = True, **kwargs: Any
    ) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput())
        kwargs["error_messages"] = REQUIRED | (kwargs.get("error_messages") or {})
        super().__init__(**kwargs)
        self.limit = max_length
        # What the page's character counter reads; short fields in rows need none.
        self.max_length = max_length if is_counted else None
        self.is_multiline = bool(lines)

    def to_python(self, value: Any) -> str:
        text = normalise("" if value is None else str(value))
        if not self.is_multiline:
            text = re.sub(r"\s+", " ", text)
        return text.strip()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.limit and len(value) > self.limit:
            raise ValidationError(
                _("Please shorten to %(max)s characters or fewer; there are now %(now)s."),
                code="too_long",
                params={"max": shown(self.limit), "now": shown(len(value))},
            )


class Keywords(Text):
    """A few words or phrases with commas between them, as a list."""

    most, longest = 8, 60

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        parts = [part.strip() for part in re.split(r"[,;\n]", normalise(str(value or "")))]
        words = list({part.casefold(): re.sub(r"\s+", " ", part) for part in parts if part}.values())
        if len(words) > self.most:
            raise ValidationError(
                _("Please give at most %(max)s keywords; there are now %(now)s."),
                params={"max": self.most, "now": shown(len(words))},
            )
        for word in words:
            if len(word) > self.longest:
                raise ValidationError(
                    _("Please shorten to %(max)s characters or fewer; there are now %(now)s."),
                    params={"max": self.longest, "now": shown(len(word))},
                )
        return words


class Money(forms.CharField):
    """An amount of đồng as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("autocomplete", "off")

    def prepare_value(self, value: Any) -> Any:
        return written_money(value, language()) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = normalise(str(value or "")).strip()
        if not text:
            return None
        try:
            amount = parse_money(text)
        except TooMuchMoney:
            raise ValidationError(_("This amount is too large. Please check the unit.")) from None
        except NotMoney:
            raise ValidationError(
                _("Please write the amount in VND, for example 450 million, 1.5 billion or 1,500,000,000.")
            ) from None
        if 0 < amount < LEAST_AMOUNT:
            raise ValidationError(_("Please write the unit too, for example “500 million”."))
        return amount

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class Day(forms.DateField):
    """A day as dd/mm/yyyy."""

    first, last = date(2000, 1, 1), date(2100, 12, 31)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "off"}))
        kwargs["input_formats"] = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
        kwargs["error_messages"] = {"invalid": _("Please enter a date as day/month/year, for example 31/03/2027.")}
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(normalise(value).strip() if isinstance(value, str) else value)
        if day is not None and not self.first <= day <= self.last:
            raise ValidationError(self.error_messages["invalid"])
        return day


class ConceptChoice(OneConcept):
    """One code of a classification."""

    def __init__(self, scheme: str, **kwargs: Any) -> None:
        kwargs["error_messages"] = REQUIRED | {"invalid_choice": INVALID_CHOICE}
        super().__init__(
            Concept.objects.of(scheme).order_by("order", "code"), to_field_name="code", empty_label="–", **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Concept.objects.filter(pk=value).values_list("code", flat=True).first()
        return super().prepare_value(value)

    def to_python(self, value: Any) -> Concept | None:
        return super().to_python(normalise(value) if isinstance(value, str) else value)


class ConceptChoices(SeveralConcepts):
    """Several codes of a classification, in groups by their parent where there is one."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, scheme: str, *, most: int, grouped: bool = False, **kwargs: Any) -> None:
        self.most, self.is_grouped = most, grouped
        kwargs["error_messages"] = {"invalid_choice": INVALID_CHOICE, "invalid_pk_value": INVALID_CHOICE}
        queryset = Concept.objects.of(scheme).select_related("parent").order_by("order", "code")
        super().__init__(queryset, to_field_name="code", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Iterable) and not isinstance(value, str):
            return [item.code if isinstance(item, Concept) else item for item in value]
        return value.code if isinstance(value, Concept) else value

    def clean(self, value: Any) -> Any:
        codes = list(dict.fromkeys(normalise(str(code)) for code in value or []))
        if len(codes) > self.most:
            raise ValidationError(
                _("Please choose at most %(max)s; there are now %(now)s."),
                params={"max": self.most, "now": shown(len(codes))},
            )
        return super().clean(codes)


class YesOrNo(forms.ChoiceField):
    """Two ways to choose from, in words; nothing chosen means the default."""

    widget = forms.RadioSelect

    def __init__(
        self, *, yes: Any, no: Any, default: bool = False, no_first: bool = False, hints: Any = None, **kwargs: Any
    ) -> None:
        self.default = default
        self.option_hints: dict[str, Any] = hints or {}
        choices = [("True", yes), ("False", no)]
        kwargs["error_messages"] = {"invalid_choice": INVALID_CHOICE}
        super().__init__(choices=choices[::-1] if no_first else choices, initial=str(default), required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return self.default if chosen == "" else chosen == "True"


def select(choices: Callable[[], Iterable[tuple[str, Any]]], **kwargs: Any) -> forms.TypedChoiceField:
    """A list with an empty first line."""
    return forms.TypedChoiceField(
        choices=lambda: [("", "–"), *choices()], error_messages={"invalid_choice": INVALID_CHOICE}, **kwargs
    )
