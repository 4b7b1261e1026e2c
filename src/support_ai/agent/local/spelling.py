"""Typing errors in the words that matter here: `oredr` is read as `order`, and real words are left alone."""

import json
import re
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA

from support_ai.core import embedder

_VOCABULARY = Path(embedder.__file__).parents[1] / "models" / "minilm" / "tokenizer.json"
_INTENTS = Path(__file__).parent / "intents"
# In these people greet and thank in any language.
_IN_ANY = frozenset({"language_question", "greet", "thanks", "goodbye"})
_WORD = re.compile(r"(?<![\w@#-])[a-z]{4,}(?![\w@-])")
_PLACEHOLDER = "{order}"
_LONG = 7
_ENDINGS = ("ly", "ness", "less", "ful")
# Words whose misspellings people really type, beyond those that the examples repeat.
_KNOWN_OFTEN = 2
_OFTEN = 3


@cache
def _english() -> frozenset[str]:
    """Return the words that the sentence encoder knows as a whole."""
    vocabulary: dict[str, int] = json.loads(_VOCABULARY.read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(word for word in vocabulary if word.isalpha())


@cache
def _ours() -> tuple[str, ...]:
    """Return the words of the examples that are spelt right and stand there more than once, the commonest first."""
    counts: dict[str, int] = {}
    for path in sorted(_INTENTS.glob("*.txt")):
        if path.stem != "out_of_scope":
            for word in _WORD.findall(path.read_text(encoding="utf-8").lower().replace(_PLACEHOLDER, " ")):
                counts[word] = counts.get(word, 0) + 1
    known = _english()
    ours = [word for word, count in counts.items() if count >= _KNOWN_OFTEN and word in known]
    return tuple(sorted(ours, key=lambda word: (-counts[word], word)))


@cache
def _nearest(word: str) -> str:
    """Return the one word of ours that lies within one slip of the hand (two in a long word), else the word."""
    allowed = 2 if len(word) >= _LONG else 1
    alike = [ours for ours in _ours() if ours[0] == word[0]]
    near = [ours for ours in alike if OSA.distance(word, ours, score_cutoff=allowed) <= allowed]
    return min(near, key=lambda ours: OSA.distance(word, ours), default=word)


def corrected(text: str) -> str:
    """Return the lower-case text with slips in unknown words mended."""
    return _WORD.sub(lambda match: match[0] if _is_right(match[0]) else _nearest(match[0]), text)


def _is_right(word: str) -> bool:
    """Tell whether a word is known, or is made of a known one: `expressly` is no slip for `express`."""
    stem = next((word.removesuffix(one) for one in _ENDINGS if word.endswith(one)), word)
    return word in _english() or stem in _english()


def is_english(word: str) -> bool:
    """Tell whether the sentence encoder knows a lower-case word as a whole."""
    return word in _english()


@cache
def examples_words(least: int = 1) -> frozenset[str]:
    """Return every word that so many examples have at least: what customers of a shop write in English."""
    counts: dict[str, int] = {}
    for path in sorted(_INTENTS.glob("*.txt")):
        if path.stem not in _IN_ANY:
            for line in path.read_text(encoding="utf-8").lower().splitlines():
                for word in set(re.findall(r"[a-z']+", line)):
                    counts[word] = counts.get(word, 0) + 1
    return frozenset(word for word, count in counts.items() if count >= least)


def is_strange(word: str) -> bool:
    """Tell whether a lower-case word is none that people say here: perhaps a name. Names in the examples stand there seldom."""
    return word not in examples_words() or (word not in examples_words(_OFTEN) and not is_english(word))


def is_gibberish(text: str) -> bool:
    """Tell whether a text has letters, and no word that anybody here knows."""
    words = [word for word in re.findall(r"[a-z']+", text.lower()) if len(word) > len("ab")]
    return bool(words) and all(word not in examples_words() and not is_english(word) for word in words)
