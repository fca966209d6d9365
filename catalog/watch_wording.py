"""A watched search in words: “H2S filter”, Technology offers, Hải Phòng."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.facet_options import chip_label
from catalog.facets import vocabulary
from catalog.finding import Wanted, wanted
from catalog.models import Watch

MOST_CHIPS = 30


def describe(watches: Sequence[Watch]) -> list[list[str]]:
    """The words of each search, in the active language; the number of queries does not grow with the searches."""
    known = vocabulary()
    return [words_of_kept(wanted(QueryDict(watch.address), known)) for watch in watches]


def title_of(watch: Watch, words: Iterable[str]) -> str:
    """The name its owner gave, else the search in words."""
    return watch.name or ", ".join(words)


def words_of_kept(wish: Wanted) -> list[str]:
    """A search in words that was saved once: it also says where a filter of it has since been given up."""
    words = words_of(wish)
    if gone := given_up(wish):
        text = ngettext("%(count)s filter that no longer exists", "%(count)s filters that no longer exist", gone)
        words.append(text % {"count": gone})
    return words


def given_up(wish: Wanted) -> int:
    """How many values of filters a saved search has that no classification knows any more."""
    asked = {(name, value) for name in wish.filters.filters for value in wish.filters.data.getlist(name) if value}
    kept = {
        (name, value)
        for name, chosen in wish.filters.values.items()
        for value in ([chosen] if isinstance(chosen, str) else chosen)
    }
    return len(asked - kept)


def words_of(wish: Wanted) -> list[str]:
    """What is searched for, then the filters in use."""
    words = [_("“%(query)s”") % {"query": wish.query}] if wish.query else []
    for name, chosen in wish.filters.values.items():
        words += [in_words(wish, name, value) for value in ([chosen] if isinstance(chosen, str) else chosen)]
    return words[:MOST_CHIPS] or [_("Technology offers and needs")]


def in_words(wish: Wanted, name: str, value: str) -> str:
    """A value as part of a sentence: of kinds the many."""
    plural = {"offer": _("Technology offers"), "need": _("Technology needs")}
    return plural[value] if name == "kind" else str(chip_label(wish.filters, name, value))
