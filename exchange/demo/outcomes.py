"""What came of the demonstration's cooperations: reports, one of them told as a success story."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from catalog.models import Listing
from cooperation.models import (
    Cooperation,
    CooperationEvent,
    CooperationStage,
    OutcomeReport,
    OutcomeRequest,
    StoryConsent,
    SuccessStory,
)
from cooperation.outcome_choices import OutcomeKind
from cooperation.outcomes.due import DUE
from cooperation.outcomes.presenting import facts_of
from cooperation.stage_choices import PARTIES, Side, StageState
from cooperation.stories.telling import WRITTEN

Row = dict[str, Any]
A_DAY = timedelta(days=1)


def load_outcomes(rows: list[Row], listings: dict[str, Listing], people: dict[str, User]) -> None:
    """Each report with its history; the story of one, with the consent of both sides."""
    for row in rows:
        cooperation = Cooperation.objects.select_related("need_side", "offer_side", "officer").get(
            need=listings[row["need"]], stages__code=DUE[row["kind"]].stage, stages__state=StageState.DONE
        )
        report = load_report(row, cooperation, people)
        if "story" in row:
            load_story(row["story"], report, people)


def load_report(row: Row, cooperation: Cooperation, people: dict[str, User]) -> OutcomeReport:
    """Asked for when the stage was done, sent some days later, and verified where the row says so."""
    done_at = CooperationStage.objects.get(cooperation=cooperation, code=DUE[row["kind"]].stage).settled_at
    assert done_at is not None
    writer, partner = people[cooperation.need_side.slug], people[cooperation.offer_side.slug]
    sent_at = done_at + timedelta(days=row["days"])
    report = OutcomeReport(
        cooperation=cooperation, kind=row["kind"], state="sent", version=1, begun_at=sent_at, changed_at=sent_at,
        written_by=writer, sent_by=writer, sent_at=sent_at, **row["report"],
    )  # fmt: skip
    OutcomeRequest.objects.bulk_create(
        OutcomeRequest(cooperation=cooperation, kind=kind, at=done_at) for kind in (OutcomeKind.PILOT, row["kind"])
    )
    tell(report, "report_asked", done_at, side=Side.NEED)
    tell(report, "report_sent", sent_at, side=Side.NEED, by=writer)
    if "remark" in row:
        report.partner_agrees, report.partner_note = True, row["remark"]
        report.partner_by, report.partner_at = partner, sent_at + A_DAY
        tell(report, "report_confirmed", sent_at + A_DAY, side=Side.OFFER, by=partner, note=row["remark"])
    if row.get("is_verified"):
        report.state, report.settled_by, report.settled_at = "verified", cooperation.officer, sent_at + 2 * A_DAY
        tell(report, "report_verified", sent_at + 2 * A_DAY, side=Side.OFFICER, by=cooperation.officer)
    report.save()
    return report


def load_story(words: Row, report: OutcomeReport, people: dict[str, User]) -> None:
    """Written by the officer, agreed to by both sides the day after, published on the next."""
    cooperation, written_at = report.cooperation, report.changed_at + 5 * A_DAY
    story = SuccessStory.objects.create(
        cooperation=cooperation, report=report, changed_at=written_at, written_by=cooperation.officer,
        published_version=1, published_at=written_at + 2 * A_DAY, published_by=cooperation.officer, **words,
    )  # fmt: skip
    tell(report, "story_written", written_at, side=Side.OFFICER, by=cooperation.officer)
    for side in PARTIES:
        organisation = cooperation.organisation_of(side)
        wording = {name: words[name] for name in WRITTEN} | {
            "figures": facts_of(report, words["figures"]), "organisation": organisation.name
        }  # fmt: skip
        by, at = people[organisation.slug], written_at + A_DAY
        StoryConsent.objects.create(story=story, version=1, side=side, wording=wording, by=by, at=at)
        tell(report, "story_agreed", at, side=side, by=by)
    tell(report, "story_published", written_at + 2 * A_DAY, side=Side.OFFICER, by=cooperation.officer)


def tell(
    report: OutcomeReport, action: str, at: datetime, *, side: str, by: User | None = None, note: str = ""
) -> None:  # fmt: skip
    CooperationEvent.objects.create(
        cooperation=report.cooperation, action=action, at=at, side=side, actor=by, note=note,
        values={"report": report.kind},
    )  # fmt: skip
