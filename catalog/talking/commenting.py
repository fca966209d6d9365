"""An officer's comments on single fields, for the owner to read where the field is written."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalog import publishing
from catalog.models import FieldComment, Listing, Revision
from catalog.posting_steps import place_of, step_url, steps_of

FILES = "files"


def fields_of(kind: str) -> dict[str, str | Promise]:
    """What can be commented on, with its name, in the order it is written."""
    found: dict[str, str | Promise] = {}
    for step in steps_of(kind):
        if step.form is not None:
            found |= {name: field.label or name for name, field in step.form.base_fields.items()}
        found |= {rows.prefix: rows.legend for rows in step.rows}
    return found | {FILES: _("Files")}


@transaction.atomic
def comment_on(*, revision: Revision, field: str, text: str, by: User, now: datetime) -> FieldComment | None:
    """Write, replace or, with nothing, take back one's own comment on a field of the revision under review."""
    listing = publishing.lock_read(revision, "comment", by=by)
    if field not in fields_of(listing.kind):
        raise ValueError(field)
    own = FieldComment.objects.filter(revision=revision, field=field, by=by)
    if not text.strip():
        own.delete()
        return None
    if same := own.filter(text=text).first():
        return same
    comment, _made = FieldComment.objects.update_or_create(
        revision=revision, field=field, by=by, defaults={"text": text, "at": now}
    )
    return comment


def comments_for_owner(listing: Listing) -> list[FieldComment]:
    """Comments on the latest revision, once it is back with its owner; before that they may still change."""
    if not listing.is_editable:
        return []
    latest = listing.revisions.order_by("-number").values("pk")[:1]
    return list(FieldComment.objects.filter(revision__in=latest).select_related("by").order_by("pk"))


def address_of(listing: Listing, field: str) -> str:
    """The page where a commented field is written."""
    return step_url(listing, "check" if field == FILES else place_of(listing.kind, field))
