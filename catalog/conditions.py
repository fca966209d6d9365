"""What a search asks of the index, as expressions of the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable, Expression
from pgvector import SparseVector

from catalog.lexical import DIMENSIONS
from catalog.lexical import SparseVector as SparseWeights
from catalog.ranking import Group, SearchQuery
from catalog.wanted_words import conjunction, group_query
from catalog.weighing import Sides

#: Words as a tsquery ("" for none), and codes.
Wanted = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Condition:
    """Any of the alternatives, and nothing of what is excluded; `loose` if other accents count too."""

    alternatives: tuple[Wanted, ...] = ()
    excluded: str = ""
    loose: bool = False

    @classmethod
    def of(cls, query: SearchQuery, *, loose: bool = False, codes: bool = False) -> Condition:
        """All words of any alternative; codes as codes where asked, else by their words."""
        return cls(
            tuple(filter(any, (_wanted(groups, loose=loose, codes=codes) for groups in query.alternatives))),
            " | ".join(group_query(group, loose=loose) for group in query.excluded),
            loose,
        )

    def is_empty(self) -> bool:
        """Whether it asks for nothing."""
        return not self.alternatives and not self.excluded

    def codes(self) -> list[str]:
        """All codes that are asked for."""
        return [code for _, codes in self.alternatives for code in codes]

    def on_index(self, path: str = "") -> Q:
        """The condition on an index row, or on what leads to it by a path."""
        wanted = [_has_words(self._less(words), path) & _has_codes(codes, path) for words, codes in self.alternatives]
        found = reduce(or_, wanted) if wanted else Q()
        asked = wanted and all(words for words, _ in self.alternatives)
        return found if asked or not self.excluded else found & ~Q(_has_words(self.excluded, path))

    def _less(self, words: str) -> str:
        """The words less what is excluded: the index of words answers for both at once, but for no condition denied."""
        return f"({words}) & !({self.excluded})" if words and self.excluded else words

    def on_listing(self) -> Q:
        """The condition on a listing."""
        return self.on_index("index__")


def _wanted(groups: Sequence[Group], *, loose: bool, codes: bool) -> Wanted:
    found = [group for group in groups if group.code] if codes else []
    others = [group for group in groups if group not in found and (not found or group.matters())]
    return conjunction(others, loose=loose), tuple(group.code for group in found)


def _has_words(tsquery: str, path: str) -> Q:
    return Q(Words(F(f"{path}words"), AsTsquery(Value(tsquery)))) if tsquery else Q()


def _has_codes(codes: Iterable[str], path: str) -> Q:
    return reduce(lambda found, code: found & Q((f"{path}codes__contains", code)), codes, Q())


class AsTsquery(Func):
    """A text as a tsquery."""

    template = "(%(expressions)s)::tsquery"
    output_field = TextField()


class Words(Func):
    """Whether a tsvector satisfies a tsquery."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class Product(Func):
    """The inner product of a sparse column and a query's side; pgvector's operator gives its negative."""

    template = "(-(%(expressions)s::sparsevec))"
    arg_joiner = " <#> "
    output_field = FloatField()


def bm25(sides: Sides, *, folded: bool) -> ExpressionWrapper[Any]:
    """An index row's BM25, with its emphasis. Unless `folded`, bare words count only where a text was typed so."""
    parts: list[Combinable] = []
    if sides.lex:
        parts.append(Product(F("lex"), Value(to_sql(sides.lex))))
    if sides.plain:
        plain = Product(F("lex_plain"), Value(to_sql(sides.plain)))
        typed = Case(When(length=0, then=plain), default=Value(0.0), output_field=FloatField())
        parts.append(typed if sides.lex and not folded else plain)
    if sides.names:
        parts.append(Product(F("emphasis"), Value(to_sql(sides.names))))
    total = reduce(add, parts) if parts else Func(template="0.0::float8", output_field=FloatField())
    return ExpressionWrapper(total, output_field=FloatField())


def to_sql(vector: SparseWeights) -> str:
    """A query side as pgvector writes it."""
    return str(SparseVector(vector, DIMENSIONS).to_text())


def has_whole_code(code: str) -> Expression:
    """Whether an index row has a code as it was asked for, and not only as a part of another."""
    padded = Func(Value(" "), F("codes"), Value(" "), template="(%(expressions)s)", arg_joiner=" || ")
    position = Func(padded, Value(f" {code} "), function="strpos", output_field=IntegerField())
    return Func(position, template="(%(expressions)s > 0)", output_field=BooleanField())
