"""What moves a success story: its text, the consent of both organisations to exactly this text, and publication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from cooperation.models import Cooperation, OutcomeReport, StoryConsent, SuccessStory
from cooperation.outcome_choices import ReportState
from cooperation.outcomes.presenting import facts_of
from cooperation.pipeline import letters
from cooperation.pipeline.access import can_act
from cooperation.pipeline.history import record
from cooperation.pipeline.stages import CooperationError, NotAllowed, lock
from cooperation.stage_choices import PARTIES, Side

WRITTEN = ("title_vi", "title_en", "text_vi", "text_en", "figures")
#: A pilot alone is no success yet.
TELLING = ("production", "impact_6", "impact_12")


class NoReport(CooperationError):
    """No report on production or impact is verified."""


class StoryChanged(CooperationError):
    """Somebody changed the text after the page was opened; nobody agrees to words they have not read."""


class ConsentMissing(CooperationError):
    """One of the two organisations has not agreed to this text, or does not agree any more."""


def report_for(cooperation: Cooperation) -> OutcomeReport | None:
    """The verified report that a story tells of: the latest of them."""
    verified = cooperation.reports.filter(kind__in=TELLING, state=ReportState.VERIFIED)
    return verified.order_by("-sent_at", "-pk").first()


@transaction.atomic
def write(
    *, cooperation: Cooperation, side: str, seen: int, values: Mapping[str, Any], by: User, now: datetime
) -> SuccessStory:
    """Write the story, or change it: every consent to the text before counts no more. The same words change nothing."""
    cooperation = held(cooperation, side, by=by)
    report = report_for(cooperation)
    if report is None:
        raise NoReport(cooperation.reference)
    words = {name: values[name] for name in WRITTEN} | {"report": report}
    story = SuccessStory.objects.filter(cooperation=cooperation).first()
    if story is not None and all(getattr(story, name) == value for name, value in words.items()):
        return story
    if seen != (story.version if story else 0):
        raise StoryChanged(cooperation.reference)
    if story is None:
        story = SuccessStory.objects.create(cooperation=cooperation, written_by=by, changed_at=now, **words)
    else:
        for name, value in words.items():
            setattr(story, name, value)
        story.version, story.written_by, story.changed_at = story.version + 1, by, now
        story.save(update_fields=[*words, "version", "written_by", "changed_at"])
    letters.tell(record(cooperation, "story_written", by=by, side=side, now=now, version=story.version), by=by)
    return story


@transaction.atomic
def agree(*, cooperation: Cooperation, side: str, seen: int, by: User, now: datetime) -> StoryConsent:
    """An organisation agrees that exactly this text is published; twice is once."""
    story = story_of(cooperation, side, by=by)
    if side not in PARTIES:
        raise NotAllowed(cooperation.reference)
    if story.version != seen:
        raise StoryChanged(cooperation.reference)
    if given := story.consents.standing().filter(version=seen, side=side).first():
        return given
    organisation = story.cooperation.organisation_of(side)
    wording = {name: getattr(story, name) for name in WRITTEN} | {
        "figures": facts_of(story.report, story.figures), "organisation": organisation.name
    }  # fmt: skip
    consent = StoryConsent.objects.create(story=story, version=seen, side=side, wording=wording, by=by, at=now)
    letters.tell(record(story.cooperation, "story_agreed", by=by, side=side, now=now, version=seen), by=by)
    return consent


@transaction.atomic
def withdraw(*, cooperation: Cooperation, side: str, by: User, now: datetime) -> SuccessStory:
    """An organisation agrees no more, to no version: the story is gone from that moment on."""
    story = story_of(cooperation, side, by=by)
    if side not in PARTIES:
        raise NotAllowed(cooperation.reference)
    if story.consents.standing().filter(side=side).update(withdrawn_at=now, withdrawn_by=by):
        SuccessStory.objects.filter(pk=story.pk).update(published_version=None)
        letters.tell(record(story.cooperation, "story_withdrawn", by=by, side=side, now=now), by=by)
    return story


@transaction.atomic
def publish(*, cooperation: Cooperation, seen: int, by: User, now: datetime) -> SuccessStory:
    """The officer publishes what both organisations agree to; twice is once."""
    story = story_of(cooperation, Side.OFFICER, by=by)
    if story.version != seen:
        raise StoryChanged(cooperation.reference)
    agreed = set(story.consents.standing().filter(version=seen).values_list("side", flat=True))
    if agreed != {str(side) for side in PARTIES}:
        raise ConsentMissing(cooperation.reference)
    if story.published_version == seen:
        return story
    story.published_version, story.published_at, story.published_by = seen, now, by
    story.save(update_fields=["published_version", "published_at", "published_by"])
    letters.tell(record(story.cooperation, "story_published", by=by, side=Side.OFFICER, now=now), by=by)
    return story


@transaction.atomic
def take_down(*, cooperation: Cooperation, by: User, now: datetime) -> SuccessStory:
    """The officer takes the story away; both consents stand."""
    story = story_of(cooperation, Side.OFFICER, by=by)
    if story.published_version is not None:
        story.published_version = None
        story.save(update_fields=["published_version"])
        letters.tell(record(story.cooperation, "story_taken_down", by=by, side=Side.OFFICER, now=now), by=by)
    return story


def held(cooperation: Cooperation, side: str, *, by: User) -> Cooperation:
    cooperation = lock(cooperation)
    if not can_act(by, cooperation, side):
        raise NotAllowed(cooperation.reference)
    return cooperation


def story_of(cooperation: Cooperation, side: str, *, by: User) -> SuccessStory:
    """The story as it is now, kept from changing by the lock on its cooperation."""
    cooperation = held(cooperation, side, by=by)
    story = SuccessStory.objects.select_related("report").filter(cooperation=cooperation).first()
    if story is None:
        raise NoReport(cooperation.reference)
    story.cooperation = cooperation
    return story
