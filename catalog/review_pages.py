"""What the review page shows beside the listing itself: who stands behind it, what happened, what may be decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, prefetch_related_objects
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.organisations import others_with_tax_code
from accounts.tax_codes import is_well_formed
from catalog.disclosure import UNDER_REVIEW, Protected, open_for_review
from catalog.duplicates import twins_for_officer
from catalog.keeping import timeline_of
from catalog.linting.listings import findings_of
from catalog.linting.showing import groups_of
from catalog.models import Attachment, Listing, Review, Revision, State
from catalog.permissions import can_review
from catalog.presenting import Facts, body_of
from catalog.publishing import possible_actions
from catalog.queue import WAITING
from catalog.review_checks import TOLD, checks_of
from catalog.review_forms import CRITERIA, POINTS, DecisionForm
from catalog.revising.comparing import changes_of
from taxonomy.formats import date_short, list_and, number

EARLIER = 5


@dataclass(frozen=True, slots=True)
class Due:
    text: str
    tone: str = ""


def due_of(listing: Listing, *, today: date) -> Due | None:
    """How long the officers still have."""
    if listing.review_due_on is None or listing.state not in WAITING:
        return None
    return due_by(listing.review_due_on, today=today)


def due_by(day: date, *, today: date) -> Due:
    """How far a deadline is, in words."""
    days = (day - today).days
    if days < 0:
        return Due(ngettext("%(count)s day late", "%(count)s days late", -days) % {"count": shown(-days)}, "late")
    if days == 0:
        return Due(_("today"), "soon")
    return Due(ngettext("%(count)s day left", "%(count)s days left", days) % {"count": shown(days)})


def shown(value: int) -> str:
    return number(value, get_language() or "vi")


def review_page(
    listing: Listing, *, officer: User, form: DecisionForm | None, opens: bool, now: datetime, today: date
) -> dict[str, Any]:
    """Everything the page needs, from a listing with its organisation and officer."""
    prefetch_related_objects([listing], "forms", "targets" if listing.is_need else "comparisons")
    may_decide = can_review(officer, listing)
    actions = possible_actions(listing, for_officer=True) if may_decide else []
    revision = listing.revisions.select_related("review__officer").order_by("-number").first()
    findings = groups_of(findings_of(listing), listing, without=TOLD)
    protected = confidential(listing, officer=officer, opens=opens, now=now)
    opens_secret = protected is not None and bool(protected.text)
    return body_of(listing, attachments=readable(listing)) | {
        "revision": revision,
        "form": form or DecisionForm(),
        "may_decide": may_decide,
        "decisions": [name for name in Review.Decision.values if name in actions],
        "can_hand_over": "hand_over" in actions,
        "can_claim": "claim" in actions and listing.officer != officer,
        "is_waiting": listing.state in UNDER_REVIEW,
        "due": due_of(listing, today=today),
        "changes": changes_of(listing, revision, opens_secret=opens_secret),
        "checks": checks_of(listing, language=get_language() or "vi"),
        "findings": findings,
        "hints": sum(len(group["items"]) for group in findings),
        "twins": twins_for_officer(listing),
        "timeline": timeline_of(listing, for_officer=True),
        "organisation_facts": organisation_facts(listing),
        "earlier": earlier_listings(listing),
        "review": review_facts(revision),
        "protected": protected,
    }


def readable(listing: Listing) -> list[Attachment]:
    """Files of every level while the listing is under review, afterwards the public ones."""
    files = list(listing.attachments.all())
    return files if listing.state in UNDER_REVIEW else [file for file in files if file.level == Attachment.Level.PUBLIC]


def confidential(listing: Listing, *, officer: User, opens: bool, now: datetime) -> Protected | None:
    """The confidential part stays closed until the officer asks for it, because each opening is written down."""
    if opens:
        return open_for_review(listing, officer=officer, now=now)
    return Protected(listing.get_disclosure_display(), "") if listing.confidential else None


def organisation_facts(listing: Listing) -> Facts:
    """What officers know of the organisation; the tax code is for them only."""
    organisation = listing.organisation
    language = get_language() or "vi"
    others = Listing.objects.originals().unarchived().filter(organisation=organisation)
    counts = others.exclude(pk__in=[listing.pk, listing.original_id]).aggregate(
        sent=Count("pk", filter=~Q(state=State.DRAFT), distinct=True),
        public=Count("pk", filter=Q(state=State.PUBLISHED), distinct=True),
        reports=Count("problem_reports", distinct=True),
    )
    verified = _("not verified")
    if organisation.is_verified and organisation.verified_at:
        verified = _("verified on %(date)s") % {"date": date_short(organisation.verified_at.date(), language)}
    earlier = _("%(sent)s submitted, %(public)s of them public") % {
        "sent": shown(counts["sent"]),
        "public": shown(counts["public"]),
    }
    return [
        {"label": _("Kind of organisation"), "value": organisation.kind.name},
        {"label": _("Verification"), "value": verified},
        {"label": _("Tax code"), "value": tax_code_words(organisation)},
        {"label": _("Province or city"), "value": organisation.province.name if organisation.province else ""},
        {"label": _("Contact person"), "value": listing.contact.full_name if listing.contact else ""},
        {"label": _("Member since"), "value": date_short(organisation.created_at.date(), language)},
        {"label": _("Other listings"), "value": earlier if counts["sent"] else _("none so far")},
        {"label": _("Problem reports on them"), "value": shown(counts["reports"]) if counts["reports"] else ""},
    ]


def tax_code_words(organisation: Organisation) -> str:
    """The code, whether its check digit is right, and who else claims it."""
    if not organisation.tax_code:
        return ""
    words = [
        organisation.tax_code,
        _("well formed") if is_well_formed(organisation.tax_code) else _("the check digit is wrong"),
    ]
    if others := [one.name for one in others_with_tax_code(organisation)]:
        words.append(_("also claimed by %(names)s") % {"names": list_and(others, get_language() or "vi")})
    return " · ".join(words)


def earlier_listings(listing: Listing) -> list[Listing]:
    """Other listings of the organisation, the latest first."""
    others = Listing.objects.originals().unarchived().filter(organisation=listing.organisation_id)
    others = others.exclude(state=State.DRAFT).exclude(pk__in=[listing.pk, listing.original_id])
    return list(others.order_by("-submitted_at", "-pk")[:EARLIER])


def review_facts(revision: Revision | None) -> dict[str, Any] | None:
    """The decision on the latest revision, with its scores in words."""
    review = getattr(revision, "review", None)
    if review is None:
        return None
    scores = [(name, getattr(review, name)) for name in CRITERIA]
    return {
        "decision": review.get_decision_display(),
        "by": review.officer.full_name if review.officer else "",
        "at": review.decided_at,
        "comment": review.comment,
        "total": review.total if all(points is not None for _name, points in scores) else None,
        "scores": [
            {"label": str(Review._meta.get_field(name).verbose_name), "value": f"{points} – {POINTS[points]}"}  # type: ignore[union-attr]
            for name, points in scores
            if points is not None
        ],
    }


def notes_of(listing: Listing) -> list[str]:
    """What an officer wants to know before opening a listing of the queue."""
    notes = [_("edit of a published listing")] if listing.is_edit else []
    if getattr(listing, "has_message", False):
        notes.append(_("new message"))
    revisions = getattr(listing, "revision_number", None) or 0
    if revisions > 1:
        notes.append(_("revision %(number)s") % {"number": shown(revisions)})
    if listing.language != (get_language() or "vi")[:2]:
        notes.append(_("in English") if listing.language == "en" else _("in Vietnamese"))
    if listing.is_anonymous:
        notes.append(_("name not disclosed"))
    if listing.confidential:
        notes.append(_("confidential part"))
    if not listing.organisation.is_verified:
        notes.append(_("organisation not verified"))
    return notes


def decided_sentence(listing: Listing) -> str:
    """That somebody was faster, with what was decided."""
    return _("This has been decided meanwhile: %(state)s. Nothing was changed; what you wrote is kept below.") % {
        "state": listing.get_state_display()
    }
