"""A listing as its page shows it: facts in words, in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from catalog.models import Attachment, Listing, TransferRight
from taxonomy.formats import date_short, money_range
from taxonomy.models import Concept

Facts = list[dict[str, str]]
Concepts = dict[str, list[Concept]]

THROUGH: list[Any] = [Listing.fields.through, Listing.industries.through, Listing.forms.through]


def body_of(listing: Listing, *, attachments: list[Attachment]) -> dict[str, Any]:
    """What the templates `catalog/_offer_body.html`, `_need_body.html` and `_detail_files.html` need."""
    language, concepts = get_language() or "vi", concepts_of(listing)
    return {
        "listing": listing,
        "text_lang": "" if listing.language == language[:2] else listing.language,
        "comparisons": list(listing.comparisons.all()) if listing.is_offer else [],
        "targets": list(listing.targets.all()) if listing.is_need else [],
        "trl_name": names(concepts["trl"]),
        "fields": names(concepts["st_field"]),
        "terms": offer_terms(listing, concepts) if listing.is_offer else need_terms(listing, concepts),
        "files": [file_line(attachment) for attachment in attachments],
    }


def concepts_of(listing: Listing) -> Concepts:
    """The listing's fields, industries and forms of transfer, and the words of its TRL, by scheme, in one query."""
    wanted = Q(scheme__code="trl", scheme__is_current=True, code=str(listing.trl))
    for through in THROUGH:
        wanted |= Q(pk__in=through.objects.filter(listing=listing).values("concept"))
    found: Concepts = defaultdict(list)
    for concept in Concept.objects.filter(wanted).select_related("scheme").order_by("order", "code"):
        found[concept.scheme.code].append(concept)
    return found


def offer_terms(listing: Listing, concepts: Concepts) -> Facts:
    """Price, forms, rights and classification of an offer."""
    price = money_range(listing.amount_min, listing.amount_max, get_language() or "vi")
    if listing.price_kind and (listing.amount_min is not None or listing.amount_max is not None):
        price = f"{price} ({listing.get_price_kind_display().lower()})"
    return [
        {"label": _("Form of transfer"), "value": names(concepts["transfer_form"])},
        {"label": _("Right transferred"), "value": str(dict(TransferRight.choices).get(listing.transfer_right, ""))},
        {"label": _("Price"), "value": price},
        {"label": _("Intellectual property"), "value": rights(listing)},
        {"label": _("Support after transfer"), "value": listing.support, "lang": foreign(listing)},
        {"label": _("Reference customers"), "value": listing.customers, "lang": foreign(listing)},
        {"label": _("Partner sought"), "value": listing.partner_sought, "lang": foreign(listing)},
        *classification(listing, concepts),
    ]


def need_terms(listing: Listing, concepts: Concepts) -> Facts:
    """Budget, time, forms and classification of a need."""
    language = get_language() or "vi"
    has_budget = listing.amount_min is not None or listing.amount_max is not None
    return [
        {"label": _("Minimum TRL"), "value": f"TRL {listing.trl}" if listing.trl else ""},
        {
            "label": _("Budget"),
            "value": money_range(listing.amount_min, listing.amount_max, language) if has_budget else "",
        },
        {"label": _("Form of transfer"), "value": names(concepts["transfer_form"])},
        {"label": _("Time"), "value": period(listing)},
        {
            "label": _("Imported technology"),
            "value": pgettext("imported technology", "Accepted")
            if listing.import_accepted
            else pgettext("imported technology", "Not accepted"),
        },
        *classification(listing, concepts),
    ]


def classification(listing: Listing, concepts: Concepts) -> Facts:
    return [
        {"label": _("Field of science and technology"), "value": names(concepts["st_field"])},
        {"label": _("Industry"), "value": names(concepts["vsic"])},
        {"label": _("Keywords"), "value": ", ".join(listing.keywords), "lang": foreign(listing)},
    ]


def owner_facts(listing: Listing, *, shows_owner: bool) -> Facts:
    """Kind of organisation, place and officer; of a hidden owner only what cannot name it."""
    organisation = listing.organisation
    facts = [{"label": _("Kind of organisation"), "value": organisation.kind.name}] if shows_owner else []
    if listing.province:
        facts.append({"label": _("Province or city"), "value": listing.province.name})
    if listing.officer:
        facts.append({"label": _("Officer"), "value": listing.officer.full_name})
    return facts


def names(concepts: Any) -> str:
    return "; ".join(concept.name for concept in concepts)


def rights(listing: Listing) -> str:
    """Intellectual property rights with number, status and territory."""
    lines = [
        ", ".join(
            part
            for part in (right.kind.name, right.number, right.get_status_display().lower(), right.territory)
            if part
        )
        for right in listing.ip_rights.select_related("kind")
    ]
    return "; ".join(lines)


def period(listing: Listing) -> str:
    language = get_language() or "vi"
    ends = [date_short(day, language) for day in (listing.time_from, listing.time_to) if day]
    if len(ends) == 2:
        return "–".join(ends)
    if listing.time_from:
        return _("from %(date)s") % {"date": ends[0]}
    return _("until %(date)s") % {"date": ends[0]} if ends else ""


def foreign(listing: Listing) -> str:
    return "" if (get_language() or "vi").startswith(listing.language) else listing.language


def file_line(attachment: Attachment) -> dict[str, Any]:
    """A file for `components/files.html`; a protected one has no picture, so that each opening is somebody's choice."""
    is_shown = attachment.is_image and attachment.level == Attachment.Level.PUBLIC
    return {
        "name": attachment.public_name,
        "url": reverse("catalog:attachment", args=[attachment.key, attachment.public_name]),
        "size": attachment.size,
        "type": attachment.public_name.rpartition(".")[2].upper(),
        "thumbnail": reverse("catalog:attachment-thumbnail", args=[attachment.key]) if is_shown else "",
    }
