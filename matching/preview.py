"""What other weights would change among the stored suggestions, computed from their parts before anything is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import TextField
from django.db.models.functions import MD5, Cast

from matching.models import Suggestion
from matching.rescoring import Parts
from matching.scoring import Weights, label_of, sigmoid
from matching.suggestions import LEAST_SCORE

#: Whole lists of needs, so that ranks are right; a list has seldom more than 50.
MOST_NEEDS = 60
MOST_PAIRS = 4_000
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Change:
    """A suggestion before and after: scores 0–1, and ranks in the need's list, from 1."""

    suggestion_id: int
    old: float
    new: float
    old_rank: int
    new_rank: int

    @property
    def is_seen(self) -> bool:
        """Whether a reader would notice: the score out of 100 differs."""
        return round(100 * self.old) != round(100 * self.new)

    @property
    def leaves(self) -> bool:
        """Whether the pair is no suggestion any more."""
        return self.new < LEAST_SCORE <= self.old

    @property
    def changes_label(self) -> bool:
        return label_of(self.old) != label_of(self.new)


@dataclass(frozen=True, slots=True)
class Preview:
    """The changes in the lists looked at; `needs` of `all_needs` lists."""

    needs: int
    all_needs: int
    changes: tuple[Change, ...]

    @property
    def seen(self) -> int:
        return sum(change.is_seen for change in self.changes)

    @property
    def reordered(self) -> int:
        """How many needs get another first suggestion."""
        return sum(change.new_rank == 1 != change.old_rank for change in self.changes)

    @property
    def relabelled(self) -> int:
        return sum(change.changes_label and not change.leaves for change in self.changes)

    @property
    def leaving(self) -> int:
        return sum(change.leaves for change in self.changes)

    def foremost(self) -> list[Change]:
        """What to look at first: what leaves, what gets another label, what moves most."""
        moved = [change for change in self.changes if change.is_seen or change.old_rank != change.new_rank]
        return sorted(moved, key=_weightiest)[:SHOWN]


def _weightiest(change: Change) -> tuple[bool, bool, float, int]:
    return not change.leaves, not change.changes_label, -abs(change.new - change.old), change.suggestion_id


def preview(*, old: Weights, new: Weights) -> Preview:
    """Compare both weights over up to MOST_NEEDS needs, the same ones whenever it is asked.

    Both scores are computed, also the old one: while listings are still matched under new weights, a stored score may
    be an earlier version's. Pairs that an officer has introduced stand whatever their score.
    """
    live = Suggestion.objects.live().filter(introduced_at=None)
    keys = live.order_by().values("need_id").annotate(key=MD5(Cast("need_id", TextField()))).distinct()
    needs = [row["need_id"] for row in keys.order_by("key")[:MOST_NEEDS]]
    rows = live.filter(need__in=needs).order_by("need_id", "-score", "pk")
    stored = rows.values_list("need_id", "pk", "contributions__items")[:MOST_PAIRS]
    changes: list[Change] = []
    for _need, pairs in groupby(stored, key=lambda row: row[0]):
        changes += compared({pk: Parts.of(items) for _, pk, items in pairs if items}, old=old, new=new)
    return Preview(len(needs), live.order_by().values("need_id").distinct().count(), tuple(changes))


def compared(pairs: Mapping[int, Parts], *, old: Weights, new: Weights) -> list[Change]:
    """One need's list under both weights."""
    before = {pk: parts.logit(old) for pk, parts in pairs.items()}
    after = {pk: parts.logit(new) for pk, parts in pairs.items()}
    first, then = ranks(before), ranks(after)
    return [Change(pk, sigmoid(before[pk]), sigmoid(after[pk]), first[pk], then[pk]) for pk in pairs]


def ranks(logits: Mapping[int, float]) -> dict[int, int]:
    """Places in the list, best first, equal ones by id as the pages show them."""
    ordered: Iterable[int] = sorted(logits, key=lambda pk: (-logits[pk], pk))
    return {pk: place for place, pk in enumerate(ordered, 1)}
