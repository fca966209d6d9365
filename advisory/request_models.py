"""Requests for a service: what is asked, the experts' offers, what was delivered, the ratings and the history."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from advisory.expert_models import ExpertProfile, ServiceKind
from advisory.history_models import Happening, Party, kept
from catalog.models import AnyUser, Listing
from cooperation.models import Cooperation

LONGEST = 4000


class RequestState(models.TextChoices):
    ASKED = "asked", _("Waiting for the officer")
    OFFERING = "offering", _("Waiting for offers")
    UNDER_WAY = "under_way", _("Under way")
    DELIVERED = "delivered", _("Delivered, waiting for acceptance")
    DONE = "done", _("Work accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REFUSED = "refused", _("Declined")


OPEN = (RequestState.ASKED, RequestState.OFFERING, RequestState.UNDER_WAY, RequestState.DELIVERED)


class RequestQuerySet(models.QuerySet["ServiceRequest"]):
    def visible_to(self, user: AnyUser) -> RequestQuerySet:
        """The organisation that asks, officers, and experts who are asked or at work; nobody else."""
        if not user.is_authenticated:
            return self.none()
        if user.is_officer:
            return self
        return self.asked_by(user) | self.for_expert(user)

    def asked_by(self, user: User) -> RequestQuerySet:
        return self.filter(organisation__in=Organisation.objects.of(user).values("pk"))

    def for_expert(self, user: User) -> RequestQuerySet:
        """Those to which the person is asked for an offer, has made one that may still win, or works on."""
        state = ServiceOffer.State
        mine = ServiceOffer.objects.filter(request=OuterRef("pk"), expert__user=user)
        return self.filter(Exists(mine.filter(state__in=[state.ASKED, state.MADE, state.CHOSEN])))

    def open(self) -> RequestQuerySet:
        return self.filter(state__in=OPEN)


class ServiceRequest(models.Model):
    """A member's organisation asks for a service, about a listing, in a cooperation, or for itself."""

    State = RequestState

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("service"), max_length=20, choices=ServiceKind)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), validators=[MaxLengthValidator(LONGEST)])
    wished_on = models.DateField(_("wished deadline"), null=True, blank=True)
    #: Experts who are only asked for an offer do not read who asks.
    hides_name = models.BooleanField(_("the name stays hidden until an offer is chosen"), default=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="service_requests", verbose_name=_("organisation")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    listing = models.ForeignKey(
        Listing, models.PROTECT, null=True, blank=True, related_name="service_requests", verbose_name=_("listing")
    )
    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, null=True, blank=True, related_name="service_requests",
        verbose_name=_("cooperation"),
    )  # fmt: skip
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Officer")
    )
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.ASKED)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    #: Days after the deadline (-3, 0, 3) that were reminded of last.
    reminded = models.SmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)
    changed_at = models.DateTimeField(_("last change"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("service request")
        verbose_name_plural = _("service requests")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "offering", "under_way", "delivered"], ended_at=None)
                | Q(state__in=["done", "withdrawn", "refused"], ended_at__isnull=False),
                name="service_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["under_way", "delivered", "done"]) | Q(due_on__isnull=False),
                name="service_under_way_has_deadline",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="service_listed"),
            models.Index(fields=["due_on", "id"], condition=Q(state="under_way"), name="service_due"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("advisory:request", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class ServiceOffer(models.Model):
    """An expert who was asked, and what they answered: conflicts of interest first, then price and time."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for an offer")
        MADE = "made", _("Offer made")
        DECLINED = "declined", _("Declined by the expert")
        CHOSEN = "chosen", _("Chosen")
        PASSED = "passed", _("Not chosen")

    request = models.ForeignKey(
        ServiceRequest, models.PROTECT, related_name="offers", verbose_name=_("service request")
    )
    expert = models.ForeignKey(ExpertProfile, models.PROTECT, related_name="offers", verbose_name=_("expert"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: What binds the expert to one of those concerned; empty in an offer means: declared that nothing does.
    conflicts = models.TextField(_("conflicts of interest"), blank=True, validators=[MaxLengthValidator(LONGEST)])
    price = models.PositiveBigIntegerField(_("price in VND"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(
        _("days"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    note = models.TextField(_("note"), blank=True, validators=[MaxLengthValidator(LONGEST)])
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("offer for a service")
        verbose_name_plural = _("offers for services")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "expert"], name="service_offer_once"),
            models.UniqueConstraint(fields=["request"], condition=Q(state="chosen"), name="service_offer_one_chosen"),
            models.CheckConstraint(
                condition=~Q(state__in=["made", "chosen"]) | Q(price__isnull=False, days__isnull=False),
                name="service_offer_has_terms",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.expert_id} {self.state}"


class Deliverable(models.Model):
    """What the expert delivered; a later one follows a return."""

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="deliverables")
    text = models.TextField(_("text"), validators=[MaxLengthValidator(LONGEST)])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.at:%d/%m/%Y}"


def random_path(_instance: DeliverableFile, _filename: str) -> str:
    """Stored under a random name: the uploaded one is kept as data only."""
    token = secrets.token_hex(16)
    return f"deliverables/{token[:2]}/{token}"


class DeliverableFile(models.Model):
    """A file of a deliverable, judged as files of listings are."""

    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="files")
    file = models.FileField(_("file"), upload_to=random_path, max_length=120)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("file of a deliverable")
        verbose_name_plural = _("files of deliverables")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["deliverable", "sha256"], name="deliverable_file_once")]

    def __str__(self) -> str:
        return self.name


class ServiceRating(models.Model):
    """How one side found the other's work, once."""

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="ratings")
    party = models.CharField(_("side"), max_length=10, choices=[
        (Party.REQUESTER, Party.REQUESTER.label), (Party.EXPERT, Party.EXPERT.label)
    ])  # fmt: skip
    stars = models.PositiveSmallIntegerField(_("stars"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    words = models.TextField(_("words"), blank=True, validators=[MaxLengthValidator(LONGEST)])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("rating of a service")
        verbose_name_plural = _("ratings of services")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "party"], name="service_rating_once"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="service_rating_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.party}: {self.stars}"


class ServiceEvent(Happening):
    """What happened to a request. Nobody can change or delete it."""

    request = models.ForeignKey(
        ServiceRequest, models.PROTECT, related_name="events", verbose_name=_("service request")
    )

    class Meta(Happening.Meta):
        abstract = False
        verbose_name = _("event of a service request")
        verbose_name_plural = _("events of service requests")
        indexes = [models.Index(fields=["request", "at"], name="service_history")]
        triggers = kept("service_history", of="request")

    def __str__(self) -> str:
        return f"{self.request_id} {self.at:%d/%m/%Y %H:%M}: {self.action}"
