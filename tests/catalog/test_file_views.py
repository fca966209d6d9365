"""Attaching, removing and serving files over the web."""

from __future__ import annotations

import resource
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from pytest_django import Settings

from catalog import posting
from catalog.disclosure import grant
from catalog.models import Attachment, DisclosureOpening, Kind, Listing
from catalog.uploads import check_upload
from tests.catalog.files import PDF, image, office
from tests.catalog.readers import READERS, client_of, readers_of
from tests.catalog.test_scanning import scanner
from tests.factories_catalog import author_of, make_listing, make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(listing: Listing, *files: tuple[str, bytes], level: str = "public") -> Any:
    sent = [SimpleUploadedFile(name, content, content_type="text/html") for name, content in files]
    url = reverse("catalog:listing-files", args=[listing.reference])
    return client_of(author_of(listing)).post(url, {"files": sent, "level": level})


def with_file(
    listing: Listing, *, now: datetime, name: str = "thuyết minh.pdf", content: bytes = PDF, level: str = "public"
) -> Attachment:
    file = check_upload(name, content, max_bytes=1_000_000, max_pixels=1_000_000)
    return posting.attach(listing=listing, by=author_of(listing), now=now, file=file, level=level)


def publish(listing: Listing, now: datetime) -> None:
    Listing.objects.filter(pk=listing.pk).update(state="published", published_at=now, valid_until="2100-01-01")


def address(attachment: Attachment, name: str = "") -> str:
    return reverse("catalog:attachment", args=[attachment.key, name or attachment.name])


def opened(client: Client, url: str) -> Any:
    """The answer, read to its end so that the file is closed."""
    response = client.get(url)
    if response.streaming:
        response.read_content = b"".join(response.streaming_content)  # type: ignore[attr-defined, arg-type]
    return response


def status(client: Client, attachment: Attachment) -> int:
    return int(opened(client, address(attachment)).status_code)


def test_several_files_are_taken_at_once(now: datetime) -> None:
    listing = make_listing(now=now)
    response = upload(listing, ("a.pdf", PDF), ("b.JPG", image()), ("c.xlsx", office("xlsx")), level="nda")
    assert response["Location"].endswith("/edit/check/#files")
    assert list(listing.attachments.values_list("name", "level")) == [
        ("a.pdf", "nda"),
        ("b.jpg", "nda"),
        ("c.xlsx", "nda"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.html", b"<html><script>alert(1)</script>", "PDF"),
        ("a.pdf", b"<html>", "PDF"),
        ("a.pdf", PDF.replace(b"/Type", b"/JavaScript"), "PDF"),
        ("a.jpg", image()[:200], ""),
        ("a.pdf", PDF + b" " * 2000, "2"),
    ],
)
def test_refused_file_is_named_and_the_other_is_taken(
    name: str, content: bytes, word: str, now: datetime, settings: Settings
) -> None:
    settings.UPLOAD_MAX_BYTES = 2000
    listing = make_listing(now=now)
    response = upload(listing, (name, content), ("ok.png", image("PNG")))
    errors = [item.text for item in BeautifulSoup(response.content.decode(), "html.parser").select(".notice--bad li")]
    assert (response.status_code, len(errors), listing.attachments.get().name) == (422, 1, "ok.png")
    assert name in errors[0]
    assert word in errors[0]


def test_a_full_disk_is_a_sentence_and_leaves_no_part(now: datetime, tmp_path: Path) -> None:
    """The limit on the size of files stands for the full disk: the write fails in its middle."""
    listing = make_listing(now=now)
    large = PDF.replace(b"trailer", b"%" + b"x" * 400_000 + b"\ntrailer")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        response = upload(listing, ("lon.pdf", large), ("nho.pdf", PDF))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert response.status_code == 422
    assert "lon.pdf: Chưa lưu được tệp" in response.content.decode()
    assert listing.attachments.get().name == "nho.pdf"
    assert [path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()] == [len(PDF)]


