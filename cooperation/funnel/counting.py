"""How often each step was reached in a period: one statement over suggestions, interests and cooperations.

A step counts when it was reached, so a contract of this quarter may come from an interest of last year. What a
cooperation is about is its need, or its offer where there is no need; an officer's without listings has the demand
side's province and no field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.funnel.withholding import Cell
from cooperation.stage_choices import Stage
from taxonomy.models import Concept


class Step(models.TextChoices):
    """From a pair that was found to a technology that runs."""

    SUGGESTION = "suggestion", _("Suggestions e-mailed or viewed")
    INTEREST = "interest", _("Expressions of interest")
    ACCEPTED = "accepted", _("Interests accepted")
    BEGUN = "begun", _("Cooperations begun")
    MEMORANDUM = Stage.MEMORANDUM.value, _("Memoranda signed")
    CONTRACT = Stage.CONTRACT.value, _("Transfer contracts signed")
    PILOT = Stage.PILOT.value, _("Pilots completed")
    PRODUCTION = Stage.PRODUCTION.value, _("In production")


class By(models.TextChoices):
    """What the numbers are broken down by."""

    FIELD = "field", _("Field")
    INDUSTRY = "industry", _("Industry")
    PROVINCE = "province", _("Province or city")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")


#: The classification behind each; its uppermost codes are told apart.
SCHEMES = {By.FIELD: "st_field", By.INDUSTRY: "vsic", By.PROVINCE: "province"}
SPANS = {By.MONTH: "YYYY-MM", By.QUARTER: 'YYYY-"Q"Q', By.YEAR: "YYYY"}
#: The key of what states nothing.
UNSTATED = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cases count: both days included, and codes of the classifications; empty is everything."""

    first: date | None = None
    last: date | None = None
    field: str = ""
    industry: str = ""
    province: str = ""

    @property
    def tokens(self) -> list[str]:
        """The codes as listings carry them in `facets`."""
        codes = (("field", self.field), ("industry", self.industry), ("province", self.province))
        return [f"{name}:{code}" for name, code in codes if code]

    @property
    def since(self) -> datetime | None:
        return _midnight(self.first) if self.first else None

    @property
    def until(self) -> datetime | None:
        return _midnight(self.last + timedelta(days=1)) if self.last else None

    def within(self, moment: str) -> Q:
        """That a moment lies in the period."""
        found = Q()
        if self.since:
            found &= Q(**{f"{moment}__gte": self.since})
        if self.until:
            found &= Q(**{f"{moment}__lt": self.until})
        return found

    def about(self, *, prefix: str = "") -> Q:
        """That a cooperation is about the codes, as the statement below has it."""
        if not self.tokens:
            return Q()
        need, offer = f"{prefix}need", f"{prefix}offer"
        found = Q(**{f"{need}__facets__contains": self.tokens})
        found |= Q(**{need: None, f"{offer}__facets__contains": self.tokens})
        if self.province and len(self.tokens) == 1:
            found |= Q(**{need: None, offer: None, f"{prefix}need_side__province__code": self.province})
        return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


SIDES = "need.organisation_id AS need_side, offer.organisation_id AS offer_side"
OF_SIDES = "JOIN catalog_listing need ON need.id = s.need_id JOIN catalog_listing offer ON offer.id = s.offer_id"
NO_SIDES = "NULL::bigint AS need_side, NULL::bigint AS offer_side"
#: Suggestions are many, so they are counted at once by all that is asked of them; `at` is the first of those counted.
#: Whose need and offer they are about is looked up only where organisations are counted.
SUGGESTED = """
    SELECT 'suggestion' AS step, need_id AS listing_id, min(at) AS at, need_side, offer_side, count(*) AS number
    FROM (SELECT s.need_id, coalesce(least(s.need_emailed_at, s.offer_emailed_at), s.created_at) AS at, {sides}
          FROM matching_suggestion s {of_sides}
          WHERE s.need_emailed_at IS NOT NULL OR s.offer_emailed_at IS NOT NULL OR s.need_state <> 'new'
                OR s.offer_state <> 'new') AS seen
    WHERE {within}
    GROUP BY need_id, need_side, offer_side{grouped_by}
"""
HAPPENED = """
    {suggested}
    UNION ALL
    SELECT reached.step, CASE WHEN own.kind = 'need' THEN own.id ELSE listing.id END, reached.at,
           listing.organisation_id, i.organisation_id, 1
    FROM cooperation_interest i JOIN catalog_listing listing ON listing.id = i.listing_id
         LEFT JOIN catalog_listing own ON own.id = i.own_listing_id
         CROSS JOIN LATERAL (VALUES ('interest', i.sent_at),
                                    ('accepted', CASE WHEN i.state = 'accepted' THEN i.answered_at END)
         ) AS reached(step, at)
    UNION ALL
    SELECT 'begun', coalesce(c.need_id, c.offer_id), least(i.answered_at, c.started_at), c.need_side_id,
           c.offer_side_id, 1
    FROM cooperation_cooperation c LEFT JOIN cooperation_interest i ON i.id = c.interest_id
    UNION ALL
    SELECT stage.code, coalesce(c.need_id, c.offer_id), stage.settled_at, c.need_side_id, c.offer_side_id, 1
    FROM cooperation_cooperationstage stage JOIN cooperation_cooperation c ON c.id = stage.cooperation_id
    WHERE stage.state = 'done' AND stage.code IN ('mou', 'contract', 'pilot', 'production')
"""
#: Cases of the period by what they are about: some thousand rows where there are a hundred thousand cases. What has no
#: listing has the province of the demand side.
ABOUT = """
    WITH grouped AS (
        SELECT step, listing_id, CASE WHEN listing_id IS NULL THEN need_side END AS side_id,
               sum(number) AS number{own}
        FROM ({happened}) AS happened
        WHERE {within}
        GROUP BY step, listing_id, side_id{grouped_by}
    ), cases AS MATERIALIZED (
        SELECT grouped.*, about.facets
        FROM grouped
             LEFT JOIN catalog_listing listing ON listing.id = grouped.listing_id
             LEFT JOIN accounts_organisation side ON side.id = grouped.side_id
             LEFT JOIN taxonomy_concept place ON place.id = side.province_id
             CROSS JOIN LATERAL (
                 SELECT coalesce(listing.facets, ARRAY['province:' || place.code], '{{}}')
             ) AS about(facets)
        WHERE about.facets @> %(tokens)s::text[]
    )
"""
#: The same where nobody asks what they are about.
WHATEVER = """
    WITH cases AS MATERIALIZED (
        SELECT step, sum(number) AS number{own}
        FROM ({happened}) AS happened
        WHERE {within}
        GROUP BY step{grouped_by}
    )
"""
TOTALS = "SELECT '' AS breakdown, step, '' AS key, {number} FROM cases GROUP BY step"
BY_SPAN = "SELECT '{by}', step, to_char(month, %({by})s) AS key, {number} FROM cases GROUP BY step, key"
BY_CODE = """
    SELECT '{by}', step, coalesce(code.key, '') AS key, {number}
    FROM cases LEFT JOIN LATERAL (
         SELECT key FROM unnest(facets) AS each(key) WHERE key = ANY(%({by})s)
    ) AS code ON true
    GROUP BY step, code.key
"""
NUMBER = "sum(number)::bigint, NULL"
ORGANISATIONS = "sum(number)::bigint, string_agg(sides, ',')"
#: The organisations of some cases, as numbers with commas between them.
SIDES_OF_CASES = "array_to_string(array_agg(DISTINCT need_side) || array_agg(DISTINCT offer_side), ',')"
#: The finest of the spans, from which the others follow.
MONTH = "date_trunc('month', at AT TIME ZONE %(zone)s)"

