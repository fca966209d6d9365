"""A step saved while it is typed: what can be stored is, what cannot stays on the page and is named.

Nobody is overwritten: as in `posting.save_step` each save says from which version it was made. An answer can be lost on
its way, so a page may not know of its own last save; that chain of saves is remembered by page, in the cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.http import QueryDict

from accounts.models import User
from catalog import posting
from catalog.forms.base import StepForm
from catalog.forms.rows import Rows
from catalog.models import Listing
from catalog.posting_steps import Step, rows_of

#: Fields that are stored together or not at all: each alone could contradict what is stored of the other.
TOGETHER = (
    {"amount_min", "amount_max"},
    {"time_from", "time_to"},
    {"province", "ward"},
    {"disclosure", "confidential"},
)
REMEMBERED = 24 * 60 * 60
LONGEST_CHAIN = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """The listing as it is stored now, the form and rows as posted, and the names of what could not be stored."""

    listing: Listing
    form: StepForm
    rows: dict[str, Rows]
    left_out: list[str]


def autosave(*, listing: Listing, step: Step, data: QueryDict, by: User, now: datetime) -> Kept:
    """Store what is right on the page; raises `posting.Stale` if somebody else saved meanwhile."""
    assert step.form is not None
    form, rows = step.form(data, instance=listing), rows_of(step, listing, data)
    form.is_valid()
    left_out = held_back(form)
    values = {name: value for name, value in form.cleaned_data.items() if name not in left_out}
    right = {name: each for name, each in rows.items() if each.is_valid()}
    page, seen = data.get("page", ""), data.get("version", "")
    stored = posting.save_step(
        listing=listing, by=by, now=now, seen=own_latest(listing, page, seen), values=values,
        rows={name: each.values() for name, each in right.items()}, confirmed=data.getlist("confirm"),
    )  # fmt: skip
    remember(stored, page, seen)
    return Kept(stored, form, rows, [*left_out, *(name for name in rows if name not in right)])


def held_back(form: StepForm) -> list[str]:
    """Names of the fields with an error, and of those that belong to one."""
    wrong = set(form.errors)
    for group in TOGETHER:
        if wrong & group:
            wrong |= group
    return [name for name in form.fields if name in wrong]


def own_latest(listing: Listing, page: str, seen: str) -> str:
    """The version that the page's own saves have led to from the one it knows of."""
    for _step in range(LONGEST_CHAIN if page else 0):
        following = cache.get(_key(listing, page, seen))
        if following is None:
            break
        seen = following
    return seen


def remember(listing: Listing, page: str, seen: str) -> None:
    if page:
        cache.set(_key(listing, page, seen), posting.version_of(listing), REMEMBERED)


def _key(listing: Listing, page: str, seen: str) -> str:
    return f"autosave:{listing.pk}:{page[:40]!r}:{seen[:40]!r}"
