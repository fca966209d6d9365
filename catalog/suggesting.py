"""Completes what somebody types into a search box: words of the trade, listings, categories, organisations.

Only what is public is read: published listings by their title, active organisations by their name. Nothing leads from a
need to its organisation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TypeVar
from urllib.parse import urlencode

from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, Func, Model, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.lookups import Contains
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation
from catalog.models import Listing
from catalog.text import has_accents
from catalog.typed import Segment, Typed
from taxonomy.folding import folded
from taxonomy.glossary import completions
from taxonomy.models import Concept

MOST = 10
MOST_OF_A_KIND = 4
MOST_ASIDE = 2
#: Listings looked at: with frequent words any of them will do, the newest of them come first.
LOOKED_AT = 60
#: Share of the titles that must agree on how typed words are written.
CLEAR = 0.75
NO_KEYWORDS = Value([], output_field=ArrayField(TextField()))
OTHER = {"vi": "en", "en": "vi"}
SCHEMES = {"st_field": "field", "vsic": "industry"}

Rows = TypeVar("Rows", bound=Model)


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the list; `words` is what the search box takes over, languages are given where not the page's."""

    icon: str
    url: str
    segments: list[Segment]
    detail: str = ""
    words: str = ""
    language: str = ""
    detail_language: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Options of one kind under their name."""

    key: str
    label: str
    options: list[Option]


def suggestions(typed: Typed, *, language: str, today: date) -> list[Group]:
    """At most ten options, in groups; none for less than two letters."""
    if not typed.is_enough:
        return []
    candidates = candidate_listings(typed, today)
    listings = listing_options(typed, candidates, language)
    categories = category_options(typed)
    organisations = organisation_options(typed, today)
    room = MOST - len(listings) - len(categories) - len(organisations)
    groups = [
        Group("words", _("Search words"), word_options(typed, candidates, language)[: min(room, MOST_OF_A_KIND)]),
        Group("listings", _("Listings"), listings),
        Group("categories", _("Fields and industries"), categories),
        Group("organisations", _("Organisations"), organisations),
    ]
    return [group for group in groups if group.options]


def count(groups: Iterable[Group]) -> int:
    return sum(len(group.options) for group in groups)


def beginning_with(rows: QuerySet[Rows], beginnings: Iterable[str], *columns: str | Value) -> QuerySet[Rows]:
    """Rows whose headings have, for each beginning, a word that starts so; a trigram index answers it."""
    headings = Func(*columns, function="public.headings", output_field=TextField())
    for words in beginnings:
        rows = rows.filter(Contains(headings, f" {words}"))
    return rows


# --- Listings -------------------------------------------------------------------------------------------------------


def candidate_listings(typed: Typed, today: date) -> list[Listing]:
    """Published listings with the reference, else with the words in title or keywords.

    Those with the words side by side come first, then the newest. The database is not asked for words side by side: two
    frequent words that seldom meet would have it look at each of their rows.
    """
    published: QuerySet[Listing] = Listing.objects.published(today).order_by()
    if typed.reference:
        found: QuerySet[Listing] = published.filter(reference__startswith=typed.reference)
    else:
        found = beginning_with(published, typed.telling, "title", "title_alt", "keywords")
    shown = found.only(
        "reference", "kind", "language", "title", "title_alt", "keywords", "published_at", "revision_of"
    )[:LOOKED_AT]
    return sorted(shown, key=lambda each: (typed.is_together_in(each.title), each.published_at, each.pk), reverse=True)


def listing_options(typed: Typed, candidates: list[Listing], language: str) -> list[Option]:
    options = (listing_option(typed, listing, language) for listing in candidates)
    return list(islice(filter(None, options), MOST_OF_A_KIND))


def listing_option(typed: Typed, listing: Listing, language: str) -> Option | None:
    """The listing under the title that has the words, the reader's language first; none if only a keyword has them."""
    titles = [(listing.language, listing.title), (listing.other_language, listing.title_alt)]
    titles.sort(key=lambda title: title[0] != language)
    for spoken, title in titles:
        if title and (typed.reference or typed.is_in(title)):
            other = "" if spoken == language else spoken
            url = listing.get_absolute_url()
            return Option(listing.kind, url, typed.segments(title), listing.reference, language=other)
    return None


