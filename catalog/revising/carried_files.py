"""Files that a listing and its edit share: one content on the disk, kept as long as either of them has it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.core.files.storage import Storage
from django.db import transaction

from catalog.models import Attachment, Listing
from catalog.thumbnails import forget_thumbnail


def share_files(source: Listing, target: Listing) -> None:
    """Attach all files of a listing to another one as well."""
    Attachment.objects.bulk_create(
        Attachment(
            listing=target, file=each.file.name, name=each.name, content_type=each.content_type, size=each.size,
            sha256=each.sha256, is_bare=each.is_bare, level=each.level, uploaded_by_id=each.uploaded_by_id,
            uploaded_at=each.uploaded_at,
        )
        for each in source.attachments.all()
    )  # fmt: skip


def take_files(target: Listing, source: Listing) -> None:
    """Leave a listing with exactly the files of its edit; what it had already keeps its address."""
    wanted = {each.sha256: each for each in source.attachments.all()}
    for own in target.attachments.all():
        new = wanted.pop(own.sha256, None)
        if new is None:
            forget_files([own])
            own.delete()
            continue
        own.name, own.level = new.name, new.level
        own.save(update_fields=["name", "level"])
        new.delete()
    source.attachments.filter(pk__in=[each.pk for each in wanted.values()]).update(listing=target)


def forget_files(attachments: Iterable[Attachment]) -> None:
    """Delete contents once their removal is certain and nothing else has them."""
    for attachment in attachments:
        transaction.on_commit(partial(_forget, attachment.file.storage, str(attachment.file.name)))


def _forget(storage: Storage, name: str) -> None:
    if not Attachment.objects.filter(file=name).exists():
        storage.delete(name)
        forget_thumbnail(name)
