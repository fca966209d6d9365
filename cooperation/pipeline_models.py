"""Cooperations: two organisations, the stages they go through, what each side stated, and the history."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from catalog.models import AnyUser, Listing
from cooperation.stage_choices import (
    DEFAULT_RULES,
    RUNNING,
    CooperationKind,
    CooperationState,
    Says,
    Side,
    Stage,
    StageState,
)

LONGEST = 2000
LONGEST_MESSAGE = 4000


class StageRule(models.Model):
    """What the department expects of a stage; without a row the proposal in `stage_choices` holds."""

    code = models.CharField(_("stage"), max_length=20, choices=Stage, unique=True)
    days = models.PositiveSmallIntegerField(
        _("days"), validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("Calendar days from the end of the stage before."),
    )  # fmt: skip
    evidence_vi = models.CharField(_("evidence (Vietnamese)"), max_length=200)
    evidence_en = models.CharField(_("evidence (English)"), max_length=200)

    class Meta:
        verbose_name = _("rule of a stage")
        verbose_name_plural = _("rules of stages")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_code_display()

    @property
    def evidence(self) -> str:
        """What shows that the stage is done, in the reader's language."""
        return self.evidence_en if (get_language() or "vi").startswith("en") else self.evidence_vi


class CooperationQuerySet(models.QuerySet["Cooperation"]):
    def visible_to(self, user: AnyUser) -> CooperationQuerySet:
        """The two organisations, the officer in charge, managers and invited experts; nobody else."""
        if not user.is_authenticated:
            return self.none()
        if user.is_manager:
            return self
        taken_part_in = self.taken_part_in(user)
        return taken_part_in | self.filter(officer=user) if user.is_officer else taken_part_in

    def taken_part_in(self, user: User) -> CooperationQuerySet:
        """Those of the person's organisations, and those they are invited to as an expert."""
        mine = Organisation.objects.of(user).values("pk")
        invited = RoomGuest.objects.filter(cooperation=OuterRef("pk"), user=user, ended_at=None)
        return self.filter(Q(need_side__in=mine) | Q(offer_side__in=mine) | Q(Exists(invited)))

    def running(self) -> CooperationQuerySet:
        return self.filter(state__in=RUNNING)


class Cooperation(models.Model):
    """Two organisations on the way from an introduction to production."""

    Kind = CooperationKind
    State = CooperationState

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    need = models.ForeignKey(
        Listing, models.PROTECT, null=True, blank=True, related_name="cooperations_as_need", verbose_name=_("need")
    )
    offer = models.ForeignKey(
        Listing, models.PROTECT, null=True, blank=True, related_name="cooperations_as_offer", verbose_name=_("offer")
    )
    need_side = models.ForeignKey(
        Organisation, models.PROTECT, related_name="cooperations_as_need", verbose_name=_("demand side")
    )
    offer_side = models.ForeignKey(
        Organisation, models.PROTECT, related_name="cooperations_as_offer", verbose_name=_("supply side")
    )
    interest = models.OneToOneField(
        "cooperation.Interest", models.PROTECT, null=True, blank=True, related_name="cooperation",
        verbose_name=_("expression of interest"),
    )  # fmt: skip
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Officer")
    )
    kind = models.CharField(_("kind of cooperation"), max_length=12, choices=CooperationKind, blank=True)
    value = models.PositiveBigIntegerField(_("value in VND"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CooperationState, default=CooperationState.ACTIVE)
    reason = models.CharField(_("reason"), max_length=30, blank=True)
    started_at = models.DateTimeField(_("begun"), default=timezone.now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(_("last change"), default=timezone.now)
    stalled_at = models.DateTimeField(_("stalled since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = CooperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("cooperation")
        verbose_name_plural = _("cooperations")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(need_side=models.F("offer_side")), name="cooperation_two_sides"),
            models.CheckConstraint(
                condition=Q(state__in=["active", "stalled"], ended_at=None)
                | Q(state__in=["completed", "closed"], ended_at__isnull=False),
                name="cooperation_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="stalled") | Q(stalled_at__isnull=False), name="cooperation_stalled_has_time"
            ),
            # The same two listings meet once at a time; pairs without listings are the officer's to judge.
            models.UniqueConstraint(
                fields=["need", "offer"], condition=Q(state__in=["active", "stalled"]), name="cooperation_one_running"
            ),
        ]
        indexes = [models.Index(fields=["state", "-changed_at"], name="cooperation_listed")]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("cooperation:room", args=[self.reference])

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    def organisation_of(self, side: str) -> Organisation:
        return self.need_side if side == Side.NEED else self.offer_side


class CooperationStage(models.Model):
    """One stage of one cooperation: planned, under way, done or skipped. `round` counts how often it was opened."""

    State = StageState

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="stages", verbose_name=_("cooperation"))
    code = models.CharField(_("stage"), max_length=20, choices=Stage)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=StageState, default=StageState.PLANNED)
    round = models.PositiveSmallIntegerField(default=1)
    begins = models.CharField(_("begun by"), max_length=10, choices=Side, blank=True)
    due_on = models.DateField(_("due on"))
    opened_at = models.DateTimeField(_("begun"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    #: Days after the deadline (-7, 0, 7) that were reminded of last, for the deadline in force.
    reminded = models.SmallIntegerField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("stage of a cooperation")
        verbose_name_plural = _("stages of cooperations")
        ordering = ["cooperation", "position"]
        constraints = [
            models.UniqueConstraint(fields=["cooperation", "code"], name="stage_once"),
            models.UniqueConstraint(
                fields=["cooperation"], condition=Q(state="current"), name="stage_one_current"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "skipped"], settled_at__isnull=False)
                | Q(state__in=["planned", "current"], settled_at=None),
                name="stage_settled_has_time",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(state="current"), name="stage_current_due"),
            models.Index(fields=["code", "settled_at"], condition=Q(state="done"), name="stage_done"),
        ]

    def __str__(self) -> str:
        return f"{self.cooperation_id} {self.code}: {self.state}"

    @property
    def is_settled(self) -> bool:
        return self.state in (StageState.DONE, StageState.SKIPPED)


