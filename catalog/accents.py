"""Accents for Vietnamese typed without them, from how the portal's own texts are written.

The most likely spelling of a sentence under bigram counts of accented syllables (Viterbi), interpolated with unigrams.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from catalog.text import canonical_tone, normalise, strip_accents

_WORD = re.compile(r"[^\W\d_]+")
_BREAK = re.compile(r"[.!?;:,()\n]")
COUNTS_FILE = Path(__file__).parent / "data" / "syllables.json"
START = ""
UNIGRAM_SHARE = 0.3
MAX_SPELLINGS = 12


@dataclass(slots=True)
class AccentModel:
    """Counts of accented syllables and of their neighbours; `learn` adds texts, `restore` spells."""

    unigrams: Counter[str] = field(default_factory=Counter)
    bigrams: Counter[tuple[str, str]] = field(default_factory=Counter)
    spellings: dict[str, list[str]] = field(default_factory=dict)

    def learn(self, texts: Iterable[str]) -> None:
        """Count the syllables of accented Vietnamese texts."""
        for text in texts:
            for clause in _BREAK.split(canonical_tone(normalise(text)).lower()):
                syllables = _WORD.findall(clause)
                self.unigrams.update(syllables)
                self.bigrams.update(zip([START, *syllables], syllables, strict=False))
        self.index()

    @classmethod
    def shipped(cls) -> AccentModel:
        """A fresh model with the counts shipped with the portal."""
        stored = json.loads(COUNTS_FILE.read_text(encoding="utf-8"))
        model = cls(Counter(stored["unigrams"]))
        for previous, followers in stored["bigrams"].items():
            for syllable, count in followers.items():
                model.bigrams[previous, syllable] = count
        model.index()
        return model

    def index(self) -> None:
        """Group the spellings by their unaccented form, the most frequent first."""
        grouped: defaultdict[str, list[str]] = defaultdict(list)
        for syllable, _ in self.unigrams.most_common():
            grouped[strip_accents(syllable)].append(syllable)
        self.spellings = {bare: found[:MAX_SPELLINGS] for bare, found in grouped.items()}

    def restore(self, text: str) -> str:
        """The text with its most likely accents; words never seen, numbers, marks and capitals stay as they are."""
        pieces: list[str] = []
        position = 0
        for match in _BREAK.finditer(text + "\n"):
            pieces += [self._restore_clause(text[position : match.start()]), match[0]]
            position = match.end()
        return "".join(pieces)[: len(text)]

    def _restore_clause(self, clause: str) -> str:
        spelled = iter(self._best_path([word.lower() for word in _WORD.findall(clause)]))
        return _WORD.sub(lambda match: _with_case(next(spelled), match[0]), clause)

    def _best_path(self, bare: list[str]) -> list[str]:
        paths: dict[str, tuple[float, list[str]]] = {START: (0.0, [])}
        for word in bare:
            choices = self.spellings.get(word, [word])
            paths = {
                choice: max(
                    (
                        (score + self._log_probability(previous, choice), [*path, choice])
                        for previous, (score, path) in paths.items()
                    ),
                    key=lambda candidate: candidate[0],
                )
                for choice in choices
            }
        return max(paths.values(), key=lambda candidate: candidate[0])[1]

    def _log_probability(self, previous: str, syllable: str) -> float:
        total = sum(self.unigrams[spelling] for spelling in self.spellings.get(strip_accents(syllable), ())) or 1
        alone = (self.unigrams[syllable] + 0.1) / (total + 1)
        seen = self.unigrams[previous] if previous else 0
        after = self.bigrams[(previous, syllable)] / seen if seen else 0.0
        return math.log(UNIGRAM_SHARE * alone * 0.01 + (1 - UNIGRAM_SHARE) * after)


def _with_case(spelled: str, written: str) -> str:
    if written.isupper() and len(written) > 1:
        return spelled.upper()
    return spelled[0].upper() + spelled[1:] if written[0].isupper() else spelled
