"""The form of a glossary entry: one term in each language, lists one name a line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.fields import LineField, tidy
from accounts.models import no_control_characters
from taxonomy.folding import folded
from taxonomy.glossary_editing import WRITTEN
from taxonomy.glossary_models import LONGEST_ABBREVIATION, LONGEST_TERM, MOST_SYNONYMS
from taxonomy.models import GlossaryEntry

LONGEST_NOTE = 300


class TermField(LineField):
    """A term; there must be a letter in it that can be looked up."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_TERM, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        # Folding may lengthen a letter such as ﬃ, and the folded text is stored too.
        if not 0 < len(folded(text)) <= LONGEST_TERM:
            raise ValidationError(_("Please write a term with letters or numbers."))
        return text


class NamesField(forms.CharField):
    """Several names, one a line; empty lines and repetitions do not count."""

    def __init__(self, *, longest: int, rows: int = 3, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = str(super().clean(value) or "").splitlines()
        names = list(dict.fromkeys(name for line in lines if folded(name := tidy(line))))
        if len(names) > MOST_SYNONYMS:
            raise ValidationError(_("Please write at most %(most)s lines."), params={"most": MOST_SYNONYMS})
        for name in names:
            no_control_characters(name)
            if len(name) > self.longest:
                raise ValidationError(
                    _("“%(name)s” is too long: at most %(most)s characters."),
                    params={"name": f"{name[:40]}…", "most": self.longest},
                )
        return names


class GlossaryForm(forms.Form):
    """What an officer writes about one notion."""

    term_vi = TermField(label=_("Term (Vietnamese)"))
    term_en = TermField(label=_("Term (English)"))
    synonyms_vi = NamesField(
        label=_("Synonyms (Vietnamese)"),
        longest=LONGEST_TERM,
        help_text=_("One a line: what enterprises write for the same thing."),
    )
    synonyms_en = NamesField(
        label=_("Synonyms (English)"), longest=LONGEST_TERM, help_text=_("One a line, other spellings too.")
    )
    abbreviations = NamesField(
        label=_("Abbreviations"),
        longest=LONGEST_ABBREVIATION,
        rows=2,
        help_text=_("One a line, for example MBBR. Leave out what is also an ordinary word."),
    )
    note = LineField(
        label=_("Note"), max_length=LONGEST_NOTE, required=False, help_text=_("For colleagues; not shown in public.")
    )

    @classmethod
    def of(cls, entry: GlossaryEntry, data: Any = None) -> GlossaryForm:
        """The form of an entry that exists."""
        return cls(data, initial={name: getattr(entry, name) for name in WRITTEN})