# --- Words ----------------------------------------------------------------------------------------------------------


def word_options(typed: Typed, candidates: list[Listing], language: str) -> list[Option]:
    """Terms of the glossary, the words with their diacritics, then keywords of the listings found; nothing twice."""
    terms = [
        (found.text, found.other, found.language) for found in completions(typed.text, language=language, limit=MOST)
    ]
    terms += [(words, "", "vi") for words in accented_words(typed, candidates)]
    terms += [(keyword, "", "") for keyword in frequent_keywords(typed, candidates)]
    once: dict[str, tuple[str, str, str]] = {}
    for term in terms:
        key = folded(term[0])
        # Of two spellings the one with diacritics finds more exactly.
        if key not in once or (has_accents(term[0]) and not has_accents(once[key][0])):
            once[key] = term
    typed_already = once.get(folded(typed.text), ("", "", ""))[0]
    if not (typed.is_bare and has_accents(typed_already)):
        once.pop(folded(typed.text), None)
    return [word_option(typed, *term, language=language) for term in list(once.values())[:MOST_OF_A_KIND]]


def accented_words(typed: Typed, candidates: list[Listing]) -> list[str]:
    """Words typed without diacritics as the titles of the listings found write them, if nearly all agree."""
    if not typed.is_bare:
        return []
    titles = (title for listing in candidates for title in (listing.title, listing.title_alt))
    written = Counter(run.lower() for run in map(typed.run_in, titles) if has_accents(run))
    return [words for words, number in written.most_common(1) if number >= CLEAR * written.total()]


def frequent_keywords(typed: Typed, candidates: list[Listing]) -> list[str]:
    keywords = Counter(keyword for listing in candidates for keyword in listing.keywords if typed.is_in(keyword))
    return [keyword for keyword, _number in keywords.most_common(MOST)]


def word_option(typed: Typed, text: str, other: str, spoken: str, *, language: str) -> Option:
    url = f"{reverse('catalog:listing-list')}?{urlencode({'q': text})}"
    foreign = "" if spoken in ("", language) else spoken
    option = Option("search", url, typed.segments(text), other, words=text, language=foreign)
    return replace(option, detail_language=OTHER[language]) if spoken == language else option


# --- Categories and organisations -----------------------------------------------------------------------------------


def category_options(typed: Typed) -> list[Option]:
    """Fields and industries whose name in either language has the words, as filters of the list."""
    concepts = Concept.objects.roots().filter(scheme__code__in=SCHEMES, scheme__is_current=True)
    named = [each for each in concepts.select_related("scheme") if typed.is_in(f"{each.name_vi}\n{each.name_en}")]
    return [category_option(typed, concept) for concept in named[:MOST_ASIDE]]


def category_option(typed: Typed, concept: Concept) -> Option:
    name = SCHEMES[concept.scheme.code]
    label = _("Industry") if name == "industry" else _("Field of science and technology")
    url = f"{reverse('catalog:listing-list')}?{urlencode({name: concept.code})}"
    return Option("filter", url, typed.segments(concept.name), label)


def organisation_options(typed: Typed, today: date) -> list[Option]:
    """Active organisations that an officer has verified, or that offer or seek something under their name."""
    open_listings = Listing.objects.published(today).filter(organisation=OuterRef("pk"), is_anonymous=False)
    known = Organisation.objects.active().filter(Q(verified_at__isnull=False) | Exists(open_listings))
    found = beginning_with(known, typed.words, "name_vi", "name_en", NO_KEYWORDS).select_related("province")
    return [organisation_option(typed, each) for each in found.order_by("sort_key", "pk")[:MOST_ASIDE]]


def organisation_option(typed: Typed, organisation: Organisation) -> Option:
    place = organisation.province.name if organisation.province else ""
    return Option("org", organisation.get_absolute_url(), typed.segments(organisation.name), place)
