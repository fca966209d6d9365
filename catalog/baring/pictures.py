"""Pictures inside office files without what cameras and programs wrote beside the pixels, which stay. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from catalog.baring.bared import NotBared

_JPEG: Final = b"\xff\xd8\xff"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SCAN, _END, _COMMENT = 0xDA, 0xD9, 0xFE
#: Segments for programs; of these only what changes how the pixels look is kept.
_FOR_PROGRAMS: Final = range(0xE0, 0xF0)
_NEEDED: Final = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
_EXIF: Final = b"Exif\x00\x00"
_ORIENTATION: Final = 0x0112
#: Chunks of a PNG that tell of people, programs, places and times.
_WORDS: Final = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}


def bare_picture(content: bytes) -> bytes:
    """The same JPEG or PNG; any other content comes back as it is."""
    if content.startswith(_JPEG):
        return b"".join(_bare_jpeg(content))
    if content.startswith(_PNG):
        return _PNG + b"".join(_bare_png(content))
    return content


def _bare_jpeg(content: bytes) -> Iterator[bytes]:
    """Segment by segment; nothing behind the end, where telephones hide a second picture."""
    yield content[:2]
    turned = False
    for marker, segment in _segments(content):
        if marker == 0xE1 and segment[4:10] == _EXIF and not turned and (way := _way_up(segment[10:])):
            turned = True
            yield _exif_with(way)
        elif marker == _COMMENT or (marker in _FOR_PROGRAMS and not _is_needed(marker, segment)):
            continue
        else:
            yield segment
        if marker == _END:
            return
    raise NotBared("unreadable")


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, all its bytes); a scan comes with the pixels that follow it."""
    at = 2
    while at + 1 < len(content):
        if content[at] != 0xFF:
            raise NotBared("unreadable")
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _END:
            yield marker, content[at : at + 2]
            return
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise NotBared("unreadable")
        if marker == _SCAN:
            end = _end_of_pixels(content, end)
        yield marker, content[at:end]
        at = end


def _end_of_pixels(content: bytes, at: int) -> int:
    """Where the next marker is: among pixels 0xFF is followed by zero or by the number of a restart."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2
    raise NotBared("unreadable")


def _is_needed(marker: int, segment: bytes) -> bool:
    start = _NEEDED.get(marker)
    return start is not None and segment.startswith(start, 4)


def _way_up(tiff: bytes) -> int:
    """How the camera was held, 2 to 8; zero for upright or unknown."""
    orders: dict[bytes, Literal["little", "big"]] = {b"II": "little", b"MM": "big"}
    order = orders.get(tiff[:2])
    if order is None:
        return 0
    number = int.from_bytes
    first = number(tiff[4:8], order)
    for entry in range(number(tiff[first : first + 2], order)):
        start = first + 2 + 12 * entry
        if number(tiff[start : start + 2], order) == _ORIENTATION:
            way = number(tiff[start + 8 : start + 10], order)
            return way if 2 <= way <= 8 else 0
    return 0


def _exif_with(way: int) -> bytes:
    """A segment that says how the camera was held and nothing else."""
    entry = _ORIENTATION.to_bytes(2, "big") + b"\x00\x03\x00\x00\x00\x01" + way.to_bytes(2, "big") + b"\x00\x00"
    body = _EXIF + b"MM\x00*\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body


def _bare_png(content: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at + 12 <= len(content):
        kind = content[at + 4 : at + 8]
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        if end > len(content):
            break
        if kind not in _WORDS:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end
    raise NotBared("unreadable")
