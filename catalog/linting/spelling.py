"""Guidelines and linguistic accuracy: the language declared, spelt in full, and nothing that is not for all; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from catalog.contact_details import has_contact_details
from catalog.linting.draft import Draft, Finding
from catalog.linting.personal import excerpt, personal_spans
from catalog.linting.words import SECRET
from catalog.text import Language, accent_share, detect_language, is_unaccented_vietnamese, words

#: Below so many words a language cannot be told.
LEAST_WORDS = 6
#: Place names in an English text carry Vietnamese letters too.
VIETNAMESE_FROM = 0.1
LOUD_SHARE = 0.6


def personal_data(draft: Draft) -> Iterator[Finding]:
    """Contact data, which keeps a listing from being submitted, and identity numbers."""
    table = "\n".join(f"{row.name} {row.value} {row.other} {row.proof}" for row in draft.rows)
    for field, text in {**draft.texts, **draft.other, draft.place: table}.items():
        for span in personal_spans(text):
            is_contact = has_contact_details(text[slice(*span)])
            code, severity = ("contact", "block") if is_contact else ("identity", "warn")
            yield Finding(code, "language", severity, field, excerpt(text, span))  # type: ignore[arg-type]


def names_owner(draft: Draft) -> Iterator[Finding]:
    """The name that is to stay hidden stands in the text."""
    for field, text in {**draft.texts, **draft.other}.items():
        for name in draft.hidden_names:
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
                yield Finding("names_owner", "language", "warn", field, name)
                break


def secrets(draft: Draft) -> Iterator[Finding]:
    """Words that mark something as secret, in the part that everybody reads."""
    for field, text in {**draft.texts, **draft.other}.items():
        if match := SECRET.search(text):
            yield Finding("secret", "language", "warn", field, excerpt(text, match.span()))


def other_language(draft: Draft) -> Iterator[Finding]:
    """Texts in another language than declared, or in Vietnamese without its diacritics."""
    yield from _misread(draft.texts, draft.language)
    yield from _misread(draft.other, "en" if draft.language == "vi" else "vi")


def _misread(texts: Mapping[str, str], language: Language) -> Iterator[Finding]:
    long = {name: text for name, text in texts.items() if len(list(words(text))) >= LEAST_WORDS}
    found = {name: code for name, text in long.items() if (code := _mistake(text, language))}
    if len(found) > len(long) / 2 and "title" in texts and "foreign" in found.values():
        yield Finding("language_choice", "language", "warn", "language", language)
        return
    bare = [name for name, code in found.items() if code == "bare"]
    for name in [*bare[:1], *(name for name, code in found.items() if code == "foreign")]:
        yield Finding("no_diacritics" if name in bare else "foreign", "language", "warn", name, language)


def _mistake(text: str, language: Language) -> str:
    if language == "en":
        return "foreign" if accent_share(text) > VIETNAMESE_FROM else ""
    if not is_unaccented_vietnamese(text, "vi"):
        return ""
    return "bare" if detect_language(text) == "vi" else "foreign"


def loud(draft: Draft) -> Iterator[Finding]:
    """Capitals throughout or exclamation marks, as in an advertisement."""
    for field in ("title", "summary"):
        text = draft.text(field)
        found = [word.term for word in words(text) if word.term.isalpha()]
        capitals = sum(word.isupper() for word in found)
        if "!" in text or (len(found) >= LEAST_WORDS - 2 and capitals > LOUD_SHARE * len(found)):
            yield Finding("loud", "language", "note", field)
