"""Train the head from the example files, and say how good it is on examples it has not seen."""

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from support_ai.agent.local.entities import find_entities, masked
from support_ai.agent.local.features import features
from support_ai.agent.local.understanding import HEAD
from support_ai.core.embedder import Embedder, Vectors

INTENTS = Path(__file__).parent / "intents"
_NUMBERS = ("ORD-789", "#4411", "ord-1002", "W2378156", "10248")
_FOLDS = 5
_STRENGTH = 12.0
_SEED = 20


@dataclass(frozen=True, slots=True)
class Example:
    """One utterance of one intent."""

    text: str
    intent: str


@dataclass(frozen=True, slots=True)
class Score:
    """How one intent fared on unseen examples: `right` of `count`, and what it was mistaken for."""

    intent: str
    right: int
    count: int
    mistaken_for: tuple[tuple[str, int], ...]


def read_examples(directory: Path = INTENTS) -> list[Example]:
    """Return every utterance of the files; lines that begin with `#` are remarks."""
    found: list[Example] = []
    for path in sorted(directory.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            text = line.strip()
            if text and not text.startswith("# "):
                found.append(Example(text.replace("{order}", _NUMBERS[number % len(_NUMBERS)]), path.stem))
    return found


def misspelt(text: str, generator: random.Random) -> str:
    """Return the text as somebody in a hurry types it: one letter swapped, dropped or doubled."""
    letters = list(text)
    places = [i for i in range(1, len(letters) - 1) if letters[i].isalpha() and letters[i + 1].isalpha()]
    for place in sorted(generator.sample(places, min(len(places), 1 + len(text) // 25)), reverse=True):
        match generator.randrange(3):
            case 0:
                letters[place], letters[place + 1] = letters[place + 1], letters[place]
            case 1:
                del letters[place]
            case _:
                letters.insert(place, letters[place])
    return "".join(letters)


_BEFORE = (
    "hi, ",
    "hello ",
    "please ",
    "hey can you tell me ",
    "ok so ",
    "um ",
    "sorry, ",
    "quick question: ",
)
_AFTER = (" please", "?", "??", " thanks", "!", " asap", " now")


def varied(examples: list[Example], generator: random.Random) -> list[Example]:
    """Return the examples with variations beside each: typing errors, courtesies, no punctuation."""
    out: list[Example] = []
    for example in examples:
        texts = {example.text, misspelt(example.text, generator), misspelt(example.text, generator)}
        if example.intent not in {"greet", "thanks", "goodbye", "yes", "no"}:
            texts.add(generator.choice(_BEFORE) + example.text)
            texts.add(example.text.rstrip("?.!") + generator.choice(_AFTER))
        out += [Example(text, example.intent) for text in sorted(texts)]
    return out


def _vectors(examples: list[Example], embedder: Embedder) -> Vectors:
    return features([masked(one.text, find_entities(one.text)) for one in examples], embedder)


def fit(examples: list[Example], embedder: Embedder) -> LogisticRegression:
    """Return the fitted head for examples and their variations."""
    more = varied(examples, random.Random(_SEED))
    head = LogisticRegression(C=_STRENGTH, max_iter=400, class_weight="balanced")
    head.fit(_vectors(more, embedder), [one.intent for one in more])
    return head


def cross_validate(examples: list[Example], embedder: Embedder) -> list[Score]:
    """Return the scores of each intent, every example judged by a head that has not seen it."""
    order = list(range(len(examples)))
    random.Random(_SEED).shuffle(order)
    guessed: dict[int, str] = {}
    for fold in range(_FOLDS):
        held = set(order[fold::_FOLDS])
        head = fit([examples[i] for i in order if i not in held], embedder)
        chosen = sorted(held)
        for index, name in zip(
            chosen, head.predict(_vectors([examples[i] for i in chosen], embedder)), strict=True
        ):
            guessed[index] = str(name)
    scores: list[Score] = []
    for intent in sorted({one.intent for one in examples}):
        mine = [index for index, one in enumerate(examples) if one.intent == intent]
        wrong = Counter(guessed[index] for index in mine if guessed[index] != intent)
        scores.append(Score(intent, len(mine) - wrong.total(), len(mine), tuple(wrong.most_common(3))))
    return scores


def train(embedder: Embedder, path: Path = HEAD) -> int:
    """Train on every example and write the head, in int8 with a scale for each intent; return the examples' number."""
    examples = read_examples()
    head = fit(examples, embedder)
    weights = np.asarray(head.coef_, np.float32)
    scale = np.abs(weights).max(axis=1, keepdims=True) / 127
    np.savez_compressed(
        path,
        names=np.array([str(name) for name in head.classes_]),
        weights=np.asarray(np.round(weights / scale), np.int8),
        scale=np.asarray(scale, np.float32),
        bias=np.asarray(head.intercept_, np.float32),
    )
    return len(examples)
