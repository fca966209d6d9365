"""Reporting a problem: written down once, the officer told once, settled once and with a note."""

from __future__ import annotations

from datetime import datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction

from accounts.models import Membership, OutboxMessage, User
from catalog import problem_reports
from catalog.models import Listing, ProblemReport
from tests.factories_catalog import make_officer, make_published, make_user

pytestmark = pytest.mark.django_db


def reported(listing: Listing, now: datetime, **values: Any) -> ProblemReport:
    values = {"reason": "wrong", "text": "Giá đã đổi.", "by": AnonymousUser()} | values
    return problem_reports.report(listing=listing, now=now, **values)


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="problem_reported"))


def test_report_is_written_down_and_the_officer_told(now: datetime) -> None:
    officer = make_officer()
    listing = make_published("offer", now=now, officer=officer)
    found = reported(listing, now, email="doc@vidu.test")
    (letter,) = letters()
    assert (found.state, found.reporter, found.reported_at) == ("open", None, now)
    assert (letter.to, letter.reply_to, letter.subject) == (
        officer.email, "doc@vidu.test", f"Có phản ánh về tin {listing.reference}"
    )  # fmt: skip
    assert f"/review/reports/{found.pk}/" in letter.text
    assert "Giá đã đổi." in letter.html


def test_letter_goes_to_the_point_where_nobody_looks_after_the_listing(now: datetime, settings: Any) -> None:
    listing = make_published("offer", now=now)
    Listing.objects.update(officer=None)
    listing.refresh_from_db()
    reported(listing, now)
    assert [letter.to for letter in letters()] == [settings.POINT["email"]]


def test_same_report_twice_is_one_and_one_letter(now: datetime) -> None:
    listing = make_published("need", now=now)
    assert reported(listing, now) == reported(listing, now)
    assert reported(listing, now, text="Khác") != reported(listing, now)
    assert (ProblemReport.objects.count(), len(letters())) == (2, 2)


def test_same_report_is_new_once_the_first_is_settled(now: datetime) -> None:
    listing = make_published("need", now=now)
    first = reported(listing, now)
    problem_reports.settle(report=first, by=make_officer(), note="Đã sửa.", now=now)
    assert reported(listing, now) != first


def test_settling_keeps_who_when_and_what(now: datetime) -> None:
    officer = make_officer()
    found = reported(make_published("need", now=now), now)
    problem_reports.settle(report=found, by=officer, note="Đã sửa.", now=now)
    found.refresh_from_db()
    assert (found.state, found.settled_by, found.settled_at, found.note) == ("settled", officer, now, "Đã sửa.")


def test_settling_is_refused(now: datetime) -> None:
    listing = make_published("need", now=now)
    found, officer = reported(listing, now), make_officer()
    own = make_officer()
    Membership.objects.create(user=own, organisation=listing.organisation, role="viewer")
    for by in (make_user(), own):
        with pytest.raises(problem_reports.NotAllowed):
            problem_reports.settle(report=found, by=by, note="x", now=now)
    with pytest.raises(problem_reports.NoteRequired):
        problem_reports.settle(report=found, by=officer, note=" \n", now=now)
    problem_reports.settle(report=found, by=officer, note="Đã sửa.", now=now)
    with pytest.raises(problem_reports.AlreadySettled):
        problem_reports.settle(report=found, by=officer, note="Khác", now=now)


@pytest.mark.parametrize("values", [{"state": "settled"}, {"state": "settled", "note": "x"}, {"state": "x"}])
def test_database_refuses_what_must_never_be(now: datetime, values: dict[str, str]) -> None:
    found = reported(make_published("need", now=now), now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProblemReport.objects.filter(pk=found.pk).update(**values)


def test_reporter_who_is_erased_leaves_the_report(now: datetime) -> None:
    person = make_user()
    found = reported(make_published("need", now=now), now, by=person)
    User.objects.filter(pk=person.pk).delete()
    found.refresh_from_db()
    assert found.reporter is None


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one(now: datetime) -> None:
    listing, gate = make_published("need", now=now), Barrier(2)

    def send() -> None:
        gate.wait()
        reported(listing, now)
        connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (ProblemReport.objects.count(), len(letters())) == (1, 1)
