"""Documents of a room: who files and reads them, versions, the log of openings, and every refusal."""

from __future__ import annotations

import errno
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, OutboxMessage, User
from cooperation.filing import keeping
from cooperation.models import CooperationEvent, DocumentOpening, DocumentVersion, RoomDocument
from cooperation.pipeline import ending, talking
from tests.catalog.files import PDF, image, office, pdf_with
from tests.cooperation.pipeline.test_room_views import ROOM_QUERIES, address, client_of
from tests.factories_catalog import make_member, make_officer, make_organisation, make_user
from tests.factories_pipeline import Room, make_room

pytestmark = pytest.mark.django_db
OTHER = pdf_with(b"/Lang(vi)")


@pytest.fixture
def room(now: datetime, settings: LazySettings, tmp_path: Path) -> Room:
    settings.MEDIA_ROOT = tmp_path
    return make_room(now=now)


def add(room: Room, user: User, content: bytes = PDF, name: str = "bien-ban.pdf", **values: str) -> Any:
    data = {"title": "Biên bản cuộc gặp", "stage": "meeting", "file": SimpleUploadedFile(name, content)} | values
    return client_of(user).post(address(room, "documents/new/"), data)


def add_version(room: Room, user: User, document: RoomDocument, content: bytes = OTHER) -> Any:
    return client_of(user).post(
        address(room, f"documents/{document.pk}/"), {"file": SimpleUploadedFile("ban-2.pdf", content)}
    )


def filed(room: Room) -> DocumentVersion:
    add(room, room.need_user)
    return DocumentVersion.objects.get()


def link(room: Room, version: DocumentVersion) -> str:
    return address(room, f"files/{version.key}/")


def fetch(user: User, url: str) -> tuple[Any, bytes]:
    """The answer and, where it is a file, its content: read to its end."""
    response = client_of(user).get(url)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response, content


def text(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one("main").text.split())


def test_both_sides_the_officer_and_an_expert_file_documents(room: Room, now: datetime) -> None:
    expert = make_user()
    talking.invite(cooperation=room.cooperation, expert=expert, by=room.officer, now=now)
    people = [room.need_user, room.offer_user, room.officer, expert]
    for number, user in enumerate(people):
        assert add(room, user, title=f"Tài liệu {number}").status_code == 302
    assert list(DocumentVersion.objects.order_by("pk").values_list("side", flat=True)) == [
        "need", "offer", "officer", ""
    ]  # fmt: skip
    page = text(client_of(room.offer_user).get(address(room)))
    assert all(f"Tài liệu {number}" in page for number in range(4))
    assert "An expert has filed a document, version 1." in page


def test_readers_file_nothing_and_strangers_see_nothing(room: Room) -> None:
    version = filed(room)
    reader = make_member(room.cooperation.need_side, role=Membership.Role.READER)
    assert add(room, reader, title="Khác").status_code == 404
    assert add_version(room, reader, version.document).status_code == 404
    assert fetch(reader, link(room, version))[1] == PDF
    for user in (make_member(make_organisation("Công ty khác")), make_officer()):
        assert add(room, user).status_code == 404
        for url in (link(room, version), address(room, f"documents/{version.document_id}/")):
            assert client_of(user).get(url).status_code == 404
    assert Client().get(link(room, version)).status_code == 302
    assert DocumentVersion.objects.count() == 1


def test_a_file_of_another_room_is_not_found_under_this_one(room: Room, now: datetime) -> None:
    version = filed(room)
    other = make_room(now=now, with_listings=False)
    assert client_of(other.need_user).get(link(other, version)).status_code == 404
    assert client_of(other.need_user).get(address(other, f"documents/{version.document_id}/")).status_code == 404


def test_a_file_comes_as_a_download_that_nobody_keeps(room: Room) -> None:
    response, content = fetch(room.offer_user, link(room, filed(room)))
    assert content == PDF
    headers = {name: response[name] for name in ("X-Content-Type-Options", "Cache-Control", "Content-Disposition")}
    assert headers == {
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Disposition": 'attachment; filename="bien-ban.pdf"',
    }


def test_openings_by_another_side_are_written_down_for_the_side_that_filed(room: Room) -> None:
    version = filed(room)
    for user in (room.need_user, room.offer_user, room.officer):
        fetch(user, link(room, version))
    assert sorted(DocumentOpening.objects.values_list("user", "side")) == sorted(
        [(room.offer_user.pk, "offer"), (room.officer.pk, "officer")]
    )
    page = address(room, f"documents/{version.document_id}/")
    assert f"{room.offer_user.full_name}, Supply side" in text(client_of(room.need_user).get(page))
    assert "Who has opened it" not in text(client_of(room.offer_user).get(page))


