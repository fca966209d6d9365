"""All that the portal holds about a person, for their own copy: one entry for each way a table refers to people."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import User

OWN = ("email", "full_name", "title", "phone", "language", "role", "suggestion_mail", "letters_per_week", "quiet_hours",
       "date_joined", "last_login")  # fmt: skip
#: (table, how it refers to the person) → what of a row is theirs.
PARTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("account.EmailAddress", "user"): ("email", "verified", "primary"),
    ("mfa.Authenticator", "user"): ("type", "created_at", "last_used_at"),
    ("usersessions.UserSession", "user"): ("created_at", "last_seen_at", "ip", "user_agent"),
    ("admin.LogEntry", "user"): ("action_time",),
    ("accounts.Membership", "user"): ("organisation__name_vi", "role", "created_at"),
    ("accounts.Departure", "user"): ("organisation__name_vi", "at"),
    ("accounts.Departure", "successor"): ("organisation__name_vi", "at"),
    ("accounts.Consent", "user"): ("purpose", "is_given", "wording", "text__version", "at"),
    ("accounts.JoinRequest", "user"): ("organisation__name_vi", "message", "state", "created_at", "decided_at"),
    ("accounts.JoinRequest", "decided_by"): ("organisation__name_vi", "state", "decided_at"),
    ("accounts.Invitation", "invited_by"): ("organisation__name_vi", "role", "created_at"),
    ("accounts.Invitation", "accepted_by"): ("organisation__name_vi", "role", "accepted_at"),
    ("accounts.OutboxMessage", "user"): ("kind", "to", "subject", "text", "created_at", "sent_at"),
    ("accounts.OrganisationEnding", "by"): ("organisation__name_vi", "reason", "at"),
    ("accounts.Organisation", "verified_by"): ("name_vi", "verified_at"),
    ("accounts.SiteText", "created_by"): ("key", "version"),
    ("catalog.Listing", "created_by"): ("reference", "title", "state", "created_at"),
    ("catalog.Listing", "contact"): ("reference", "title", "state"),
    ("catalog.Listing", "officer"): ("reference", "title", "state"),
    ("catalog.Listing", "trl_verified_by"): ("reference", "trl_verified_at"),
    ("catalog.Attachment", "uploaded_by"): ("listing__reference", "name"),
    ("catalog.Revision", "submitted_by"): ("listing__reference", "number", "submitted_at"),
    ("catalog.Review", "officer"): ("revision__listing__reference", "decision", "comment", "decided_at"),
    ("catalog.ListingEvent", "actor"): ("listing__reference", "action", "note", "at"),
    ("catalog.DisclosureOpening", "user"): ("listing__reference", "what", "at"),
    ("catalog.ProblemReport", "reporter"): ("listing__reference", "reason", "text", "email", "reported_at"),
    ("catalog.ProblemReport", "settled_by"): ("listing__reference", "note", "settled_at"),
    ("catalog.SavedListing", "user"): ("listing__reference", "saved_at"),
    ("catalog.SavedListing", "saved_by"): ("listing__reference", "saved_at"),
    ("catalog.SavedNote", "author"): ("saved__listing__reference", "text", "at"),
    ("catalog.Prefill", "wanted_by"): ("organisation__name_vi", "kind", "wanted_at", "finished_at"),
    ("catalog.ImportBatch", "wanted_by"): ("organisation__name_vi", "kind", "name", "wanted_at", "finished_at"),
    ("catalog.LegalRuling", "by"): ("revision__listing__reference", "verdict", "text", "at"),
    ("catalog.FieldComment", "by"): ("revision__listing__reference", "field", "text", "at"),
    ("catalog.ListingMessage", "author"): ("listing__reference", "text", "at"),
    ("catalog.GapSubscription", "user"): ("fields", "created_at"),
    ("catalog.Watch", "owner"): ("name", "address", "rhythm", "created_at", "looked_at"),
    ("matching.DigestEntry", "user"): ("at",),
    ("matching.Answer", "by"): (
        "suggestion__need__reference", "suggestion__offer__reference", "answer", "reason", "note", "at"
    ),
    ("matching.PairBlock", "blocked_by"): ("need__reference", "offer__reference", "note", "blocked_at"),
    ("matching.PairBlock", "lifted_by"): ("need__reference", "offer__reference", "lift_note", "lifted_at"),
    ("matching.WeightSet", "created_by"): ("version", "note", "created_at"),
    ("matching.Refit", "wanted_by"): ("wanted_at",),
    ("cooperation.Interest", "sent_by"): ("listing__reference", "pitch", "fit", "questions", "state", "sent_at"),
    ("cooperation.Interest", "answered_by"): ("listing__reference", "state", "reason", "answer_note", "answered_at"),
    ("cooperation.InterestQuestion", "by"): ("interest__reference", "text", "at"),
    ("cooperation.InterestQuestion", "officer"): ("interest__reference", "state", "officer_note", "officer_at"),
    ("cooperation.InterestQuestion", "answered_by"): ("interest__reference", "answer", "answered_at"),
    ("cooperation.InterestEvent", "actor"): ("interest__listing__reference", "to_state", "note", "at"),
    ("cooperation.Introduction", "by"): ("suggestion__need__reference", "suggestion__offer__reference", "words", "at"),
    ("cooperation.Triage", "officer"): ("need__reference", "due_on"),
    ("cooperation.Triage", "ended_by"): ("need__reference", "outcome", "note", "ended_at"),
    ("cooperation.ReportOptOut", "user"): ("at",),
    ("cooperation.Cooperation", "officer"): ("reference", "title", "state"),
    ("cooperation.Cooperation", "started_by"): ("reference", "title", "started_at"),
    ("cooperation.Statement", "by"): ("stage__cooperation__reference", "stage__code", "says", "note", "at"),
    ("cooperation.DateProposal", "by"): ("stage__cooperation__reference", "to_date", "reason", "at"),
    ("cooperation.DateProposal", "answered_by"): ("stage__cooperation__reference", "state", "answered_at"),
    ("cooperation.RoomMessage", "author"): ("cooperation__reference", "text", "is_note", "at"),
    ("cooperation.RoomGuest", "user"): ("cooperation__reference", "at", "ended_at"),
    ("cooperation.RoomGuest", "invited_by"): ("cooperation__reference", "at"),
    ("cooperation.RoomVisit", "user"): ("cooperation__reference", "at"),
    ("cooperation.OutcomeReport", "written_by"): ("cooperation__reference", "kind", "output", "begun_at"),
    ("cooperation.OutcomeReport", "sent_by"): ("cooperation__reference", "kind", "sent_at"),
    ("cooperation.OutcomeReport", "settled_by"): ("cooperation__reference", "kind", "state", "reason", "settled_at"),
    ("cooperation.OutcomeReport", "partner_by"): ("cooperation__reference", "kind", "partner_note", "partner_at"),
    ("cooperation.SuccessStory", "written_by"): ("cooperation__reference", "title_vi", "changed_at"),
    ("cooperation.SuccessStory", "published_by"): ("cooperation__reference", "title_vi", "published_at"),
    ("cooperation.StoryConsent", "by"): ("story__cooperation__reference", "version", "wording", "at"),
    ("cooperation.StoryConsent", "withdrawn_by"): ("story__cooperation__reference", "version", "withdrawn_at"),
    ("cooperation.CooperationEvent", "actor"): ("cooperation__reference", "action", "note", "at"),
    ("cooperation.DocumentVersion", "by"): ("document__cooperation__reference", "name", "at"),
    ("cooperation.DocumentOpening", "user"): ("version__document__cooperation__reference", "version__name", "at"),
    ("cooperation.AgreementTemplate", "by"): ("kind", "version", "at"),
    ("cooperation.Agreement", "by"): ("cooperation__reference", "kind", "at"),
    ("cooperation.AgreementConfirmation", "by"): ("agreement__cooperation__reference", "side", "way", "at"),
    ("cooperation.SignedPaper", "by"): ("cooperation__reference", "kind", "number", "signed_on", "at"),
    ("cooperation.Obligation", "by"): ("cooperation__reference", "what", "due_on", "at"),
    ("cooperation.Obligation", "settled_by"): ("cooperation__reference", "what", "state", "note", "settled_at"),
    ("cooperation.ContractRegistration", "by"): ("cooperation__reference", "case", "number", "at"),
    ("cooperation.PaperConfirmation", "by"): ("paper__cooperation__reference", "paper__kind", "side", "at"),
    ("advisory.ExpertProfile", "user"): (
        "name", "headline_vi", "headline_en", "about_vi", "about_en", "workplace", "services", "languages",
        "since_year", "availability", "free_from", "is_shown", "verified_at", "verified_until", "returned_note",
    ),
    ("advisory.ExpertProfile", "verified_by"): ("name", "verified_at"),
    ("advisory.ServiceRequest", "asked_by"): ("reference", "kind", "title", "text", "state", "created_at"),
    ("advisory.ServiceRequest", "officer"): ("reference", "title", "state"),
    ("advisory.ServiceOffer", "asked_by"): ("request__reference", "asked_at"),
    ("advisory.Deliverable", "by"): ("request__reference", "text", "at"),
    ("advisory.ServiceRating", "by"): ("request__reference", "stars", "words", "at"),
    ("advisory.ServiceEvent", "actor"): ("request__reference", "action", "note", "at"),
    ("advisory.SelectionDossier", "created_by"): ("reference", "need__reference", "created_at"),
    ("advisory.SelectionDossier", "closed_by"): ("reference", "conclusion", "closed_at"),
    ("advisory.DossierCandidate", "added_by"): ("dossier__reference", "listing__reference", "added_at"),
    ("advisory.DossierEvent", "actor"): ("dossier__reference", "action", "note", "at"),
}  # fmt: skip
#: Earlier versions of rows that are in the copy, and rights that the role implies.
LEFT_OUT = {
    "accounts.UserEvent", "accounts.OrganisationEvent", "accounts.MembershipEvent", "pghistory.MiddlewareEvents",
    "accounts.User_groups", "accounts.User_user_permissions",
}  # fmt: skip


def own_data(user: User, *, now: datetime) -> dict[str, Any]:
    """The copy as plain values; what is empty is left out."""
    parts = {f"{label} ({by})": rows_of(user, label, by) for label, by in PARTS}
    person = {name: getattr(user, name) for name in OWN}
    return {"made_at": now, "person": person, **{name: rows for name, rows in parts.items() if rows}}


def rows_of(user: User, label: str, by: str) -> list[dict[str, Any]]:
    model = apps.get_model(label)
    return list(model._default_manager.filter(**{by: user}).order_by("pk").values(*PARTS[label, by]))


def as_json(data: dict[str, Any]) -> str:
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
