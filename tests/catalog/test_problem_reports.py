"""Reporting a problem: written down once, the officer told once, settled once and with a note."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction

from accounts.erasure import anonymise
from accounts.models import Membership, OutboxMessage, User
from catalog import problem_reports, tasks
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


@pytest.mark.parametrize(
    ("reported_ago", "settled_ago", "is_kept"),
    [(89, None, True), (364, None, True), (366, None, False), (120, 89, True), (120, 91, False), (366, 1, False)],
)
def test_an_address_is_kept_as_long_as_an_answer_may_need_it(
    reported_ago: int, settled_ago: int | None, is_kept: bool, now: datetime
) -> None:
    found = reported(make_published("need", now=now), now - timedelta(days=reported_ago), email="doc@vidu.test")
    if settled_ago is not None:
        settled = now - timedelta(days=settled_ago)
        problem_reports.settle(report=found, by=make_officer(), note="Đã sửa.", now=settled)
    assert [problem_reports.forget_addresses(now=now) for _ in range(2)] == [int(not is_kept), 0]
    mark = found.fingerprint
    found.refresh_from_db()
    assert (found.email, found.fingerprint == mark) == ("doc@vidu.test" * is_kept, is_kept)
    assert found.text == "Giá đã đổi."


def test_two_open_reports_of_the_same_words_lose_their_addresses(now: datetime) -> None:
    listing, long_ago = make_published("need", now=now), now - timedelta(days=400)
    for email in ("a@vidu.test", "b@vidu.test", ""):
        reported(listing, long_ago, email=email)
    assert problem_reports.forget_addresses(now=now) == 2
    assert set(ProblemReport.objects.values_list("email", flat=True)) == {""}


def test_the_address_of_an_erased_person_goes_signed_in_or_not(now: datetime) -> None:
    person, listing = make_user(), make_published("need", now=now)
    address = person.email.upper()
    visitor = reported(listing, now, email=address)
    member = reported(listing, now, by=person, email="noi-khac@vidu.test")
    other = reported(listing, now, email="doc@vidu.test")
    anonymise(user=person, by=make_user(is_staff=True), now=now)
    later = reported(listing, now + timedelta(hours=1), email=address, text="Lại sai.")
    for _ in range(2):
        tasks.forget_reporters()
    kept = dict(ProblemReport.objects.values_list("pk", "email"))
    assert kept == {visitor.pk: "", member.pk: "", other.pk: "doc@vidu.test", later.pk: address}


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
