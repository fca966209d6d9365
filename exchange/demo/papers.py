"""The demonstration's signed contract: its scan, its record that both sides confirmed, and what it obliges them to."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from io import BytesIO

from django.utils import timezone

from accounts.models import OutboxMessage, User
from catalog.uploads import CheckedFile
from cooperation.models import Cooperation
from cooperation.paper_models import PaperKind
from cooperation.papers import owing, recording
from cooperation.stage_choices import Side
from exchange.fonts import whole_font

NEED_SIDE, OFFER_SIDE = "htx-thuy-san-bang-la", "vien-nuoi-bien-dong-bac"
NUMBER, VALUE = "07/2026/HĐCG", 380_000_000
LINES = (
    "HỢP ĐỒNG CHUYỂN GIAO CÔNG NGHỆ",
    f"Số {NUMBER}",
    "Ba phao đo chất lượng nước, bảo trì hai năm",
    "(bản trình diễn)",
)
#: Who owes what, and in how many days from today.
OWED = (
    (Side.NEED, "Thanh toán đợt 1: 114 triệu đồng", -30),
    (Side.OFFER, "Lắp ba phao đo tại ao số 2, 5 và 7", 6),
    (Side.OFFER, "Tập huấn vận hành cho hai người của hợp tác xã", 24),
    (Side.NEED, "Thanh toán đợt 2: 152 triệu đồng sau nghiệm thu", 45),
)


def load_papers(people: dict[str, User], *, now: datetime) -> None:
    """It goes the real way, at its own time; the letters of that time have long been read."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    cooperation = Cooperation.objects.get(need_side__slug=NEED_SIDE, offer_side__slug=OFFER_SIDE, value=VALUE)
    changed_at = cooperation.changed_at
    signed_at = cooperation.stages.get(code=PaperKind.CONTRACT).settled_at or now
    signed_on = timezone.localdate(signed_at)
    written = recording.Written(
        signed_on, number=NUMBER, value=VALUE, valid_from=signed_on, valid_to=signed_on + timedelta(days=730)
    )
    paper = recording.record_paper(
        cooperation=cooperation, kind=PaperKind.CONTRACT, side=Side.OFFER, written=written, scan=scan(),
        by=people[OFFER_SIDE], now=signed_at,
    )  # fmt: skip
    recording.confirm_paper(paper=paper, side=Side.NEED, by=people[NEED_SIDE], now=signed_at + timedelta(hours=20))
    for owed_by, what, days in OWED:
        due_on = timezone.localdate(now) + timedelta(days=days)
        entered = owing.owe(
            paper=paper, side=Side.OFFER, what=what, owed_by=owed_by, due_on=due_on, by=people[OFFER_SIDE],
            now=signed_at + timedelta(hours=21),
        )  # fmt: skip
        if days < 0:
            owing.fulfil(obligation=entered, side=owed_by, by=people[NEED_SIDE], now=now + timedelta(days=days - 2))
    Cooperation.objects.filter(pk=cooperation.pk).update(changed_at=changed_at)
    OutboxMessage.objects.exclude(pk__in=before).delete()


def scan() -> CheckedFile:
    """A page with the contract's head, as a scanner gives it."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 -- only while the demonstration is made

    page, out = Image.new("L", (827, 1169), 255), BytesIO()
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(BytesIO(whole_font(600)), 26)
    for number, line in enumerate(LINES):
        draw.text((413, 150 + 60 * number), line, fill=20, font=font, anchor="mm")
    page.save(out, "PNG")
    content = out.getvalue()
    return CheckedFile("hop-dong-07-2026.png", "image/png", content, hashlib.sha256(content).hexdigest())
