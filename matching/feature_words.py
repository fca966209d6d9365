"""What each feature of the score compares, for people who set its weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Words:
    """A feature in words: what it compares, what 0 and 1 stand for, and when it is unknown."""

    compares: Text
    scale: Text
    unknown: Text


FEATURES: Mapping[str, Words] = {
    "text": Words(
        _("How much need and offer say in the same words, and how near their meaning is, in either language."),
        _("0.27 for two texts that have nothing to do with each other, 0.5 for a typical fit, 1 at most."),
        _("Never: every published listing has a text."),
    ),
    "field": Words(
        _("How near the fields of science and technology of both listings are in the classification."),
        _("1 for the same fields, a third for two of one branch, 0 for different branches."),
        _("One side names no field."),
    ),
    "industry": Words(
        _("How near the industries of both listings are in the classification."),
        _("1 for the same industries, a third for two of one section, 0 for different sections."),
        _("One side names no industry."),
    ),
    "trl": Words(
        _("Whether the technology has reached the readiness level that the need asks for."),
        _("1 at or above the level asked for; 0.2 less for every level missing."),
        _("The offer states no level, or the need asks for none."),
    ),
    "form": Words(
        _("Whether both sides have the same form of transfer in mind, by the table of forms that go together."),
        _("1 for the same form, 0 for forms that do not go together."),
        _("One side names no form."),
    ),
    "budget": Words(
        _("Whether the price starts within the budget."),
        _("1 within the budget, 0.5 at twice the budget, 0 at four times."),
        _("The offer states no price, or the need no budget."),
    ),
    "figures": Words(
        _("Figures with units that both texts name: capacities, and limits that the need sets."),
        _("1 where the offer meets the figure, 0 where it is ten times off."),
        _("Both texts name no figure of the same quantity."),
    ),
    "limits": Words(
        _("Whether the offer says that it is not for this, or the need that it has tried this in vain."),
        _("1 less the share of such a sentence’s words that name what the other side is about."),
        _("Neither text rules out the other."),
    ),
    "subject": Words(
        _("Which species or kind of waste water each side names."),
        _("1 for the same, or one a kind of the other; 0 for different ones, such as shrimp and eel."),
        _("One side names none."),
    ),
    "place": Words(
        _("How near the two sides are."),
        _("1 in the same province, 0.6 in the same region, 0.4 in the same country, else 0.2."),
        _("One side states no country."),
    ),
    "language": Words(
        _("Whether both sides can be read in one language."),
        _("1 if so, else 0.5."),
        _("Never: every listing has a language."),
    ),
}
