"""Letters about needs on the clock: to the owner how the search ended, to officers and managers what is late."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.outbox import enqueue, recipients_of
from catalog.models import Listing
from catalog.templatetags.listing_text import local_title
from cooperation.models import Triage
from cooperation.officers import shared_out
from matching.models import Suggestion
from matching.wording import concept_names, facts_of

Outcome = Triage.Outcome
MOST_FACTS = 3


def ended(triage: Triage, offers: Sequence[Suggestion]) -> None:
    """To everybody who looks after the need: what the connection point has found, or that it has found nothing yet."""
    for member in recipients_of(triage.need.organisation):
        ended_to(member, triage, offers)


def ended_to(member: User, triage: Triage, offers: Sequence[Suggestion]) -> None:
    need, organisation = triage.need, triage.need.organisation
    with translation.override(member.language):
        context: dict[str, object] = {
            "need": need,
            **({"person": member} if organisation.is_individual else {"organisation": organisation}),
            "opening": opening(triage),
            "offers": lines(offers),
            "named": triage.named,
            "quote": triage.note,
            "why": gettext_lazy("you look after this need"),
            **action(triage),
        }
    enqueue(
        key=f"triage/{triage.pk}/{triage.outcome}/{member.pk}",
        kind="triage_ended",
        to=member.email,
        user=member,
        language=member.language,
        template="cooperation/emails/triage_ended",
        context=context,
    )


def opening(triage: Triage) -> str:
    """What was found, in the active language; nobody is addressed, so that it suits a person and an organisation."""
    sentences = {
        Outcome.MATCHES: _(
            "We have looked for technology for the need “%(title)s” and believe that these offers may fit."
        ),
        Outcome.EXPERT: _("We have found an expert who may help with the need “%(title)s”."),
        Outcome.POINT: _("Another connection point may help further with the need “%(title)s”."),
        Outcome.GAP: _(
            "We have found no fitting technology yet for the need “%(title)s”. It now stands on the public list of"
            " unmet needs, which institutes read, and the search goes on."
        ),
    }
    return sentences[Outcome(triage.outcome)] % {"title": local_title(triage.need)}


def action(triage: Triage) -> dict[str, str]:
    """What the reader does next."""
    reference = triage.need.reference
    if triage.outcome == Outcome.MATCHES:
        url, label = reverse("exchange:suggestions", args=[reference]), _("Read and answer")
    else:
        url, label = reverse("catalog:listing-history", args=[reference]), _("State and history")
    return {"action_url": settings.SITE_URL + url, "action_label": label}


def lines(offers: Sequence[Suggestion]) -> list[tuple[Listing, int, list[str]]]:
    """Each offer with its score and the strongest reasons."""
    names = concept_names()
    told = [[fact.text for fact in facts_of(each, names) if fact.tone != "na"][:MOST_FACTS] for each in offers]
    return [(each.offer, round(100 * each.score), facts) for each, facts in zip(offers, told, strict=True)]


def late(found: Sequence[Triage]) -> None:
    """One letter to each manager with all of them, and to each officer with their own."""
    for officer, rows in shared_out(found, officer_of=lambda each: each.officer):
        late_to(officer, rows)


def late_to(user: User, rows: Sequence[Triage]) -> None:
    with translation.override(user.language):
        shown = [(each, settings.SITE_URL + each.get_absolute_url()) for each in rows]
        queue_url = settings.SITE_URL + reverse("cooperation:triage")
    enqueue(
        key=f"triage-late/{min(each.pk for each in rows)}/{user.pk}",
        kind="triage_late",
        to=user.email,
        user=user,
        language=user.language,
        template="cooperation/emails/triage_late",
        context={
            "person": user,
            "rows": shown,
            "count": len(shown),
            "days": settings.TRIAGE_WORKING_DAYS,
            "action_url": queue_url,
            "action_label": gettext_lazy("Needs awaiting an answer"),
            "why": gettext_lazy("needs of the connection point are past their deadline"),
        },
    )
