"""Days that pass for one listing of the demonstration, so that what the clock brings need not be waited for.

The clock stays: everything that is known of the listing happened earlier instead. So nobody else's listing grows older,
and the sweeps do by today's date what they always do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from datetime import timedelta
from typing import Any

import pgtrigger
from django.db import models, transaction
from django.db.models import F

from catalog.models import Listing

#: Days: longer than anything here is old.
FAR = 40_000
Rows = Mapping[type[models.Model], Set[Any]]


@transaction.atomic
def let_pass(*, listing: Listing, days: int) -> None:
    """Move every date of the listing, and of the rows that exist because of it, so many days into the past."""
    Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)
    with pgtrigger.ignore():  # a history that is append-only grows older as well
        for model, keys in belonging(listing).items():
            # By way of a time when nothing was: a day on which one row has already gone may be unique to another.
            for step in (days + FAR, -FAR):
                if moved := {name: F(name) - timedelta(days=step) for name in dates_of(model)}:
                    model._base_manager.filter(pk__in=keys).update(**moved)


def belonging(listing: Listing) -> Rows:
    """The listing, what refers to it, what refers to that, and so on; by model."""
    found: defaultdict[type[models.Model], set[Any]] = defaultdict(set)
    ahead: list[tuple[type[models.Model], set[Any]]] = [(Listing, {listing.pk})]
    while ahead:
        model, keys = ahead.pop()
        new = keys - found[model]
        found[model] |= new
        if new:
            ahead += [(child, referring(child, name, new)) for child, name in references_to(model)]
    return found


def references_to(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """The foreign keys that lead to a model, hidden ones as well."""
    relations = model._meta.get_fields(include_hidden=True)
    return [(each.related_model, each.field.name) for each in relations if isinstance(each, models.ManyToOneRel)]


def referring(model: type[models.Model], name: str, keys: Set[Any]) -> set[Any]:
    return set(model._base_manager.filter(**{f"{name}__in": keys}).values_list("pk", flat=True))


def dates_of(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, models.DateField)]
