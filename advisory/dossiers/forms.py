"""What people type in a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from advisory.dossier_models import LONGEST_CONCLUSION, LONGEST_SENTENCE, SHORTEST_SENTENCE
from advisory.dossiers.proposing import Proposal
from advisory.models import Criterion, DossierCandidate
from catalog.comparing import references_in
from catalog.forms.fields import INVALID_CHOICE, language
from catalog.models import Listing
from catalog.templatetags.listing_text import foreign_lang, local_title
from cooperation.forms import CleanTextarea
from cooperation.pipeline.forms import RoomForm
from taxonomy.formats import list_and

POINTS = [
    (5, _("5 – fully")), (4, _("4 – largely")), (3, _("3 – in part")), (2, _("2 – little")), (1, _("1 – hardly")),
    (0, _("0 – not at all")),
]  # fmt: skip


class TechnologiesForm(RoomForm):
    """Which technologies are compared: those proposed, and others by their reference numbers."""

    name = "add"
    offers = forms.MultipleChoiceField(
        label=_("Technologies to compare"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": INVALID_CHOICE},
    )  # fmt: skip
    references = forms.CharField(
        label=_("Others, by reference number"), required=False, max_length=200,
        help_text=_("Numbers of public offers with spaces between them, for example HP-C-2026-0012."),
    )  # fmt: skip

    def __init__(self, *args: Any, proposals: Sequence[Proposal], organisation: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        field = self.fields["offers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(each.offer.reference, title_of(each.offer)) for each in proposals]
        field.option_hints = {each.offer.reference: hint_of(each) for each in proposals}  # type: ignore[attr-defined]
        if not proposals:
            del self.fields["offers"]

    def clean(self) -> dict[str, Any]:
        """Every number typed has to be of a public offer of somebody else."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = cleaned.get("references", "").replace(",", " ").replace(";", " ").upper().split()
        wanted = list(dict.fromkeys([*cleaned.get("offers", []), *typed]))
        public = Listing.objects.published().filter(kind="offer").exclude(organisation=self.organisation)
        found = {offer.reference: offer for offer in public.filter(reference__in=references_in(wanted))}
        if unknown := [each for each in wanted if each not in found]:
            message = _("No public offer of another organisation: %(references)s.")
            self.add_error("references", message % {"references": list_and(unknown, language())})
        if not wanted and not self.errors:
            raise forms.ValidationError(_("Please choose at least one technology."))
        return {"offers": [found[each] for each in wanted if each in found]}


def title_of(offer: Listing) -> str:
    """Number and title; of what is public no longer the number alone."""
    if not offer.is_published:
        return offer.reference
    lang = foreign_lang(offer) or get_language() or "vi"
    return format_html('{} <span lang="{}">{}</span>', offer.reference, lang, local_title(offer))


def hint_of(proposal: Proposal) -> str:
    """Whose it is, and why it is proposed."""
    return " · ".join([proposal.offer.organisation.name, *map(str, proposal.because)])


class LeaveOutForm(RoomForm):
    """Why a technology is compared no longer."""

    note = CleanTextarea(label=_("Reason"), max_length=LONGEST_SENTENCE, rows=2)

    def __init__(self, *args: Any, candidate: int, **kwargs: Any) -> None:
        self.name = f"leave-out-{candidate}"
        super().__init__(*args, **kwargs)


class ScoreForm(RoomForm):
    """Points and a sentence for each criterion."""

    name = "score"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in Criterion:
            self.fields[f"{criterion}_points"] = forms.TypedChoiceField(
                label=criterion.label, coerce=int, choices=POINTS, widget=forms.RadioSelect,
                error_messages={"required": _("Please give 0 to 5 points."), "invalid_choice": INVALID_CHOICE},
            )  # fmt: skip
            self.fields[f"{criterion}_sentence"] = CleanTextarea(
                label=format_lazy("{}: {}", _("Why"), criterion.label),
                min_length=SHORTEST_SENTENCE,
                max_length=LONGEST_SENTENCE,
                rows=2,
            )

    @property
    def groups(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each criterion."""
        return [(self[f"{criterion}_points"], self[f"{criterion}_sentence"]) for criterion in Criterion]

    def marks(self) -> dict[str, tuple[int, str]]:
        cleaned = self.cleaned_data
        return {str(each): (cleaned[f"{each}_points"], cleaned[f"{each}_sentence"]) for each in Criterion}


class CloseForm(RoomForm):
    """The conclusion, and which technologies are taken."""

    name = "close"
    chosen = forms.TypedMultipleChoiceField(
        label=_("Taken"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave all empty if none of them fits."), error_messages={"invalid_choice": INVALID_CHOICE},
    )  # fmt: skip
    conclusion = CleanTextarea(
        label=_("Conclusion"), max_length=LONGEST_CONCLUSION, rows=6,
        help_text=_("Why this one, or why none; what is still to be settled. Experts and officer read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, candidates: Sequence[DossierCandidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(each.pk, title_of(each.listing)) for each in candidates]
