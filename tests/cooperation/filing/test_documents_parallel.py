"""The same file sent twice at once, and two new versions at once."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine

from catalog.uploads import CheckedFile, check_upload
from cooperation.filing import keeping
from cooperation.models import DocumentVersion, RoomDocument
from tests.accounts.test_outbox_parallel import in_threads
from tests.catalog.files import PDF, pdf_with
from tests.factories_pipeline import make_room

pytestmark = pytest.mark.django_db(transaction=True)


def checked(content: bytes) -> CheckedFile:
    return check_upload("tep.pdf", content, max_bytes=10**6, max_pixels=10**6)


def test_a_file_sent_twice_at_once_is_one_version(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        room = make_room(now=now, with_listings=False)
        values = {"cooperation": room.cooperation, "side": "need", "title": "Biên bản", "stage": ""}
        in_threads(lambda: keeping.add(**values, file=checked(PDF), by=room.need_user, now=now), 3)
    assert (RoomDocument.objects.count(), DocumentVersion.objects.count()) == (1, 1)


def test_two_versions_at_once_get_a_number_each(now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        room = make_room(now=now, with_listings=False)
        first = keeping.add(
            cooperation=room.cooperation, side="need", title="", stage="", file=checked(PDF), by=room.need_user, now=now
        )
        contents = [pdf_with(b"/Lang(vi)"), pdf_with(b"/Lang(en)")]

        def append() -> int:
            file = checked(contents.pop())
            version = keeping.add_version(document=first.document, side="need", file=file, by=room.need_user, now=now)
            return version.number

        assert sorted(in_threads(append, 2)) == [2, 3]
    assert first.document.title == "tep.pdf"
