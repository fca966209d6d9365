"""Saving, changing and stopping watched searches."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.erasure import anonymise
from accounts.models import User
from catalog import tasks, watching
from catalog.models import Watch, WatchHit
from tests.factories_catalog import make_published, make_user
from tests.factories_watches import make_watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return make_user()


def test_the_same_search_is_the_same_watch(owner: User, now: datetime) -> None:
    first = make_watch("q=H2S&kind=offer&page=3&sort=newest&utm=x", owner=owner, now=now)
    second = make_watch("kind=offer&kind=offer&q=H2S++", owner=owner, now=now, rhythm="weekly")
    assert (second.pk, second.rhythm, second.address) == (first.pk, "weekly", "q=H2S&kind=offer")
    make_watch("q=H2S&kind=offer", now=now)
    assert Watch.objects.of(owner).count() == 1


def test_a_search_saved_again_keeps_its_name_and_runs_again(owner: User, now: datetime) -> None:
    watch = make_watch(owner=owner, now=now, name="Khí", is_active=False)
    again = make_watch(owner=owner, now=now)
    assert (again.pk, again.name, again.is_active) == (watch.pk, "Khí", True)


def test_nobody_watches_without_end(owner: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MOST_WATCHES", 2)
    for query in ("q=a1", "q=b1", "q=a1"):
        make_watch(query, owner=owner, now=now)
    with pytest.raises(watching.TooMany):
        make_watch("q=c1", owner=owner, now=now)
    assert make_watch("q=c1", now=now).pk


@pytest.mark.parametrize("address", ["kind=%00", "kind=\x00"])
def test_what_no_page_can_ask_for_is_not_watched(address: str, owner: User, now: datetime) -> None:
    with pytest.raises(watching.TooLong):
        make_watch(address, owner=owner, now=now)


def test_values_that_nobody_knows_are_no_part_of_a_watch(owner: User, now: datetime) -> None:
    watch = make_watch("field=401&field=" + "&field=".join(f"x{n}" for n in range(900)), owner=owner, now=now)
    assert watch.address == "field=401"


def hit(watch: Watch, now: datetime, *, awaits_letter: bool = True) -> WatchHit:
    listing = make_published("offer", now=now)
    return WatchHit.objects.create(watch=watch, listing=listing, found_at=now, awaits_letter=awaits_letter)


@pytest.mark.parametrize(("rhythm", "is_active"), [("none", True), ("daily", False)])
def test_what_was_found_while_no_letters_were_wanted_is_not_told_later(
    rhythm: str, is_active: bool, now: datetime
) -> None:
    watch = make_watch(now=now)
    hit(watch, now)
    watching.change(watch=watch, rhythm=rhythm, name="", is_active=is_active)
    watching.change(watch=watch, rhythm="daily", name="", is_active=True)
    assert not WatchHit.objects.awaiting_letter().exists()


def test_another_rhythm_keeps_what_waits(now: datetime) -> None:
    watch = make_watch(now=now)
    hit(watch, now)
    watching.change(watch=watch, rhythm="weekly", name="", is_active=True)
    assert WatchHit.objects.awaiting_letter().count() == 1


def test_unknown_rhythm_is_refused(now: datetime) -> None:
    with pytest.raises(ValueError, match="hourly"):
        watching.change(watch=make_watch(now=now), rhythm="hourly", name="", is_active=True)


def test_a_look_only_goes_forward(now: datetime) -> None:
    watch = make_watch(now=now)
    for moment in (now, now - timedelta(days=1)):
        watching.look(watch=watch, now=moment)
    watch.refresh_from_db()
    assert watch.looked_at == now


def test_letters_stop_for_one_watch_or_for_all(owner: User, now: datetime) -> None:
    first, second, foreign = (make_watch(f"q=tom{n}", owner=who, now=now) for n, who in enumerate((owner, owner, None)))
    hit(first, now)
    watching.stop_letters(owner=owner, watch_id=foreign.pk)
    watching.stop_letters(owner=owner, watch_id=first.pk)
    rhythms = dict(Watch.objects.values_list("pk", "rhythm"))
    assert rhythms == {first.pk: "none", second.pk: "daily", foreign.pk: "daily"}
    assert not WatchHit.objects.filter(awaits_letter=True).exists()
    for _ in range(2):
        watching.stop_letters(owner=owner, watch_id=None)
    assert list(Watch.objects.filter(rhythm="daily")) == [foreign]


def test_watches_of_an_erased_person_are_deleted(owner: User, now: datetime) -> None:
    hit(make_watch("q=bi mat", owner=owner, now=now), now)
    kept = make_watch(now=now, owner=make_user(is_active=False))
    anonymise(user=owner, by=make_user(is_staff=True), now=now)
    assert not WatchHit.objects.awaiting_letter().exists()
    for _ in range(2):
        tasks.forget_erased_watches()
    assert (list(Watch.objects.all()), WatchHit.objects.count()) == ([kept], 0)


def test_watches_go_with_a_deleted_person(owner: User, now: datetime) -> None:
    make_watch(owner=owner, now=now)
    owner.delete()
    assert not Watch.objects.exists()
