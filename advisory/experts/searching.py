"""Experts by words, understood as the catalogue understands them: accents, phrases, synonyms of the glossary."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Case, IntegerField, QuerySet, When

from advisory.models import ExpertIndex, ExpertProfile
from catalog.conditions import Condition, bm25
from catalog.lexical import term_hash
from catalog.ranking import SearchQuery
from catalog.search import folds, read_query
from catalog.term_counts import all_frequencies
from catalog.wanted_words import disjunction
from catalog.weighing import Frequencies, rare_words, terms_of, weigh
from taxonomy.glossary import current

MOST = 200


def with_words(profiles: QuerySet[ExpertProfile], text: str) -> QuerySet[ExpertProfile]:
    """Those of the profiles that have all the words, else other accents of them, else some; the best first."""
    query = read_query(text, current())
    if query.is_empty():
        return profiles.none() if text.strip() else profiles
    known = rarity(query)
    sides = weigh(query, known)
    for condition, is_folded in readings(query, known):
        rows = ExpertIndex.objects.filter(condition.on_index(), profile__in=profiles.order_by())
        ids = list(rows.order_by(bm25(sides, folded=is_folded).desc(), "pk").values_list("pk", flat=True)[:MOST])
        if ids:
            place = Case(*(When(pk=pk, then=number) for number, pk in enumerate(ids)), output_field=IntegerField())
            return profiles.filter(pk__in=ids).order_by(place)
    return profiles.none()


def rarity(query: SearchQuery) -> Frequencies:
    """How rare the words are in the catalogue; one that no listing has is as rare as can be."""
    places = {term_hash(term) for term in terms_of(query)}
    known = all_frequencies(places)
    lex, plain, names = ({place: counted.get(place) or 1 for place in places}
                         for counted in (known.lex, known.plain, known.names))  # fmt: skip
    return Frequencies(max(known.size, 1), lex, plain, names)


def readings(query: SearchQuery, known: Frequencies) -> Iterator[tuple[Condition, bool]]:
    """What is looked for, one after the other until something is found."""
    for loose in (False, True) if query.accented else (False,):
        condition = Condition.of(query, loose=loose)
        if not condition.is_empty():
            yield condition, folds(condition, query)
    words = rare_words(query, known)
    if words and not query.has_operators:
        yield Condition(((disjunction(words, is_loose=lambda _word: False), ()),), Condition.of(query).excluded), True
