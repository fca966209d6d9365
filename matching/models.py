"""Suggestions, the weights they were computed with, and the answers people gave."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalog.models import AnyUser, Listing
from catalog.wish_models import Wish
from matching.block_models import PairBlock

__all__ = ["Answer", "DigestEntry", "ListingMatch", "PairBlock", "Suggestion", "WeightSet"]

#: A pair that officers keep apart does not stand, whoever writes it and however late.
KEEP_APART = """
    IF EXISTS (
        SELECT 1 FROM matching_pairblock
        WHERE need_id = NEW.need_id AND offer_id = NEW.offer_id AND lifted_at IS NULL
    ) THEN
        NEW.is_current := FALSE;
    END IF;
    RETURN NEW;
"""


class WeightSet(models.Model):
    """One version of the weights; exactly one is in force. Stored scores refer to it, so it never changes."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    weights = models.JSONField(_("weights"))
    is_active = models.BooleanField(_("in force"), default=False)
    note = models.CharField(_("why"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("weights")
        verbose_name_plural = _("weights")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["is_active"], condition=Q(is_active=True), name="weights_one_active")
        ]
        triggers = [
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("version", "weights", "note", "created_at"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}"


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def live(self) -> SuggestionQuerySet:
        """Both listings are published, and the pair still stands."""
        today = timezone.localdate()
        return self.filter(
            is_current=True,
            need__state="published",
            need__valid_until__gte=today,
            offer__state="published",
            offer__valid_until__gte=today,
        )

    def for_listing(self, listing: Listing) -> SuggestionQuerySet:
        return self.filter(need=listing) if listing.is_need else self.filter(offer=listing)

    def to_answer(self, side: str) -> SuggestionQuerySet:
        """Those a side has not answered, and that the other has not refused."""
        return self.filter(Suggestion.awaits(side))

    def visible_to(self, user: AnyUser) -> SuggestionQuerySet:
        """Suggestions for the listings of one's organisations; officers see all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_officer:
            return self
        mine = Organisation.objects.of(user)
        return self.filter(Q(need__organisation__in=mine) | Q(offer__organisation__in=mine))


class Suggestion(models.Model):
    """A need and an offer that may fit, with the score, its exact parts and what each side has said."""

    class Side(models.TextChoices):
        NEW = "new", _("New")
        EMAILED = "emailed", _("E-mailed")
        VIEWED = "viewed", _("Viewed")
        INTERESTED = "interested", _("Interested")
        DECLINED = "declined", _("Not for us")

    class Reached(models.IntegerChoices):
        """The grade an accepted pair has in learning."""

        INTEREST = 1, _("Interest")
        MEETING = 2, _("Meeting")
        MEMORANDUM = 3, _("Memorandum")
        CONTRACT = 4, _("Contract")

    #: What a side has said as long as it has said nothing.
    UNANSWERED = (Side.NEW, Side.EMAILED, Side.VIEWED)

    need = models.ForeignKey(Listing, models.CASCADE, related_name="+", verbose_name=_("Need"))
    offer = models.ForeignKey(Listing, models.CASCADE, related_name="+", verbose_name=_("Offer"))
    score = models.FloatField(_("Match score"))
    logit = models.FloatField()
    contributions = models.JSONField(default=list)
    explanation = models.JSONField(default=dict)
    weights = models.ForeignKey(WeightSet, models.PROTECT, related_name="+")
    need_hash = models.CharField(max_length=64)
    offer_hash = models.CharField(max_length=64)
    is_current = models.BooleanField(_("current"), default=True)
    #: An officer has introduced the two sides: the pair stands beside the best, whatever its score.
    introduced_at = models.DateTimeField(_("introduced at"), null=True, blank=True, editable=False)
    need_state = models.CharField(_("demand side"), max_length=10, choices=Side, default=Side.NEW)
    offer_state = models.CharField(_("supply side"), max_length=10, choices=Side, default=Side.NEW)
    need_emailed_at = models.DateTimeField(null=True, blank=True)
    offer_emailed_at = models.DateTimeField(null=True, blank=True)
    #: How far the two came after an acceptance; `cooperation` writes it, learning reads it.
    reached = models.PositiveSmallIntegerField(choices=Reached, default=Reached.INTEREST, editable=False)
    created_at = models.DateTimeField(_("found at"), default=timezone.now)
    computed_at = models.DateTimeField(_("computed at"), default=timezone.now)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["need", "offer"], name="suggestion_pair_unique"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="suggestion_score_range"),
        ]
        indexes = [
            models.Index(fields=["need", "-score"], condition=Q(is_current=True), name="suggestion_by_need"),
            models.Index(fields=["offer", "-score"], condition=Q(is_current=True), name="suggestion_by_offer"),
            # All that counting reads of those that somebody has seen.
            models.Index(
                fields=["need"],
                include=["offer", "created_at", "need_emailed_at", "offer_emailed_at"],
                condition=Q(need_emailed_at__isnull=False)
                | Q(offer_emailed_at__isnull=False)
                | ~Q(need_state="new")
                | ~Q(offer_state="new"),
                name="suggestion_reached",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="keep_apart",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("is_current"),
                condition=pgtrigger.Q(new__is_current=True),
                func=KEEP_APART,
            )
        ]

    def __str__(self) -> str:
        return f"{self.need_id} × {self.offer_id}: {self.score:.2f}"

    @classmethod
    def awaits(cls, side: str, *, prefix: str = "") -> Q:
        """That a side has not answered while there is something to say yes to; `prefix` leads to the suggestion."""
        other = "offer" if side == "need" else "need"
        unanswered = Q(**{f"{prefix}{side}_state__in": cls.UNANSWERED})
        return unanswered & ~Q(**{f"{prefix}{other}_state": cls.Side.DECLINED})

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """The stored reasons of the score (`scoring.Reason` as plain values); none before it was computed."""
        stored = self.contributions if isinstance(self.contributions, dict) else {}
        reasons: list[dict[str, Any]] = stored.get("reasons", [])
        return reasons


class ListingMatch(models.Model):
    """That a listing was matched, with which content and weights: what is missing or differs awaits a match.

    One that others' suggestions name has a row from then on, without content until it is matched itself.
    """

    listing = models.OneToOneField(Listing, models.CASCADE, related_name="match", primary_key=True)
    content_hash = models.CharField(max_length=64)
    weights = models.ForeignKey(WeightSet, models.PROTECT, related_name="+")
    matched_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.listing_id} {self.matched_at:%d/%m/%Y %H:%M}"


class DigestEntry(models.Model):
    """That a suggestion was in a letter to a person about an organisation's listings: never twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest_entries")
    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "suggestion"], name="digest_entry_once")]
        indexes = [models.Index(fields=["user", "-at"], name="digest_entry_latest")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.suggestion_id}"


