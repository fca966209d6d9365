"""Writing drafts: what is stored, who may, and that nobody overwrites anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from catalog import posting, publishing
from catalog.models import Attachment, Kind, Listing, State
from catalog.posting import (
    AlreadyAttached,
    ContactNotMember,
    NotEditable,
    Stale,
    TooManyFiles,
    version_of,
)
from catalog.uploads import CheckedFile, check_upload
from tests.catalog.files import PDF, image
from tests.factories_catalog import (
    author_of,
    concept,
    make_listing,
    make_member,
    make_officer,
    make_organisation,
    make_submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def checked(name: str = "a.pdf", content: bytes = PDF) -> CheckedFile:
    return check_upload(name, content, max_bytes=1_000_000, max_pixels=1_000_000)


def attached(listing: Listing, file: CheckedFile, *, now: datetime) -> Attachment:
    return posting.attach(listing=listing, by=author_of(listing), now=now, file=file, level="public")


def test_button_pressed_twice_starts_one_listing(now: datetime) -> None:
    organisation = make_organisation()
    editor = make_member(organisation, role="editor")

    def start(moment: datetime, **values: str) -> Listing:
        return posting.start_listing(kind=Kind.NEED, organisation=organisation, by=editor, now=moment, values=values)

    first = start(now, title="Lọc nước ao tôm")
    assert start(now, title="Lọc nước ao tôm") == first
    assert start(now, title="Lọc nước ao cá") != first
    assert start(now + timedelta(minutes=2), title="Lọc nước ao tôm") != first


def test_start_listing_takes_place_language_and_contact_from_the_writer(now: datetime) -> None:
    organisation = make_organisation()
    editor = make_member(organisation, role="editor", language="en")
    values = {"title": "Cold plasma for rice", "fields": [concept("st_field", "401")]}
    listing = posting.start_listing(kind=Kind.OFFER, organisation=organisation, by=editor, now=now, values=values)
    listing.refresh_from_db()
    assert (listing.title, listing.state, listing.language, listing.contact) == (values["title"], "draft", "en", editor)
    assert (listing.province, [field.code for field in listing.fields.all()]) == (organisation.province, ["401"])


@pytest.mark.parametrize("role", ["reader", None])
def test_start_listing_is_for_owners_and_editors(role: str | None, now: datetime) -> None:
    organisation = make_organisation()
    person = make_member(organisation, role=role) if role else make_officer()
    with pytest.raises(NotEditable):
        posting.start_listing(kind=Kind.NEED, organisation=organisation, by=person, now=now)
    assert Listing.objects.count() == 0


def test_save_step_stores_values_and_replaces_rows_in_order(now: datetime) -> None:
    listing = make_listing(now=now)
    later = now + timedelta(minutes=1)
    rows = [{"name": name, "value": "1", "unit": "", "is_must": name == "B"} for name in "BA"]
    saved = posting.save_step(
        listing=listing, by=author_of(listing), now=later, seen=version_of(listing),
        values={"tried": "Đã thử.", "forms": [concept("transfer_form", "licence")]}, rows={"targets": rows},
    )  # fmt: skip
    saved.refresh_from_db()
    assert (saved.tried, saved.updated_at, saved.forms.get().code) == ("Đã thử.", later, "licence")
    assert list(saved.targets.values_list("name", "is_must")) == [("B", True), ("A", False)]


@pytest.mark.parametrize("name", ["state", "officer", "valid_until", "trl_verified", "reference", "organisation", "pk"])
def test_save_step_never_writes_what_is_not_the_owners(name: str, now: datetime) -> None:
    listing = make_listing(now=now)
    with pytest.raises(ValueError, match=name):
        posting.save_step(
            listing=listing, by=author_of(listing), now=now, seen=version_of(listing), values={name: "published"}
        )


def test_save_step_from_an_old_version_changes_nothing(now: datetime) -> None:
    listing = make_listing(now=now)
    seen, author = version_of(listing), author_of(listing)
    posting.save_step(listing=listing, by=author, now=now + timedelta(1), seen=seen, values={"tried": "Một"})
    with pytest.raises(Stale) as conflict:
        posting.save_step(listing=listing, by=author, now=now + timedelta(2), seen=seen, values={"tried": "Hai"})
    listing.refresh_from_db()
    assert (listing.tried, conflict.value.listing.tried) == ("Một", "Một")


def test_contact_must_belong_to_the_organisation(now: datetime) -> None:
    listing = make_listing(now=now)
    stranger = make_member(make_organisation())
    with pytest.raises(ContactNotMember):
        posting.save_step(
            listing=listing, by=author_of(listing), now=now, seen=version_of(listing), values={"contact": stranger}
        )


@pytest.mark.parametrize(
    "person",
    [
        lambda listing: make_member(make_organisation()),
        lambda listing: make_member(listing.organisation, role="reader"),
        lambda listing: make_officer(),
    ],
    ids=["another organisation", "reader", "officer"],
)
def test_writing_is_refused_to_others(person: Callable[[Listing], User], now: datetime) -> None:
    listing = make_listing(now=now)
    attachment = attached(listing, checked(), now=now)
    other = person(listing)
    with pytest.raises(NotEditable):
        posting.save_step(listing=listing, by=other, now=now, seen=version_of(listing), values={"tried": "x"})
    with pytest.raises(NotEditable):
        posting.attach(listing=listing, by=other, now=now, file=checked(content=image(), name="b.jpg"), level="nda")
    with pytest.raises(NotEditable):
        posting.detach(attachment=attachment, by=other)
    with pytest.raises(NotEditable):
        posting.delete_draft(listing=listing, by=other)


@pytest.mark.parametrize("state", sorted(set(State.values) - {"draft", "changes_requested"}))
def test_writing_is_refused_in_every_later_state(state: str, now: datetime) -> None:
    listing = make_listing(now=now)
    Listing.objects.filter(pk=listing.pk).update(state=state, published_at=now, valid_until=now.date())
    with pytest.raises(NotEditable):
        posting.save_step(
            listing=listing, by=author_of(listing), now=now, seen=version_of(listing), values={"tried": "x"}
        )


def test_attach_stores_the_content_under_a_random_name(now: datetime) -> None:
    listing = make_listing(now=now)
    attachment = attached(listing, checked("thuyết minh.pdf"), now=now)
    attachment.refresh_from_db()
    assert (attachment.name, attachment.size, Path(attachment.file.path).read_bytes()) == (
        "thuyết minh.pdf",
        len(PDF),
        PDF,
    )
    assert "pdf" not in attachment.file.name


def test_attach_takes_the_same_content_once_and_no_more_than_allowed(now: datetime, settings: Settings) -> None:
    settings.UPLOAD_MAX_FILES = 2
    listing = make_listing(now=now)
    attached(listing, checked("một.pdf"), now=now)
    with pytest.raises(AlreadyAttached, match=r"một\.pdf"):
        attached(listing, checked("hai.pdf"), now=now)
    attached(listing, checked("ba.jpg", image()), now=now)
    with pytest.raises(TooManyFiles):
        attached(listing, checked("bốn.png", image("PNG")), now=now)


def test_detach_removes_row_and_content(
    now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    listing = make_listing(now=now)
    attachment = attached(listing, checked(), now=now)
    path = Path(attachment.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        posting.detach(attachment=attachment, by=author_of(listing))
    assert (path.exists(), listing.attachments.count()) == (False, 0)


def test_delete_draft_leaves_nothing(
    now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    listing = make_listing(now=now)
    path = Path(attached(listing, checked(), now=now).file.path)
    with django_capture_on_commit_callbacks(execute=True):
        posting.delete_draft(listing=listing, by=author_of(listing))
    assert (Listing.objects.count(), path.exists()) == (0, False)


def test_delete_draft_keeps_what_officers_have_read(now: datetime) -> None:
    listing, revision = make_submitted(now=now)
    publishing.decide(revision=revision, decision="request_changes", by=make_officer(), now=now, comment="Sửa.")
    with pytest.raises(NotEditable):
        posting.delete_draft(listing=listing, by=author_of(listing))
