"""The life of a listing: every transition of its state, in one place, locked and recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Organisation, User
from catalog import emails
from catalog.completeness import REQUIRED, missing_fields, texts_with_contact_details
from catalog.disclosure import UNDER_REVIEW
from catalog.guesses import open_guesses
from catalog.legal import checking
from catalog.models import (
    OPEN_STATES,
    REVISABLE_STATES,
    Kind,
    Listing,
    ListingEvent,
    Review,
    Revision,
    State,
    TransferRule,
)
from catalog.numbering import next_numbers
from catalog.permissions import can_edit, can_review
from catalog.revising.applying import take_over
from catalog.revising.carried_files import forget_files
from catalog.revising.frozen import content_hash, content_of
from catalog.transitions import (
    TRANSITIONS,
    BlockingScore,
    ContactInText,
    FilesNameSomebody,
    Incomplete,
    LegalCheckOpen,
    LegalObstacle,
    NotAllowed,
    OrganisationEnded,
    OutOfDate,
    PermissionMissing,
    ProhibitedTechnology,
    PublishingError,
    ReasonRequired,
    Taken,
    Unconfirmed,
    WrongState,
)
from taxonomy.models import Holiday
from taxonomy.working_days import add_working_days

__all__ = [
    "REQUIRED",
    "TRANSITIONS",
    "BlockingScore",
    "ContactInText",
    "FilesNameSomebody",
    "Incomplete",
    "LegalCheckOpen",
    "LegalObstacle",
    "NotAllowed",
    "OrganisationEnded",
    "OutOfDate",
    "PermissionMissing",
    "ProhibitedTechnology",
    "PublishingError",
    "ReasonRequired",
    "Taken",
    "Unconfirmed",
    "WrongState",
    "missing_fields",
]

#: An edit that is published this near to the end of a validity, or after it, also renews the listing.
RENEWED_BY_EDIT = timedelta(days=60)


def create_listing(*, kind: str, organisation: Organisation, by: User, now: datetime, **values: Any) -> Listing:
    """A new draft with the next reference number of its kind and year."""
    return create_listings(kind=kind, organisation=organisation, by=by, now=now, values=[values])[0]


def create_listings(
    *, kind: str, organisation: Organisation, by: User, now: datetime, values: Sequence[Mapping[str, Any]]
) -> list[Listing]:
    """A new draft for each set of values, in their order, with reference numbers in a row."""
    with transaction.atomic():
        if not Organisation.objects.active().select_for_update(no_key=True).filter(pk=organisation.pk).exists():
            raise OrganisationEnded(organisation.slug)
        references = next_references(kind=kind, year=timezone.localdate(now).year, count=len(values))
        listings = [
            Listing(
                **{
                    "kind": kind, "organisation": organisation, "reference": reference,
                    "province": organisation.province, "ward": organisation.ward, "country": organisation.country,
                    "language": by.language, "contact": by, "created_by": by, "created_at": now, "updated_at": now,
                } | dict(each)
            )
            for reference, each in zip(references, values, strict=True)
        ]  # fmt: skip
        Listing.objects.bulk_create(listings)
        ListingEvent.objects.bulk_create(
            [ListingEvent(listing=each, at=now, actor=by, action="create", to_state=each.state) for each in listings]
        )
    return listings


def next_references(*, kind: str, year: int, count: int) -> list[str]:
    """HP-C-2026-0001 for an offer, HP-N-2026-0001 for a need, `count` in a row; the counter stays locked."""
    numbers = next_numbers(series=kind, year=year, count=count)
    letter = "C" if kind == Kind.OFFER else "N"
    return [f"{settings.POINT_CODE}-{letter}-{year}-{number:04d}" for number in numbers]


def submit(*, listing: Listing, by: User, now: datetime, note: str = "") -> Revision:
    """Freeze the content as a revision and put it into the officers' queue; a note stands in the history."""
    with transaction.atomic():
        listing = lock(listing)
        check(listing, "submit", by=by)
        if missing := missing_fields(listing):
            raise Incomplete(missing)
        if texts := texts_with_contact_details(listing):
            raise ContactInText(texts)
        if guessed := open_guesses(listing):
            raise Unconfirmed(sorted(guessed))
        naming = [each.name for each in listing.attachments.all() if each.may_name_somebody]
        if listing.is_anonymous and naming:
            raise FilesNameSomebody(naming)
        revision = freeze(listing, by=by, now=now)
        listing.submitted_at = now
        listing.review_due_on = working_day(timezone.localdate(now), settings.REVIEW_WORKING_DAYS)
        move(listing, "submit", by=by, now=now, note=note, revision=revision)
    return revision


