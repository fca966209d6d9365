"""The bilingual glossary: terms of the trade with their synonyms in both languages."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from taxonomy.folding import folded

LONGEST_TERM = 120
LONGEST_ABBREVIATION = 30
MOST_SYNONYMS = 12

one_line = RegexValidator(r"^[^\x00-\x1f\x7f]*$", _("Please write on one line, without control characters."))


class GlossaryQuerySet(models.QuerySet["GlossaryEntry"]):
    def active(self) -> GlossaryQuerySet:
        """What search and suggestions use."""
        return self.filter(state=GlossaryEntry.State.ACTIVE)

    def with_words(self, typed: str) -> GlossaryQuerySet:
        """Entries with the typed words in any of their names, diacritics ignored."""
        found = self
        for word in folded(typed).split():
            found = found.filter(names__contains=word)
        return found


def searchable(*lists: list[str]) -> str:
    """All names of an entry as one searchable text."""
    return "\n".join(folded(name) for names in lists for name in names)


def terms_field(label: Any, longest: int = LONGEST_TERM) -> ArrayField[list[str], list[str]]:
    return ArrayField(
        models.CharField(max_length=longest, validators=[one_line]),
        verbose_name=label,
        default=list,
        blank=True,
        size=MOST_SYNONYMS,
    )


@pghistory.track()
class GlossaryEntry(models.Model):
    """One notion of the trade: its term in both languages, synonyms, abbreviations. Its history says who wrote it."""

    class State(models.TextChoices):
        ACTIVE = "active", _("In use")
        RETIRED = "retired", _("Retired")

    code = models.SlugField(_("code"), max_length=LONGEST_TERM, unique=True, editable=False)
    term_vi = models.CharField(_("Term (Vietnamese)"), max_length=LONGEST_TERM, validators=[one_line])
    term_en = models.CharField(_("Term (English)"), max_length=LONGEST_TERM, validators=[one_line])
    synonyms_vi = terms_field(_("Synonyms (Vietnamese)"))
    synonyms_en = terms_field(_("Synonyms (English)"))
    abbreviations = terms_field(_("Abbreviations"), LONGEST_ABBREVIATION)
    note = models.CharField(_("Note"), max_length=300, blank=True, validators=[one_line])
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.ACTIVE)
    edited_at = models.DateTimeField(_("changed at"), default=timezone.now)
    key_vi = models.CharField(max_length=LONGEST_TERM, editable=False)
    key_en = models.CharField(max_length=LONGEST_TERM, editable=False)
    names = models.TextField(editable=False)

    objects = GlossaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("glossary entry")
        verbose_name_plural = _("glossary")
        ordering = ["key_vi", "key_en"]
        constraints = [models.UniqueConstraint(fields=["key_vi", "key_en"], name="glossary_pair_unique")]

    def __str__(self) -> str:
        return f"{self.term_vi} – {self.term_en}"

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def term(self) -> str:
        """The term in the active language."""
        return self.term_vi if (get_language() or "vi").startswith("vi") else self.term_en

    def fold(self) -> GlossaryEntry:
        """Set what is compared from what is written."""
        self.key_vi, self.key_en = folded(self.term_vi), folded(self.term_en)
        self.names = searchable([self.term_vi, self.term_en], self.synonyms_vi, self.synonyms_en, self.abbreviations)
        return self
