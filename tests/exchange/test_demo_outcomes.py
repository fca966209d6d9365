"""The demonstration's reports and story agree with the rules, and everybody finds them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cooperation.models import OutcomeReport, StoryConsent, SuccessStory
from cooperation.outcome_choices import ReportState
from cooperation.outcomes.writing import opens
from cooperation.stage_choices import Stage
from exchange.demo.loading import load_demo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(db: None) -> None:
    load_demo()


def test_reports_stand_where_the_rules_let_them() -> None:
    now = timezone.now()
    found = list(OutcomeReport.objects.select_related("cooperation"))
    assert {report.state for report in found} == {ReportState.SENT, ReportState.VERIFIED}
    for report in found:
        report.full_clean()
        stage = report.cooperation.stages.get(code=Stage.PRODUCTION)
        assert opens(report.kind, stage, now=now)
        moments = [stage.settled_at, report.sent_at, report.partner_at, report.settled_at, now]
        known = [moment for moment in moments if moment]
        assert known == sorted(known)
        assert all(event.at <= now for event in report.cooperation.events.all())


def test_everybody_reads_the_story_and_officers_find_what_waits(client: Client) -> None:
    (story,) = SuccessStory.objects.public()
    story.full_clean()
    assert {consent.wording["text_vi"] for consent in StoryConsent.objects.all()} == {story.text_vi}
    for path in ("/", "/success-stories/", story.get_absolute_url()):
        assert story.title_vi in client.get(path).content.decode()
    client.force_login(User.objects.get(email="can-bo@vidu.test"))
    waiting = OutcomeReport.objects.get(state=ReportState.SENT).cooperation
    assert waiting.reference in client.get("/cooperations/followed/?group=reports").content.decode()
