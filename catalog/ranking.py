"""What a search asks for: the words a listing must have, and the weighted terms it is ranked by. Pure.

A query with accents is read exactly, and also finds texts typed without any. One without accents may be Vietnamese
typed quickly or English: each of its words may be either, an accent-stripped syllable or a stem.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.codes import Code, codes_in
from catalog.lexemes import STEM, TYPED, passage_terms
from catalog.lexical import BARE
from catalog.phrases import VIETNAMESE_STOP_WORDS
from catalog.query_language import MAX_PARTS, Part, cleaned, wording
from catalog.synonyms import MOST, Synonym, Thesaurus
from catalog.text import (
    ENGLISH_STOP_WORDS,
    Language,
    Token,
    detect_language,
    fold_number,
    fold_syllable,
    has_accents,
    is_syllable,
    stem,
    strip_accents,
    with_bigrams,
    words,
)

MAX_QUERY_WORDS = 64
LONGEST_WORD = 60
ENOUGH = 10  # listings with every word that make a list of their own
#: Words that matter, from which on a query says what is meant rather than what it is called; Vietnamese writes most
#: words in two syllables.
SENTENCE, SYLLABLES = 4, 6
FOLDED = 0.2  # what a word counts in a text typed without accents, when it was asked for with them
SYNONYM = 0.4  # what a synonym counts of the word asked for


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query: `exact` lexemes it is found by, `loose` ones where those find too little."""

    text: str
    place: int
    exact: tuple[str, ...]
    loose: tuple[str, ...]
    terms: tuple[str, ...]
    is_filler: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Words that must stand together (a phrase), or one word; or a code, which may also be read as its words."""

    words: tuple[Word, ...]
    is_phrase: bool = False
    code: str = ""
    synonyms: tuple[tuple[Word, ...], ...] = ()

    def matters(self) -> bool:
        """Whether it says something of the subject."""
        return self.is_phrase or bool(self.code) or not all(word.is_filler for word in self.words)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query as read: alternatives of groups, what is excluded, and the counted terms for the vectors."""

    text: str
    alternatives: tuple[tuple[Group, ...], ...]
    excluded: tuple[Group, ...]
    accented: bool
    language: Language
    has_operators: bool
    exact: Mapping[str, float] = field(default_factory=dict)
    bare: Mapping[str, float] = field(default_factory=dict)

    def is_empty(self) -> bool:
        """Whether nothing is left to look for."""
        return not self.alternatives and not self.excluded

    def groups(self) -> list[Group]:
        """All groups that are looked for."""
        return [group for groups in self.alternatives for group in groups]

    def words(self) -> list[Word]:
        """All words that are looked for, those of codes too."""
        return [word for group in self.groups() for word in group.words]

    def has_codes(self) -> bool:
        return any(group.code for group in self.groups())

    def is_code(self) -> bool:
        """Whether only codes are asked for."""
        return self.has_codes() and all(group.code for group in self.groups() if group.matters())

    def is_sentence(self) -> bool:
        """Whether it has enough words to have a meaning beyond them."""
        written = {word.text.lower() for word in self.words() if not word.is_filler}
        return len(written) >= (SENTENCE if self.language == "en" else SYLLABLES)


def search_query(text: str, thesaurus: Thesaurus = lambda _words: ()) -> SearchQuery:
    """Read a query as typed; at most MAX_QUERY_WORDS words count."""
    line = cleaned(text)
    wish = wording(line)
    accented = has_accents(line)
    english = not accented and detect_language(line) == "en"
    reader = Reader(accented=accented, english=english, thesaurus=thesaurus)
    alternatives = tuple(filter(None, (reader.groups(parts) for parts in wish.alternatives)))
    excluded = reader.groups(wish.excluded, with_codes=False)
    every = [group for groups in alternatives for group in groups]
    return SearchQuery(line, alternatives, excluded, accented, "en" if english else "vi", wish.has_operators(),
                       counted(every, accented=accented), counted_bare(every, accented=accented))  # fmt: skip


@dataclass(slots=True)
class Reader:
    """Turns parts into groups; counts the words, since a query may be any text."""

    accented: bool
    english: bool
    thesaurus: Thesaurus
    left: int = MAX_QUERY_WORDS

    def groups(self, parts: Sequence[Part], *, with_codes: bool = True) -> tuple[Group, ...]:
        """The groups of one alternative."""
        loose = " ".join(part.text for part in parts if not part.is_phrase)
        found = [Group(self.words(part.text), is_phrase=True) for part in parts if part.is_phrase]
        found += self.loose(loose, with_codes=with_codes)
        return tuple(group for group in found if group.words or group.code)[:MAX_PARTS]

    def loose(self, text: str, *, with_codes: bool) -> list[Group]:
        """Groups of single words and of codes, each code in place of its words."""
        codes = longest_codes(text) if with_codes else []
        found = [Group(self.words(text[code.start : code.end]), code=code.term) for code in codes]
        single = self.words(outside(text, codes))
        return found + with_synonyms(single, self.thesaurus([word.text for word in single]))

    def words(self, text: str) -> tuple[Word, ...]:
        """The words of a text, each with its readings."""
        found = []
        for place, token in enumerate(words(text)):
            if self.left > 0 and len(token.term) <= LONGEST_WORD:
                self.left -= 1
                found.append(word_of(token, place, accented=self.accented, english=self.english))
        return tuple(word for word in found if word.exact)


