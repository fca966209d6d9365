"""Saving, noting and removing: who may, what is refused, and that twice is once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts import erasure, membership
from accounts.models import User
from catalog import shortlisting, tasks
from catalog.models import Listing, SavedListing, SavedNote
from tests.factories_catalog import make_member, make_officer, make_organisation, make_published, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing(now: datetime) -> Listing:
    return make_published("offer", now=now)


@pytest.fixture
def reader() -> User:
    return make_member(make_organisation("Hợp tác xã khác"), role="reader")


def save(listing: Listing, by: User, *, now: datetime) -> SavedListing:
    found = by.memberships.first()
    return shortlisting.save(listing=listing, by=by, organisation=found.organisation if found else None, now=now)


def test_saved_once_for_the_whole_organisation(listing: Listing, reader: User, now: datetime) -> None:
    colleague = make_member(reader.memberships.get().organisation)
    first, again = save(listing, reader, now=now), save(listing, colleague, now=now + timedelta(hours=1))
    assert (again, again.saved_by, again.user) == (first, reader, None)
    assert SavedListing.objects.of(colleague).get() == first


def test_without_an_organisation_one_saves_alone(listing: Listing, now: datetime) -> None:
    officer = make_officer()
    saved = save(listing, officer, now=now)
    assert (saved.organisation, saved.user) == (None, officer)
    assert list(SavedListing.objects.of(make_officer())) == []


def test_only_for_ones_own_organisation(listing: Listing, reader: User, now: datetime) -> None:
    with pytest.raises(shortlisting.NotAllowed):
        shortlisting.save(listing=listing, by=reader, organisation=make_organisation(), now=now)


def test_list_has_an_end(listing: Listing, reader: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shortlisting, "MOST_SAVED", 1)
    save(listing, reader, now=now)
    assert save(listing, reader, now=now).listing == listing
    with pytest.raises(shortlisting.ListFull):
        save(make_published(now=now), reader, now=now)


def test_constraints_hold_one_holder_and_one_row(listing: Listing, reader: User) -> None:
    organisation = reader.memberships.get().organisation
    SavedListing.objects.create(listing=listing, organisation=organisation)
    SavedListing.objects.create(listing=listing, user=reader)
    wrong: list[dict[str, Any]] = [{"organisation": organisation}, {"user": reader}, {},
                                   {"organisation": organisation, "user": reader}]  # fmt: skip
    for holder in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedListing.objects.create(listing=listing, **holder)


def test_removed_and_put_back_with_its_notes(listing: Listing, reader: User, now: datetime) -> None:
    saved = save(listing, reader, now=now)
    shortlisting.add_note(saved=saved, by=reader, text="Hỏi giá.", now=now)
    for _twice in range(2):
        shortlisting.remove(saved=saved, by=reader, now=now)
    assert list(SavedListing.objects.kept()) == []
    for _twice in range(2):
        shortlisting.restore(saved=saved, by=reader, now=now + timedelta(minutes=1))
    assert SavedListing.objects.kept().get().notes.get().text == "Hỏi giá."


def test_saving_again_brings_it_back(listing: Listing, reader: User, now: datetime) -> None:
    saved = save(listing, reader, now=now)
    shortlisting.remove(saved=saved, by=reader, now=now)
    again = save(listing, reader, now=now + timedelta(days=1))
    assert (again.pk, again.removed_at, again.saved_at) == (saved.pk, None, now + timedelta(days=1))


def test_strangers_may_do_nothing(listing: Listing, reader: User, now: datetime) -> None:
    saved, stranger = save(listing, reader, now=now), make_member(make_organisation())
    note = shortlisting.add_note(saved=saved, by=reader, text="Hỏi giá.", now=now)
    for refused in (
        lambda: shortlisting.remove(saved=saved, by=stranger, now=now),
        lambda: shortlisting.restore(saved=saved, by=stranger, now=now),
        lambda: shortlisting.add_note(saved=saved, by=stranger, text="x", now=now),
        lambda: shortlisting.delete_note(note=note, by=stranger),
    ):
        with pytest.raises(shortlisting.NotAllowed):
            refused()


def test_same_note_pressed_twice_is_one(listing: Listing, reader: User, now: datetime) -> None:
    saved = save(listing, reader, now=now)
    notes = [shortlisting.add_note(saved=saved, by=reader, text="ẵ" * 1000, now=now) for _twice in range(2)]
    assert notes[0] == notes[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedNote.objects.create(saved=saved, author=reader, text="ẵ" * 1000)


def test_notes_are_refused_on_removed_and_crowded_ones(
    listing: Listing, reader: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = save(listing, reader, now=now)
    monkeypatch.setattr(shortlisting, "MOST_NOTES", 1)
    shortlisting.add_note(saved=saved, by=reader, text="Một", now=now)
    with pytest.raises(shortlisting.TooManyNotes):
        shortlisting.add_note(saved=saved, by=reader, text="Hai", now=now)
    shortlisting.remove(saved=saved, by=reader, now=now)
    with pytest.raises(shortlisting.NotSaved):
        shortlisting.add_note(saved=saved, by=reader, text="Ba", now=now)


def test_only_the_author_deletes_a_note(listing: Listing, reader: User, now: datetime) -> None:
    saved, owner = save(listing, reader, now=now), make_member(reader.memberships.get().organisation)
    note = shortlisting.add_note(saved=saved, by=reader, text="Hỏi giá.", now=now)
    with pytest.raises(shortlisting.NotAllowed):
        shortlisting.delete_note(note=note, by=owner)
    for _twice in range(2):
        shortlisting.delete_note(note=note, by=reader)
    assert saved.notes.count() == 0


def test_who_leaves_no_longer_reaches_the_list_and_its_notes_stay(
    listing: Listing, reader: User, now: datetime
) -> None:
    organisation = reader.memberships.get().organisation
    owner, saved = make_member(organisation), save(listing, reader, now=now)
    shortlisting.add_note(saved=saved, by=reader, text="Hỏi giá.", now=now)
    membership.remove_member(membership=reader.memberships.get(), by=owner)
    assert list(SavedListing.objects.of(reader)) == []
    assert SavedListing.objects.of(owner).get().notes.get().author == reader


def test_erasing_a_person_keeps_notes_to_others_and_forgets_the_own_list(listing: Listing, now: datetime) -> None:
    person, admin = make_user(), make_user(is_staff=True)
    alone = save(listing, person, now=now)
    organisation = make_organisation()
    make_member(organisation)
    organisation.memberships.create(user=person, role="editor")
    saved = save(listing, person, now=now)
    shortlisting.add_note(saved=saved, by=person, text="Hỏi giá.", now=now)
    erasure.anonymise(user=person, by=admin, now=now)
    for _twice in range(2):
        tasks.purge_shortlists()
    assert list(SavedListing.objects.all()) == [saved]
    assert not SavedListing.objects.filter(pk=alone.pk).exists()
    assert [(note.author_id, note.author.full_name) for note in saved.notes.all() if note.author] == [(person.pk, "")]


def test_purge_forgets_only_what_was_removed_long_ago(listing: Listing, reader: User, now: datetime) -> None:
    old, fresh = save(listing, reader, now=now), save(make_published(now=now), reader, now=now)
    shortlisting.remove(saved=old, by=reader, now=now - timedelta(days=30))
    shortlisting.remove(saved=fresh, by=reader, now=now - timedelta(days=29))
    for _twice in range(2):
        shortlisting.purge(now=now)
    assert list(SavedListing.objects.all()) == [fresh]
