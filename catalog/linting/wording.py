"""What the findings say to the owner: what a reader misses, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from catalog.linting.draft import Finding

SENTENCES: Mapping[str, str | Promise] = {
    "no_figures": _("There is no number in it. Say how much better, faster or cheaper it is, with the unit."),
    "cost_unknown": _("There is no number in it. Say how often it happens and what it costs, in amounts or money."),
    "no_comparison": _(
        "A reader cannot see what it is better than. Name what is used today, or fill in the comparison table."
    ),
    "praise": _("“%(quote)s” says nothing by itself. Put the figure beside it, or leave the word out."),
    "vague_title": _("This could stand over many listings. Say what it is, for what material or product, and where."),
    "summary_repeats": _("It repeats the title. Use the line for the figure or the benefit that decides."),
    "thin_description": _(
        "It is very short. Three or four sentences more on how it works or how you work today bring better suggestions."
    ),
    "bare_figures": _("The unit is missing for: %(quote)s. Without it the figure is not compared with others."),
    "targets_in_words": _(
        "No indicator is a number. Give at least one that can be measured, such as “≤ 2” with the unit “hours”."
    ),
    "no_route": _(
        "Neither a form of transfer nor a price is stated, so nobody knows how to obtain it. Choose at least one form; "
        "“price on request” is an answer too."
    ),
    "no_form": _("No form of transfer is stated. Choose whether you sell, license, build or cooperate."),
    "no_price": _("No price is stated. An indicative range, or “price on request”, tells whom to expect."),
    "no_frame": _("Neither a budget nor a time is stated. A rough range shows suppliers that the need is serious."),
    "no_budget": _("No budget is stated. A rough range keeps offers of another scale away and binds you to nothing."),
    "thin_partner": _("“%(quote)s” could be anybody. Say which trade, size or place, and for what work."),
    "contact": _(
        "“%(quote)s” is contact data. Please take it out; contact opens by itself once an interest is accepted."
    ),
    "identity": _("“%(quote)s” looks like an identity number. Please take it out; nobody needs it here."),
    "names_owner": _("“%(quote)s” names your organisation, though the name is to stay hidden. Please leave it out."),
    "secret": _("“…%(quote)s…” sounds as if it were not for everybody. Move it to the confidential part in step 4."),
    "language_choice": _("The text is not in %(language)s. Choose the language you have written in."),
    "foreign": _("This text is not in %(language)s. Write it in that language, or move it to the other one."),
    "no_diacritics": _(
        "It is written without Vietnamese diacritics. Readers stumble, and words are told apart less well."
    ),
    "loud": _("Capitals and exclamation marks read as advertising. Write it as an ordinary sentence."),
}  # fmt: skip


def sentence(finding: Finding) -> str:
    """The finding in words, in the active language."""
    names = {Language.VIETNAMESE: _("Vietnamese"), Language.ENGLISH: _("English")}
    named = names.get(Language(finding.quote), "") if finding.quote in Language.values else ""
    return str(SENTENCES[finding.code]) % {"quote": finding.quote, "language": named}