def test_a_new_version_keeps_the_old_ones(room: Room) -> None:
    version = filed(room)
    assert add_version(room, room.offer_user, version.document).status_code == 302
    versions = list(DocumentVersion.objects.order_by("number"))
    assert [(each.number, each.side) for each in versions] == [(1, "need"), (2, "offer")]
    assert [fetch(room.offer_user, link(room, each))[1] for each in versions] == [PDF, OTHER]
    page = text(client_of(room.need_user).get(address(room, f"documents/{version.document_id}/")))
    assert (versions[0].sha256 in page, versions[1].sha256 in page) == (True, True)


def test_the_same_file_sent_twice_is_one_version(room: Room) -> None:
    version = filed(room)
    letters = OutboxMessage.objects.count()
    again = add(room, room.need_user)
    assert again["Location"] == address(room, f"documents/{version.document_id}/")
    assert add_version(room, room.need_user, version.document, PDF).status_code == 302
    assert (DocumentVersion.objects.count(), OutboxMessage.objects.count()) == (1, letters)


def test_the_other_side_is_told(room: Room) -> None:
    OutboxMessage.objects.all().delete()
    version = filed(room)
    letter = OutboxMessage.objects.get(to=room.offer_user.email)
    assert version.document.title in letter.text
    assert not OutboxMessage.objects.filter(to=room.need_user.email).exists()
    event = CooperationEvent.objects.get(action="filed")
    assert (event.values["sha256"], event.stage) == (version.sha256, "meeting")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("tep.exe", b"MZ" + bytes(200), "This type of file is not accepted."),
        ("tep.pdf", image("PNG"), "This type of file is not accepted."),
        ("tep.pdf", pdf_with(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "The file holds programs"),
        ("tep.docx", office(parts={"word/vbaProject.bin": b"x"}), "The file holds programs"),
        ("tep.pdf", b"", "The file is empty."),
    ],
)
def test_bad_files_are_refused_and_the_title_stays(room: Room, name: str, content: bytes, sentence: str) -> None:
    response = add(room, room.need_user, content, name)
    assert response.status_code == 422
    assert sentence in text(response)
    assert "Biên bản cuộc gặp" in response.content.decode()
    assert not RoomDocument.objects.exists()


def test_without_a_file_nothing_is_filed(room: Room) -> None:
    response = client_of(room.need_user).post(address(room, "documents/new/"), {"title": "Biên bản"})
    assert (response.status_code, "Please choose a file." in text(response)) == (422, True)


def test_a_full_disk_files_nothing_and_says_so(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    response = add(room, room.need_user)
    assert (response.status_code, "could not be stored" in text(response)) == (422, True)
    assert not RoomDocument.objects.exists()
    assert not CooperationEvent.objects.filter(action="filed").exists()


def test_nothing_is_filed_after_the_end(room: Room, now: datetime) -> None:
    version = filed(room)
    ending.close(cooperation=room.cooperation, side="need", reason="price", by=room.need_user, now=now)
    assert add(room, room.need_user, title="Sau").status_code == 422
    assert add_version(room, room.need_user, version.document).status_code == 422
    assert fetch(room.offer_user, link(room, version))[1] == PDF


def test_a_room_and_a_document_hold_only_so_much(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    version = filed(room)
    monkeypatch.setattr(keeping, "MOST_DOCUMENTS", 1)
    monkeypatch.setattr(keeping, "MOST_VERSIONS", 1)
    assert "Please ask the officer" in text(add(room, room.need_user, title="Hai"))
    assert add_version(room, room.need_user, version.document).status_code == 422


def test_versions_and_openings_cannot_be_changed_by_anybody(room: Room) -> None:
    fetch(room.offer_user, link(room, filed(room)))
    for rows, change in ((DocumentVersion.objects.all(), {"name": "x"}), (DocumentOpening.objects.all(), {"side": ""})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_queries_however_many_documents(
    room: Room, count: int, django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    version = filed(room)
    for number in range(1, count):
        add(room, room.need_user, title=f"Tài liệu {number}")
        add_version(room, room.need_user, version.document, pdf_with(b"/Lang(%d)" % number))
    fetch(room.offer_user, link(room, version))
    client = client_of(room.need_user)
    client.get(address(room))
    with django_assert_max_num_queries(ROOM_QUERIES):
        client.get(address(room))
    with django_assert_num_queries(8):
        client.get(address(room, f"documents/{version.document_id}/"))
