"""Listings: technology offers and needs, and the rows that belong to them."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, Organisation, User, no_control_characters
from accounts.permissions import AnyUser
from catalog.attention_models import Attention, AttentionSweep
from catalog.closing_models import ListingClosing
from catalog.disclosure_models import DisclosureGrant, DisclosureOpening
from catalog.file_models import Attachment
from catalog.gap_models import GapNotice, GapSubscription
from catalog.guess_models import ListingGuess, Prefill
from catalog.import_models import ImportBatch, ImportedRow
from catalog.index_models import CatalogueStamp, ListingIndex, QueryTerms, Term, VectorCache, VocabularyWord
from catalog.legal_models import LegalRuling, TransferRule
from catalog.listing_choices import (
    AWAITS_INDEX,
    OPEN_STATES,
    REVISABLE_STATES,
    Disclosure,
    Kind,
    PriceKind,
    State,
    TransferRight,
)
from catalog.reference_models import ReferenceCounter
from catalog.reminder_models import ListingReminder
from catalog.report_models import ProblemReport
from catalog.review_models import ListingEvent, Review, Revision
from catalog.row_models import Comparison, IPRight, Target
from catalog.shortlist_models import SavedListing, SavedNote
from catalog.talk_models import FieldComment, ListingMessage
from catalog.watch_models import AWAITS_ANNOUNCEMENT, Watch, WatchHit
from taxonomy.models import Concept

__all__ = [
    "OPEN_STATES",
    "REVISABLE_STATES",
    "AnyUser",
    "Attachment",
    "Attention",
    "AttentionSweep",
    "CatalogueStamp",
    "Comparison",
    "Disclosure",
    "DisclosureGrant",
    "DisclosureOpening",
    "FieldComment",
    "GapNotice",
    "GapSubscription",
    "IPRight",
    "ImportBatch",
    "ImportedRow",
    "Kind",
    "LegalRuling",
    "Listing",
    "ListingClosing",
    "ListingEvent",
    "ListingGuess",
    "ListingIndex",
    "ListingMessage",
    "ListingReminder",
    "Prefill",
    "PriceKind",
    "ProblemReport",
    "QueryTerms",
    "ReferenceCounter",
    "Review",
    "Revision",
    "SavedListing",
    "SavedNote",
    "State",
    "Target",
    "Term",
    "TransferRight",
    "TransferRule",
    "VectorCache",
    "VocabularyWord",
    "Watch",
    "WatchHit",
]


class ListingQuerySet(models.QuerySet["Listing"]):
    def offers(self) -> ListingQuerySet:
        return self.filter(kind=Kind.OFFER)

    def needs(self) -> ListingQuerySet:
        return self.filter(kind=Kind.NEED)

    def published(self, today: date | None = None) -> ListingQuerySet:
        """What the public sees: published and still valid."""
        return self.filter(state=State.PUBLISHED, valid_until__gte=today or timezone.localdate())

    def originals(self) -> ListingQuerySet:
        """Listings proper: without the edits of published ones, which stand beside them until they are decided on."""
        return self.filter(revision_of__isnull=True)

    def unarchived(self) -> ListingQuerySet:
        """What everyday lists show."""
        return self.exclude(state=State.ARCHIVED)

    def of(self, user: AnyUser) -> ListingQuerySet:
        """Listings of the organisations the person belongs to."""
        return self.with_edits_of(user).originals()

    def with_edits_of(self, user: AnyUser) -> ListingQuerySet:
        """The same and the edits of published ones, each a row of its own."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__memberships__user=user)

    def visible_to(self, user: AnyUser) -> ListingQuerySet:
        """Published ones for everybody, all of one's own organisations, and what was submitted for officers."""
        found = self.with_edits_visible_to(user)
        return found.originals() if user.is_authenticated else found

    def with_edits_visible_to(self, user: AnyUser) -> ListingQuerySet:
        """The same and the edits of such listings; a constraint keeps these from ever being public."""
        public = Q(pk__in=Listing.objects.published().values("pk"))
        if not user.is_authenticated:
            return self.filter(public)
        if user.is_officer:
            return self.exclude(state=State.DRAFT) | self.filter(organisation__in=Organisation.objects.of(user))
        return self.filter(public | Q(organisation__in=Organisation.objects.of(user)))

    def editable_by(self, user: AnyUser) -> ListingQuerySet:
        """Listings and edits the person may write: an owner or editor of the organisation."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            organisation__memberships__user=user, organisation__memberships__role__in=["owner", "editor"]
        )

    def awaiting_index(self) -> ListingQuerySet:
        """Listings whose index is missing or older than they are; a partial index answers this at any size."""
        return self.filter(AWAITS_INDEX)

    def awaiting_review(self) -> ListingQuerySet:
        return self.filter(state__in=[State.SUBMITTED, State.IN_REVIEW])

    def trl_to_renew(self, *, soon: date) -> ListingQuerySet:
        """Offers whose verified level has lapsed or ends by the day given, as long as they can be public."""
        return self.filter(trl_verified_until__lte=soon, state__in=REVISABLE_STATES)

    def overdue(self, today: date) -> ListingQuerySet:
        """Published ones whose validity has run out."""
        return self.filter(state=State.PUBLISHED, valid_until__lt=today)

    def for_cards(self) -> ListingQuerySet:
        """All that a card shows, in a fixed number of queries."""
        return self.select_related("province", "organisation", "organisation__kind").prefetch_related(
            "fields", "industries"
        )

    def for_results(self) -> ListingQuerySet:
        """All that a card of a result list shows, in one query; its classification stands in `facets`."""
        long_texts = [field.name for field in Listing._meta.concrete_fields if isinstance(field, models.TextField)]
        return self.select_related("province", "organisation").defer(*long_texts)


class Listing(models.Model):
    """A technology offer or need.

    For an offer `trl` is what the owner claims and the amounts are the price; for a need, the minimum and the budget.
    A row with `revision_of` is an edit of a listing that was published: text on its way through the same forms and the
    same queue, taken over into the listing when an officer publishes it.
    """

    revision_of = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="edits", verbose_name=_("edit of")
    )
    kind = models.CharField(_("Kind"), max_length=5, choices=Kind)
    reference = models.CharField(_("Reference"), max_length=24, unique=True)
    state = models.CharField(_("State"), max_length=20, choices=State, default=State.DRAFT)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="listings", verbose_name=_("Organisation")
    )
    contact = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Contact person")
    )
    officer = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Officer")
    )

    language = models.CharField(_("Language"), max_length=2, choices=Language, default=Language.VIETNAMESE)
    title = models.CharField(_("Title"), max_length=120, blank=True, validators=[no_control_characters])
    summary = models.CharField(_("Summary"), max_length=160, blank=True, validators=[no_control_characters])
    description = models.TextField(_("Description"), max_length=8000, blank=True)
    title_alt = models.CharField(
        _("Title in the other language"), max_length=120, blank=True, validators=[no_control_characters]
    )
    summary_alt = models.CharField(
        _("Summary in the other language"), max_length=160, blank=True, validators=[no_control_characters]
    )
    description_alt = models.TextField(_("Description in the other language"), max_length=8000, blank=True)
    fields = models.ManyToManyField(
        Concept,
        blank=True,
        related_name="+",
        db_table="catalog_listing_fields",
        verbose_name=_("Field of science and technology"),
    )
    industries = models.ManyToManyField(
        Concept, blank=True, related_name="+", db_table="catalog_listing_industries", verbose_name=_("Industry")
    )
    forms = models.ManyToManyField(
        Concept, blank=True, related_name="+", db_table="catalog_listing_forms", verbose_name=_("Form of transfer")
    )
    keywords = ArrayField(models.CharField(max_length=60), verbose_name=_("Keywords"), default=list, blank=True, size=8)
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
    disclosure = models.CharField(
        _("Who may read the confidential part"), max_length=10, choices=Disclosure, default=Disclosure.PUBLIC
    )
    confidential = models.TextField(_("Confidential part"), max_length=8000, blank=True)
    accepting_interest = models.BooleanField(_("Open to expressions of interest"), default=True)
    trl = models.PositiveSmallIntegerField(
        _("TRL"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    amount_min = models.BigIntegerField(_("From (VND)"), null=True, blank=True, validators=[MinValueValidator(0)])
    amount_max = models.BigIntegerField(_("To (VND)"), null=True, blank=True, validators=[MinValueValidator(0)])

    # Offers
    problem = models.TextField(_("Problem solved"), max_length=2000, blank=True)
    advantages = models.TextField(_("Advantages"), max_length=2000, blank=True)
    economic_effect = models.TextField(_("Economic effect"), max_length=2000, blank=True)
    applications = models.TextField(_("Applications"), max_length=2000, blank=True)
    trl_evidence = models.TextField(_("Evidence for the TRL"), max_length=2000, blank=True)
    trl_verified = models.PositiveSmallIntegerField(
        _("Verified TRL"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    trl_verified_at = models.DateTimeField(_("TRL verified at"), null=True, blank=True)
    trl_verified_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("TRL verified by")
    )
    #: The last day of the verification; it stays when that has lapsed, so that officers see what to renew.
    trl_verified_until = models.DateField(_("TRL verified until"), null=True, blank=True)
    trl_verification_note = models.TextField(_("Note on the verification of the TRL"), max_length=1000, blank=True)
    transfer_right = models.CharField(_("Right transferred"), max_length=15, choices=TransferRight, blank=True)
    price_kind = models.CharField(_("Kind of price"), max_length=12, choices=PriceKind, blank=True)
    customers = models.TextField(_("Reference customers"), max_length=2000, blank=True)
    support = models.TextField(_("Support after transfer"), max_length=2000, blank=True)
    partner_sought = models.TextField(_("Partner sought"), max_length=2000, blank=True)

    # Needs
    present_state = models.TextField(_("Present process and difficulty"), max_length=3000, blank=True)
    constraints = models.TextField(_("Constraints"), max_length=2000, blank=True)
    tried = models.TextField(_("What was tried"), max_length=2000, blank=True)
    time_from = models.DateField(_("Wanted from"), null=True, blank=True)
    time_to = models.DateField(_("Wanted until"), null=True, blank=True)
    import_accepted = models.BooleanField(_("Imported technology accepted"), default=True)
    is_anonymous = models.BooleanField(_("Show the sector only"), default=False)

    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed at"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    review_due_on = models.DateField(_("review due on"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    indexed_at = models.DateTimeField(null=True, editable=False)
    #: "field:401", "trl:7" …: what the listing is filtered by; triggers of the database write it, nobody else does.
    facets = ArrayField(models.TextField(), default=list, editable=False)
    #: The facets in a few texts such as ";field:4;field:401;", for counting: see `catalog.facets.GROUPS`.
    facet_groups = models.GeneratedField(
        expression=Func(F("facets"), function="catalog_facet_groups"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )
    announced_at = models.DateTimeField(null=True, editable=False)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(trl__isnull=True) | Q(trl__gte=1, trl__lte=9), name="listing_trl_range"),
            models.CheckConstraint(
                condition=Q(amount_min__isnull=True) | Q(amount_max__isnull=True) | Q(amount_min__lte=F("amount_max")),
                name="listing_amount_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(published_at__isnull=False, valid_until__isnull=False) & ~Q(title="") & ~Q(summary=""),
                name="listing_published_complete",
            ),
            models.CheckConstraint(
                condition=Q(revision_of__isnull=True) | ~Q(state__in=["published", "paused", "expired", "fulfilled"]),
                name="listing_edit_never_public",
            ),
            models.UniqueConstraint(
                fields=["revision_of"],
                condition=Q(state__in=["draft", "submitted", "in_review", "changes_requested", "on_hold"]),
                name="listing_one_open_edit",
            ),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(kind="need"), name="listing_only_needs_anonymous"
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=Q(state="published"), name="listing_newest"),
            models.Index(
                fields=["kind", "-published_at", "-id"], condition=Q(state="published"), name="listing_newest_by_kind"
            ),
            models.Index(fields=["valid_until"], condition=Q(state="published"), name="listing_expiring"),
            models.Index(
                fields=["trl_verified_until", "id"],
                condition=Q(trl_verified_until__isnull=False),
                name="listing_trl_verified_until",
            ),
            models.Index(fields=["updated_at", "id"], condition=AWAITS_INDEX, name="listing_awaiting_index"),
            models.Index(fields=["published_at"], condition=AWAITS_ANNOUNCEMENT, name="listing_awaits_announcement"),
            models.Index(fields=["announced_at"], name="listing_announced"),
            models.Index(
                fields=["review_due_on", "id"], condition=Q(state__in=["submitted", "in_review"]), name="listing_queue"
            ),
            GinIndex(fields=["facets"], condition=Q(state="published"), name="listing_facets"),
            models.Index(
                fields=["id"],
                include=["valid_until", "facet_groups"],
                condition=Q(state="published"),
                name="listing_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    def get_absolute_url(self) -> str:
        """The page for everybody; an edit has none, so it leads to its listing's."""
        return reverse("catalog:listing-detail", args=[self.public_reference])

    @property
    def public_reference(self) -> str:
        """The number people know; of an edit the one of its listing."""
        return self.revision_of.reference if self.revision_of is not None else self.reference

    @property
    def is_edit(self) -> bool:
        return self.revision_of_id is not None

    @property
    def original_id(self) -> int:
        """The key of the listing that an edit is of; else its own."""
        return self.revision_of_id or self.pk

    @property
    def is_offer(self) -> bool:
        return self.kind == Kind.OFFER

    @property
    def is_need(self) -> bool:
        return self.kind == Kind.NEED

    @property
    def is_published(self) -> bool:
        if self.valid_until is None:
            return False
        return self.state == State.PUBLISHED and self.valid_until >= timezone.localdate()

    @property
    def verified_trl(self) -> int | None:
        """The level an officer has verified, as long as that holds."""
        if self.trl_verified_until is not None and self.trl_verified_until < timezone.localdate():
            return None
        return self.trl_verified

    @property
    def is_editable(self) -> bool:
        """Whether its owner may still change the text: before submission or when changes were asked for."""
        return self.state in (State.DRAFT, State.CHANGES_REQUESTED)

    @property
    def other_language(self) -> str:
        return Language.ENGLISH if self.language == Language.VIETNAMESE else Language.VIETNAMESE
