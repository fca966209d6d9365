"""Selection dossiers: technologies held against a need's targets, with the scores of experts and a conclusion."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from advisory.expert_models import ExpertProfile, ServiceKind
from advisory.history_models import Happening, kept
from advisory.request_models import RequestState, ServiceOffer
from catalog.models import AnyUser, Listing

MOST_POINTS = 5
SHORTEST_SENTENCE, LONGEST_SENTENCE = 20, 600
LONGEST_CONCLUSION = 4000
#: Requests of these services about the need open its dossiers to the expert at work.
SERVICES = (ServiceKind.SELECTION, ServiceKind.ASSESSMENT)
READING = (RequestState.UNDER_WAY, RequestState.DELIVERED, RequestState.DONE)
SCORING = (RequestState.UNDER_WAY, RequestState.DELIVERED)
#: An offer by which an expert works, or has worked, on a request of such a service.
ENGAGED = Q(state=ServiceOffer.State.CHOSEN, request__state__in=READING, request__kind__in=SERVICES)


class Criterion(models.TextChoices):
    """What a technology is scored for, in the order of the form."""

    TARGETS = "targets", _("Reaches the targets")
    MATURITY = "maturity", _("Ready for production")
    COST = "cost", _("Worth its cost over its whole life")
    OPERATION = "operation", _("Can be run and maintained with our own people")
    SUPPLIER = "supplier", _("The supplier can deliver and support it")
    RISK = "risk", _("Law, rights, safety and environment are in order")


class DossierQuerySet(models.QuerySet["SelectionDossier"]):
    def visible_to(self, user: AnyUser) -> DossierQuerySet:
        """The organisation whose need it is, and officers and experts at work for it; nobody else.

        Whoever belongs to an organisation whose technology is compared is neither officer nor expert in it.
        """
        if not user.is_authenticated:
            return self.none()
        mine = Organisation.objects.of(user).values("pk")
        engaged = ENGAGED & Q(expert__user=user, request__organisation=OuterRef("organisation"),
                              request__listing=OuterRef("need"))  # fmt: skip
        helps = Q() if user.is_officer else Q(Exists(ServiceOffer.objects.filter(engaged)))
        supplies = DossierCandidate.objects.filter(dossier=OuterRef("pk"), listing__organisation__in=mine)
        return self.filter(Q(organisation__in=mine) | helps & ~Exists(supplies))

    def open(self) -> DossierQuerySet:
        return self.filter(closed_at__isnull=True)


class SelectionDossier(models.Model):
    """What an organisation compares before it decides which technology it takes for one need."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="selection_dossiers", verbose_name=_("organisation")
    )
    need = models.ForeignKey(
        Listing, models.PROTECT, related_name="selection_dossiers", verbose_name=_("Technology need")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("begun by")
    )
    created_at = models.DateTimeField(_("begun at"), default=timezone.now)
    changed_at = models.DateTimeField(_("last change"), default=timezone.now)
    conclusion = models.TextField(
        _("Conclusion"), blank=True, validators=[MaxLengthValidator(LONGEST_CONCLUSION)]
    )  # fmt: skip
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    #: The comparison as it stood when the dossier was closed, by language.
    frozen: models.JSONField[Any, Any] = models.JSONField(_("comparison when closed"), null=True, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection dossier")
        verbose_name_plural = _("selection dossiers")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "need"], condition=Q(closed_at=None), name="dossier_one_open_per_need"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, frozen=None) | (Q(closed_at__isnull=False, frozen__isnull=False)
                & ~Q(conclusion="")), name="dossier_closed_is_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("advisory:dossier", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class DossierCandidate(models.Model):
    """A technology of a dossier; one that is no longer compared stays, with the reason."""

    dossier = models.ForeignKey(
        SelectionDossier, models.PROTECT, related_name="candidates", verbose_name=_("selection dossier")
    )
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="+", verbose_name=_("Technology offer"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    left_out_at = models.DateTimeField(_("left out at"), null=True, blank=True)
    left_out_note = models.TextField(_("reason"), blank=True, validators=[MaxLengthValidator(LONGEST_SENTENCE)])
    is_chosen = models.BooleanField(_("chosen"), default=False)

    class Meta:
        verbose_name = _("technology of a dossier")
        verbose_name_plural = _("technologies of dossiers")
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "listing"], name="dossier_candidate_once"),
            models.CheckConstraint(
                condition=Q(left_out_at=None, left_out_note="")
                | (Q(left_out_at__isnull=False, is_chosen=False) & ~Q(left_out_note="")),
                name="dossier_left_out_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.listing_id}"


class CandidateScore(models.Model):
    """How one expert judges one technology by one criterion: 0 to 5 points and a sentence that says why."""

    candidate = models.ForeignKey(DossierCandidate, models.PROTECT, related_name="scores")
    expert = models.ForeignKey(ExpertProfile, models.PROTECT, related_name="+", verbose_name=_("expert"))
    criterion = models.CharField(_("criterion"), max_length=10, choices=Criterion)
    points = models.PositiveSmallIntegerField(_("points"), validators=[
        MinValueValidator(0), MaxValueValidator(MOST_POINTS)
    ])  # fmt: skip
    sentence = models.TextField(
        _("reason"), validators=[MinLengthValidator(SHORTEST_SENTENCE), MaxLengthValidator(LONGEST_SENTENCE)]
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("score of a technology")
        verbose_name_plural = _("scores of technologies")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "expert", "criterion"], name="dossier_score_once"),
            models.CheckConstraint(condition=Q(points__lte=MOST_POINTS), name="dossier_score_points"),
            models.CheckConstraint(condition=~Q(sentence=""), name="dossier_score_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.criterion}: {self.points}"


class DossierEvent(Happening):
    """What happened to a dossier. Nobody can change or delete it."""

    dossier = models.ForeignKey(
        SelectionDossier, models.PROTECT, related_name="events", verbose_name=_("selection dossier")
    )

    class Meta(Happening.Meta):
        abstract = False
        verbose_name = _("event of a selection dossier")
        verbose_name_plural = _("events of selection dossiers")
        indexes = [models.Index(fields=["dossier", "at"], name="dossier_history")]
        triggers = kept("dossier_history", of="dossier")

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.at:%d/%m/%Y %H:%M}: {self.action}"