def claim(*, listing: Listing, by: User, now: datetime, unless_taken: bool = False) -> Listing:
    """An officer takes a listing over for review; again by the same officer changes nothing.

    With `unless_taken` a listing that a colleague is reviewing stays theirs.
    """
    with transaction.atomic():
        listing = lock(listing)
        check(listing, "claim", by=by)
        if listing.state == State.IN_REVIEW and listing.officer == by:
            return listing
        if unless_taken and listing.state == State.IN_REVIEW and listing.officer is not None:
            raise Taken(listing.reference)
        listing.officer = by
        move(listing, "claim", by=by, now=now)
    return listing


def decide(
    *,
    revision: Revision,
    decision: str,
    by: User,
    now: datetime,
    comment: str = "",
    scores: dict[str, int] | None = None,
) -> Review:
    """An officer's decision on exactly the revision that was read; there can be only one on a revision."""
    action = decision
    with transaction.atomic():
        listing = lock(revision.listing)
        check(listing, action, by=by)
        if listing.revisions.latest("number") != revision:
            raise OutOfDate(f"revision {revision.number} is not the latest of {listing.reference}")
        if TRANSITIONS[action].needs_reason and not comment.strip():
            raise ReasonRequired(action)
        if decision == Review.Decision.PUBLISH:
            if 0 in (scores or {}).values():
                raise BlockingScore(listing.reference)
            check_law(revision, on=timezone.localdate(now))
        review, _ = Review.objects.update_or_create(
            revision=revision,
            defaults={"officer": by, "decision": decision, "comment": comment, "decided_at": now, **(scores or {})},
        )
        listing.officer = by
        if decision == Review.Decision.PUBLISH and listing.revision_of is None:
            listing.published_at = now
            listing.valid_until = valid_from(now)
        move(listing, action, by=by, now=now, note=comment, revision=revision)
        if decision == Review.Decision.PUBLISH and listing.revision_of is not None:
            change(listing.revision_of, listing, revision=revision, by=by, now=now, note=comment)
        revise_by = working_day(timezone.localdate(now), settings.REVIEW_WORKING_DAYS)
        emails.decision_made(review=review, listing=listing, revise_by=revise_by)
    return review


def check_law(revision: Revision, *, on: date) -> None:
    """Refuse what the lists in force keep from the public."""
    hint = checking.obstacle(checking.hints_of(revision, TransferRule.objects.in_force(on)))
    if hint is None:
        return
    if hint.is_open:
        raise LegalCheckOpen(hint.rule)
    is_prohibited = hint.ruling is not None and hint.ruling.regime == TransferRule.Regime.PROHIBITED
    raise (ProhibitedTechnology if is_prohibited else PermissionMissing)(hint.rule)


def change_state(*, listing: Listing, action: str, by: User, now: datetime, note: str = "") -> Listing:
    """The owner pauses, resumes, renews, withdraws or closes a listing."""
    if action not in ("pause", "resume", "renew", "withdraw", "fulfil"):
        raise ValueError(action)
    with transaction.atomic():
        listing = lock(listing)
        check(listing, action, by=by)
        if TRANSITIONS[action].needs_reason and not note.strip():
            raise ReasonRequired(action)
        if action == "renew":
            listing.valid_until = valid_from(now)
        move(listing, action, by=by, now=now, note=note)
        if action in ("withdraw", "fulfil"):
            close_edit(listing, by=by, now=now)
    return listing


def change(original: Listing, edit: Listing, *, revision: Revision, by: User, now: datetime, note: str = "") -> None:
    """Put an edit that was decided on into the place of the text that is public.

    Number, date of publication and validity stay. Only where the validity nears its end or is over does it begin anew:
    owner and officer have just gone through all of it.
    """
    if original.state not in REVISABLE_STATES:
        raise WrongState(original, "change")
    source = original.state
    take_over(original, edit, revision=revision)
    original.officer = by
    if is_renewed_by_edit(original, today=timezone.localdate(now)):
        original.valid_until = valid_from(now)
        original.state = State.PUBLISHED if source == State.EXPIRED else source
    save_state(original, now=now)
    record(original, action="change", source=source, by=by, now=now, note=note, revision=revision)


def close_edit(original: Listing, *, by: User, now: datetime, action: str = "") -> bool:
    """End the edit that is under way: a draft is deleted, one that officers have read is kept as withdrawn.

    `action` stands in the listing's history; without one the closing speaks for itself. The listing is locked.
    """
    edit = original.edits.select_for_update(no_key=True).filter(state__in=OPEN_STATES).first()
    if edit is None:
        return False
    if action:
        record(original, action=action, source=original.state, by=by, now=now)
    if edit.revisions.exists():
        source, edit.state = edit.state, State.WITHDRAWN
        save_state(edit, now=now)
        record(edit, action="withdraw", source=source, by=by, now=now)
    else:
        forget_files(edit.attachments.all())
        edit.delete()
    return True


