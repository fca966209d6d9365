"""Expressions of interest: the first step of a cooperation."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalog.models import AnyUser, Listing
from cooperation.agreement_models import Agreement, AgreementConfirmation, AgreementTemplate
from cooperation.asking_models import InterestQuestion
from cooperation.document_models import DocumentOpening, DocumentVersion, RoomDocument
from cooperation.obligation_models import Obligation
from cooperation.outcome_models import OutcomeReport, OutcomeRequest
from cooperation.paper_models import PaperConfirmation, SignedPaper
from cooperation.pipeline_models import (
    Cooperation,
    CooperationEvent,
    CooperationStage,
    DateProposal,
    RoomGuest,
    RoomMessage,
    RoomVisit,
    StageRule,
    Statement,
)
from cooperation.registration_models import ContractRegistration, RegistrationRule
from cooperation.report_models import ReportOptOut
from cooperation.story_models import StoryConsent, SuccessStory
from cooperation.triage_models import Triage
from matching.models import Suggestion

__all__ = [
    "Agreement",
    "AgreementConfirmation",
    "AgreementTemplate",
    "ContractRegistration",
    "Cooperation",
    "CooperationEvent",
    "CooperationStage",
    "DateProposal",
    "DocumentOpening",
    "DocumentVersion",
    "Interest",
    "InterestEvent",
    "InterestQuestion",
    "Introduction",
    "Obligation",
    "OutcomeReport",
    "OutcomeRequest",
    "PaperConfirmation",
    "RegistrationRule",
    "ReportOptOut",
    "RoomDocument",
    "RoomGuest",
    "RoomMessage",
    "RoomVisit",
    "SignedPaper",
    "StageRule",
    "Statement",
    "StoryConsent",
    "SuccessStory",
    "Triage",
]


#: Characters of a message and of what makes it fit: below that, owners have learnt nothing they could answer.
SHORTEST_PITCH = 150


class InterestQuerySet(models.QuerySet["Interest"]):
    def received_by(self, user: AnyUser) -> InterestQuerySet:
        if not user.is_authenticated:
            return self.none()
        return self.filter(listing__organisation__in=Organisation.objects.of(user))

    def sent_by(self, user: AnyUser) -> InterestQuerySet:
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=Organisation.objects.of(user))

    def visible_to(self, user: AnyUser) -> InterestQuerySet:
        """Both sides and officers."""
        if not user.is_authenticated:
            return self.none()
        if user.is_officer:
            return self
        mine = Organisation.objects.of(user)
        return self.filter(Q(organisation__in=mine) | Q(listing__organisation__in=mine))

    def overdue(self, today: object) -> InterestQuerySet:
        return self.filter(state=Interest.State.SENT, due_on__lt=today)


class Interest(models.Model):
    """An organisation tells the owner of a listing that it is interested; the owner accepts or declines."""

    class State(models.TextChoices):
        SENT = "sent", _("Sent")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("No answer in time")
        CLOSED = "closed", _("Listing ended")

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="interests", verbose_name=_("listing"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="interests_sent", verbose_name=_("organisation")
    )
    own_listing = models.ForeignKey(
        Listing, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("own listing")
    )
    suggestion = models.ForeignKey(Suggestion, models.SET_NULL, null=True, blank=True, related_name="interests")
    pitch = models.TextField(_("Message"), validators=[MinLengthValidator(SHORTEST_PITCH), MaxLengthValidator(600)])
    fit = models.TextField(_("Why it fits"), blank=True, validators=[MaxLengthValidator(600)])
    wants_confidentiality = models.BooleanField(_("confidentiality wanted"), default=False)
    questions = models.TextField(_("Questions"), blank=True, validators=[MaxLengthValidator(600)])
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SENT)
    reason = models.CharField(_("reason"), max_length=30, blank=True)
    answer_note = models.TextField(_("note with the answer"), blank=True, validators=[MaxLengthValidator(600)])
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    due_on = models.DateField(_("answer due on"))
    reminded_on = models.DateField(_("last reminder"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("expression of interest")
        verbose_name_plural = _("expressions of interest")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "organisation"],
                condition=Q(state__in=["sent", "accepted"]),
                name="interest_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state="sent") | Q(answered_at__isnull=False), name="interest_answered_has_time"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(state="sent"), name="interest_due")]

    def __str__(self) -> str:
        return f"{self.reference}: {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("cooperation:interest-detail", args=[self.pk])


class Introduction(models.Model):
    """An officer has introduced the two sides of a suggestion by hand: once a pair, in words both read. Append-only."""

    suggestion = models.OneToOneField(Suggestion, models.PROTECT, related_name="introduction")
    words = models.TextField(_("Message"), validators=[MinLengthValidator(30), MaxLengthValidator(600)])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        ordering = ["-at", "-pk"]
        triggers = [
            pgtrigger.Protect(
                name="introduction_is_settled",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("suggestion", "words", "at"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.at:%d/%m/%Y %H:%M}"


class InterestEvent(models.Model):
    """What happened to an interest: who, when, why. Append-only."""

    interest = models.ForeignKey(Interest, models.CASCADE, related_name="events")
    at = models.DateTimeField(_("at"), default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=10, blank=True)
    to_state = models.CharField(_("to"), max_length=10)
    note = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("event of an interest")
        verbose_name_plural = _("events of interests")
        ordering = ["at", "pk"]
        triggers = [
            pgtrigger.Protect(
                name="append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("interest", "at", "from_state", "to_state", "note"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.interest_id}: {self.from_state} → {self.to_state}"