#: Step → key of the breakdown → number.
Numbers = dict[str, dict[str, Cell]]


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each step was reached, as a whole and broken down; what has several main fields counts in each."""

    totals: dict[str, Cell]
    broken_down: dict[By, Numbers]


def count_steps(scope: Scope, *breakdowns: By, with_organisations: bool = False) -> Counted:
    """All of it in one statement for the spans and one for the classifications, however many are asked for."""
    spans = tuple(by for by in breakdowns if by in SPANS)
    codes = tuple(by for by in breakdowns if by not in SPANS)
    found: dict[str, Numbers] = {}
    for group in [each for each in (spans, codes) if each] or [()]:
        found |= _asked(scope, group, with_organisations=with_organisations)
    totals = {step: found[""].get(step, {}).get("", Cell()) for step in Step.values}
    return Counted(totals, {by: found[by.value] for by in breakdowns})


def _asked(scope: Scope, breakdowns: Sequence[By], *, with_organisations: bool) -> dict[str, Numbers]:
    """The totals under "", and each of the breakdowns, which are all spans or all classifications."""
    is_by_span = any(by in SPANS for by in breakdowns)
    cases = ABOUT if scope.tokens or (breakdowns and not is_by_span) else WHATEVER
    sides = f", {SIDES_OF_CASES} AS sides" if with_organisations else ""
    suggested = SUGGESTED.format(
        sides=SIDES if with_organisations else NO_SIDES, of_sides=OF_SIDES if with_organisations else "",
        grouped_by=f", {MONTH}" if is_by_span else "", within=within(scope),
    )  # fmt: skip
    parts = [TOTALS, *((BY_SPAN if is_by_span else BY_CODE).replace("{by}", by.value) for by in breakdowns)]
    sql = cases.format(
        happened=HAPPENED.format(suggested=suggested), own=sides + (f", {MONTH} AS month" if is_by_span else ""),
        grouped_by=", month" if is_by_span else "", within=within(scope),
    )  # fmt: skip
    number = ORGANISATIONS if with_organisations else NUMBER
    sql += " UNION ALL ".join(part.format(number=number) for part in parts)
    found: dict[str, Numbers] = {name: defaultdict(dict) for name in ("", *(by.value for by in breakdowns))}
    with connection.cursor() as cursor:
        cursor.execute(sql, {
            "since": scope.since, "until": scope.until, "tokens": scope.tokens,
            "zone": timezone.get_current_timezone_name(), **{by.value: asked_of(by) for by in breakdowns},
        })  # fmt: skip
        for breakdown, step, key, count, concerned in cursor.fetchall():
            organisations = frozenset(int(one) for one in (concerned or "").split(",") if one)
            found[breakdown][step][key.removeprefix(f"{breakdown}:")] = Cell(count, organisations)
    return found


def within(scope: Scope) -> str:
    """That a moment lies in the period; bounds that are not there are not asked for, so that estimates stay true."""
    bounds = {"at >= %(since)s": scope.since, "at < %(until)s": scope.until}
    asked = [condition for condition, moment in bounds.items() if moment is not None]
    return " AND ".join(["at IS NOT NULL", *asked])


def asked_of(by: By) -> str | list[str]:
    """The format of a span, or the tokens of a classification's uppermost codes."""
    return SPANS[by] if by in SPANS else [f"{by.value}:{concept.code}" for concept in roots_of(by)]


def roots_of(by: By) -> Sequence[Concept]:
    """The uppermost codes of the classification, in their order."""
    return list(Concept.objects.of(SCHEMES[by]).roots().order_by("order", "code"))
