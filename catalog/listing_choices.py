"""The words a listing's columns are chosen from, and what its states have in common."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    OFFER = "offer", _("Technology offer")
    NEED = "need", _("Technology need")


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    ON_HOLD = "on_hold", _("On hold")
    REJECTED = "rejected", _("Not accepted")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", _("Paused")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    FULFILLED = "fulfilled", _("Partner found")
    ARCHIVED = "archived", _("Archived")


class Disclosure(models.TextChoices):
    PUBLIC = "public", _("Public")
    INTEREST = "interest", _("After an interest has been accepted")
    NDA = "nda", _("After a confidentiality agreement")


class PriceKind(models.TextChoices):
    INDICATIVE = "indicative", _("Indicative price")
    FLOOR = "floor", _("Minimum price")
    FIRM = "firm", _("Firm price")
    ON_REQUEST = "on_request", _("Price on request")


class TransferRight(models.TextChoices):
    EXCLUSIVE = "exclusive", _("Exclusive")
    NON_EXCLUSIVE = "non_exclusive", _("Non-exclusive")
    NEGOTIABLE = "negotiable", _("Negotiable")


#: States of an edit that is under way: being written, or with the officers.
OPEN_STATES = (State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.CHANGES_REQUESTED, State.ON_HOLD)
#: States in which a listing that was published can be edited, and which an edit itself never has.
REVISABLE_STATES = (State.PUBLISHED, State.PAUSED, State.EXPIRED)
#: States in which officers or the public work with a listing's text: it is indexed.
INDEXED_STATES = (State.SUBMITTED, State.IN_REVIEW, State.ON_HOLD, State.PUBLISHED)
#: The index is missing, or older than the listing; what `indexing` has seen carries the listing's own time stamp.
AWAITS_INDEX = Q(indexed_at__isnull=True, state__in=[str(state) for state in INDEXED_STATES]) | (
    Q(indexed_at__isnull=False) & ~Q(indexed_at=F("updated_at"))
)
