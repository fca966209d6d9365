"""Files of needs whose owner stays unnamed: bared as they come, and at the latest when the need is submitted."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings

from catalog import editing, posting, publishing
from catalog.anonymous_files import bare_files
from catalog.models import Attachment, Listing
from catalog.uploads import CheckedFile, check_upload
from tests.catalog.baring.test_documents import pdf_file, word_file
from tests.catalog.files import image
from tests.catalog.readers import client_of
from tests.catalog.test_file_views import upload
from tests.factories_catalog import author_of, make_listing, make_officer, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def stored(listing: Listing) -> list[bytes]:
    contents = []
    for each in listing.attachments.order_by("pk"):
        with each.file.open("rb") as file:
            contents.append(file.read())
    return contents


def attach(listing: Listing, name: str, content: bytes, now: datetime) -> Attachment:
    file: CheckedFile = check_upload(name, content, max_bytes=9_000_000, max_pixels=9_000_000)
    return posting.attach(listing=listing, by=author_of(listing), now=now, file=file, level="public")


def submit(listing: Listing) -> str:
    page = client_of(author_of(listing)).post(reverse("catalog:listing-submit", args=[listing.reference]), follow=True)
    listing.refresh_from_db()
    return page.content.decode()


def test_upload_is_bared_at_once(now: datetime) -> None:
    need = make_listing("need", now=now, is_anonymous=True)
    assert upload(need, ("a.pdf", pdf_file()), ("b.docx", word_file()), ("c.png", image("PNG"))).status_code == 302
    assert [b"Zuvanka" in each for each in stored(need)] == [False, False, False]
    assert set(need.attachments.values_list("is_bare", flat=True)) == {True}


def test_other_listings_keep_their_files_as_they_are(now: datetime) -> None:
    need = make_listing("need", now=now)
    upload(need, ("a.pdf", pdf_file()))
    assert stored(need) == [pdf_file()]


@pytest.mark.parametrize(
    ("content", "words"), [(pdf_file(is_signed=True), "chữ ký số"), (pdf_file(password="mat"), "Không xóa được tên")]
)
def test_what_keeps_its_names_is_refused_and_the_others_go_in(content: bytes, words: str, now: datetime) -> None:
    need = make_listing("need", now=now, is_anonymous=True)
    response = upload(need, ("a.pdf", content), ("b.pdf", pdf_file()))
    assert (response.status_code, words in response.content.decode()) == (422, True)
    assert list(need.attachments.values_list("name", flat=True)) == ["b.pdf"]


def test_files_from_before_are_bared_when_it_is_submitted(now: datetime, tmp_path: Path) -> None:
    need = make_listing("need", now=now)
    attach(need, "a.pdf", pdf_file(), now)
    Listing.objects.filter(pk=need.pk).update(is_anonymous=True)
    need.refresh_from_db()
    with pytest.raises(publishing.FilesNameSomebody):
        publishing.submit(listing=need, by=author_of(need), now=now)
    submit(need)
    assert need.state == "submitted"
    assert [b"Zuvanka" in each for each in stored(need)] == [False]


def test_one_that_cannot_be_bared_keeps_the_need_back_with_a_sentence(now: datetime) -> None:
    need = make_listing("need", now=now)
    attach(need, "hop-dong.pdf", pdf_file(is_signed=True), now)
    Listing.objects.filter(pk=need.pk).update(is_anonymous=True)
    assert "hop-dong.pdf: Tệp có chữ ký số" in submit(need)
    assert need.state == "draft"


def test_edit_that_hides_the_name_bares_its_own_copy(now: datetime) -> None:
    draft = make_listing("need", now=now)
    attach(draft, "a.pdf", pdf_file(), now)
    revision = publishing.submit(listing=draft, by=author_of(draft), now=now)
    publishing.decide(revision=revision, decision="publish", by=make_officer(), now=now)
    draft.refresh_from_db()
    edit = editing.start_edit(original=draft, by=author_of(draft), now=now)
    Listing.objects.filter(pk=edit.pk).update(is_anonymous=True)
    edit.refresh_from_db()
    bare_files(edit, by=author_of(draft))
    assert (b"Zuvanka" in stored(draft)[0], b"Zuvanka" in stored(edit)[0]) == (True, False)
    sent = editing.submit_edit(edit=edit, by=author_of(draft), now=now)
    assert sent is not None
    publishing.decide(revision=sent, decision="publish", by=make_officer(), now=now)
    assert [b"Zuvanka" in each for each in stored(draft)] == [False]


def test_done_twice_it_stays_as_it_is(now: datetime) -> None:
    need = make_listing("need", now=now)
    attach(need, "a.docx", word_file(), now)
    for _ in range(2):
        bare_files(need, by=author_of(need))
    assert make_published("offer", now=now).attachments.count() == 0
    assert need.attachments.get().is_bare