def is_renewed_by_edit(listing: Listing, *, today: date) -> bool:
    """Whether an edit that is published now renews the listing, too."""
    return listing.valid_until is not None and listing.valid_until <= today + RENEWED_BY_EDIT


def valid_from(now: datetime) -> date:
    """The last day of a validity that begins now."""
    return timezone.localdate(now) + timedelta(days=settings.LISTING_VALID_DAYS)


def expire_overdue(*, now: datetime) -> int:
    """Published listings past their validity become expired; safe to run twice and side by side."""
    count = 0
    with transaction.atomic():
        overdue = Listing.objects.overdue(timezone.localdate(now))
        for listing in overdue.select_for_update(skip_locked=True, no_key=True)[:500]:
            source, listing.state = listing.state, State.EXPIRED
            save_state(listing, now=now)
            record(listing, action="expire", source=source, by=None, now=now)
            count += 1
    return count


def possible_actions(listing: Listing, *, for_officer: bool) -> list[str]:
    """Actions that the state allows, for the side given."""
    return [name for name, t in TRANSITIONS.items() if t.by_officer == for_officer and listing.state in t.sources]


def freeze(listing: Listing, *, by: User, now: datetime) -> Revision:
    """The listing's content as a new revision; those of its edits are counted with its own."""
    content = content_of(listing)
    last = Revision.objects.of(listing.original_id).aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        listing=listing,
        number=last + 1,
        content=content,
        content_hash=content_hash(content),
        submitted_by=by,
        submitted_at=now,
    )


def lock(listing: Listing) -> Listing:
    """The listing's locked row; of an edit also the row of the listing it changes, which is the older one."""
    # Without its organisation: one that changed while this waited would make the joined row vanish.
    rows = Listing.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    if listing.revision_of_id is None:
        return rows.get(pk=listing.pk)
    found = {row.pk: row for row in rows.filter(pk__in=[listing.revision_of_id, listing.pk])}
    if listing.pk not in found:
        raise Listing.DoesNotExist(listing.reference)
    found[listing.pk].revision_of = found[listing.revision_of_id]
    return found[listing.pk]


def lock_read(revision: Revision, action: str, *, by: User) -> Listing:
    """The locked listing of the revision an officer has read, as long as it is the one to be decided on."""
    listing = lock(revision.listing)
    if not can_review(by, listing):
        raise NotAllowed(f"{action} of {listing.reference}")
    if listing.state not in UNDER_REVIEW:
        raise WrongState(listing, action)
    if listing.revisions.latest("number") != revision:
        raise OutOfDate(listing.reference)
    return listing


def check(listing: Listing, action: str, *, by: User) -> None:
    transition = TRANSITIONS[action]
    allowed = can_review(by, listing) if transition.by_officer else can_edit(by, listing)
    if not allowed:
        raise NotAllowed(f"{action} of {listing.reference}")
    if listing.state not in transition.sources:
        raise WrongState(listing, action)


def move(
    listing: Listing, action: str, *, by: User, now: datetime, note: str = "", revision: Revision | None = None
) -> ListingEvent:
    target = TRANSITIONS[action].target
    if listing.is_edit and target == State.PUBLISHED:
        target = State.ARCHIVED  # its text lives on in the listing it was an edit of
    source, listing.state = listing.state, target
    save_state(listing, now=now)
    return record(listing, action=action, source=source, by=by, now=now, note=note, revision=revision)


def save_state(listing: Listing, *, now: datetime) -> None:
    listing.updated_at = now
    listing.save(
        update_fields=["state", "officer", "submitted_at", "review_due_on", "published_at", "valid_until", "updated_at"]
    )


def record(
    listing: Listing,
    *,
    action: str,
    source: str,
    by: User | None,
    now: datetime,
    note: str = "",
    revision: Revision | None = None,
) -> ListingEvent:
    return ListingEvent.objects.create(
        listing=listing,
        at=now,
        actor=by,
        action=action,
        from_state=source,
        to_state=listing.state,
        revision=revision,
        note=note,
    )


def working_day(start: date, days: int) -> date:
    holidays = Holiday.objects.filter(on__gt=start, on__lte=start + timedelta(days=3 * days + 30))
    return add_working_days(start, days, holidays=set(holidays.values_list("on", flat=True)))