class Statement(models.Model):
    """What a side states about a stage in one of its rounds, with the evidence. Append-only; a new round supersedes."""

    stage = models.ForeignKey(CooperationStage, models.PROTECT, related_name="statements", verbose_name=_("stage"))
    round = models.PositiveSmallIntegerField()
    side = models.CharField(_("side"), max_length=10, choices=Side)
    says = models.CharField(_("statement"), max_length=10, choices=Says)
    note = models.TextField(_("evidence or reason"), blank=True, validators=[MaxLengthValidator(LONGEST)])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("statement about a stage")
        verbose_name_plural = _("statements about stages")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "round", "side", "says"], name="statement_once"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="statement_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("stage", "round", "side", "says", "note", "at"),
            ),
            pgtrigger.Protect(name="statement_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}/{self.round} {self.side}: {self.says}"


class DateProposal(models.Model):
    """A side asks for another deadline, with a reason; the other side agrees or not. What was agreed is remembered."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    stage = models.ForeignKey(CooperationStage, models.PROTECT, related_name="proposals", verbose_name=_("stage"))
    from_date = models.DateField(_("deadline before"))
    to_date = models.DateField(_("new deadline"))
    reason = models.TextField(_("reason"), validators=[MaxLengthValidator(LONGEST)])
    side = models.CharField(_("side"), max_length=10, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal of a deadline")
        verbose_name_plural = _("proposals of deadlines")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage"], condition=Q(state="open"), name="proposal_one_open"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="proposal_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("stage", "from_date", "to_date", "reason", "side", "at"),
            ),
            pgtrigger.Protect(name="proposal_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}: {self.from_date} → {self.to_date} ({self.state})"


class RoomMessage(models.Model):
    """Words to everybody in a room, or a note for one's own side alone."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="messages", verbose_name=_("cooperation"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: For whom the author wrote; empty for an invited expert.
    side = models.CharField(_("side"), max_length=10, choices=Side, blank=True)
    is_note = models.BooleanField(_("for one’s own side alone"), default=False)
    text = models.TextField(_("text"), validators=[MaxLengthValidator(LONGEST_MESSAGE)])
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("message in a room")
        verbose_name_plural = _("messages in rooms")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["cooperation", "at"], name="room_message_listed")]
        constraints = [
            models.CheckConstraint(condition=Q(is_note=False) | ~Q(side=""), name="room_note_has_side"),
        ]

    def __str__(self) -> str:
        return f"{self.cooperation_id} {self.at:%d/%m/%Y %H:%M}"


class RoomGuest(models.Model):
    """An expert who was invited into a room, until they leave or are dismissed."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="guests", verbose_name=_("cooperation"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("expert"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("expert in a room")
        verbose_name_plural = _("experts in rooms")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation", "user"], condition=Q(ended_at=None), name="room_guest_once"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.cooperation_id}: {self.user_id}"


class RoomVisit(models.Model):
    """When a person last looked into a room: what came later is new to them, and a letter says so once."""

    cooperation = models.ForeignKey(Cooperation, models.CASCADE, related_name="visits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cooperation", "user"], name="room_visit_once")]

    def __str__(self) -> str:
        return f"{self.cooperation_id}: {self.user_id} {self.at:%d/%m/%Y %H:%M}"


class CooperationEvent(models.Model):
    """What happened in a cooperation: who, for which side, when, why. Nobody can change or delete it."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="events", verbose_name=_("cooperation"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    side = models.CharField(_("side"), max_length=10, choices=Side, blank=True)
    action = models.CharField(_("action"), max_length=30)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, blank=True)
    #: Figures and dates that the sentence of the history needs.
    values = models.JSONField(_("values"), default=dict, blank=True)
    note = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("event of a cooperation")
        verbose_name_plural = _("events of cooperations")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["cooperation", "at"], name="cooperation_history")]
        triggers = [
            pgtrigger.Protect(
                name="cooperation_history_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("cooperation", "at", "side", "action", "stage", "values", "note"),
            ),
            pgtrigger.Protect(name="cooperation_history_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.cooperation_id} {self.at:%d/%m/%Y %H:%M}: {self.action}"


def rules() -> dict[str, StageRule]:
    """The rule of every stage: the department's, else the proposal."""
    found = {code: StageRule(code=code, **defaults_of(code)) for code in Stage.values}
    return found | {rule.code: rule for rule in StageRule.objects.all()}


def defaults_of(code: str) -> dict[str, Any]:
    rule = DEFAULT_RULES[Stage(code)]
    return {"days": rule.days, "evidence_vi": rule.evidence_vi, "evidence_en": rule.evidence_en}
