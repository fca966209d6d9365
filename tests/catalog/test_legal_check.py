"""The lists of technologies: what points at an entry, what an officer says of it, and what keeps a listing closed."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import User
from catalog import publishing
from catalog.legal.recognising import pointer
from catalog.models import LegalRuling, Revision, State, TransferRule
from catalog.reviewing.ruling import PermissionInWriting, rule_on
from taxonomy.loading import load_all
from tests.factories_catalog import author_of, make_member, make_officer, make_organisation, make_submitted, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
PERMISSION = "Cho phép đăng theo công văn số 12 của Sở, chỉ để tìm đối tác nghiên cứu."
SCORES = {"advantages": "4", "clarity": "5", "cooperation": "3", "language": "4"}


@pytest.mark.parametrize(
    ("text", "codes", "words", "fields", "found"),
    [
        ("Giống ngô biến đổi gen chịu hạn", ["401"], ["biến đổi gen"], [], "biến đổi gen"),
        ("Giống ngô BIẾN ĐỔI  GEN", ["401"], ["chuyển gen", "biến đổi gen"], [], "biến đổi gen"),
        ("Giong ngo bien doi gen chiu han", ["401"], ["biến đổi gen"], [], "biến đổi gen"),
        ("Biến đổi genotyp của tôm", ["401"], ["biến đổi gen"], [], None),
        ("Máy dò mã tuý giả", ["203"], ["ma túy"], [], None),
        ("Giống ngô biến đổi gen", ["203"], ["biến đổi gen"], ["4"], None),
        ("Giống ngô biến đổi gen", ["203", "401"], ["biến đổi gen"], ["4"], "biến đổi gen"),
        ("Giống ngô lai", ["203", "401"], [], ["40"], "401"),
        ("Giống ngô lai", ["203"], [], ["40"], None),
        ("", [], ["gen"], [], None),
        ("A (GMO-free) maize", [], ["gmo"], [], "gmo"),
    ],
)
def test_what_points_at_an_entry(
    text: str, codes: list[str], words: list[str], fields: list[str], found: str | None
) -> None:
    assert pointer(text, codes, words=words, field_codes=fields) == found


def make_rule(regime: str = "restricted", **values: Any) -> TransferRule:
    values = {"name_vi": "Giống biến đổi gen", "source": "Phụ lục II, mục 3", "words": ["EHP"], **values}
    return TransferRule.objects.create(regime=regime, valid_from=TODAY - timedelta(days=30), **values)


def publish(revision: Revision, now: datetime) -> None:
    publishing.decide(revision=revision, decision="publish", by=make_officer(), now=now)


@pytest.mark.parametrize("regime", ["prohibited", "restricted"])
def test_open_hint_keeps_a_listing_closed_until_it_is_rejected(regime: str, now: datetime) -> None:
    rule, (listing, revision) = make_rule(regime), make_submitted(now=now)
    with pytest.raises(publishing.LegalCheckOpen) as refusal:
        publish(revision, now)
    assert refusal.value.rule == rule
    rule_on(revision=revision, rule=rule, verdict="not_concerned", by=make_officer(), now=now)
    publish(revision, now)
    listing.refresh_from_db()
    assert listing.state == State.PUBLISHED


def test_prohibited_technology_is_never_published(now: datetime) -> None:
    rule, (_listing, revision) = make_rule("prohibited"), make_submitted(now=now)
    officer = make_officer()
    rule_on(revision=revision, rule=rule, verdict="concerned", by=officer, now=now)
    with pytest.raises(publishing.ProhibitedTechnology):
        publish(revision, now)
    with pytest.raises(PermissionInWriting):
        rule_on(revision=revision, rule=rule, verdict="permitted", text=PERMISSION, by=officer, now=now)
    publishing.decide(revision=revision, decision="reject", by=officer, now=now, comment="Thuộc danh mục cấm.")


def test_restricted_technology_needs_a_permission_in_writing(now: datetime) -> None:
    rule, (listing, revision) = make_rule(), make_submitted(now=now)
    officer = make_officer()
    rule_on(revision=revision, rule=rule, verdict="concerned", by=officer, now=now)
    with pytest.raises(publishing.PermissionMissing):
        publish(revision, now)
    with pytest.raises(PermissionInWriting):
        rule_on(revision=revision, rule=rule, verdict="permitted", text=" \n", by=officer, now=now)
    ruling = rule_on(revision=revision, rule=rule, verdict="permitted", text=PERMISSION, by=officer, now=now)
    assert (ruling.text, ruling.by, ruling.at) == (PERMISSION, officer, now)
    publish(revision, now)
    listing.refresh_from_db()
    notes = list(listing.events.filter(action="legal_ruling").values_list("note", flat=True))
    assert (listing.state, len(notes), PERMISSION in notes[1]) == (State.PUBLISHED, 2, True)


def test_encouraged_technology_asks_nothing(now: datetime) -> None:
    make_rule("encouraged")
    _listing, revision = make_submitted(now=now)
    publish(revision, now)


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [(0, None, True), (1, None, False), (-9, 0, True), (-9, -1, False)],
)
def test_entry_holds_from_its_first_to_its_last_day(first: int, last: int | None, holds: bool, now: datetime) -> None:
    rule = make_rule()
    rule.valid_from = TODAY + timedelta(days=first)
    rule.valid_to = None if last is None else TODAY + timedelta(days=last)
    rule.save()
    _listing, revision = make_submitted(now=now)
    if holds:
        with pytest.raises(publishing.LegalCheckOpen):
            publish(revision, now)
    else:
        publish(revision, now)


def test_officer_may_name_an_entry_that_nothing_points_at(now: datetime) -> None:
    rule, (_listing, revision) = make_rule("prohibited", words=["amfibôn"]), make_submitted(now=now)
    rule_on(revision=revision, rule=rule, verdict="concerned", by=make_officer(), now=now)
    with pytest.raises(publishing.ProhibitedTechnology):
        publish(revision, now)


def test_ruling_said_twice_is_one(now: datetime) -> None:
    rule, (listing, revision) = make_rule(), make_submitted(now=now)
    officer = make_officer()
    for _ in range(2):
        rule_on(revision=revision, rule=rule, verdict="not_concerned", by=officer, now=now)
    assert (LegalRuling.objects.count(), listing.events.filter(action="legal_ruling").count()) == (1, 1)


def test_ruling_is_for_officers_on_the_latest_revision_under_review(now: datetime) -> None:
    rule, (listing, first) = make_rule(), make_submitted(now=now)
    say: dict[str, Any] = {"rule": rule, "verdict": "not_concerned", "now": now}
    for who in (author_of(listing), make_member(make_organisation())):
        with pytest.raises(publishing.NotAllowed):
            rule_on(revision=first, by=who, **say)
    officer = make_officer()
    publishing.decide(revision=first, decision="request_changes", by=officer, now=now, comment="Sửa.")
    with pytest.raises(publishing.WrongState):
        rule_on(revision=first, by=officer, **say)
    publishing.submit(listing=listing, by=author_of(listing), now=now)
    with pytest.raises(publishing.OutOfDate):
        rule_on(revision=first, by=officer, **say)


def test_permission_without_words_cannot_be_stored(now: datetime) -> None:
    rule, (_listing, revision) = make_rule(), make_submitted(now=now)
    for regime, text in (("restricted", ""), ("prohibited", PERMISSION)):
        with pytest.raises(IntegrityError), transaction.atomic():
            LegalRuling.objects.create(revision=revision, rule=rule, regime=regime, verdict="permitted", text=text)


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_rule_at_once_leave_one_ruling(now: datetime) -> None:
    load_all()
    rule, (listing, revision) = make_rule(), make_submitted(now=now)
    start, failures = threading.Barrier(2), []

    def say(officer: User, verdict: str) -> None:
        try:
            start.wait(10)
            rule_on(revision=revision, rule=rule, verdict=verdict, by=officer, now=now)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=say, args=(make_officer(), each)) for each in ("concerned", "not_concerned")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (failures, LegalRuling.objects.count()) == ([], 1)
    assert listing.events.filter(action="legal_ruling").count() == 2


# The pages


@pytest.fixture
def officer(client: Client) -> User:
    officer = make_officer()
    client.force_login(officer)
    return officer


def test_review_page_shows_the_entry_and_takes_the_ruling(now: datetime, client: Client, officer: User) -> None:
    rule, (listing, revision) = make_rule(name_en="Genetically modified seed"), make_submitted(now=now)
    page = f"/en/review/{listing.reference}/"
    with time_machine.travel(now, tick=False):
        shown = client.get(page).text
        for words in ("Genetically modified seed", "Restricted transfer", "Phụ lục II, mục 3", "Recognised by “EHP”"):
            assert words in shown
        refused = client.post(f"{page}decision/", {"revision": 1, "decision": "publish", "comment": "Tốt.", **SCORES})
        assert (refused.status_code, "may concern this listing" in refused.text, "Tốt." in refused.text) == (
            422,
            True,
            True,
        )
        said = {"rule": rule.pk, "revision": revision.number, "verdict": "permitted", "text": ""}
        asked = client.post(f"{page}law/", said)
        assert (asked.status_code, "Please write the decision" in asked.text) == (422, True)
        told = client.post(f"{page}law/", said | {"text": PERMISSION}, follow=True).text
        assert (PERMISSION in told, officer.full_name in told, "is written down" in told) == (True, True, True)
        client.post(f"{page}decision/", {"revision": 1, "decision": "publish", **SCORES})
    listing.refresh_from_db()
    assert listing.state == State.PUBLISHED


def test_every_form_of_the_review_page_carries_a_token(now: datetime, client: Client, officer: User) -> None:
    make_rule()
    listing, _ = make_submitted(now=now)
    with time_machine.travel(now, tick=False):
        page = BeautifulSoup(client.get(f"/review/{listing.reference}/").text, "html.parser")
    forms = page.select("main form[method=post]")
    assert [form["action"] for form in forms if not form.select("input[name=csrfmiddlewaretoken]")] == []
    assert any(form["action"].endswith("/law/#law") for form in forms)


@pytest.mark.parametrize(
    "values",
    [{"verdict": ""}, {"verdict": "maybe"}, {"rule": "9999"}, {"rule": "x"}, {"revision": "7"}, {"text": "x" * 3001}],
)
def test_bad_rulings_are_refused(values: dict[str, str], now: datetime, client: Client, officer: User) -> None:
    rule, (listing, _) = make_rule(), make_submitted(now=now)
    data = {"rule": rule.pk, "revision": 1, "verdict": "permitted", "text": PERMISSION} | values
    with time_machine.travel(now, tick=False):
        answer = client.post(f"/en/review/{listing.reference}/law/", data)
    assert (answer.status_code in (404, 409, 422), LegalRuling.objects.count()) == (True, 0)
    assert answer.status_code == 404 or "text" in values or PERMISSION in answer.text


def test_owner_reads_nothing_of_the_ruling(now: datetime, client: Client) -> None:
    rule, (listing, revision) = make_rule(), make_submitted(now=now)
    rule_on(revision=revision, rule=rule, verdict="permitted", text=PERMISSION, by=make_officer(), now=now)
    client.force_login(author_of(listing))
    page = client.get(f"/en/listings/{listing.reference}/history/").text
    assert ("Legal check" in page, PERMISSION in page) == (True, False)


ENTRY = {
    "regime": "restricted", "name_vi": "Giống biến đổi gen", "source": "Phụ lục II", "words": "biến đổi gen; GMO\nGMO",
    "field_codes": "4; 401", "valid_from": "01/04/2026", "valid_to": "",
}  # fmt: skip


def test_managers_keep_the_lists(client: Client) -> None:
    client.force_login(make_user(role="manager"))
    assert client.post("/en/review/transfer-rules/new/", ENTRY).status_code == 302
    rule = TransferRule.objects.get()
    assert (rule.words, rule.field_codes, rule.valid_from) == (["biến đổi gen", "GMO"], ["4", "401"], date(2026, 4, 1))
    client.post(f"/en/review/transfer-rules/{rule.pk}/", ENTRY | {"valid_to": "31/12/2026"})
    rule.refresh_from_db()
    assert (rule.valid_to, rule.events.count()) == (date(2026, 12, 31), 2)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"regime": ""}, "Please fill in this field."),
        ({"regime": "bogus"}, "Please choose one of the options shown."),
        ({"name_vi": ""}, "Please fill in this field."),
        ({"valid_from": "mai"}, "Please enter a date"),
        ({"valid_to": "31/03/2026"}, "The last day cannot be before the first."),
        ({"field_codes": "4; 999"}, "There is no field with the code 999."),
        ({"words": "", "field_codes": ""}, "Please give words or fields"),
        ({"words": "x" * 81}, "Please give at most 40"),
    ],
)
def test_bad_entries_are_explained(values: dict[str, str], sentence: str, client: Client) -> None:
    client.force_login(make_user(role="manager"))
    answer = client.post("/en/review/transfer-rules/new/", ENTRY | values)
    assert (answer.status_code, sentence in answer.text, "Phụ lục II" in answer.text) == (422, True, True)
    assert not TransferRule.objects.exists()


def test_same_entry_twice_is_one(client: Client) -> None:
    client.force_login(make_user(role="manager"))
    client.post("/en/review/transfer-rules/new/", ENTRY)
    assert client.post("/en/review/transfer-rules/new/", ENTRY).status_code == 422
    assert TransferRule.objects.count() == 1


def test_lists_are_read_by_officers_and_changed_by_managers(client: Client, officer: User) -> None:
    rule = make_rule()
    page = client.get("/en/review/transfer-rules/?regime=restricted")
    assert (page.status_code, rule.name_vi in page.text, "Add an entry" in page.text) == (200, True, False)
    for address in ("new/", f"{rule.pk}/"):
        assert client.get(f"/en/review/transfer-rules/{address}").status_code == 404
    client.force_login(make_member(make_organisation()))
    assert client.get("/en/review/transfer-rules/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_a_fixed_number_of_queries(
    number: int, client: Client, officer: User, django_assert_num_queries: Any
) -> None:
    for each in range(number):
        make_rule(name_vi=f"Công nghệ {each}")
    client.get("/review/transfer-rules/")
    with django_assert_num_queries(8):
        client.get("/review/transfer-rules/")
