"""The picture that goes with a shared link: kind, title, field and province in the portal's design."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.models import Listing
from catalog.templatetags.listing_text import local_title, place_name
from exchange.fonts import letters_of, whole_font

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

#: Bumped when the same words would be drawn differently.
DESIGN = 1
SIZE = (1200, 630)
EDGE, INNER = 72, 1056
SEA, WHITE, PALE, DOT = "#0a3a57", "#ffffff", "#c3dae7", "#ff6f5e"
TONES = {"offer": "#0c6a62", "need": "#74397a"}
TITLE_SIZES, TITLE_LINES = (64, 56, 48, 42), 4
INSTEAD = {"≤": "<=", "≥": ">=", "→": "->", "₂": "2", "₃": "3", "₄": "4"}


@dataclass(frozen=True, slots=True)
class Words:
    """All that stands on a card; nothing of whoever lists."""

    kind: str
    label: str
    title: str
    field: str
    place: str
    reference: str
    portal: str


def words_of(listing: Listing, fields: str) -> Words:
    return Words(
        kind=listing.kind, label=_("Offer") if listing.is_offer else _("Need"), title=local_title(listing),
        field=fields.partition(";")[0], place=place_name(listing), reference=listing.reference,
        portal=str(settings.POINT["name"]),
    )  # fmt: skip


def version_of(listing: Listing, fields: str) -> str:
    """The same for the same words in the same design."""
    content = json.dumps([DESIGN, asdict(words_of(listing, fields))], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def draw(words: Words) -> bytes:
    """The card as PNG, 1200 × 630."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 – only for whoever fetches cards

    image = Image.new("RGB", SIZE, SEA)
    canvas = ImageDraw.Draw(image)
    mark(canvas, EDGE, 60)
    canvas.text((EDGE + 96, 62), "CungCầu", font=font(600, 40), fill=WHITE)
    canvas.text((EDGE + 96, 112), fitted(words.portal, font(400, 24), INNER - 96), font=font(400, 24), fill=PALE)
    badge(canvas, words)
    title(canvas, words.title)
    rule_and_facts(canvas, words)
    content = BytesIO()
    image.quantize(96).save(content, "PNG", optimize=True)
    return content.getvalue()


def mark(canvas: ImageDraw, left: int, top: int) -> None:
    """The arch bridge over water with its one red dot."""
    canvas.arc((left, top + 8, left + 72, top + 92), 200, 340, fill=WHITE, width=6)
    canvas.line((left - 2, top + 54, left + 74, top + 54), fill=WHITE, width=6)
    for across, height in ((22, 20), (36, 10), (50, 20)):
        canvas.line((left + across, top + height, left + across, top + 54), fill=WHITE, width=5)
    canvas.line((left + 10, top + 68, left + 62, top + 68), fill=PALE, width=4)
    canvas.ellipse((left + 26, top, left + 46, top + 20), fill=DOT)


def badge(canvas: ImageDraw, words: Words) -> None:
    face, top = font(600, 28), 192
    width = int(canvas.textlength(words.label, font=face)) + 44
    canvas.rounded_rectangle((EDGE, top, EDGE + width, top + 50), 6, fill=TONES[words.kind], outline=WHITE, width=2)
    canvas.text((EDGE + 22, top + 25), words.label, font=face, fill=WHITE, anchor="lm")
    canvas.text((EDGE + width + 24, top + 25), words.reference, font=font(400, 26), fill=PALE, anchor="lm")


def title(canvas: ImageDraw, text: str) -> None:
    """As large as four lines allow; what is still too long ends in an ellipsis."""
    for size in TITLE_SIZES:
        face = font(600, size)
        lines = wrapped(drawable(text), face)
        if len(lines) <= (3 if size > TITLE_SIZES[-1] else TITLE_LINES):
            break
    shown = lines[:TITLE_LINES]
    if len(lines) > TITLE_LINES:
        shown[-1] = fitted(f"{shown[-1]} …", face, INNER)
    for number, line in enumerate(shown):
        canvas.text((EDGE, 268 + number * int(size * 1.28)), line, font=face, fill=WHITE)


def rule_and_facts(canvas: ImageDraw, words: Words) -> None:
    canvas.line((EDGE, 546, EDGE + INNER, 546), fill=PALE, width=2)
    facts = "  ·  ".join(part for part in (words.field, words.place) if part)
    canvas.text((EDGE, 566), fitted(drawable(facts), font(400, 26), INNER), font=font(400, 26), fill=PALE)


def wrapped(text: str, face: FreeTypeFont) -> list[str]:
    """Lines no wider than the card; a word that is wider alone is cut."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(joined) <= INNER:
            lines[-1] = joined
        else:
            lines.append(fitted(word, face, INNER))
    return lines


def fitted(text: str, face: FreeTypeFont, width: int) -> str:
    """The text, or as much of it as fits, with an ellipsis."""
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def drawable(text: str) -> str:
    """Only what the typeface has."""
    letters = letters_of(400)
    plain = "".join(INSTEAD.get(character, character) for character in text)
    return "".join(character for character in plain if ord(character) in letters)


def font(weight: int, size: int) -> FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415

    return ImageFont.truetype(BytesIO(whole_font(weight)), size)
