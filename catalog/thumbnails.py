"""Small pictures of attached images: drawn at the first request, cached until the file goes."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Final

from django.core.cache import cache
from PIL import Image, ImageOps

from catalog.models import Attachment
from catalog.uploads import IMAGE_FORMATS

#: Twice the size they are shown in, for fine screens.
SIZE: Final = (320, 240)
CONTENT_TYPE: Final = "image/webp"
KEPT_FOR: Final = 30 * 24 * 3600


def thumbnail_of(attachment: Attachment) -> bytes:
    """The image cut to the one size of all thumbnails; OSError where it is lost or cannot be read."""
    key = _key(str(attachment.file.name))
    kept: bytes | None = cache.get(key)
    if kept is None:
        with attachment.file.open("rb") as content:
            kept = draw(content)
        cache.set(key, kept, KEPT_FOR)
    return kept


def forget_thumbnail(name: str) -> None:
    """Drop the small picture of a stored file."""
    cache.delete(_key(name))


def draw(content: IO[bytes]) -> bytes:
    """The middle of the image on white."""
    with Image.open(content, formats=list(IMAGE_FORMATS.values())) as image:
        image.draft("RGB", (2 * SIZE[0], 2 * SIZE[1]))
        plain = image if image.mode in ("L", "RGB", "RGBA") else image.convert("RGBA")
        small = ImageOps.fit(plain, SIZE).convert("RGBA")
    ground = Image.new("RGB", SIZE, "white")
    ground.paste(small, mask=small)
    out = BytesIO()
    ground.save(out, "WEBP", quality=76)
    return out.getvalue()


def _key(name: str) -> str:
    return f"thumbnail:{name}"
