"""The monthly letter about what came of an organisation's listings: once a month, member and organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, OutboxMessage, User
from accounts.outbox import enqueue, recipients_of
from accounts.quiet import may_write
from catalog.models import Listing
from cooperation.models import ReportOptOut
from cooperation.report_advice import advice_for
from cooperation.reporting import Period, Report, reports
from taxonomy.models import Concept

SALT = "cooperation.reports"
KIND = "report"
#: Of the month; whoever could not be written to by then reads the page.
LAST_DAY = 7


class BadToken(Exception):
    """The link is forged, cut off, or belongs to nobody any more."""


@dataclass(frozen=True, slots=True)
class Line:
    """One listing in the letter; `reason` is the most frequent one, given `times` of all answers."""

    listing: Listing
    report: Report
    reason: str
    times: int
    advice: str
    url: str


def last_month(today: date) -> tuple[date, Period]:
    """The first day of the month before, and its first and last moment where the point is."""
    end = today.replace(day=1)
    start = (end - timedelta(days=1)).replace(day=1)
    first, after = (timezone.make_aware(datetime.combine(day, time.min)) for day in (start, end))
    return start, (first, after - timedelta(microseconds=1))


def send_due(*, now: datetime) -> int:
    """Write the letters of the month that are missing; run twice, side by side or again after a kill, each is one."""
    today = timezone.localdate(now)
    if today.day > LAST_DAY:
        return 0
    month, period = last_month(today)
    public = Listing.objects.published(today)
    found = reports(list(public.order_by().values_list("pk", flat=True)), period=period)
    told = {pk: report for pk, report in found.items() if not report.is_empty}
    by_owner: dict[Organisation, list[tuple[Listing, Report]]] = defaultdict(list)
    for listing in public.filter(pk__in=told).select_related("organisation__kind").order_by("organisation", "pk"):
        by_owner[listing.organisation].append((listing, told[listing.pk]))
    return sum(write_to_members(organisation, rows, month, now=now) for organisation, rows in by_owner.items())


def write_to_members(
    organisation: Organisation, rows: Sequence[tuple[Listing, Report]], month: date, *, now: datetime
) -> int:
    """To each member who looks after the listings, has no letter of this month and is not in quiet hours."""
    members = recipients_of(organisation)
    keys = {member.pk: f"report/{organisation.pk}/{month:%Y-%m}/{member.pk}" for member in members}
    known = set(OutboxMessage.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    left = set(ReportOptOut.objects.filter(user__in=members).values_list("user_id", flat=True))
    due = [each for each in members if keys[each.pk] not in known and each.pk not in left and may_write(each, now=now)]
    for member in due:
        write(member, organisation, rows, month, key=keys[member.pk])
    return len(due)


def write(
    member: User, organisation: Organisation, rows: Sequence[tuple[Listing, Report]], month: date, *, key: str
) -> None:
    with translation.override(member.language):
        names = reason_names()
        lines = [line_of(listing, report, names) for listing, report in rows]
    enqueue(
        key=key,
        kind=KIND,
        to=member.email,
        user=member,
        language=member.language,
        template="cooperation/emails/report",
        context={
            **({"person": member} if organisation.is_individual else {"organisation": organisation}),
            "lines": lines,
            "month": month,
            "why": gettext_lazy("you look after these listings"),
        },
        unsubscribe_url=stop_url(member),
    )


def reason_names() -> dict[str, str]:
    """The coded reasons in the active language."""
    return {concept.code: concept.name for concept in Concept.objects.of("decline_reason")}


def line_of(listing: Listing, report: Report, names: dict[str, str]) -> Line:
    code, times = report.reasons[0] if report.reasons else ("", 0)
    url = settings.SITE_URL + reverse("cooperation:listing-report", args=[listing.reference])
    return Line(listing, report, names.get(code, code), times, advice_for(listing, code), url)


def stop_url(user: User) -> str:
    """A signed link that ends these letters without signing in (RFC 8058)."""
    with translation.override(user.language):
        return f"{settings.SITE_URL}{reverse('cooperation:report-stop', args=[signing.dumps(user.pk, salt=SALT)])}"


def reader_of(token: str) -> User:
    """Whose letters a link ends."""
    try:
        return User.objects.get(pk=signing.loads(token, salt=SALT), is_active=True)
    except (signing.BadSignature, User.DoesNotExist, ValueError, TypeError) as error:
        raise BadToken from error


def stop(user: User, *, now: datetime) -> None:
    """No more letters; once, however often it is pressed."""
    ReportOptOut.objects.get_or_create(user=user, defaults={"at": now})


def resume(user: User) -> None:
    ReportOptOut.objects.filter(user=user).delete()
