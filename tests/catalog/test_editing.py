"""Editing a published listing: it stays as it is until an officer has approved exactly what was sent."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from accounts.models import OutboxMessage
from catalog import editing, posting, publishing
from catalog.duplicates import twins_for_owner
from catalog.editing import Unchanged
from catalog.indexing import index_awaiting
from catalog.models import Attachment, Kind, Listing, Review, State
from catalog.posting import NotEditable
from catalog.publishing import OutOfDate, WrongState
from catalog.revising.frozen import content_hash, content_of
from catalog.uploads import CheckedFile
from tests.catalog.test_publishing import put_into
from tests.factories_catalog import (
    author_of,
    concept,
    make_listing,
    make_member,
    make_officer,
    make_organisation,
    make_published,
)
from tests.factories_edits import NEW_TITLE, make_edit, make_sent_edit, write

pytestmark = pytest.mark.django_db
LATER = timedelta(days=100)


def attach(listing: Listing, name: str, now: datetime, level: str = "public") -> Attachment:
    file = CheckedFile(name, "application/pdf", name.encode(), f"{name:0>64}")
    return posting.attach(listing=listing, by=author_of(listing), now=now, file=file, level=level)


def full_offer(now: datetime) -> Listing:
    """A published offer with something in every place."""
    draft = make_listing(
        Kind.OFFER, now=now, keywords=["khí sinh học"], amount_min=10, amount_max=20, price_kind="firm",
        confidential="Tỷ lệ phối trộn", disclosure="nda",
    )  # fmt: skip
    draft.forms.add(concept("transfer_form", "licence"))
    draft.ip_rights.create(kind=concept("ip_kind", "patent"), number="1-0012", status="granted")
    attach(draft, "ban-ve.pdf", now, "nda")
    revision = publishing.submit(listing=draft, by=author_of(draft), now=now)
    publishing.decide(revision=revision, decision="publish", by=make_officer(), now=now)
    return Listing.objects.get(pk=draft.pk)


@pytest.mark.parametrize("kind", Kind.values)
def test_an_edit_begins_with_all_that_the_listing_says(kind: str, now: datetime) -> None:
    original = full_offer(now) if kind == Kind.OFFER else make_published(now=now)
    edit = editing.start_edit(original=original, by=author_of(original), now=now + LATER)
    assert content_hash(content_of(edit)) == content_hash(content_of(original))
    assert (edit.reference, edit.state, edit.contact) == (f"{original.reference}-R1", State.DRAFT, original.contact)


@pytest.mark.parametrize("state", State.values)
def test_only_what_was_published_is_edited_like_this(state: str, now: datetime) -> None:
    original = make_listing(Kind.OFFER, now=now)
    put_into(original, state, now=now)
    if state in ("published", "paused", "expired"):
        assert editing.start_edit(original=original, by=author_of(original), now=now).is_edit
        return
    with pytest.raises(NotEditable):
        editing.start_edit(original=original, by=author_of(original), now=now)


def test_others_cannot_edit(now: datetime) -> None:
    original = make_published(now=now)
    reader = make_member(original.organisation, role="reader")
    for person in (make_member(make_organisation()), reader, make_officer()):
        with pytest.raises(NotEditable):
            editing.start_edit(original=original, by=person, now=now)
        with pytest.raises(NotEditable):
            editing.discard_edit(original=original, by=person, now=now)
        with pytest.raises(NotEditable):
            editing.copy_listing(source=original, by=person, now=now)


def test_there_is_one_edit_at_a_time_and_none_of_an_edit(now: datetime) -> None:
    edit = make_edit(now=now)
    original = Listing.objects.get(pk=edit.original_id)
    assert editing.start_edit(original=original, by=author_of(original), now=now) == edit
    with pytest.raises(NotEditable):
        editing.start_edit(original=edit, by=author_of(edit), now=now)
    with pytest.raises(IntegrityError, match="listing_one_open_edit"), transaction.atomic():
        Listing.objects.create(
            revision_of=original, reference="X-1", kind=original.kind, organisation=original.organisation
        )


@pytest.mark.parametrize("state", ["published", "paused", "expired", "fulfilled"])
def test_the_database_keeps_an_edit_from_being_public(state: str, now: datetime) -> None:
    edit = make_edit(now=now)
    with pytest.raises(IntegrityError, match="listing_edit_never_public"), transaction.atomic():
        Listing.objects.filter(pk=edit.pk).update(state=state, published_at=now, valid_until=now.date())


def test_the_listing_stays_as_it_is_while_its_edit_is_read(now: datetime) -> None:
    before = make_published(Kind.OFFER, now=now)
    _original, edit, revision = make_sent_edit(original=before, now=now + LATER)
    after = Listing.objects.get(pk=before.pk)
    assert content_of(after) == content_of(before)
    assert (after.state, after.updated_at) == (State.PUBLISHED, before.updated_at)
    assert (edit.state, revision.number, edit.review_due_on) == (State.SUBMITTED, 2, date(2027, 3, 10))


def test_lists_show_the_listing_and_not_its_edit(now: datetime) -> None:
    original, edit, _revision = make_sent_edit(now=now)
    author, officer = author_of(original), make_officer()
    today = now.date()
    for found in (
        Listing.objects.published(today),
        Listing.objects.of(author),
        Listing.objects.visible_to(author),
        Listing.objects.visible_to(officer),
        Listing.objects.originals(),
    ):
        assert list(found) == [original]
    assert list(Listing.objects.awaiting_review()) == [edit]


def test_an_edit_is_no_twin_of_its_listing_nor_of_another_draft(now: datetime) -> None:
    original, edit, _revision = make_sent_edit(now=now)
    index_awaiting()
    assert twins_for_owner(edit) == []
    copied = editing.copy_listing(source=original, by=author_of(original), now=now)
    assert [twin.listing for twin in twins_for_owner(copied)] == [original]


def test_an_approved_edit_takes_the_place_of_the_text(now: datetime) -> None:
    before = full_offer(now)
    edit = make_edit(original=before, now=now + LATER, rows={"comparisons": [{"indicator": "Tuổi thọ", "ours": "8"}]})
    write(edit, now=now + LATER, amount_max=30, industries=[concept("vsic", "01")], confidential="Khác")
    revision = editing.submit_edit(edit=edit, by=author_of(edit), now=now + LATER)
    assert revision is not None
    officer = make_officer("Bùi Thị Sen")
    publishing.decide(revision=revision, decision="publish", by=officer, now=now + LATER, scores={"clarity": 4})
    after = Listing.objects.get(pk=before.pk)
    assert content_hash(content_of(after)) == revision.content_hash
    assert (after.title, after.amount_max, after.officer) == (NEW_TITLE, 30, officer)
    kept = ("reference", "state", "published_at", "valid_until", "created_by", "submitted_at")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.updated_at == now + LATER
    latest = after.revisions.latest("number")
    assert (latest, latest.number, latest.review.clarity, after.revisions.count()) == (revision, 2, 4, 2)
    edit.refresh_from_db()
    assert (edit.state, editing.open_edit(after)) == (State.ARCHIVED, None)
    event = after.events.latest("pk")
    assert (event.action, event.actor, event.revision, event.to_state) == ("change", officer, revision, "published")


def test_the_first_review_is_kept(now: datetime) -> None:
    original, _edit, revision = make_sent_edit(now=now)
    first = Review.objects.get()
    publishing.decide(revision=revision, decision="publish", by=make_officer(), now=now, scores={"clarity": 5})
    assert Review.objects.filter(pk=first.pk, revision__listing=original, clarity=first.clarity).exists()


@pytest.mark.parametrize(
    ("values", "falls"),
    [({"trl": 8}, True), ({"trl_evidence": "Biên bản mới."}, True), ({"summary": "Gọn hơn."}, False)],
)
def test_a_verified_level_falls_with_what_was_verified(values: dict[str, object], falls: bool, now: datetime) -> None:
    original = make_published(Kind.OFFER, now=now)
    officer = make_officer()
    Listing.objects.filter(pk=original.pk).update(trl_verified=7, trl_verified_at=now, trl_verified_by=officer)
    _original, _edit, revision = make_sent_edit(original=original, now=now, **values)
    publishing.decide(revision=revision, decision="publish", by=officer, now=now)
    original.refresh_from_db()
    wanted = (None, None, None) if falls else (7, now, officer)
    assert (original.trl_verified, original.trl_verified_at, original.trl_verified_by) == wanted


@pytest.mark.parametrize(
    ("state", "days", "became", "until"),
    [
        ("published", 61, "published", date(2027, 1, 23)),
        ("published", 60, "published", date(2027, 11, 23)),
        ("paused", 3, "paused", date(2027, 11, 23)),
        ("expired", -40, "published", date(2027, 11, 23)),
    ],
)
def test_an_edit_near_the_end_renews(state: str, days: int, became: str, until: date, now: datetime) -> None:
    original = make_published(Kind.OFFER, now=now)
    Listing.objects.filter(pk=original.pk).update(state=state, valid_until=now.date() + timedelta(days=days))
    original.refresh_from_db()
    _original, _edit, revision = make_sent_edit(original=original, now=now)
    publishing.decide(revision=revision, decision="publish", by=make_officer(), now=now)
    original.refresh_from_db()
    assert (original.state, original.valid_until) == (became, until)


@pytest.mark.parametrize("decision", ["request_changes", "hold", "reject"])
def test_other_decisions_leave_the_listing_alone(decision: str, now: datetime) -> None:
    original, edit, revision = make_sent_edit(now=now)
    before = content_of(original)
    publishing.decide(revision=revision, decision=decision, by=make_officer(), now=now, comment="Nêu đơn vị đo.")
    original.refresh_from_db()
    assert (content_of(original), original.state) == (before, State.PUBLISHED)
    assert (editing.open_edit(original) is None) == (decision == "reject")
    letter = OutboxMessage.objects.filter(kind="decision").latest("pk")
    assert (original.reference in letter.subject, edit.reference in letter.text) == (True, False)
    assert "Nêu đơn vị đo." in letter.text


def test_a_revised_edit_counts_on_and_is_compared_with_what_is_public(now: datetime) -> None:
    _original, edit, revision = make_sent_edit(now=now)
    officer = make_officer()
    publishing.decide(revision=revision, decision="request_changes", by=officer, now=now, comment="Rõ hơn.")
    write(edit, now=now, title="Tên rõ hơn")
    again = editing.submit_edit(edit=edit, by=author_of(edit), now=now)
    assert again is not None
    assert again.number == 3
    with pytest.raises(OutOfDate):
        publishing.decide(revision=revision, decision="publish", by=officer, now=now)
    publishing.decide(revision=again, decision="publish", by=officer, now=now)
    assert Listing.objects.get(pk=edit.original_id).title == "Tên rõ hơn"


def test_a_rejected_edit_makes_room_for_the_next(now: datetime) -> None:
    original, edit, revision = make_sent_edit(now=now)
    publishing.decide(revision=revision, decision="reject", by=make_officer(), now=now, comment="Sai lĩnh vực.")
    following = editing.start_edit(original=original, by=author_of(original), now=now)
    assert (following.reference, following.title) == (f"{original.reference}-R2", original.title)
    assert edit.reference != following.reference


def test_what_nobody_changed_is_not_sent(now: datetime) -> None:
    original = make_published(Kind.OFFER, now=now)
    edit = editing.start_edit(original=original, by=author_of(original), now=now)
    with pytest.raises(Unchanged):
        editing.submit_edit(edit=edit, by=author_of(edit), now=now)


def test_the_contact_person_changes_without_a_review(now: datetime) -> None:
    original = make_published(Kind.OFFER, now=now)
    colleague = make_member(original.organisation, role="editor")
    edit = make_edit(original=original, now=now, title=original.title, contact=colleague, accepting_interest=False)
    assert editing.submit_edit(edit=edit, by=author_of(edit), now=now + LATER) is None
    original.refresh_from_db()
    assert (original.contact, original.accepting_interest, original.updated_at) == (colleague, False, now + LATER)
    assert (original.events.latest("pk").action, original.edits.count()) == ("settings", 0)


@pytest.mark.parametrize("action", ["withdraw", "fulfil"])
def test_closing_the_listing_ends_its_edit(action: str, now: datetime) -> None:
    original, edit, revision = make_sent_edit(now=now)
    publishing.change_state(listing=original, action=action, by=author_of(original), now=now, note="Đã bán.")
    edit.refresh_from_db()
    assert edit.state == State.WITHDRAWN
    with pytest.raises(WrongState):
        publishing.decide(revision=revision, decision="publish", by=make_officer(), now=now)


def test_taking_an_edit_back_twice_is_once(now: datetime) -> None:
    original, edit, _revision = make_sent_edit(now=now)
    author = author_of(original)
    assert [editing.discard_edit(original=original, by=author, now=now) for _ in range(2)] == [True, False]
    edit.refresh_from_db()
    assert (edit.state, original.events.filter(action="discard").count()) == (State.WITHDRAWN, 1)


def test_a_draft_of_an_edit_leaves_nothing_behind_but_its_event(now: datetime) -> None:
    edit = make_edit(now=now)
    original = Listing.objects.get(pk=edit.original_id)
    assert editing.discard_edit(original=original, by=author_of(original), now=now)
    assert not Listing.objects.filter(pk=edit.pk).exists()
    assert [event.action for event in original.events.all()][-2:] == ["edit", "discard"]


def test_files_are_shared_and_go_when_nobody_has_them(
    now: datetime, settings: object, tmp_path: Path, django_capture_on_commit_callbacks: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    commits = django_capture_on_commit_callbacks
    original = full_offer(now)
    kept = original.attachments.get()
    second = attach_to_draft(original, now)
    edit = make_edit(original=original, now=now)
    assert [each.name for each in edit.attachments.all()] == ["ban-ve.pdf", "cu.pdf"]
    with commits(execute=True):  # type: ignore[operator]
        posting.detach(attachment=edit.attachments.get(name="cu.pdf"), by=author_of(edit))
    assert second.file.storage.exists(second.file.name)
    attach(edit, "moi.pdf", now)
    revision = editing.submit_edit(edit=edit, by=author_of(edit), now=now)
    assert revision is not None
    with commits(execute=True):  # type: ignore[operator]
        publishing.decide(revision=revision, decision="publish", by=make_officer(), now=now)
    after = list(original.attachments.all())
    assert [(each.name, each.level) for each in after] == [("ban-ve.pdf", "nda"), ("moi.pdf", "public")]
    assert (after[0].key, content_of(original)["attachments"]) == (kept.key, revision.content["attachments"])
    assert not second.file.storage.exists(second.file.name)
    assert all(each.file.storage.exists(each.file.name) for each in after)
    assert edit.attachments.count() == 0


def attach_to_draft(original: Listing, now: datetime) -> Attachment:
    """A second file of a listing that is public already."""
    Listing.objects.filter(pk=original.pk).update(state=State.DRAFT)
    made = attach(original, "cu.pdf", now)
    Listing.objects.filter(pk=original.pk).update(state=State.PUBLISHED)
    original.refresh_from_db()
    return made


def test_a_copy_has_text_classification_and_rows_only(now: datetime) -> None:
    source = full_offer(now)
    Listing.objects.filter(pk=source.pk).update(trl_verified=7, trl_verified_at=now)
    copied = editing.copy_listing(source=source, by=author_of(source), now=now)
    theirs, ours = content_of(source), content_of(copied)
    assert ours.pop("attachments") == []
    theirs.pop("attachments")
    assert ours == theirs
    assert (copied.state, copied.trl_verified, copied.revisions.count()) == (State.DRAFT, None, 0)
    assert copied.reference != source.reference
    again = editing.copy_listing(source=source, by=author_of(source), now=now + timedelta(seconds=5))
    assert again == copied


@pytest.mark.parametrize("state", ["rejected", "withdrawn", "expired", "fulfilled", "archived"])
def test_closed_listings_can_be_copied(state: str, now: datetime) -> None:
    source = make_listing(now=now)
    put_into(source, state, now=now)
    assert editing.copy_listing(source=source, by=author_of(source), now=now).title == source.title
