"""Files that were attached before their need became one without a name are freed of names before officers get them."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from catalog import posting
from catalog.models import Attachment, Listing
from catalog.revising.carried_files import forget_files
from catalog.uploads import CheckedFile, UploadRefused, without_names


class UnbaredFile(Exception):
    """A file whose names cannot be removed."""

    def __init__(self, name: str, refusal: UploadRefused) -> None:
        super().__init__(name)
        self.name = name
        self.refusal = refusal


def bare_files(listing: Listing, *, by: User) -> None:
    """Put a document without names in the place of each that may have some; what is shared with others stays theirs."""
    for attachment in listing.attachments.all():
        if not attachment.may_name_somebody:
            continue
        with attachment.file.open("rb") as stored:
            content = stored.read()
        file = CheckedFile(attachment.name, attachment.content_type, content, attachment.sha256)
        try:
            bared = without_names(file)
        except UploadRefused as refusal:
            raise UnbaredFile(attachment.name, refusal) from refusal
        put_in_place(attachment, bared, by=by)


@transaction.atomic
def put_in_place(attachment: Attachment, bared: CheckedFile, *, by: User) -> None:
    """One that was bared or removed meanwhile is left alone."""
    posting.open_for_writing(attachment.listing, by=by)
    current = Attachment.objects.filter(pk=attachment.pk, is_bare=False).first()
    if current is None:
        return
    forget_files([Attachment.objects.get(pk=attachment.pk)])
    current.size, current.sha256, current.is_bare = len(bared.content), bared.sha256, True
    posting.keep(current, bared, update_fields=["file", "size", "sha256", "is_bare"])
