"""Numbers that are given once each, in a row within a year."""

from __future__ import annotations

from catalog.models import ReferenceCounter


def next_numbers(*, series: str, year: int, count: int) -> range:
    """The next `count` numbers of a series; its counter stays locked until the transaction ends."""
    ReferenceCounter.objects.get_or_create(kind=series, year=year)
    counter = ReferenceCounter.objects.select_for_update(no_key=True).get(kind=series, year=year)
    numbers = range(counter.last + 1, counter.last + count + 1)
    counter.last += count
    counter.save(update_fields=["last"])
    return numbers
