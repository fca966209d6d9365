"""Small pictures of attached images: what they look like, who gets them, and when they are gone."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from catalog import posting
from catalog.disclosure import grant
from catalog.models import Attachment, DisclosureOpening, Kind, Listing
from catalog.thumbnails import SIZE, draw, thumbnail_of
from tests.catalog.files import image
from tests.catalog.readers import READERS, client_of, readers_of
from tests.catalog.test_file_views import publish, with_file
from tests.factories_catalog import author_of, make_listing, make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


def small(attachment: Attachment) -> str:
    return reverse("catalog:attachment-thumbnail", args=[attachment.key])


def picture(listing: Listing, now: datetime, level: str = "public") -> Attachment:
    return with_file(listing, now=now, name=f"{level}.png", content=image("PNG", (60 + len(level), 40)), level=level)


@pytest.mark.parametrize(
    ("image_format", "mode", "size"),
    [
        ("JPEG", "RGB", (900, 1600)),
        ("JPEG", "L", (1600, 900)),
        ("PNG", "P", (40, 30)),
        ("PNG", "I;16", (50, 50)),
        ("PNG", "RGBA", (2000, 3)),
        ("WEBP", "RGBA", (1, 1)),
    ],
)
def test_every_image_gives_one_size(image_format: str, mode: str, size: tuple[int, int]) -> None:
    with Image.open(BytesIO(draw(BytesIO(image(image_format, size, mode))))) as drawn:
        assert (drawn.format, drawn.size, drawn.mode) == ("WEBP", SIZE, "RGB")


def test_what_is_transparent_stands_on_white() -> None:
    with Image.open(BytesIO(draw(BytesIO(image("PNG", (400, 300), "RGBA"))))) as drawn:
        assert drawn.getpixel((160, 120)) == (255, 255, 255)


@pytest.mark.parametrize(("level", "state", "readers"), READERS)
def test_who_may_see_the_file_sees_its_picture(level: str, state: str, readers: str, now: datetime) -> None:
    listing = make_listing(now=now)
    attachment = picture(listing, now, level)
    publish(listing, now)
    Listing.objects.filter(pk=listing.pk).update(state=state)
    clients = readers_of(listing, now=now)
    found = {name: client.get(small(attachment)).status_code for name, client in clients.items()}
    assert found == {name: 200 if name in readers.split() else 404 for name in clients}


def test_it_is_kept_as_its_file_is(now: datetime) -> None:
    listing = make_listing(Kind.OFFER, now=now)
    attachment = picture(listing, now)
    publish(listing, now)
    first = Client().get(small(attachment))
    assert (first["Content-Type"], first["Cache-Control"]) == ("image/webp", "public, no-cache")
    assert first["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Client().get(small(attachment), headers={"If-None-Match": first["ETag"]}).status_code == 304
    Listing.objects.filter(pk=listing.pk).update(state="withdrawn")
    assert Client().get(small(attachment), headers={"If-None-Match": first["ETag"]}).status_code == 404


def test_a_protected_picture_is_written_down_and_shown_by_no_page(now: datetime) -> None:
    listing = make_listing(Kind.OFFER, now=now)
    open_one, protected = picture(listing, now), picture(listing, now, "interest")
    publish(listing, now)
    partner = make_member(make_organisation())
    grant(listing=listing, organisation=partner.memberships.get().organisation, level="interest", now=now)
    page = BeautifulSoup(client_of(partner).get(listing.get_absolute_url()).content, "html.parser")
    assert protected.name in page.text
    shown = page.select("img.thumb")
    assert [each["src"] for each in shown] == [small(open_one)]
    assert (shown[0]["alt"], shown[0]["width"], shown[0]["loading"]) == ("Hình thu nhỏ của public.png", "80", "lazy")
    client_of(partner).get(small(open_one))
    assert not DisclosureOpening.objects.filter(what=f"file {open_one.pk}").exists()
    client_of(partner).get(small(protected))
    assert DisclosureOpening.objects.get(what=f"file {protected.pk}").user == partner


def test_the_owner_sees_all_of_them_on_the_posting_page(now: datetime) -> None:
    listing = make_listing(now=now)
    pictures = [picture(listing, now, level) for level in ("public", "nda")]
    with_file(listing, now=now)
    url = reverse("catalog:listing-edit", args=[listing.reference, "check"])
    page = BeautifulSoup(client_of(author_of(listing)).get(url).content, "html.parser")
    assert [each["src"] for each in page.select("#files img.thumb")] == [small(each) for each in pictures]


def test_it_is_gone_with_its_file(now: datetime, django_capture_on_commit_callbacks: object) -> None:
    listing = make_listing(now=now)
    attachment = picture(listing, now)
    key = f"thumbnail:{attachment.file.name}"
    thumbnail_of(attachment)
    assert cache.get(key)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        posting.detach(attachment=attachment, by=author_of(listing))
    assert cache.get(key) is None
    assert client_of(author_of(listing)).get(small(attachment)).status_code == 404


def test_documents_and_lost_images_have_none(now: datetime) -> None:
    listing = make_listing(now=now)
    document, lost = with_file(listing, now=now), picture(listing, now)
    publish(listing, now)
    Path(lost.file.path).unlink()
    assert [Client().get(small(each)).status_code for each in (document, lost)] == [404, 404]
