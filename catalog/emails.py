"""Letters about listings to the members who look after them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.outbox import enqueue, recipients_of
from catalog.models import Listing, Review

TEMPLATES = {
    Review.Decision.PUBLISH: "catalog/emails/published",
    Review.Decision.REQUEST_CHANGES: "catalog/emails/changes_requested",
    Review.Decision.HOLD: "catalog/emails/on_hold",
    Review.Decision.REJECT: "catalog/emails/rejected",
}


def decision_made(*, review: Review, listing: Listing) -> None:
    """Tell the organisation what the officer decided."""
    template = TEMPLATES[Review.Decision(review.decision)]
    for member in recipients_of(listing.organisation):
        enqueue(
            key=f"decision/{review.revision_id}/{review.decision}/{member.pk}",
            kind="decision",
            to=member.email,
            user=member,
            language=member.language,
            template=template,
            context={
                "listing": listing,
                "organisation": listing.organisation,
                "review": review,
                "why": _("your organisation submitted this listing"),
            },
        )