def longest_codes(text: str) -> list[Code]:
    """The codes of a query, none within another."""
    found: list[Code] = []
    for code in sorted(codes_in(text), key=lambda code: code.start - code.end):
        if all(code.end <= other.start or code.start >= other.end for other in found):
            found.append(code)
    return found


def outside(text: str, codes: Iterable[Code]) -> str:
    """The text without its codes."""
    for code in sorted(codes, key=lambda code: -code.start):
        text = f"{text[: code.start]} {text[code.end :]}"
    return text


def word_of(token: Token, place: int, *, accented: bool, english: bool) -> Word:
    """A word with the lexemes and terms it is looked up by; none if it is an English word that says nothing."""
    if token.term[0].isdigit():
        number = fold_number(token.term) if token.term[-1].isdigit() else token.term.lower()
        return Word(
            token.term, place, (number, TYPED + number, BARE + number, STEM + number), (), (number, BARE + number)
        )
    syllable = fold_syllable(token.term)
    plain = strip_accents(syllable)
    root = stem(strip_accents(token.term.lower()))
    filler = syllable in VIETNAMESE_STOP_WORDS if accented else english and plain in ENGLISH_STOP_WORDS
    if accented:
        stems = (STEM + root,) if syllable.isascii() and not is_syllable(syllable) else ()
        exact = (syllable, TYPED + plain, *stems)
        return Word(token.term, place, exact, (*exact, BARE + plain), (syllable, BARE + plain, *_roots(stems)), filler)
    if filler:
        return Word(token.term, place, (), (), (), filler)
    stems = () if plain in ENGLISH_STOP_WORDS else (STEM + root,)
    return Word(token.term, place, (BARE + plain, *stems), (), (BARE + plain, *_roots(stems)))


def _roots(stems: Iterable[str]) -> list[str]:
    return [lexeme.removeprefix(STEM) for lexeme in stems]


def with_synonyms(single: Sequence[Word], found: Sequence[Synonym]) -> list[Group]:
    """One group a word; words that have synonyms together are one group with them."""
    groups: list[Group] = []
    position = 0
    while position < len(single):
        here = [each for each in found if each.start == position and position < each.end <= len(single)]
        end = max((each.end for each in here), default=position + 1)
        others = [synonym_words(each) for each in here if each.end == end][:MOST]
        groups.append(Group(tuple(single[position:end]), synonyms=tuple(filter(None, others))))
        position = end
    return groups


def synonym_words(synonym: Synonym) -> tuple[Word, ...]:
    """The words of a synonym, cut by its own language."""
    english = synonym.language == "en"
    accented = not english and has_accents(synonym.text)
    found = [word_of(token, place, accented=accented, english=english)
             for place, token in enumerate(words(synonym.text))]  # fmt: skip
    return tuple(word for word in found if word.exact)


def counted(groups: Iterable[Group], *, accented: bool) -> dict[str, float]:
    """Terms of the exact vector: accented syllables with their pairs, and English stems."""
    found: Counter[str] = Counter()
    for run in runs(groups):
        if accented:
            found.update(token.term for token in with_bigrams([Token(word.terms[0], 0, 0) for word in run]))
        for word in run:
            found.update(term for term in word.terms if term[0] != BARE and not (accented and term == word.terms[0]))
    weighed = {term: float(count) for term, count in found.items()}
    return {term: weight for term, weight in synonym_terms(groups).items() if term[0] != BARE} | weighed


def counted_bare(groups: Iterable[Group], *, accented: bool) -> dict[str, float]:
    """Terms of the bare vector with their pairs; of a query with accents they count a little."""
    found: Counter[str] = Counter()
    for run in runs(groups):
        bare = [Token(next(term[1:] for term in word.terms if term[0] == BARE), 0, 0) for word in run]
        found.update(BARE + token.term for token in with_bigrams(bare))
    weighed = {term: count * (FOLDED if accented else 1.0) for term, count in found.items()}
    return {term: weight for term, weight in synonym_terms(groups).items() if term[0] == BARE} | weighed


def runs(groups: Iterable[Group]) -> Iterator[list[Word]]:
    """Words that stood next to each other: those of a phrase, and all single ones together."""
    single: list[Word] = []
    for group in groups:
        if group.is_phrase or group.code:
            yield list(group.words)
        else:
            single += group.words
    yield single


def synonym_terms(groups: Iterable[Group]) -> dict[str, float]:
    """The hashed terms of all synonyms; the words of one share its weight, so that a long name counts no more."""
    found: dict[str, float] = {}
    for group in groups:
        for synonym in group.synonyms:
            terms = [term for word in synonym for term in word.terms]
            if any(has_accents(word.text) for word in synonym):
                terms += passage_terms(" ".join(word.text for word in synonym), "vi")
            found.update(dict.fromkeys(terms, SYNONYM / len(synonym)))
    return found
