"""Letters about interests that wait: questions, answers, reminders, and what ended without an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts import once_a_day
from accounts.models import User
from accounts.outbox import enqueue
from catalog.templatetags.listing_text import local_title
from cooperation.emails import Words, another_partner, write
from cooperation.models import Interest, InterestQuestion
from cooperation.officers import officers_of, shared_out
from taxonomy.formats import date_short

#: One reminder a day to a person, with everything that waits for them.
REMINDER = "interest_reminder"


def asked(question: InterestQuestion) -> None:
    """To whoever sent the interest."""
    interest = question.interest

    def words(is_person: bool) -> Words:
        values = {"title": local_title(interest.listing), "date": date_short(interest.due_on)}
        opening = _("The owner of “%(title)s” has a question before answering. Please reply by %(date)s.")
        if is_person:
            opening = pgettext(
                "person", "The owner of “%(title)s” has a question before answering. Please reply by %(date)s."
            )
        return {"opening": opening % values, "quote": question.text, "action_label": _("Answer the question")}

    write(interest, to=interest.organisation, event="interest_asked", words=words, of=question)


def answered(question: InterestQuestion) -> None:
    """To the listing's owner."""
    interest = question.interest

    def words(_is_person: bool) -> Words:
        values = {"title": local_title(interest.listing), "date": date_short(interest.due_on)}
        opening = _(
            "Your question about the expression of interest in “%(title)s” has been answered. "
            "Please accept or decline by %(date)s."
        )
        why = _("your organisation has published this listing")
        return {"opening": opening % values, "quote": question.answer, "why": why}

    write(interest, to=interest.listing.organisation, event="interest_answered", words=words, of=question)


def given_back(question: InterestQuestion) -> None:
    """To the listing's owner: what an officer read in the question, and that it was not passed on."""
    interest = question.interest

    def words(_is_person: bool) -> Words:
        opening = _("Your question about the expression of interest in “%(title)s” has not been passed on.")
        why = _("your organisation has published this listing")
        title = local_title(interest.listing)
        return {"opening": opening % {"title": title}, "quote": question.officer_note, "why": why}

    write(interest, to=interest.listing.organisation, event="question_returned", words=words, of=question)


def closed(interest: Interest) -> None:
    """To whoever sent the interest: nobody will answer it."""

    def words(is_person: bool) -> Words:
        opening = _("“%(title)s” is no longer offered, so your expression of interest has been closed.")
        title = local_title(interest.listing)
        return {"opening": opening % {"title": title}, "closing": another_partner(is_person=is_person)}

    write(interest, to=interest.organisation, event="interest_closed", words=words)


def question_held(question: InterestQuestion) -> None:
    """To the officer of the need, or to the managers: a question has to be read before it goes on."""
    for officer in officers_of(question.interest.listing):
        with translation.override(officer.language):
            opening = _("The owner of a need without a name asks something. Please read it and pass it on.")
        to_officer(officer, [question.interest], key=f"question/{question.pk}", kind="question_held", opening=opening)


def unanswered(interests: Sequence[Interest]) -> None:
    """To managers all of them, to officers those of their listings: nobody has answered in time."""
    for officer, rows in shared_out(interests, officer_of=lambda each: each.listing.officer):
        with translation.override(officer.language):
            opening = _("These expressions of interest have had no answer in time. Please speak with the owners.")
        key = f"unanswered/{min(each.pk for each in rows)}"
        to_officer(officer, rows, key=key, kind="interest_unanswered", opening=opening)


def to_officer(officer: User, rows: Sequence[Interest], *, key: str, kind: str, opening: str) -> None:
    enqueue(
        key=f"{key}/{officer.pk}",
        kind=kind,
        to=officer.email,
        user=officer,
        language=officer.language,
        template=f"cooperation/emails/{kind}",
        context={
            "person": officer,
            "opening": opening,
            "rows": addressed(rows, officer),
            "count": len(rows),
            "action_url": settings.SITE_URL + reverse("cooperation:interests-followed"),
            "action_label": gettext_lazy("Interests to follow"),
            "why": gettext_lazy("you look after listings of the connection point"),
        },
    )


def remind(user: User, rows: Sequence[Interest], *, today: date) -> None:
    """One letter with everything that waits for the person."""
    with translation.override(user.language):
        page = reverse("cooperation:interest-list")
    enqueue(
        key=once_a_day.key_of(REMINDER, user, today),
        kind=REMINDER,
        to=user.email,
        user=user,
        language=user.language,
        template="cooperation/emails/interest_reminder",
        context={
            "person": user,
            "opening": gettext_lazy("These expressions of interest wait for you. Without an answer they lapse."),
            "rows": addressed(rows, user),
            "count": len(rows),
            "action_url": settings.SITE_URL + page,
            "action_label": gettext_lazy("Expressions of interest"),
            "why": gettext_lazy("you look after listings of your organisation"),
        },
    )


def addressed(rows: Sequence[Interest], user: User) -> list[tuple[Interest, str]]:
    with translation.override(user.language):
        return [(each, settings.SITE_URL + each.get_absolute_url()) for each in rows]
