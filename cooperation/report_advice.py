"""What an owner can do about a reason that others give for declining."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Listing

Sentences = dict[str, str | Promise]

OFFERS: Sentences = {
    "too_early": _(
        "Show how far it is: test reports, a pilot plant, a first customer. State the TRL with its evidence."
    ),
    "benefit_unclear": _("Fill the comparison table: one indicator, your figure, the best alternative, the proof."),
    "commercial_unclear": _("State what it costs, what it saves a year, and when it pays for itself."),
    "description_unclear": _("Say in the first two sentences what it does, for whom, and with which result."),
    "technical": _("Name limits and conditions of use, and add a test report; a question answered once helps all."),
    "out_of_scope": _("Check fields, industries and keywords: they decide to whom the listing is suggested."),
    "price": _("Give a price range, or offer a licence, a lease or a trial beside the sale."),
    "have_solution": _("Say what yours does better than what such plants have today."),
    "timing": _("Nothing to mend: keep the listing valid, and renew it when the letter comes."),
    "legal": _("State permits, standards and property rights that are there, and those that are under way."),
    "no_capacity": _("Describe the smallest size and what you take over: installation, training, operation."),
}
NEEDS: Sentences = OFFERS | {
    "too_early": _("Say from which TRL on you would try a technology, and whether a joint trial is possible."),
    "benefit_unclear": _("Give your figures of today and the ones you want to reach."),
    "commercial_unclear": _("State what the problem costs you a year, and the budget you can think of."),
    "description_unclear": _("Describe the present process in steps, with amounts, and say what was tried."),
    "technical": _("Name constraints such as space, power, raw material and standards; suppliers ask for them first."),
    "price": _("Check the budget range, or say that hire, instalments or a joint project are possible."),
    "have_solution": _("Say why what is on the market does not solve it."),
    "legal": _("State the permits and standards that your plant has to keep."),
    "no_capacity": _("Say which part of the work you can do yourself."),
}


def advice_for(listing: Listing, reason: str) -> str:
    """One sentence about the reason, or nothing where the code is unknown."""
    return str((OFFERS if listing.is_offer else NEEDS).get(reason, ""))
