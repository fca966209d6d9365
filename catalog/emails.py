"""Letters about listings to the members who look after them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.outbox import enqueue, recipients_of
from catalog.models import Listing, Review
from catalog.templatetags.listing_text import local_title
from taxonomy.formats import date_short

TEMPLATES = {
    Review.Decision.PUBLISH: "catalog/emails/published",
    Review.Decision.REQUEST_CHANGES: "catalog/emails/changes_requested",
    Review.Decision.HOLD: "catalog/emails/on_hold",
    Review.Decision.REJECT: "catalog/emails/rejected",
}


def decision_made(*, review: Review, listing: Listing, revise_by: date) -> None:
    """Tell the organisation what the officer decided, and until when a revised text is awaited."""
    for member in recipients_of(listing.organisation):
        with translation.override(member.language):
            context = decision_context(review, listing, member=member, revise_by=revise_by)
        enqueue(
            key=f"decision/{review.revision_id}/{review.decision}/{review.decided_at.timestamp():.0f}/{member.pk}",
            kind="decision",
            to=member.email,
            user=member,
            language=member.language,
            template=TEMPLATES[Review.Decision(review.decision)],
            context=context,
        )


def decision_context(review: Review, listing: Listing, *, member: User, revise_by: date) -> dict[str, Any]:
    """The letter's words in the active language; to an individual they speak as to a person."""
    is_person = listing.organisation.is_individual
    decision = Review.Decision(review.decision)
    page = "catalog:listing-detail" if decision == Review.Decision.PUBLISH else "catalog:listing-history"
    values = {
        "title": local_title(listing),
        "reference": listing.public_reference,
        "date": date_short(revise_by, member.language),
        "officer": review.officer.full_name if review.officer else "",
    }
    valid_until = listing.revision_of.valid_until if listing.revision_of else listing.valid_until
    if valid_until and decision == Review.Decision.PUBLISH:
        values["date"] = date_short(valid_until, member.language)
    texts = edit_texts if listing.is_edit else decision_texts
    opening, closing = texts(decision, is_person=is_person)
    return {
        "listing": listing,
        "comment": "" if decision == Review.Decision.PUBLISH else review.comment,
        "greeting": greeting(listing, member, is_person=is_person),
        "opening": opening % values,
        "closing": closing % values,
        "action_label": _("Open the listing"),
        "action_url": settings.SITE_URL + reverse(page, args=[listing.public_reference]),
        "why": _("your organisation submitted this listing"),
    }


def greeting(listing: Listing, member: User, *, is_person: bool) -> str:
    if is_person:
        return _("Dear %(full_name)s,") % {"full_name": member.full_name}
    return _("Dear %(organisation)s,") % {"organisation": listing.organisation.name}


def edit_texts(decision: Review.Decision, *, is_person: bool) -> tuple[str, str]:
    """First and last sentence of the letter about an edit of a listing that is public."""
    if decision == Review.Decision.PUBLISH:
        return (
            _("The changes to “%(title)s” are now public."),
            _("The listing stays public until %(date)s."),
        )
    if decision == Review.Decision.REQUEST_CHANGES:
        return (
            _("We have read the changes to “%(title)s” and ask for the revision below before we publish them."),
            pgettext("person", "Please send the revised listing by %(date)s. %(officer)s is glad to help.")
            if is_person
            else _("Please send the revised listing by %(date)s. %(officer)s is glad to help."),
        )
    closing = _("Until then the listing stays as it was. If you need help, please contact %(officer)s.")
    if decision == Review.Decision.HOLD:
        return _("We have read the changes to “%(title)s” and put them on hold for the reason below."), closing
    closing = _("The listing stays as it was. If you need help, please contact %(officer)s.")
    return _("We have read the changes to “%(title)s” and cannot publish them for the reason below."), closing


def decision_texts(decision: Review.Decision, *, is_person: bool) -> tuple[str, str]:
    """First and last sentence of the letter."""
    if decision == Review.Decision.PUBLISH:
        closing = _("Suggestions of partners appear on your desk as soon as they are found.")
        if is_person:
            return pgettext("person", "“%(title)s” is now public and will stay so until %(date)s."), closing
        return _("“%(title)s” is now public and will stay so until %(date)s."), closing
    if decision == Review.Decision.REQUEST_CHANGES:
        if is_person:
            return (
                pgettext("person", "We have read “%(title)s” and ask for the changes below before we publish it."),
                pgettext("person", "Please send the revised listing by %(date)s. %(officer)s is glad to help."),
            )
        return (
            _("We have read “%(title)s” and ask for the changes below before we publish it."),
            _("Please send the revised listing by %(date)s. %(officer)s is glad to help."),
        )
    closing = _("If you need help, please contact %(officer)s.")
    if decision == Review.Decision.HOLD:
        return _("We have read “%(title)s” and put it on hold for the reason below."), closing
    return _("We have read “%(title)s” and cannot publish it for the reason below."), closing
