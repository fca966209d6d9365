"""Writing an uploaded file to the store: whole, or nothing of it, and nothing where its row is refused."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any

from django.core.files.base import ContentFile

from catalog.uploads import CheckedFile


class StoreFull(Exception):
    """The file could not be written whole: the disk is full or the store is away."""


def random_name(folder: str) -> str:
    """Files are stored under random names: the uploaded one is kept as data only."""
    token = secrets.token_hex(16)
    return f"{folder}/{token[:2]}/{token}"


def save_with_file(
    row: Any, file: CheckedFile, *, folder: str, update_fields: Collection[str] | None = None
) -> None:  # fmt: skip
    """Write the content of `row.file`, and save the row."""
    storage, name = row.file.storage, random_name(folder)
    try:
        row.file.name = storage.save(name, ContentFile(file.content))
    except OSError as full:
        storage.delete(name)
        raise StoreFull(str(full)) from full
    try:
        row.save(update_fields=update_fields)
    except BaseException:
        storage.delete(row.file.name)
        raise
