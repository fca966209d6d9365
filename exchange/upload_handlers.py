"""Large uploads wait in a temporary file; one that cannot be written is gone at once, not when memory is tidied."""

from __future__ import annotations

from contextlib import suppress

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class TidyTemporaryFileUploadHandler(TemporaryFileUploadHandler):
    """Django's, but for a disk that fills up meanwhile."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        try:
            return super().receive_data_chunk(raw_data, start)
        except OSError:
            self.give_up()
            raise

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        try:
            return super().file_complete(file_size)
        except OSError:
            self.give_up()
            raise

    def give_up(self) -> None:
        """Closing deletes the file; it writes what is left in its buffer first, which cannot succeed."""
        with suppress(OSError):
            self.file.close()
