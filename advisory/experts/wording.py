"""Why an expert is proposed, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advisory.experts.indexing import document_of
from advisory.experts.suggesting import Asked, Proposal
from advisory.models import Availability, ExpertProfile, ServiceKind
from catalog.text import Document
from matching.evidence import rarity
from matching.explain import Weigh, shared_terms
from taxonomy.formats import date_short, list_and
from taxonomy.models import Concept


def with_reasons(proposals: Iterable[Proposal], asked: Asked) -> list[tuple[ExpertProfile, list[str]]]:
    """Each proposed expert with the sentences that speak for them."""
    text = asked.document.full_text()
    weigh = rarity(text, asked.document.resolved_language())
    return [(each.profile, reasons(each, asked, weigh)) for each in proposals]


def reasons(proposal: Proposal, asked: Asked, weigh: Weigh) -> list[str]:
    """Sentences from the strongest on."""
    own = document_of(proposal.profile)
    found = [field_reason(proposal, asked.fields), words_reason(asked.document, own, weigh)]
    if asked.kind:
        found.append(_("Offers the service: %(service)s.") % {"service": ServiceKind(asked.kind).label})
    found.append(availability(proposal.profile))
    return [sentence for sentence in found if sentence]


def field_reason(proposal: Proposal, wanted: Iterable[Concept]) -> str:
    codes = {concept.code for concept in wanted}
    same = [concept.name for concept in proposal.profile.fields.all() if concept.code in codes]
    if same:
        return _("Works in the same field: %(fields)s.") % {"fields": joined(same)}
    if proposal.field:
        own = [concept.name for concept in proposal.profile.fields.all()]
        return _("Works in a related field: %(fields)s.") % {"fields": joined(own)}
    return ""


def words_reason(asked: Document, own: Document, weigh: Weigh) -> str:
    """What both texts speak of; across languages the score alone has to do."""
    language = asked.resolved_language()
    if language != own.resolved_language():
        return ""
    here, there = asked.full_text(), own.full_text()
    terms = shared_terms(here, there, language, weigh, about=(asked.about(),))
    if not terms:
        return ""
    return _("Both texts speak of: %(terms)s.") % {"terms": joined([f"“{term.text_in_need}”" for term in terms])}


def availability(profile: ExpertProfile) -> str:
    """When the person takes requests, as a short text."""
    if profile.availability == Availability.LATER and profile.free_from:
        day = date_short(profile.free_from, get_language() or "vi")
        return _("Free from %(date)s.") % {"date": day}
    if profile.availability == Availability.AWAY:
        return _("Takes no requests at present.")
    return _("Free at present.")


def joined(names: list[str]) -> str:
    return list_and(names, get_language() or "vi")
