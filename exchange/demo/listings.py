"""The demonstration's offers and needs, with the history that their states imply."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import Organisation, User
from catalog.models import (
    Comparison,
    IPRight,
    Kind,
    Listing,
    ListingClosing,
    ListingEvent,
    ReferenceCounter,
    Review,
    Revision,
    State,
    Target,
)
from catalog.publishing import working_day
from catalog.revising.frozen import content_hash, content_of
from taxonomy.loading import codes

Row = dict[str, Any]
#: Action, state it leads to, who, why, when.
Step = tuple[str, str, User | None, str, datetime]

TEXTS = (
    "language", "title", "summary", "description", "title_alt", "summary_alt", "description_alt", "keywords", "country",
    "disclosure", "confidential", "trl", "problem", "advantages", "economic_effect", "applications", "trl_evidence",
    "trl_verified", "transfer_right", "price_kind", "customers", "support", "partner_sought", "present_state",
    "constraints", "tried", "import_accepted",
)  # fmt: skip

#: States that no decision stands behind.
UNDECIDED = {State.DRAFT, State.SUBMITTED, State.IN_REVIEW}
DECIDED = {
    State.CHANGES_REQUESTED: ("request_changes", "Đề nghị bổ sung đơn vị đo cho các chỉ tiêu và nêu rõ điều kiện thử."),
    State.ON_HOLD: ("hold", "Chờ ý kiến chuyên môn về phạm vi quyền sở hữu trí tuệ."),
    State.REJECTED: ("reject", "Nội dung là giới thiệu sản phẩm thương mại, chưa nêu công nghệ chuyển giao."),
}
#: How long a listing was public before it came to its present state.
PUBLIC_FOR = {
    State.PAUSED: timedelta(days=20),
    State.WITHDRAWN: timedelta(days=20),
    State.FULFILLED: timedelta(days=60),
    State.EXPIRED: timedelta(days=settings.LISTING_VALID_DAYS + 1),
}
AFTERWARDS = {State.PAUSED: "pause", State.EXPIRED: "expire", State.WITHDRAWN: "withdraw", State.FULFILLED: "fulfil"}


def load_listings(
    rows: list[Row], organisations: dict[str, Organisation], people: dict[str, User], *, now: datetime
) -> dict[str, Listing]:
    """Create the listings with their rows, revisions, decisions and events; by the id of their line."""
    rows = sorted(rows, key=lambda row: -row["days_ago"])
    vocabularies = {name: codes(name) for name in ("st_field", "vsic", "transfer_form", "province", "ip_kind")}
    references = number_references(rows, now=now)
    listings = [
        build(row, reference, organisations[row["organisation"]], people, vocabularies, now=now)
        for row, reference in zip(rows, references, strict=True)
    ]
    Listing.objects.bulk_create(listings)
    link_codes(listings, rows, vocabularies)
    load_rows(listings, rows, vocabularies)
    for listing in listings:
        write_history(listing, people)
    return {row["id"]: listing for row, listing in zip(rows, listings, strict=True)}


def number_references(rows: list[Row], *, now: datetime) -> list[str]:
    """Numbers in the order of publication, per kind and year; the counters go on from there."""
    counts: Counter[tuple[str, int]] = Counter()
    references = []
    for row in rows:
        year = timezone.localdate(now - timedelta(days=row["days_ago"])).year
        counts[row["kind"], year] += 1
        letter = "C" if row["kind"] == Kind.OFFER else "N"
        references.append(f"{settings.POINT_CODE}-{letter}-{year}-{counts[row['kind'], year]:04d}")
    ReferenceCounter.objects.bulk_create(
        ReferenceCounter(kind=kind, year=year, last=last) for (kind, year), last in counts.items()
    )
    return references


def build(
    row: Row,
    reference: str,
    organisation: Organisation,
    people: dict[str, User],
    vocabularies: dict[str, Any],
    *,
    now: datetime,
) -> Listing:
    written = now - timedelta(days=row["days_ago"], hours=3)
    owner = people[organisation.slug]
    listing = Listing(
        kind=row["kind"],
        reference=reference,
        state=row["state"],
        organisation=organisation,
        contact=owner,
        created_by=owner,
        created_at=written - timedelta(days=4),
        updated_at=written,
        province=vocabularies["province"].get(row["province"]),
        ward=organisation.ward,
        amount_min=row.get("price_min", row.get("budget_min")),
        amount_max=row.get("price_max", row.get("budget_max")),
        time_from=as_date(row.get("time_from")),
        time_to=as_date(row.get("time_to")),
        is_anonymous=row.get("anonymous", False),
        **{name: row[name] for name in TEXTS if name in row},
    )
    if listing.trl_verified:
        listing.trl_verified_at, listing.trl_verified_by = written, people["officer"]
        listing.trl_verified_until = timezone.localdate(written) + timedelta(days=settings.TRL_VERIFIED_DAYS)
    if listing.state == State.PUBLISHED:
        publish_at(listing, written)
    return listing


def publish_at(listing: Listing, at: datetime) -> None:
    listing.published_at = at
    listing.valid_until = timezone.localdate(at) + timedelta(days=settings.LISTING_VALID_DAYS)


def as_date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def link_codes(listings: list[Listing], rows: list[Row], vocabularies: dict[str, Any]) -> None:
    for name, key, scheme in (
        ("fields", "st_fields", "st_field"),
        ("industries", "industries", "vsic"),
        ("forms", "forms", "transfer_form"),
    ):
        link = getattr(Listing, name).through
        link.objects.bulk_create(
            link(listing_id=listing.pk, concept_id=vocabularies[scheme][code].pk)
            for listing, row in zip(listings, rows, strict=True)
            for code in row[key]
        )


def load_rows(listings: list[Listing], rows: list[Row], vocabularies: dict[str, Any]) -> None:
    pairs = list(zip(listings, rows, strict=True))
    Comparison.objects.bulk_create(
        Comparison(listing=listing, order=order, **line)
        for listing, row in pairs
        for order, line in enumerate(row.get("comparisons", []))
    )
    Target.objects.bulk_create(
        Target(
            listing=listing,
            order=order,
            is_must=line["must"],
            name=line["name"],
            value=line["value"],
            unit=line["unit"],
        )
        for listing, row in pairs
        for order, line in enumerate(row.get("targets", []))
    )
    IPRight.objects.bulk_create(
        IPRight(listing=listing, **{**line, "kind": vocabularies["ip_kind"][line["kind"]]})
        for listing, row in pairs
        for line in row.get("ip", [])
    )


def write_history(listing: Listing, people: dict[str, User]) -> None:
    """Events, the revision and the decision that a listing in this state must have."""
    owner, officer, last = people[listing.organisation.slug], people["officer"], listing.updated_at
    decided = last - PUBLIC_FOR.get(State(listing.state), timedelta(0))
    sent = last if listing.state in UNDECIDED else decided - timedelta(days=3)
    listing.created_at = sent - timedelta(days=1)
    steps: list[Step] = [("create", State.DRAFT, owner, "", listing.created_at)]
    revision = None
    if listing.state != State.DRAFT:
        revision = freeze(listing, owner, sent)
        steps.append(("submit", State.SUBMITTED, owner, "", sent))
        listing.submitted_at = sent
        listing.review_due_on = working_day(timezone.localdate(sent), settings.REVIEW_WORKING_DAYS)
    if listing.state not in (State.DRAFT, State.SUBMITTED):
        listing.officer = officer
        steps.append(("claim", State.IN_REVIEW, officer, "", sent + timedelta(days=1)))
    if revision and listing.state not in UNDECIDED:
        steps += decide(listing, revision, officer, decided)
    listing.save()
    write_events(listing, steps)


def decide(listing: Listing, revision: Revision, officer: User, decided: datetime) -> list[Step]:
    action, comment = DECIDED.get(State(listing.state), ("publish", ""))
    points = {"advantages": 4, "clarity": 4, "cooperation": 3, "language": 4} if action == "publish" else {}
    Review.objects.create(
        revision=revision, officer=officer, decision=action, comment=comment, decided_at=decided, **points
    )
    if action != "publish":
        return [(action, listing.state, officer, comment, decided)]
    publish_at(listing, decided)
    steps: list[Step] = [("publish", State.PUBLISHED, officer, "", decided)]
    if later := AFTERWARDS.get(State(listing.state)):
        actor = None if later == "expire" else listing.contact
        note = "Đơn vị đã tự giải quyết." if later == "withdraw" else ""
        if later == "fulfil":
            ListingClosing.objects.create(listing=listing, through_portal=ListingClosing.Through.YES)
        steps.append((later, listing.state, actor, note, listing.updated_at))
    return steps


def freeze(listing: Listing, owner: User, at: datetime) -> Revision:
    content = content_of(listing)
    return Revision.objects.create(
        listing=listing,
        number=1,
        content=content,
        content_hash=content_hash(content),
        submitted_by=owner,
        submitted_at=at,
    )


def write_events(listing: Listing, steps: list[Step]) -> None:
    """One row a step, each starting where the one before it ended."""
    sources = ["", *(step[1] for step in steps)]
    ListingEvent.objects.bulk_create(
        ListingEvent(listing=listing, at=at, actor=actor, action=action, from_state=source, to_state=target, note=note)
        for source, (action, target, actor, note, at) in zip(sources, steps, strict=False)
    )
