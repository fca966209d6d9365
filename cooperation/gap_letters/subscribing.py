"""Who gets the letter and about which fields; the consent says whether, the subscription says what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts import consent
from accounts.erasure import erased_people
from accounts.models import Consent, Membership, Organisation, User
from catalog.models import GapNotice, GapSubscription, Listing, ListingQuerySet
from catalog.watch_letters import due_until
from catalog.watch_models import Rhythm
from cooperation.gap_list import token_of, unmet_needs

PURPOSE = Consent.Purpose.GAPS


def this_week(now: datetime) -> datetime:
    """The Monday morning since which this week's letters are due."""
    return due_until(now)[Rhythm.WEEKLY]


@transaction.atomic
def choose(*, user: User, fields: Sequence[str], now: datetime) -> GapSubscription:
    """Agree to the letter about some broad fields, or all; what is on the list by now is no news to who reads it."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    got_letters = consent.has_given(user, PURPOSE)
    consent.give(user=user, purpose=PURPOSE, now=now)
    subscription, is_new = GapSubscription.objects.get_or_create(
        user=user, defaults={"fields": list(fields), "created_at": now, "week": this_week(now)}
    )
    due = untold(subscription, now=now) if got_letters and not is_new else Listing.objects.none()
    kept = set(due.values_list("pk", flat=True))
    subscription.fields = list(fields)
    subscription.save(update_fields=["fields"])
    note(subscription, untold(subscription, now=now).exclude(pk__in=kept), now=now)
    return subscription


def stop(*, user: User, now: datetime) -> None:
    """No more letters; the fields stay for who comes back."""
    consent.withdraw(user=user, purpose=PURPOSE, now=now)


def subscription_of(user: User) -> GapSubscription | None:
    return GapSubscription.objects.filter(user=user).first()


def untold(subscription: GapSubscription, *, now: datetime) -> ListingQuerySet:
    """Needs on the list in the chosen fields, of other organisations, that the subscriber does not know of."""
    needs = unmet_needs(today=timezone.localdate(now)).exclude(
        Exists(Membership.objects.filter(user=subscription.user_id, organisation=OuterRef("organisation")))
    )
    if subscription.fields:
        needs = needs.filter(facets__overlap=[token_of(code) for code in subscription.fields])
    return needs.exclude(pk__in=GapNotice.objects.filter(subscription=subscription).values("need"))


def note(subscription: GapSubscription, needs: Iterable[Listing], *, now: datetime) -> None:
    rows = [GapNotice(subscription=subscription, need=need, at=now) for need in needs]
    GapNotice.objects.bulk_create(rows, ignore_conflicts=True)


def members_agreeing() -> QuerySet[User]:
    """Active people who want the letter and belong to an organisation that goes on."""
    working = Membership.objects.filter(user=OuterRef("pk"), organisation__state=Organisation.State.ACTIVE)
    return consent.people_agreeing(PURPOSE).filter(Exists(working))


def begin(*, now: datetime) -> int:
    """Subscriptions of those who agreed on the page of their settings, where no fields are chosen: all of them."""
    known = GapSubscription.objects.filter(user=OuterRef("pk"))
    starting = list(members_agreeing().exclude(Exists(known)).order_by("pk"))
    for user in starting:
        choose(user=user, fields=[], now=now)
    return len(starting)


def forget_erased() -> int:
    """Delete the subscriptions of people who were erased."""
    return GapSubscription.objects.filter(user__in=erased_people()).delete()[0]
