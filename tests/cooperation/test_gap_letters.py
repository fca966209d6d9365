"""The weekly letter of unmet needs: who gets it, what is in it, when it comes, and how it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from accounts import consent
from accounts.models import Consent, Membership, Organisation, OutboxMessage, User
from catalog.models import GapSubscription, Listing
from cooperation import tasks
from cooperation.gap_letters import letters, subscribing
from cooperation.gap_letters.letters import send_due
from tests.factories_catalog import concept, make_member, make_organisation, make_published, make_user

pytestmark = pytest.mark.django_db
PAGE, STOP = "/gap-list/letters/", "/gap-list/letters/stop/"
#: The Monday after that of `now`, nine in the morning.
NEXT = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
A_WEEK = timedelta(days=7)


@pytest.fixture
def reader() -> User:
    return make_member(make_organisation("Viện nghiên cứu Zuvanka"))


def make_unmet(*, now: datetime, **values: Any) -> Listing:
    """A need of agriculture that came onto the list just now."""
    need = make_published("need", now=now, **values)
    Listing.objects.filter(pk=need.pk).update(published_at=now - timedelta(days=40))
    return need


def told() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="gaps").order_by("pk"))


def in_engineering(need: Listing) -> Listing:
    need.fields.set([concept("st_field", "203")])
    return need


def test_what_came_onto_the_list_is_told_on_monday_and_once(reader: User, now: datetime) -> None:
    old = make_unmet(now=now)
    subscribing.choose(user=reader, fields=[], now=now)
    new = make_unmet(now=now)
    assert send_due(now=now + timedelta(days=4)) == 0
    assert [send_due(now=NEXT + timedelta(hours=hour)) for hour in (0, 1, 24)] == [1, 0, 0]
    (letter,) = told()
    assert (new.reference in letter.text, old.reference in letter.text) == (True, False)
    assert send_due(now=NEXT + A_WEEK) == 0


def test_a_week_without_news_has_no_letter(reader: User, now: datetime) -> None:
    subscribing.choose(user=reader, fields=[], now=now)
    assert send_due(now=NEXT) == 0
    make_unmet(now=NEXT)
    assert send_due(now=NEXT + timedelta(days=2)) == 0
    assert send_due(now=NEXT + A_WEEK) == 1


@pytest.mark.parametrize(("fields", "count"), [([], 2), (["4"], 1), (["2"], 1), (["2", "4"], 2), (["1"], 0)])
def test_only_the_chosen_fields_are_told(reader: User, now: datetime, fields: list[str], count: int) -> None:
    subscribing.choose(user=reader, fields=fields, now=now)
    needs = [make_unmet(now=now), in_engineering(make_unmet(now=now))]
    send_due(now=NEXT)
    text = "".join(letter.text for letter in told())
    assert sum(f"/listings/{need.reference}/" in text for need in needs) == count


def test_other_fields_lose_nothing_and_repeat_nothing(reader: User, now: datetime) -> None:
    """What was due stays due; what the new field had on the page is no news."""
    subscribing.choose(user=reader, fields=["4"], now=now)
    due, seen = make_unmet(now=now), in_engineering(make_unmet(now=now))
    for _ in range(2):
        subscribing.choose(user=reader, fields=["2", "4"], now=now)
    send_due(now=NEXT)
    (letter,) = told()
    assert (due.reference in letter.text, seen.reference in letter.text) == (True, False)


def test_a_clock_that_jumps_tells_each_need_once(reader: User, now: datetime) -> None:
    subscribing.choose(user=reader, fields=[], now=now)
    make_unmet(now=now)
    assert [send_due(now=now + jump) for jump in (4 * A_WEEK, A_WEEK, 4 * A_WEEK)] == [1, 0, 0]
    make_unmet(now=now)
    assert send_due(now=now + 2 * A_WEEK) == 1
    assert len(told()) == 2


@pytest.mark.parametrize("how", ["withdrawn", "inactive", "no member", "organisation closed"])
def test_who_left_gets_no_letter(reader: User, now: datetime, how: str) -> None:
    subscribing.choose(user=reader, fields=[], now=now)
    make_unmet(now=now)
    if how == "withdrawn":
        subscribing.stop(user=reader, now=now)
    elif how == "inactive":
        User.objects.filter(pk=reader.pk).update(is_active=False)
    elif how == "no member":
        Membership.objects.filter(user=reader).delete()
    else:
        Organisation.objects.filter(memberships__user=reader).update(state=Organisation.State.CLOSED)
    assert send_due(now=NEXT) == 0


def test_quiet_hours_hold_the_letter_until_the_morning(reader: User, now: datetime) -> None:
    subscribing.choose(user=reader, fields=[], now=now)
    make_unmet(now=now)
    night = NEXT.replace(hour=16)
    assert [send_due(now=night), send_due(now=night + timedelta(hours=10))] == [0, 1]


def test_needs_of_ones_own_organisation_are_no_news(reader: User, now: datetime) -> None:
    subscribing.choose(user=reader, fields=[], now=now)
    make_unmet(now=now, organisation=Organisation.objects.get(memberships__user=reader))
    assert send_due(now=NEXT) == 0


def test_a_letter_names_no_hidden_owner(reader: User, now: datetime) -> None:
    subscribing.choose(user=reader, fields=[], now=now)
    need = make_unmet(now=now, is_anonymous=True, organisation=make_organisation("Đúc Hoavanta"))
    User.objects.filter(pk=reader.pk).update(full_name="Vũ Thị Người Nhận")
    send_due(now=NEXT)
    (letter,) = told()
    assert need.reference in letter.text
    names = [need.organisation.name_vi, need.organisation.slug, need.contact.full_name]
    assert not [name for name in names if name in letter.subject + letter.text + letter.html]


def test_a_long_letter_names_the_rest_by_number(reader: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "MOST_PER_LETTER", 1)
    subscribing.choose(user=reader, fields=[], now=now)
    for _ in range(3):
        make_unmet(now=now)
    assert [send_due(now=NEXT), send_due(now=NEXT + A_WEEK)] == [1, 0]
    (letter,) = told()
    assert ("Còn 2 nhu cầu nữa" in letter.text, letter.text.count("* ")) == (True, 1)


TEXTS = {
    "vi": ["1 nhu cầu mới chưa có lời giải", "Thôi nhận loại email này", "Chọn lĩnh vực khác"],
    "en": ["1 new unmet need in your fields", "Stop e-mails of this kind", "Choose other fields"],
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_letter_speaks_the_readers_language(reader: User, now: datetime, language: str) -> None:
    User.objects.filter(pk=reader.pk).update(language=language)
    subscribing.choose(user=reader, fields=[], now=now)
    need = make_unmet(now=now)
    send_due(now=NEXT)
    (letter,) = told()
    subject, *texts = TEXTS[language]
    assert subject in letter.subject
    assert not [text for text in texts if text not in letter.text or text not in letter.html]
    prefix = "/en" if language == "en" else ""
    assert f"{prefix}/listings/{need.reference}/" in letter.text
    assert "\n\n\n" not in letter.text


def test_one_click_in_the_mail_programme_withdraws_the_consent(reader: User, now: datetime) -> None:
    subscribing.choose(user=reader, fields=[], now=now)
    make_unmet(now=now)
    send_due(now=NEXT)
    (letter,) = told()
    client, path = Client(enforce_csrf_checks=True), urlsplit(letter.unsubscribe_url).path
    assert client.get(path).status_code == 200
    assert consent.has_given(reader, "gaps")
    for _ in range(2):
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not consent.has_given(reader, "gaps")
    assert Consent.objects.filter(user=reader, purpose="gaps").count() == 2


def test_who_comes_back_is_not_told_of_the_time_between(reader: User, now: datetime) -> None:
    subscribing.choose(user=reader, fields=[], now=now)
    subscribing.stop(user=reader, now=now)
    make_unmet(now=now)
    subscribing.choose(user=reader, fields=[], now=now)
    assert send_due(now=NEXT) == 0


def test_a_tick_in_the_settings_begins_letters_of_all_fields(client: Client, reader: User, now: datetime) -> None:
    client.force_login(reader)
    client.post("/account/settings/choices/", {"gaps": "on"})
    make_unmet(now=now)
    for moment in (now, NEXT):
        with time_machine.travel(moment, tick=False):
            tasks.send_gap_letters()
            make_unmet(now=moment)
    assert (GapSubscription.objects.get(user=reader).fields, len(told())) == ([], 1)


def test_erased_people_are_forgotten(reader: User, now: datetime) -> None:
    subscribing.choose(user=reader, fields=["4"], now=now)
    User.objects.filter(pk=reader.pk).update(email=f"erased-{reader.pk}@erased.invalid", is_active=False)
    tasks.send_gap_letters()
    assert not GapSubscription.objects.exists()


def test_the_page_chooses_and_ends(client: Client, reader: User, now: datetime) -> None:
    client.force_login(reader)
    page = BeautifulSoup(client.get(f"{PAGE}?field=4").content, "html.parser")
    assert [box["value"] for box in page.select("main input[name=fields_wanted][checked]")] == ["4"]
    assert not page.select("main input[name=agreed][checked]")
    for _ in range(2):
        assert client.post(PAGE, {"fields_wanted": ["2", "4"], "agreed": "on"}).status_code == 302
    subscription = GapSubscription.objects.get()
    assert (subscription.user, subscription.fields, consent.has_given(reader, "gaps")) == (reader, ["2", "4"], True)
    for _ in range(2):
        assert client.post(STOP).status_code == 302
    assert not consent.has_given(reader, "gaps")


@pytest.mark.parametrize("fields", [{}, {"agreed": "on", "fields_wanted": ["x"]}, {"fields_wanted": ["4"]}])
def test_without_consent_or_with_an_odd_field_nothing_begins(client: Client, reader: User, fields: Any) -> None:
    client.force_login(reader)
    answer = client.post(PAGE, fields)
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert not GapSubscription.objects.exists()
    assert not consent.has_given(reader, "gaps")


@pytest.mark.parametrize("address", [PAGE, STOP])
def test_visitors_and_people_without_an_organisation_are_sent_on(client: Client, address: str) -> None:
    assert "/account/login/" in client.post(address, {"agreed": "on"})["Location"]
    client.force_login(make_user())
    assert client.post(address, {"agreed": "on"}).status_code == 302
    assert not GapSubscription.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_letters_take_the_same_queries_however_many_needs(
    reader: User, now: datetime, count: int, django_assert_max_num_queries: Any
) -> None:
    subscribing.choose(user=reader, fields=[], now=now)
    for _ in range(count):
        make_unmet(now=now)
    with django_assert_max_num_queries(16):
        send_due(now=NEXT)
