"""What waits for a person: the next actions of their organisations, with due dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import JoinRequest, Organisation, User
from catalog.models import Listing, ListingMessage, State
from cooperation.models import Cooperation, Interest, Introduction
from cooperation.pipeline.listing import news
from matching.models import Suggestion
from matching.to_answer import Waiting, waiting_for

EXPIRING_DAYS = 60
MOST_NEWS = 5
#: A message of the officers that the owner has not read.
UNREAD = Exists(ListingMessage.objects.unread_by_owner().filter(listing=OuterRef("pk")))
#: The officers want something of the owner: a revision, or an answer.
HAS_WORD = Q(state=State.CHANGES_REQUESTED) | Q(UNREAD)


@dataclass(frozen=True, slots=True)
class Introduced:
    """An introduction that waits for an answer, and the listing of one's own it is about."""

    introduction: Introduction
    own: Listing

    @property
    def url(self) -> str:
        """Where it is answered."""
        pk = self.introduction.suggestion_id
        return f"{reverse('exchange:suggestions', args=[self.own.reference])}?at={pk}#s{pk}"


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a member's desk shows."""

    interests: QuerySet[Interest]
    introductions: list[Introduced]
    to_mend: QuerySet[Listing]
    drafts: QuerySet[Listing]
    expiring: QuerySet[Listing]
    suggested: list[Listing]
    waiting_sent: QuerySet[Interest]
    news: QuerySet[Cooperation]
    join_requests: QuerySet[JoinRequest]


def desk_of(user: User, *, today: date) -> Desk:
    """The desk of everything the person's organisations have to do, most urgent first."""
    own = Listing.objects.of(user).select_related("organisation")
    written = Listing.objects.with_edits_of(user).select_related("organisation", "revision_of")
    return Desk(
        interests=waiting_interests(user).select_related("listing").order_by("due_on"),
        introductions=waiting_introductions(user),
        to_mend=written.filter(HAS_WORD).annotate(has_message=UNREAD).order_by("-updated_at"),
        drafts=written.filter(state=State.DRAFT).order_by("-updated_at")[:10],
        expiring=own.published(today)
        .filter(valid_until__lte=today + timedelta(days=EXPIRING_DAYS))
        .order_by("valid_until", "pk"),
        suggested=listings_with_suggestions(user),
        waiting_sent=Interest.objects.sent_by(user)
        .filter(state=Interest.State.SENT)
        .select_related("listing")
        .order_by("due_on", "pk"),
        news=news(user)[:MOST_NEWS],
        join_requests=open_join_requests(user),
    )


def waiting_interests(user: User) -> QuerySet[Interest]:
    return Interest.objects.received_by(user).filter(state=Interest.State.SENT)


def waiting_introductions(user: User) -> list[Introduced]:
    """What officers introduced to the person's organisations and these have not answered, the latest first."""
    mine = Organisation.objects.of(user)

    def awaits(side: str) -> ExpressionWrapper[Q]:
        own = Q(**{f"suggestion__{side}__organisation__in": mine.values("pk")})
        return ExpressionWrapper(own & Suggestion.awaits(side, prefix="suggestion__"), output_field=BooleanField())

    live = Suggestion.objects.live().filter(introduced_at__isnull=False)
    made = Introduction.objects.filter(suggestion__in=live)
    marked = made.annotate(need_waits=awaits("need"), offer_waits=awaits("offer"))
    waiting = marked.filter(Q(need_waits=True) | Q(offer_waits=True))
    return [
        Introduced(each, own)
        for each in waiting.select_related("suggestion__need", "suggestion__offer")
        for own, is_waiting in (
            (each.suggestion.need, each.need_waits),
            (each.suggestion.offer, each.offer_waits),
        )
        if is_waiting
    ]


def open_join_requests(user: User) -> QuerySet[JoinRequest]:
    return JoinRequest.objects.filter(
        state=JoinRequest.State.WAITING, organisation__memberships__user=user, organisation__memberships__role="owner"
    ).select_related("user", "organisation")


def listings_with_suggestions(user: User) -> list[Listing]:
    """Own published listings with the number of unanswered suggestions as `unanswered`, most first."""
    own = list(Listing.objects.of(user).published().select_related("organisation"))
    waiting = waiting_for(listing.pk for listing in own)
    for listing in own:
        listing.unanswered = waiting.get(listing.pk, Waiting()).unanswered  # type: ignore[attr-defined]
    found = [listing for listing in own if waiting.get(listing.pk, Waiting()).unanswered]
    return sorted(found, key=lambda listing: -waiting[listing.pk].unanswered)


def count_waiting(user: User) -> int:
    """The number beside the menu, in one query: interests to answer, the officers’ wishes, people who ask to join."""
    rows = [
        waiting_interests(user),
        Listing.objects.with_edits_of(user).filter(HAS_WORD),
        open_join_requests(user).select_related(None),
    ]
    first, *others = (each.order_by().values_list("pk") for each in rows)
    return first.union(*others, all=True).count()
