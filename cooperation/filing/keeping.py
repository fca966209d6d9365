"""Filing documents in a room: a document keeps all its versions, and each opening by another side is written down."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalog.storing import save_with_file
from catalog.uploads import CheckedFile
from cooperation.models import Cooperation, DocumentOpening, DocumentVersion, RoomDocument
from cooperation.pipeline import letters
from cooperation.pipeline.access import memberships_of
from cooperation.pipeline.history import record
from cooperation.pipeline.stages import CooperationError, NotRunning, lock, lock_running
from cooperation.pipeline.talking import is_invited

MOST_DOCUMENTS = 100
MOST_VERSIONS = 30


class TooMany(CooperationError):
    """The room has as many documents, or the document as many versions, as it may have."""


@transaction.atomic
def add(
    *, cooperation: Cooperation, side: str, title: str, stage: str, file: CheckedFile, by: User, now: datetime,
    is_told: bool = True,
) -> DocumentVersion:  # fmt: skip
    """File a new document; the same file under the same title again is the document that is there.

    Not told where the caller writes a letter that says more.
    """
    cooperation = lock_for_filing(cooperation, side, by=by)
    title = title or file.name
    same = DocumentVersion.objects.filter(document__cooperation=cooperation, document__title=title, sha256=file.sha256)
    if twin := same.first():
        return twin
    if cooperation.documents.count() >= MOST_DOCUMENTS:
        raise TooMany(cooperation.reference)
    document = RoomDocument.objects.create(cooperation=cooperation, title=title, stage=stage, at=now)
    return append(cooperation, document, 1, side=side, file=file, by=by, now=now, is_told=is_told)


@transaction.atomic
def add_version(*, document: RoomDocument, side: str, file: CheckedFile, by: User, now: datetime) -> DocumentVersion:
    """A new version beside the old ones; a file that is one of them already is no new version."""
    cooperation = lock_for_filing(document.cooperation, side, by=by)
    versions = list(document.versions.order_by("number"))
    if twin := next((each for each in versions if each.sha256 == file.sha256), None):
        return twin
    if len(versions) >= MOST_VERSIONS:
        raise TooMany(document.title)
    return append(cooperation, document, versions[-1].number + 1, side=side, file=file, by=by, now=now)


def append(
    cooperation: Cooperation, document: RoomDocument, number: int, *, side: str, file: CheckedFile, by: User,
    now: datetime, is_told: bool = True,
) -> DocumentVersion:  # fmt: skip
    version = DocumentVersion(
        document=document, number=number, name=file.name, content_type=file.content_type, size=len(file.content),
        sha256=file.sha256, side=side, by=by, at=now,
    )  # fmt: skip
    Cooperation.objects.filter(pk=cooperation.pk).update(changed_at=now)
    event = record(
        cooperation, "filed", by=by, side=side, now=now, stage=document.stage, note=document.title, number=number,
        sha256=file.sha256,
    )  # fmt: skip
    if is_told:
        letters.tell(event, by=by)
    save_with_file(version, file, folder="cooperations")
    return version


def lock_for_filing(cooperation: Cooperation, side: str, *, by: User) -> Cooperation:
    """The locked cooperation for those who write in it; an invited expert files for no side."""
    if side or not is_invited(cooperation, by):
        return lock_running(cooperation, side, by=by)
    cooperation = lock(cooperation)
    if not cooperation.is_running:
        raise NotRunning(cooperation.reference)
    return cooperation


def note_opening(version: DocumentVersion, *, by: User, now: datetime) -> None:
    """Write down who opened a version, unless it is their own side's."""
    sides = memberships_of(version.document.cooperation, by)
    if is_own(version, user=by, sides=sides):
        return
    DocumentOpening.objects.create(version=version, user=by, side=next(iter(sides), ""), at=now)


def is_own(version: DocumentVersion, *, user: User, sides: Collection[str]) -> bool:
    """Whether the version is the person's side's; an expert's is theirs alone."""
    return version.side in sides if version.side else version.by_id == user.pk