class Answer(models.Model):
    """An explicit answer to a suggestion, with the features it was given to; what learning may read. Append-only."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="answers")
    side = models.CharField(max_length=5, choices=[("need", _("Demand side")), ("offer", _("Supply side"))])
    answer = models.CharField(_("answer"), max_length=10, choices=Suggestion.Side)
    reason = models.CharField(_("reason"), max_length=30, blank=True)
    note = models.CharField(_("note"), max_length=600, blank=True)
    contributions = models.JSONField(default=list)
    weights = models.ForeignKey(WeightSet, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to a suggestion")
        verbose_name_plural = _("answers to suggestions")
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["suggestion", "side"], name="answer_once_per_side")]
        triggers = [
            pgtrigger.Protect(
                name="append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("suggestion", "side", "answer", "reason", "note", "at"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.side}: {self.answer}"


class Refit(Wish):
    """A wish to learn the weights from the answers, and what came of it: wanted, then done or given up."""

    class State(models.TextChoices):
        WANTED = "wanted", _("waiting for its turn")
        DONE = "done", _("done")
        FAILED = "failed", _("given up")

    state = models.CharField(_("state"), max_length=6, choices=State, default=State.WANTED)
    wanted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    compared_with = models.ForeignKey(
        WeightSet, models.PROTECT, null=True, related_name="+", verbose_name=_("compared with")
    )
    result = models.JSONField(_("result"), null=True, blank=True)
    taken_over_as = models.OneToOneField(
        WeightSet, models.PROTECT, null=True, related_name="refit", verbose_name=_("taken over as")
    )

    class Meta:
        verbose_name = _("refit of the weights")
        verbose_name_plural = _("refits of the weights")
        ordering = ["-wanted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="wanted"), name="refit_one_wanted"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(result__isnull=False, compared_with__isnull=False),
                name="refit_done_has_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wanted_at:%d/%m/%Y %H:%M}"
