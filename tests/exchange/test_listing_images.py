"""Share cards and QR codes of public listings."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageFont

from catalog.models import Listing
from exchange import listing_images, share_card
from exchange.fonts import letters_of, whole_font
from exchange.listing_images import qr_markup
from exchange.share_card import Words, draw, drawable, words_of
from tests.factories_catalog import make_organisation, make_published

WORDS = Words("offer", "Chào bán", "Lọc khí", "Kỹ thuật môi trường", "Hải Phòng", "HP-C-2026-0001", "Điểm kết nối")


@pytest.fixture
def listing() -> Listing:
    owner = make_organisation("Hợp tác xã Rạch Riêng")
    return make_published("need", now=timezone.now(), organisation=owner, is_anonymous=True)


@pytest.mark.parametrize("title", ["Lọc khí", "", "x" * 120, "Ủy ban nhân dân thành phố " * 5, "≤ 5 → 🐟 \u202e"])
def test_card_is_a_picture_of_the_right_size(title: str) -> None:
    words = Words(**{name: getattr(WORDS, name) for name in Words.__slots__} | {"title": title})
    content = draw(words)
    picture = Image.open(BytesIO(content))
    assert (picture.size, picture.format) == ((1200, 630), "PNG")
    assert len(content) < 100_000


def test_whole_font_has_latin_and_vietnamese_letters() -> None:
    assert letters_of(600) >= {ord(letter) for letter in "AzđĐỗữỵ₫–“"}
    assert ImageFont.truetype(BytesIO(whole_font(600)), 20).getname()[0].startswith("Be Vietnam Pro")
    assert drawable("≤ 5 → ổ🐟") == "<= 5 -> ổ"


@pytest.mark.django_db
def test_card_is_drawn_once_and_known_by_its_tag(listing: Listing, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Words] = []
    cache.clear()
    monkeypatch.setattr(listing_images, "draw", lambda words: drawn.append(words) or b"png")
    client, url = Client(), f"/listings/{listing.reference}/card.png"
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    client.get(url)
    assert (first["Content-Type"], again.status_code, again["ETag"]) == ("image/png", 304, first["ETag"])
    assert len(drawn) == 1
    Listing.objects.update(title="Khác")
    assert client.get(url)["ETag"] != first["ETag"]


@pytest.mark.django_db
def test_card_says_nothing_of_the_owner(listing: Listing) -> None:
    assert "Rạch Riêng" not in str(words_of(listing, "Thủy sản; Sinh học"))
    assert words_of(listing, "Thủy sản; Sinh học").field == "Thủy sản"


@pytest.mark.django_db
def test_code_is_a_picture_of_the_address(listing: Listing, settings: pytest.FixtureRequest) -> None:
    answer = Client().get(f"/en/listings/{listing.reference}/qr.svg")
    address = f"{settings.SITE_URL}/en/listings/{listing.reference}/"  # type: ignore[attr-defined]
    assert (answer["Content-Type"], answer.content.decode()) == ("image/svg+xml", qr_markup(address))
    assert qr_markup(address).count("<path") == 2
    assert share_card.SIZE == (1200, 630)
