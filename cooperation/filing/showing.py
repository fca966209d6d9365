"""Documents as a room and a document's page show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from accounts.models import User
from catalog.uploads import ACCEPTED
from cooperation.filing.keeping import is_own
from cooperation.models import Cooperation, DocumentOpening, DocumentVersion, RoomDocument
from cooperation.pipeline.room_pages import Reader

LATEST = (
    DocumentVersion.objects.filter(document=OuterRef("pk"))
    .order_by("-number")
    .values(found=JSONObject(number="number", key="key", size="size", content_type="content_type", at="at"))[:1]
)
#: All documents of a cooperation, the latest first.
DOCUMENTS = ArraySubquery(
    RoomDocument.objects.filter(cooperation=OuterRef("pk"))
    .order_by("-at", "-pk")
    .values(found=JSONObject(pk="pk", title="title", stage="stage", latest=Subquery(LATEST)))
)
#: Openings that a document's page shows.
MOST_OPENINGS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A document in a room: its newest version."""

    document: RoomDocument
    number: int
    key: str
    size: int
    kind: str
    at: datetime


@dataclass(slots=True)
class VersionRow:
    """A version on its document's page; `openings` for the side that uploaded it alone."""

    version: DocumentVersion
    kind: str
    shows_openings: bool
    openings: list[DocumentOpening] = field(default_factory=list)


def may_file(cooperation: Cooperation, reader: Reader) -> bool:
    """Who writes in a room that goes on, and invited experts."""
    return cooperation.is_running and (reader.may_write or reader.is_guest)


def rows_of(documents: list[dict[str, Any]]) -> list[Row]:
    """The documents that came as JSON."""
    return [
        row_of(RoomDocument(pk=each["pk"], title=each["title"], stage=each["stage"]), each["latest"])
        for each in documents
    ]


def row_of(document: RoomDocument, latest: dict[str, Any]) -> Row:
    at = parse_datetime(latest["at"])
    assert at is not None
    return Row(document, latest["number"], latest["key"], latest["size"], type_name(latest["content_type"]), at)


def versions_of(document: RoomDocument, *, user: User, sides: Collection[str]) -> list[VersionRow]:
    """All versions, the newest first, with the openings that the reader may see."""
    versions = list(document.versions.select_related("by").order_by("-number"))
    rows = [
        VersionRow(each, type_name(each.content_type), is_own(each, user=user, sides=sides)) for each in versions
    ]  # fmt: skip
    log = openings_by_version([row.version.pk for row in rows if row.shows_openings])
    for row in rows:
        row.openings = log.get(row.version.pk, [])
    return rows


def openings_by_version(versions: list[int]) -> dict[int, list[DocumentOpening]]:
    found: dict[int, list[DocumentOpening]] = defaultdict(list)
    openings: QuerySet[DocumentOpening] = DocumentOpening.objects.filter(version__in=versions).select_related("user")
    for opening in openings.order_by("-at", "-pk")[:MOST_OPENINGS]:
        found[opening.version_id].append(opening)
    return found


def type_name(content_type: str) -> str:
    return ACCEPTED[content_type][1]
