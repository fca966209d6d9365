"""Many listings named by their ids, as one parameter of a statement whatever their number."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField, F, Func, IntegerField, Value
from django.db.models.expressions import Expression


def among(ids: Iterable[int]) -> Expression:
    """Whether a row is one of those named."""
    return Func(F("pk"), _array(ids), template="(%(expressions)s)", arg_joiner=" = ANY", output_field=BooleanField())


def position_among(ids: Iterable[int]) -> Expression:
    """The place of a row among those named, null if it is not there; looked up one by one."""
    return Func(_array(ids), F("pk"), function="array_position", output_field=IntegerField())


def _array(ids: Iterable[int]) -> Func:
    return Func(Value("{" + ",".join(map(str, ids)) + "}"), template="((%(expressions)s)::bigint[])")
