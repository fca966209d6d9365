"""Letters about expressions of interest."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Organisation, User
from accounts.outbox import enqueue, recipients_of
from catalog.models import Listing
from catalog.templatetags.listing_text import local_title
from cooperation.models import Interest, Introduction
from matching.wording import concept_names, facts_of
from taxonomy.formats import date_short
from taxonomy.models import Concept

Words = dict[str, str]
#: The strongest reasons; the page tells them all.
MOST_FACTS = 4


def interest_received(interest: Interest) -> None:
    """To the listing's owner; without the sender's name, which opens on acceptance."""

    def words(is_person: bool) -> Words:
        values = {"title": local_title(interest.listing), "date": date_short(interest.due_on)}
        if is_person:
            opening = pgettext(
                "person", "“%(title)s” has received an expression of interest. Please answer by %(date)s."
            )
        else:
            opening = _("“%(title)s” has received an expression of interest. Please answer by %(date)s.")
        why = _("your organisation has published this listing")
        return {"opening": opening % values, "quote": interest.pitch, "why": why}

    write(interest, to=interest.listing.organisation, event="interest_received", words=words)


def interest_accepted(interest: Interest) -> None:
    partner = interest.listing.organisation

    def words(is_person: bool) -> Words:
        if is_person:
            opening = pgettext("person", "You and %(partner)s can now see each other’s contact details.")
        else:
            opening = _("You and %(partner)s can now see each other’s contact details.")
        return {"opening": opening % {"partner": partner.name}, "quote": interest.answer_note}

    write(interest, to=interest.organisation, event="interest_accepted", words=words)


def interest_declined(interest: Interest) -> None:
    reason = Concept.objects.of("decline_reason").get(code=interest.reason)

    def words(is_person: bool) -> Words:
        opening = _("The other side has decided not to go further. Reason given: %(reason)s.")
        return {
            "opening": opening % {"reason": reason.name},
            "quote": interest.answer_note,
            "closing": another_partner(is_person=is_person),
        }

    write(interest, to=interest.organisation, event="interest_declined", words=words)


def interest_lapsed(interest: Interest, *, was_asked: bool = False) -> None:
    """Nobody answered in time: the listing's owner, or the sender what the owner had asked."""

    def words(is_person: bool) -> Words:
        opening = _(
            "The owner of “%(title)s” has not answered in time, so your expression of interest has lapsed. "
            "An officer of the connection point will follow this up."
        )
        if was_asked:
            opening = _(
                "The owner’s question about “%(title)s” has not been answered in time, so your expression of interest "
                "has lapsed. You may write to the owner again."
            )
        return {
            "opening": opening % {"title": local_title(interest.listing)},
            "closing": another_partner(is_person=is_person),
        }

    write(interest, to=interest.organisation, event="interest_lapsed", words=words)


def introduced(introduction: Introduction) -> None:
    """To both sides: what the other listing is, why it may fit, and the officer's words; nobody's contact data."""
    suggestion = introduction.suggestion
    for own, other in ((suggestion.need, suggestion.offer), (suggestion.offer, suggestion.need)):
        for member in recipients_of(own.organisation):
            introduced_to(member, introduction, own=own, other=other)


def introduced_to(member: User, introduction: Introduction, *, own: Listing, other: Listing) -> None:
    is_person = own.organisation.is_individual
    suggestion = introduction.suggestion
    with translation.override(member.language):
        opening = _("We have looked at your listing “%(title)s” and believe that the one below may suit it.")
        if is_person:
            opening = pgettext(
                "person", "We have looked at your listing “%(title)s” and believe that the one below may suit it."
            )
        address = reverse("exchange:suggestions", args=[own.reference])
        facts = [fact for fact in facts_of(suggestion, concept_names()) if fact.tone != "na"][:MOST_FACTS]
        context: dict[str, object] = {
            "own": own,
            "other": other,
            "facts": facts,
            "person" if is_person else "organisation": member if is_person else own.organisation,
            "opening": opening % {"title": local_title(own)},
            "quote": introduction.words,
            "why": _("an officer of the connection point introduces these two sides"),
            "action_label": _("Read and answer"),
            "action_url": f"{settings.SITE_URL}{address}?at={suggestion.pk}#s{suggestion.pk}",
        }
    enqueue(
        key=f"introduced/{introduction.pk}/{own.kind}/{member.pk}",
        kind="introduced",
        to=member.email,
        user=member,
        language=member.language,
        template="cooperation/emails/introduced",
        context=context,
    )


def another_partner(*, is_person: bool) -> str:
    if is_person:
        return pgettext("person", "We shall be glad to help you look for another partner.")
    return _("We shall be glad to help you look for another partner.")


def write(
    interest: Interest,
    *,
    to: Organisation,
    event: str,
    words: Callable[[bool], Words],
    of: models.Model | None = None,
) -> None:
    """One letter to each member who looks after the side, in their language; an individual is addressed as a person.

    `of` is what the letter is about where an interest has several of the kind.
    """
    is_person = to.is_individual
    for member in recipients_of(to):
        with translation.override(member.language):
            context: dict[str, object] = {
                "listing": interest.listing,
                "person" if is_person else "organisation": member if is_person else to,
                "why": _("your organisation sent this interest"),
                "action_label": _("Open the expression of interest"),
                "action_url": settings.SITE_URL + reverse("cooperation:interest-detail", args=[interest.pk]),
                **words(is_person),
            }
        enqueue(
            key=f"{event}/{(of or interest).pk}/{member.pk}",
            kind=event,
            to=member.email,
            user=member,
            language=member.language,
            template=f"cooperation/emails/{event}",
            context=context,
        )
