"""The English words that the shipped sentence encoder knows as a whole: what is one of them is no typing error."""

import json
from functools import cache
from pathlib import Path

_VOCABULARY = Path(__file__).parent.parent / "models" / "minilm" / "tokenizer.json"


@cache
def english_words() -> frozenset[str]:
    """Return them in lower case; read once, which takes a tenth of a second."""
    vocabulary: dict[str, int] = json.loads(_VOCABULARY.read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(word for word in vocabulary if word.isalpha())
