"""Phrases found in what people say: whole words, in any case, with or without accents, with small slips of the hand.

Nothing in a phrase has a meaning of its own, so that no phrase is slow: a text is read once, word by word.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from support_ai.core.words import english_words

# Letters with a stroke or a ligature, which Unicode takes apart for nobody.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("['`´\u02b9\u02bb\u02bc\u02bd\u2018\u2019\u201b\u2032\uff07]")
# Chinese and Japanese are written without blanks: each sign counts as a word.
_SIGN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SIGN}]|[^\s{_SIGN}]+")
# Shorter words have neighbours that mean something else, and nobody types longer ones.
_SHORTEST, _LONGEST = 5, 30


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared: small letters without accents, apostrophes and invisible signs."""
    # Twice, for what is taken apart may have capitals: some signs stand for a word.
    folded = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    folded = unicodedata.normalize("NFKD", folded).translate(_LETTERS)
    folded = _ACCENTS.sub("", _APOSTROPHES.sub("", folded))
    found: list[str] = _WORD.findall("".join(_spaced(folded)))
    return tuple(word for word in found if any(map(str.isalnum, word)))


def _spaced(text: str) -> Iterator[str]:
    """Yield letters, figures and what belongs to them; a blank for anything that parts words."""
    for sign in text:
        kind = unicodedata.category(sign)
        if kind[0] in "LNM":
            yield sign
        elif kind != "Cf":
            yield " "


@dataclass(slots=True)
class _Step:
    """What may follow in a phrase, and the first entry whose phrase ends here."""

    then: dict[str, "_Step"] = field(default_factory=dict[str, "_Step"])
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that has a phrase in the text, and the phrase's length in words."""

    entry: int
    length: int


class Phrases:
    """The phrases of a list of entries, to be looked for together."""

    def __init__(self, entries: Iterable[Iterable[str]]) -> None:
        """Take the phrases of each entry, in the order of the entries."""
        self._first = _Step()
        self._known: set[str] = set()
        for number, phrases in enumerate(entries):
            for phrase in phrases:
                self._add(number, words_of(phrase))
        self._near = _neighbours(self._known)

    def _add(self, entry: int, words: tuple[str, ...]) -> None:
        if not words:
            return
        step = self._first
        for word in words:
            self._known.add(word)
            step = step.then.setdefault(word, _Step())
        if step.entry is None:
            step.entry = entry

    def found_in(self, text: str) -> Iterator[Found]:
        """Yield each place of the text where a phrase stands."""
        if not self._known:
            return
        words = [self._meant(word) for word in words_of(text)]
        for start in range(len(words)):
            step = self._first
            for end in range(start, len(words)):
                step = step.then.get(words[end])
                if step is None:
                    break
                if step.entry is not None:
                    yield Found(step.entry, end - start + 1)

    def _meant(self, word: str) -> str:
        """Return the word of a phrase that lies within one slip of the hand, else the word; real words are meant."""
        if word in self._known or not word.isalpha() or not _SHORTEST - 1 <= len(word) <= _LONGEST:
            return word
        near = {ours for key in _shortened(word) for ours in self._near.get(key, ())}
        alike = [ours for ours in near if ours[0] == word[0] and OSA.distance(word, ours) <= 1]
        return word if not alike or word in english_words() else min(alike)


def _neighbours(words: Iterable[str]) -> dict[str, list[str]]:
    """Return words by what is left of them when a letter is missing: two within one slip share such a rest."""
    near = defaultdict[str, list[str]](list)
    for word in sorted(words):
        if word.isalpha() and _SHORTEST <= len(word) <= _LONGEST:
            for key in _shortened(word):
                near[key].append(word)
    return dict(near)


def _shortened(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
