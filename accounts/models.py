"""People, organisations and membership; letters, texts with consent, and safety have modules of their own."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import quiet_hours
from accounts.departure_models import Departure
from accounts.ending_models import OrganisationEnding
from accounts.mail_models import DemoMail, OutboxMessage
from accounts.security_models import ThrottleHit
from accounts.text_models import Consent, SiteText
from taxonomy.models import Concept

__all__ = [
    "Consent",
    "DemoMail",
    "Departure",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Organisation",
    "OrganisationEnding",
    "OutboxMessage",
    "SiteText",
    "ThrottleHit",
    "User",
]

no_control_characters = RegexValidator(
    r"^[^\x00-\x1f\x7f]*$", _("Please write on one line, without control characters.")
)


class Language(models.TextChoices):
    VIETNAMESE = "vi", "Tiếng Việt"
    ENGLISH = "en", "English"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail; belongs to any number of organisations."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        OFFICER = "officer", _("Officer")
        MANAGER = "manager", _("Manager")

    class SuggestionMail(models.TextChoices):
        AT_ONCE = "at_once", _("As they are found")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week")
        NEVER = "never", _("Never")

    class QuietHours(models.TextChoices):
        DAYS_OFF = quiet_hours.DAYS_OFF, _("Not from 20:00 to 7:00, nor on Sundays and public holidays")
        NIGHTS = quiet_hours.NIGHTS, _("Not from 20:00 to 7:00")
        NEVER = quiet_hours.NEVER, _("At any time")

    class WeeklyLetters(models.IntegerChoices):
        ONE = 1, _("1 letter")
        TWO = 2, _("2 letters")
        FIVE = 5, _("5 letters")
        ANY = 0, _("No limit")

    email = models.EmailField(_("E-mail address"), max_length=254)
    full_name = models.CharField(_("Full name"), max_length=120, validators=[no_control_characters])
    title = models.CharField(_("Title or position"), max_length=120, blank=True, validators=[no_control_characters])
    phone = models.CharField(_("Phone"), max_length=30, blank=True)
    language = models.CharField(_("Language"), max_length=2, choices=Language, default=Language.VIETNAMESE)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    suggestion_mail = models.CharField(
        _("Suggestions by e-mail"), max_length=10, choices=SuggestionMail, default=SuggestionMail.NEVER
    )
    #: One each working day: more than a reader expects who did not say otherwise would be a reason to unsubscribe.
    letters_per_week = models.PositiveSmallIntegerField(
        _("At most, in seven days"), choices=WeeklyLetters, default=WeeklyLetters.FIVE
    )
    quiet_hours = models.CharField(
        _("When letters may come"), max_length=10, choices=QuietHours, default=QuietHours.DAYS_OFF
    )
    is_staff = models.BooleanField(_("may use the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def is_officer(self) -> bool:
        """Officers and managers work in the staff pages."""
        return self.is_active and self.role in (self.Role.OFFICER, self.Role.MANAGER)

    @property
    def is_manager(self) -> bool:
        return self.is_active and self.role == self.Role.MANAGER

    @property
    def needs_second_factor(self) -> bool:
        return self.is_officer or self.is_staff or self.is_superuser


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> OrganisationQuerySet:
        return self.filter(state=Organisation.State.ACTIVE)

    def of(self, user: User) -> OrganisationQuerySet:
        """Organisations the person belongs to."""
        return self.filter(memberships__user=user)

    def verified(self) -> OrganisationQuerySet:
        return self.filter(verified_at__isnull=False)

    def lapsed(self, today: date) -> OrganisationQuerySet:
        """Verified once, past the last day, and not yet taken note of."""
        return self.verified().filter(verified_until__lt=today)

    def to_verify(self, today: date, *, soon: date) -> OrganisationQuerySet:
        """Active ones that nobody has verified, whose verification has lapsed, or ends by the day given."""
        waiting = Q(verified_at__isnull=True) | Q(verified_until__lte=max(today, soon))
        return self.active().filter(waiting)


@pghistory.track()
class Organisation(models.Model):
    """Enterprise, institute, cooperative, household or individual that lists offers and needs."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        CLOSED = "closed", _("Closed")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.ForeignKey(Concept, models.PROTECT, related_name="+", verbose_name=_("Kind of organisation"))
    name_vi = models.CharField(_("Name (Vietnamese)"), max_length=200, validators=[no_control_characters])
    name_en = models.CharField(_("Name (English)"), max_length=200, blank=True, validators=[no_control_characters])
    tax_code = models.CharField(_("Tax code"), max_length=14, blank=True, db_index=True)
    province = models.ForeignKey(
        Concept, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Province or city")
    )
    ward = models.ForeignKey(
        Concept,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Ward, commune or special zone"),
    )
    country = models.CharField(_("Country"), max_length=2, default="VN")
    size_class = models.ForeignKey(
        Concept, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Size")
    )
    industries = models.ManyToManyField(Concept, blank=True, related_name="+", verbose_name=_("Industries"))
    website = models.URLField(_("Website"), blank=True)
    about_vi = models.TextField(_("About (Vietnamese)"), max_length=2000, blank=True)
    about_en = models.TextField(_("About (English)"), max_length=2000, blank=True)
    contact_email = models.EmailField(_("Contact e-mail"), blank=True)
    contact_phone = models.CharField(_("Contact phone"), max_length=30, blank=True)
    language = models.CharField(_("Language of letters"), max_length=2, choices=Language, default=Language.VIETNAMESE)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("verified by")
    )
    #: The last day of the verification; it stays when that has lapsed, so that officers see what to renew.
    verified_until = models.DateField(_("verified until"), null=True, blank=True)
    verification_note = models.TextField(_("Note on the verification"), max_length=1000, blank=True)
    sort_key = models.CharField(_("sort key"), max_length=400, blank=True, editable=False, db_index=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["sort_key", "name_vi"]
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=~Q(tax_code="") & Q(verified_at__isnull=False),
                name="organisation_verified_tax_code_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language, falling back to the Vietnamese one."""
        if (get_language() or "vi").startswith("vi"):
            return self.name_vi
        return self.name_en or self.name_vi

    @property
    def about(self) -> str:
        vietnamese = (get_language() or "vi").startswith("vi")
        return (self.about_vi or self.about_en) if vietnamese else (self.about_en or self.about_vi)

    @property
    def is_verified(self) -> bool:
        """Whether an officer has checked it and the check still holds."""
        if self.verified_at is None:
            return False
        return self.verified_until is None or self.verified_until >= timezone.localdate()

    @property
    def is_individual(self) -> bool:
        return self.kind.code in ("individual", "scientist")

    @property
    def public_tax_code(self) -> str:
        """The tax code as others may see it: never a person's or a household's personal number."""
        return "" if self.is_individual or len(self.tax_code) == 12 else self.tax_code

    def get_absolute_url(self) -> str:
        return reverse("accounts:organisation-detail", args=[self.slug])


@pghistory.track()
class Membership(models.Model):
    """A person's role in an organisation."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Organisation owner")
        EDITOR = "editor", _("Editor")
        READER = "reader", _("Reader")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("Role"), max_length=10, choices=Role)
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation", "user"]
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="membership_unique")]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"

    @property
    def can_edit(self) -> bool:
        return self.role in (self.Role.OWNER, self.Role.EDITOR)


class JoinRequest(models.Model):
    """A person asks to join an organisation; one of its owners, or an officer, answers."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    user = models.ForeignKey(User, models.CASCADE, related_name="join_requests", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="join_requests", verbose_name=_("organisation")
    )
    message = models.CharField(_("Message"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)
    decided_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(state="waiting"), name="join_request_one_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.organisation}"


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Invitation(models.Model):
    """An organisation invites somebody by e-mail; whoever holds the link and the address may accept once."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    email = models.EmailField(_("E-mail address"))
    role = models.CharField(_("Role"), max_length=10, choices=Membership.Role, default=Membership.Role.EDITOR)
    token = models.CharField(_("token"), max_length=64, unique=True, default=new_token, editable=False)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by"))
    created_at = models.DateTimeField(_("sent at"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("accepted by")
    )
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.email}"

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at
