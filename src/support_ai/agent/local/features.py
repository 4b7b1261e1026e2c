"""A message as numbers: its meaning (sentence vector) and its letters (hashed n-grams), which forgive typing errors."""

import re
import zlib
from itertools import pairwise

import numpy as np

from support_ai.agent.local.spelling import corrected
from support_ai.core.embedder import DIMENSIONS, Embedder, Vectors

LETTER_BUCKETS = 2048
WORD_BUCKETS = 2048
WIDTH = DIMENSIONS + LETTER_BUCKETS + WORD_BUCKETS
_LETTER_WEIGHT, _WORD_WEIGHT = 0.55, 0.55
_WORDS = re.compile(r"[a-z0-9'@]+")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'"})


def plain(text: str) -> str:
    """Return the text in lower case, with straight apostrophes and single spaces."""
    return " ".join(text.translate(_APOSTROPHES).lower().split())


def _hashed(pieces: list[str], buckets: int) -> Vectors:
    vector = np.zeros(buckets, np.float32)
    for piece in pieces:
        vector[zlib.crc32(piece.encode()) % buckets] += 1
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm else vector


def surface(text: str) -> Vectors:
    """Return the letters (3- and 4-grams) and the words (singly and in pairs) of a text, hashed."""
    words = _WORDS.findall(plain(text))
    letters: list[str] = []
    for word in words:
        padded = f" {word} "
        letters += [padded[i : i + n] for n in (3, 4) for i in range(len(padded) - n + 1)]
    bounded = ["<", *words, ">"]
    pairs = [*words, *(f"{one} {two}" for one, two in pairwise(bounded))]
    return np.concatenate(
        [_LETTER_WEIGHT * _hashed(letters, LETTER_BUCKETS), _WORD_WEIGHT * _hashed(pairs, WORD_BUCKETS)]
    )


def features(texts: list[str], embedder: Embedder) -> Vectors:
    """Return [len(texts), WIDTH]."""
    read = [corrected(plain(text)) for text in texts]
    return np.hstack([embedder.embed(read), np.vstack([surface(text) for text in read])])