@pytest.mark.parametrize(("accept", "words"), [("text/html", "<h1"), ("application/json", '{"refused": ["')])
def test_a_full_disk_for_uploads_on_their_way_is_a_page_and_leaves_no_part(
    accept: str, words: str, now: datetime, tmp_path: Path, settings: Settings
) -> None:
    """A file too large for memory waits in a temporary one; it is gone while the error still holds on to it."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    listing = make_listing(now=now)
    client = client_of(author_of(listing))
    client.raise_request_exception = False
    large = PDF.replace(b"trailer", b"%" + b"x" * 3_000_000 + b"\ntrailer")
    sent = {"files": [SimpleUploadedFile("lon.pdf", large)], "level": "public"}
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        response = client.post(
            reverse("catalog:listing-files", args=[listing.reference]), sent, headers={"accept": accept}
        )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (response.status_code, words in response.content.decode()) == (507, True)
    assert "Traceback" not in response.content.decode()
    assert listing.attachments.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_row_that_cannot_be_written_leaves_no_file(
    now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("gone")

    listing = make_listing(now=now)
    monkeypatch.setattr(Attachment, "save", fails)
    with pytest.raises(OperationalError):
        with_file(listing, now=now)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_an_upload_that_was_cut_leaves_nothing(share: float, now: datetime, tmp_path: Path) -> None:
    listing = make_listing(now=now)
    sent = {"level": "public", "files": [SimpleUploadedFile("a.jpg", image("JPEG", (400, 400)))]}
    body = encode_multipart(BOUNDARY, sent)
    response = client_of(author_of(listing)).generic(
        "POST", reverse("catalog:listing-files", args=[listing.reference]), body[: int(share * len(body))],
        content_type=MULTIPART_CONTENT,
    )  # fmt: skip
    assert response.status_code in (400, 422)
    assert listing.attachments.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(("content", "words"), [(b"virus", "phần mềm độc hại"), (PDF, "")])
def test_a_scanner_sees_every_file(content: bytes, words: str, now: datetime, settings: Settings) -> None:
    listing = make_listing(now=now)
    with TemporaryDirectory() as folder, scanner(Path(folder) / "s"):
        settings.CLAMD = f"{folder}/s"
        response = upload(listing, ("a.pdf", content))
    assert (response.status_code, listing.attachments.count()) == ((422, 0) if words else (302, 1))
    assert words in response.content.decode()


def test_without_the_scanners_answer_nothing_is_taken(now: datetime, settings: Settings, tmp_path: Path) -> None:
    settings.CLAMD = str(tmp_path / "nobody")
    listing = make_listing(now=now)
    response = upload(listing, ("a.pdf", PDF))
    assert (response.status_code, listing.attachments.count()) == (422, 0)
    assert "kiểm tra vi-rút" in response.content.decode()


def test_a_page_that_sends_them_one_by_one_gets_the_sentences_alone(now: datetime) -> None:
    listing = make_listing(now=now)
    client, url = client_of(author_of(listing)), reverse("catalog:listing-files", args=[listing.reference])
    answers = []
    for name, content in (("a.png", image("PNG")), ("b.html", b"<html>"), ("c.png", image("PNG"))):
        sent = {"files": SimpleUploadedFile(name, content), "level": "nda"}
        answers.append(client.post(url, sent, headers={"Accept": "application/json"}))
    assert [answer.status_code for answer in answers] == [200, 422, 422]
    refused = [answer.json()["refused"] for answer in answers]
    assert refused[0] == []
    assert "b.html: Hệ thống không nhận loại tệp này" in refused[1][0]
    assert refused[2] == ["c.png: Tệp này đã được đính kèm."]
    assert list(listing.attachments.values_list("name", "level")) == [("a.png", "nda")]


def test_same_file_twice_is_told(now: datetime) -> None:
    listing = make_listing(now=now)
    assert upload(listing, ("a.pdf", PDF), ("b.pdf", PDF)).status_code == 422
    assert listing.attachments.get().name == "a.pdf"
    assert (
        client_of(author_of(listing)).post(reverse("catalog:listing-files", args=[listing.reference])).status_code
        == 422
    )


def test_only_the_owner_attaches_and_removes(now: datetime) -> None:
    listing = make_listing(now=now)
    attachment = with_file(listing, now=now)
    urls = [
        reverse("catalog:listing-files", args=[listing.reference]),
        reverse("catalog:attachment-delete", args=[listing.reference, attachment.key]),
    ]
    strangers = [make_member(make_organisation()), make_member(listing.organisation, role="reader")]
    assert {client_of(user).post(url).status_code for user in strangers for url in urls} == {404}
    assert client_of(author_of(listing)).get(urls[1]).status_code == 405
    assert client_of(author_of(listing)).post(urls[1]).status_code == 302
    assert listing.attachments.count() == 0


def test_file_of_another_listing_cannot_be_removed_through_ones_own(now: datetime) -> None:
    mine, other = make_listing(now=now), make_listing(now=now)
    attachment = with_file(other, now=now)
    url = reverse("catalog:attachment-delete", args=[mine.reference, attachment.key])
    assert client_of(author_of(mine)).post(url).status_code == 404


def test_document_is_served_as_a_download_that_cannot_run(now: datetime) -> None:
    listing = make_listing(Kind.OFFER, now=now)
    attachment = with_file(listing, now=now)
    publish(listing, now)
    response = opened(Client(), address(attachment, "anything.html"))
    assert (response.read_content, response["Content-Type"]) == (PDF, "application/pdf")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''thuy%E1%BA%BFt%20minh.pdf")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "public, no-cache"


def test_an_open_file_is_sent_once_and_then_asked_for(now: datetime) -> None:
    listing = make_listing(Kind.OFFER, now=now)
    attachment = with_file(listing, now=now)
    publish(listing, now)
    first = opened(Client(), address(attachment))
    for header, name in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        again = Client().get(address(attachment), headers={header: first[name]})
        assert (again.status_code, again.content) == (304, b"")
        same = ("ETag", "Last-Modified", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options")
        assert [again[each] for each in same] == [first[each] for each in same]
    assert opened(Client(), address(attachment)).read_content == PDF


@pytest.mark.parametrize("change", [{"state": "withdrawn"}, {"state": "paused"}, {"valid_until": "2020-01-01"}])
def test_a_file_that_is_no_longer_open_is_gone_at_the_next_request(change: dict[str, str], now: datetime) -> None:
    listing = make_listing(Kind.OFFER, now=now)
    attachment = with_file(listing, now=now)
    publish(listing, now)
    kept = opened(Client(), address(attachment))["ETag"]
    Listing.objects.filter(pk=listing.pk).update(**change)
    assert Client().get(address(attachment), headers={"If-None-Match": kept}).status_code == 404
    owners = client_of(author_of(listing)).get(address(attachment), headers={"If-None-Match": kept})
    assert (owners.status_code, owners["Cache-Control"], "ETag" in owners) == (200, "private, no-store", False)
    assert b"".join(owners.streaming_content) == PDF  # type: ignore[attr-defined, arg-type]


def test_what_a_member_opens_stays_with_the_member(now: datetime) -> None:
    listing = make_listing(Kind.OFFER, now=now)
    attachment = with_file(listing, now=now)
    publish(listing, now)
    member = client_of(make_member(make_organisation()))
    first = opened(member, address(attachment))
    assert first["Cache-Control"] == "private, no-cache"
    assert member.get(address(attachment), headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_image_is_shown_in_place(now: datetime) -> None:
    listing = make_listing(now=now)
    attachment = with_file(listing, now=now, name="ảnh.png", content=image("PNG"))
    publish(listing, now)
    response = opened(Client(), address(attachment))
    assert response["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(("level", "state", "readers"), READERS)
def test_who_may_open_a_file(level: str, state: str, readers: str, now: datetime) -> None:
    listing = make_listing(now=now)
    attachment = with_file(listing, now=now, level=level)
    publish(listing, now)
    Listing.objects.filter(pk=listing.pk).update(state=state)
    clients = readers_of(listing, now=now)
    found = {name: status(client, attachment) for name, client in clients.items()}
    assert found == {name: 200 if name in readers.split() else 404 for name in clients}


def test_opening_a_protected_file_is_written_down_for_others_only(now: datetime) -> None:
    listing = make_listing(now=now)
    attachment = with_file(listing, now=now, level="interest")
    publish(listing, now)
    partner = make_member(make_organisation())
    grant(listing=listing, organisation=partner.memberships.get().organisation, level="interest", now=now)
    for user in (partner, author_of(listing)):
        response = opened(client_of(user), address(attachment))
        assert (response["Cache-Control"], "ETag" in response) == ("private, no-store", False)
    opening = DisclosureOpening.objects.get()
    assert (opening.user, opening.organisation) == (partner, partner.memberships.get().organisation)


def test_file_of_an_anonymous_need_does_not_name_its_owner(now: datetime) -> None:
    listing = make_listing(now=now, is_anonymous=True)
    attachment = with_file(listing, now=now, name="HTX Bàng La.pdf")
    publish(listing, now)
    response = opened(Client(), address(attachment, "x"))
    assert response["Content-Disposition"] == f'attachment; filename="{listing.reference}-{attachment.key[:6]}.pdf"'
    assert response["Cache-Control"] == "private, no-store"
    page = Client().get(listing.get_absolute_url()).content.decode()
    assert ("Bàng La.pdf" in page, attachment.public_name in page) == (False, True)


def test_lost_or_unknown_file_is_404(now: datetime) -> None:
    listing = make_listing(now=now)
    attachment = with_file(listing, now=now)
    publish(listing, now)
    Path(attachment.file.path).unlink()
    assert status(Client(), attachment) == 404
    assert Client().get("/files/0000/x.pdf").status_code == 404
