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
from typing import Any

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


HAPPENED = """
    SELECT 'suggestion' AS step, s.need_id AS listing_id, coalesce(least(s.need_emailed_at, s.offer_emailed_at),
           s.created_at) AS at,
           (SELECT organisation_id FROM catalog_listing WHERE id = s.need_id) AS need_side,
           (SELECT organisation_id FROM catalog_listing WHERE id = s.offer_id) AS offer_side
    FROM matching_suggestion s
    WHERE s.need_emailed_at IS NOT NULL OR s.offer_emailed_at IS NOT NULL OR s.need_state <> 'new'
          OR s.offer_state <> 'new'
    UNION ALL
    SELECT reached.step, CASE WHEN own.kind = 'need' THEN own.id ELSE listing.id END, reached.at,
           listing.organisation_id, i.organisation_id
    FROM cooperation_interest i JOIN catalog_listing listing ON listing.id = i.listing_id
         LEFT JOIN catalog_listing own ON own.id = i.own_listing_id
         CROSS JOIN LATERAL (VALUES ('interest', i.sent_at),
                                    ('accepted', CASE WHEN i.state = 'accepted' THEN i.answered_at END)
         ) AS reached(step, at)
    UNION ALL
    SELECT 'begun', coalesce(c.need_id, c.offer_id), least(i.answered_at, c.started_at), c.need_side_id, c.offer_side_id
    FROM cooperation_cooperation c LEFT JOIN cooperation_interest i ON i.id = c.interest_id
    UNION ALL
    SELECT stage.code, coalesce(c.need_id, c.offer_id), stage.settled_at, c.need_side_id, c.offer_side_id
    FROM cooperation_cooperationstage stage JOIN cooperation_cooperation c ON c.id = stage.cooperation_id
    WHERE stage.state = 'done' AND stage.code IN ('mou', 'contract', 'pilot', 'production')
"""
#: Cases of the period with what they are about; what has no listing has the province of the demand side.
CASES = f"""
    SELECT happened.*, coalesce(listing.facets, ARRAY['province:' || place.code], '{{}}') AS facets
    FROM ({HAPPENED}) AS happened
         LEFT JOIN catalog_listing listing ON listing.id = happened.listing_id
         LEFT JOIN accounts_organisation side ON side.id = happened.need_side AND happened.listing_id IS NULL
         LEFT JOIN taxonomy_concept place ON place.id = side.province_id
    WHERE happened.at >= coalesce(%(since)s, '-infinity'::timestamptz)
          AND happened.at < coalesce(%(until)s, 'infinity'::timestamptz)
"""  # noqa: S608 – constants
ABOUT = "facets @> %(tokens)s::text[]"
TOTALS = "SELECT step, '' AS key, {number} FROM ({cases}) AS cases WHERE {about} GROUP BY 1"
BY_SPAN = """
    SELECT step, to_char(at AT TIME ZONE %(zone)s, %(span)s) AS key, {number}
    FROM ({cases}) AS cases WHERE {about} GROUP BY 1, 2
"""
BY_CODE = """
    SELECT step, coalesce(code.key, '') AS key, {number} FROM ({cases}) AS cases
    LEFT JOIN LATERAL (SELECT unnest(facets) AS key INTERSECT SELECT unnest(%(roots)s::text[])) AS code ON true
    WHERE {about} GROUP BY 1, 2
"""
NUMBER = "count(*), NULL, NULL"
ORGANISATIONS = "count(*), array_agg(DISTINCT need_side), array_agg(DISTINCT offer_side)"

#: Step → key of the breakdown → number.
Numbers = dict[str, dict[str, Cell]]


def totals(scope: Scope, *, with_organisations: bool = False) -> dict[str, Cell]:
    """How often each step was reached."""
    found = _asked(TOTALS, scope, with_organisations=with_organisations)
    return {step: found[step].get("", Cell()) for step in Step.values}


def broken_down(scope: Scope, by: By, *, with_organisations: bool = False) -> Numbers:
    """The same by code, or by month, quarter or year. What has several main fields counts in each of them."""
    if by in SPANS:
        zone = timezone.get_current_timezone_name()
        return _asked(BY_SPAN, scope, with_organisations=with_organisations, zone=zone, span=SPANS[by])
    roots = [f"{by.value}:{concept.code}" for concept in roots_of(by)]
    found = _asked(BY_CODE, scope, with_organisations=with_organisations, roots=roots)
    prefix = f"{by.value}:"
    return {step: {key.removeprefix(prefix): cell for key, cell in cells.items()} for step, cells in found.items()}


def roots_of(by: By) -> Sequence[Concept]:
    """The uppermost codes of the classification, in their order."""
    return list(Concept.objects.of(SCHEMES[by]).roots().order_by("order", "code"))


def _asked(statement: str, scope: Scope, *, with_organisations: bool, **more: Any) -> Numbers:
    sql = statement.format(cases=CASES, about=ABOUT, number=ORGANISATIONS if with_organisations else NUMBER)
    found: Numbers = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"since": scope.since, "until": scope.until, "tokens": scope.tokens, **more})
        for step, key, count, *sides in cursor.fetchall():
            organisations = frozenset(one for side in sides if side for one in side if one is not None)
            found[step][key] = Cell(count, organisations)
    return found
