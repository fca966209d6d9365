"""Experts: what a person says of their work, what an officer has checked of it, and the words it is found by."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField, SparseVectorField

from accounts.models import no_control_characters
from catalog.index_models import DENSE_DIMENSIONS, LEX_DIMENSIONS
from taxonomy.models import Concept

LONGEST_ABOUT = 3000


class ServiceKind(models.TextChoices):
    CONSULTING = "consulting", _("Consulting")
    ASSESSMENT = "assessment", _("Technology assessment")
    VALUATION = "valuation", _("Technology valuation")
    SELECTION = "selection", _("Help with choosing a technology")
    INSPECTION = "inspection", _("Inspection and testing")
    IP = "ip", _("Advice on intellectual property")


class SpokenLanguage(models.TextChoices):
    VIETNAMESE = "vi", _("Vietnamese")
    ENGLISH = "en", _("English")
    CHINESE = "zh", _("Chinese")
    JAPANESE = "ja", _("Japanese")
    KOREAN = "ko", _("Korean")
    FRENCH = "fr", _("French")
    GERMAN = "de", _("German")
    RUSSIAN = "ru", _("Russian")


class Availability(models.TextChoices):
    NOW = "now", _("Free at present")
    LATER = "later", _("Free from a day on")
    AWAY = "away", _("Takes no requests at present")


class ExpertQuerySet(models.QuerySet["ExpertProfile"]):
    def public(self, today: date) -> ExpertQuerySet:
        """Checked by an officer, still in force, and shown with the person's consent."""
        return self.filter(
            is_shown=True, verified_at__isnull=False, verified_until__gte=today, user__is_active=True
        )  # fmt: skip

    def free_on(self, day: date) -> ExpertQuerySet:
        """Those who take requests on a day."""
        later = Q(availability=Availability.LATER, free_from__lte=day)
        return self.filter(Q(availability=Availability.NOW) | later)

    def to_check(self, *, soon: date) -> ExpertQuerySet:
        """Those who ask to be checked, and those whose check ends by the day given."""
        ending = Q(verified_at__isnull=False, verified_until__lte=soon)
        return self.filter(Q(asked_at__isnull=False) | ending, user__is_active=True)

    def lapsed(self, today: date) -> ExpertQuerySet:
        """Checked once, past the last day, and not yet taken note of."""
        return self.filter(verified_at__isnull=False, verified_until__lt=today)

    def awaiting_index(self) -> ExpertQuerySet:
        return self.filter(Q(indexed_at=None) | Q(indexed_at__lt=F("updated_at")))


class ExpertProfile(models.Model):
    """A person as an expert. The public reads it once an officer has checked it and while the person agrees."""

    Availability = Availability

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="expert_profile", verbose_name=_("person")
    )
    name = models.CharField(_("Name as shown"), max_length=120, validators=[no_control_characters])
    headline_vi = models.CharField(_("In one line (Vietnamese)"), max_length=160, blank=True)
    headline_en = models.CharField(_("In one line (English)"), max_length=160, blank=True)
    about_vi = models.TextField(_("About (Vietnamese)"), blank=True, validators=[MaxLengthValidator(LONGEST_ABOUT)])
    about_en = models.TextField(_("About (English)"), blank=True, validators=[MaxLengthValidator(LONGEST_ABOUT)])
    workplace = models.CharField(_("Place of work"), max_length=200, blank=True, validators=[no_control_characters])
    fields = models.ManyToManyField(Concept, related_name="+", verbose_name=_("Fields of science and technology"))
    services = ArrayField(models.CharField(max_length=20, choices=ServiceKind), verbose_name=_("Services"))
    languages = ArrayField(models.CharField(max_length=2, choices=SpokenLanguage), verbose_name=_("Languages"))
    since_year = models.PositiveSmallIntegerField(
        _("In the trade since"), null=True, blank=True, validators=[MinValueValidator(1945), MaxValueValidator(2100)]
    )
    availability = models.CharField(
        _("Availability"), max_length=10, choices=Availability, default=Availability.NOW
    )  # fmt: skip
    free_from = models.DateField(_("Free from"), null=True, blank=True)
    is_shown = models.BooleanField(_("shown to the public"), default=False)
    asked_at = models.DateTimeField(_("asked to be checked at"), null=True, blank=True)
    returned_note = models.TextField(_("What is to be changed"), blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("verified by"),
    )  # fmt: skip
    #: The last day of the check; it stays when that has lapsed, so that officers see what to renew.
    verified_until = models.DateField(_("verified until"), null=True, blank=True)
    verification_note = models.TextField(_("Note on the verification"), blank=True)
    sort_key = models.CharField(max_length=400, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed at"), default=timezone.now)
    indexed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(availability="later", free_from__isnull=False)
                | (~Q(availability="later") & Q(free_from=None)),
                name="expert_free_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None) | Q(verified_until__isnull=False), name="expert_verified_until_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("advisory:expert-detail", args=[self.pk])

    @property
    def headline(self) -> str:
        """The line in the active language, else in the other."""
        return in_language(self.headline_vi, self.headline_en)

    @property
    def about(self) -> str:
        return in_language(self.about_vi, self.about_en)

    @property
    def headline_foreign(self) -> str:
        """The language of the line where it is not the page's."""
        return foreign_language(self.headline_vi, self.headline_en)

    @property
    def about_foreign(self) -> str:
        return foreign_language(self.about_vi, self.about_en)

    @property
    def is_verified(self) -> bool:
        """Whether an officer has checked it and the check still holds."""
        return self.verified_at is not None and (self.verified_until or date.min) >= timezone.localdate()

    @property
    def is_public(self) -> bool:
        return self.is_shown and self.is_verified and self.user.is_active

    @property
    def years(self) -> int | None:
        """Whole years in the trade."""
        return None if self.since_year is None else max(timezone.localdate().year - self.since_year, 0)

    @property
    def service_names(self) -> list[str]:
        return [str(label) for code, label in ServiceKind.choices if code in self.services]

    @property
    def language_names(self) -> list[str]:
        return [str(label) for code, label in SpokenLanguage.choices if code in self.languages]


def reads_vietnamese() -> bool:
    return (get_language() or "vi").startswith("vi")


def in_language(vietnamese: str, english: str) -> str:
    return (vietnamese or english) if reads_vietnamese() else (english or vietnamese)


def foreign_language(vietnamese: str, english: str) -> str:
    """The other language's code where a text stands in that one alone."""
    if reads_vietnamese():
        return "en" if english and not vietnamese else ""
    return "vi" if vietnamese and not english else ""


class ExpertIndex(models.Model):
    """A profile as search and matching read it, cut and weighed as listings are."""

    profile = models.OneToOneField(ExpertProfile, models.CASCADE, related_name="index", primary_key=True)
    model = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=2)
    length = models.PositiveIntegerField(default=0)
    lex = SparseVectorField(dimensions=LEX_DIMENSIONS)
    lex_plain = SparseVectorField(dimensions=LEX_DIMENSIONS)
    emphasis = SparseVectorField(dimensions=LEX_DIMENSIONS)
    words = SearchVectorField()
    codes = models.TextField(default="", blank=True)
    dense = HalfVectorField(dimensions=DENSE_DIMENSIONS, null=True)

    def __str__(self) -> str:
        return str(self.profile_id)
