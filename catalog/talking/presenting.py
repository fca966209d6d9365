"""Comments and thread as the pages show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from catalog.models import FieldComment, Listing, Revision
from catalog.talking.commenting import address_of, comments_for_owner, fields_of
from catalog.talking.forms import CommentForm, MessageForm
from catalog.talking.thread import mark_read, messages_of

Context = dict[str, Any]


def thread_page(listing: Listing, *, reader: User, form: MessageForm | None, may_write: bool, now: datetime) -> Context:
    """The thread with a form for those who may write; what the other side wrote is read with this."""
    messages = messages_of(listing)
    if any(message.read_at is None for message in messages):
        mark_read(listing, by=reader, now=now)
    return {"messages_of_listing": messages, "message_form": (form or MessageForm()) if may_write else None}


def comments_for_review(listing: Listing, revision: Revision | None, *, form: CommentForm | None) -> Context:
    """All comments on fields with the revision they were said of, and the form for a new one."""
    labels = fields_of(listing.kind)
    comments = FieldComment.objects.filter(revision__listing=listing).select_related("revision", "by")
    shown = [
        {"label": labels.get(each.field, each.field), "comment": each, "is_current": each.revision_id == revision.pk}
        for each in comments.order_by("-revision__number", "pk")
        if revision is not None
    ]
    return {"field_comments": shown, "comment_form": form or CommentForm(kind=listing.kind)}


def comments_to_mend(listing: Listing) -> list[dict[str, Any]]:
    """What the owner is asked to mend field by field, with the way there."""
    labels = fields_of(listing.kind)
    return [
        {"label": labels.get(each.field, each.field), "comment": each, "url": address_of(listing, each.field)}
        for each in comments_for_owner(listing)
    ]


def by_field(comments: Iterable[FieldComment]) -> dict[str, list[FieldComment]]:
    found: dict[str, list[FieldComment]] = defaultdict(list)
    for comment in comments:
        found[comment.field].append(comment)
    return found
