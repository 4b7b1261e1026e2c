"""Train the head from the example files, and say how good it is, and how sure it may be, on examples it has not seen."""

import random
import warnings
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from support_ai.agent.local.entities import find_entities, masked
from support_ai.agent.local.features import features
from support_ai.agent.local.head import HEAD, Head, Layer
from support_ai.agent.local.usual import OF_SHOPS, ON_ORDER, write_vectors
from support_ai.core.embedder import Embedder, Vectors

INTENTS = Path(__file__).parent / "intents"
_FOLDS = 3
_HIDDEN, _ROUNDS, _STEP, _DECAY = 256, 8, 1.5e-3, 1e-4
_SEED = 20
_TEMPERATURES = np.linspace(0.4, 2.5, 43)
_FILLINGS = {
    "{order}": ("ORD-789", "#4411", "ord-1002", "W2378156", "10248", "#W5512093"),
    "{ticket}": ("T-12", "ticket 88", "T-7", "#T-31"),
    "{customer}": ("CUST-456", "customer 77", "cust-1003"),
    "{name}": ("Michael Chen", "Anna Schmidt", "Rohan", "Mrs Patel", "Yusuf Rossi", "sofia garcia", "Mei Kovacs"),
    "{amount}": ("$20", "15 euros", "€45", "12.50", "£30", "10 dollars", "100"),
    "{option}": ("blue", "black", "size M", "a larger size", "large", "XL", "43", "brass", "green", "the 750 ml", "red", "size 9"),
    "{item}": (
        "headphones", "desk lamp", "t-shirt", "running shoes", "coffee grinder", "backpack", "smart watch", "yoga mat", "water bottle",
        "keyboard", "speaker", "jacket", "blender", "tablet", "office chair", "dress", "hiking boots", "garden hose", "skateboard", "puzzle",
        "tea kettle", "phone case", "curtains", "mug", "vacuum cleaner", "sweater", "dog bed", "perfume", "fleece jacket", "action camera",
        "bookshelf", "pillow", "sunglasses", "espresso machine", "e-reader", "jeans", "bike lamp", "toy train", "wall clock", "makeup kit",
    ),
    "{item2}": ("mouse", "lamp", "socks", "wallet", "kettle", "scarf", "shoes", "cushion", "charger", "belt", "notebook"),
    "{status}": ("shipped", "delivered", "processed"),
}  # fmt: skip
_TERSE = frozenset(
    {"greet", "thanks", "goodbye", "yes", "no", "inform", "hold_on", "repeat", "change_of_mind", "resume"}
)


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


@dataclass(frozen=True, slots=True)
class Point:
    """Of unseen examples, which share reaches a threshold of confidence, and which share of those is right."""

    threshold: float
    coverage: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Validation:
    """What the folds showed; `temperature` makes the confidence mean what it says."""

    scores: tuple[Score, ...]
    curve: tuple[Point, ...]
    temperature: float

    @property
    def accuracy(self) -> float:
        """Return the share of unseen examples that were understood."""
        return sum(one.right for one in self.scores) / max(1, sum(one.count for one in self.scores))


def read_examples(directory: Path = INTENTS) -> list[Example]:
    """Return every utterance of the files, once; lines that begin with `# ` are remarks, `{item}` and such are left."""
    found: dict[tuple[str, str], None] = {}
    for path in sorted(directory.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = line.strip()
            if text and not text.startswith("# "):
                found[text, path.stem] = None
    return [Example(text, intent) for text, intent in found]


def filled(text: str, generator: random.Random) -> str:
    """Return the text with something in the place of each `{item}`, `{order}` and so on."""
    for name, choices in _FILLINGS.items():
        while name in text:
            text = text.replace(name, generator.choice(choices), 1)
    return text


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
    "hi, ", "hello ", "please ", "hey can you tell me ", "ok so ", "um ", "sorry, ", "quick question: ", "good morning, ", "dear team, ",
    "and ", "also, ", "well, ", "yes hi, ", "ok, ",
)  # fmt: skip
_AFTER = (" please", "?", "??", " thanks", "!", " asap", " now", ".", " pls", " thank you", " :)")


def varied(example: Example) -> list[Example]:
    """Return an example with variations beside it: other things named, typing errors, courtesies, no punctuation.

    What they are depends on the example alone, so that adding one changes no other's.
    """
    generator = random.Random(zlib.crc32(f"{_SEED} {example.intent} {example.text}".encode()))
    plain = filled(example.text, generator)
    texts = {plain: None, filled(example.text, generator): None}
    texts[misspelt(filled(example.text, generator), generator)] = None
    if example.intent not in _TERSE:
        texts[generator.choice(_BEFORE) + filled(example.text, generator)] = None
        texts[filled(example.text, generator).rstrip("?.!") + generator.choice(_AFTER)] = None
    else:
        texts[misspelt(plain, generator)] = None
    return [Example(text, example.intent) for text in texts]


class _Network(Protocol):
    """What is read of a trained network: a matrix [in, out] and a bias [out] for each layer."""

    coefs_: list[NDArray[np.float32]]
    intercepts_: list[NDArray[np.float32]]
    classes_: NDArray[np.str_]

    def fit(self, vectors: Vectors, intents: list[str], /) -> object:
        """Learn."""
        ...


class _Seen:
    """The vectors of all examples' variations, reckoned once for every fold."""

    def __init__(self, examples: Sequence[Example], embedder: Embedder) -> None:
        self.intents: list[str] = []
        self.owners: list[int] = []
        texts: list[str] = []
        for index, example in enumerate(examples):
            for one in varied(example):
                texts.append(masked(one.text, find_entities(one.text)))
                self.intents.append(one.intent)
                self.owners.append(index)
        self.vectors = features(texts, embedder)

    def rows(self, chosen: set[int]) -> list[int]:
        return [row for row, owner in enumerate(self.owners) if owner in chosen]

    def first_rows(self, chosen: Sequence[int]) -> list[int]:
        first: dict[int, int] = {}
        for row, owner in enumerate(self.owners):
            first.setdefault(owner, row)
        return [first[index] for index in chosen]

    def fit(self, chosen: set[int]) -> Head:
        rows = self.rows(chosen)
        made = MLPClassifier(
            (_HIDDEN,),
            alpha=_DECAY,
            learning_rate_init=_STEP,
            max_iter=_ROUNDS,
            random_state=_SEED,
        )
        network = cast("_Network", made)
        with warnings.catch_warnings():
            # So many rounds, and no more: with more it learns the examples by heart.
            warnings.simplefilter("ignore", ConvergenceWarning)
            network.fit(self.vectors[rows], [self.intents[row] for row in rows])
        hidden, last = (
            Layer(np.asarray(weights, np.float32), np.asarray(bias, np.float32))
            for weights, bias in zip(network.coefs_, network.intercepts_, strict=True)
        )
        return Head(tuple(str(name) for name in network.classes_), hidden, last, 1.0)


def validate(examples: list[Example], embedder: Embedder, seen: "_Seen | None" = None) -> Validation:
    """Return how every example is judged by a head that has not seen it, nor its variations."""
    seen = seen or _Seen(examples, embedder)
    order = list(range(len(examples)))
    random.Random(_SEED).shuffle(order)
    names = sorted({one.intent for one in examples})
    logits = np.full((len(examples), len(names)), -50.0)
    for fold in range(_FOLDS):
        held = order[fold::_FOLDS]
        head = seen.fit(set(order) - set(held))
        columns = [names.index(name) for name in head.names]
        logits[np.ix_(held, columns)] = head.logits(seen.vectors[seen.first_rows(held)])
    truth = np.array([names.index(one.intent) for one in examples])
    temperature = _best_temperature(logits, truth)
    odds = _softmax(logits / temperature)
    guessed = odds.argmax(axis=1)
    return Validation(_scores(names, truth, guessed), _curve(odds, guessed == truth), temperature)


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def _best_temperature(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """Return the temperature under which the truth is least surprising (Guo et al. 2017)."""
    rows = np.arange(len(truth))
    loss = [-np.log(_softmax(logits / one)[rows, truth] + 1e-12).mean() for one in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(loss))])


def _curve(odds: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[Point, ...]:
    best = odds.max(axis=1)
    points: list[Point] = []
    for threshold in (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        kept = best >= threshold
        points.append(Point(threshold, float(kept.mean()), float(right[kept].mean()) if kept.any() else 1.0))
    return tuple(points)


def _scores(names: list[str], truth: NDArray[np.int64], guessed: NDArray[np.int64]) -> tuple[Score, ...]:
    scores: list[Score] = []
    for place, name in enumerate(names):
        mine = guessed[truth == place]
        wrong = Counter(names[int(one)] for one in mine if one != place)
        scores.append(Score(name, len(mine) - wrong.total(), len(mine), tuple(wrong.most_common(3))))
    return tuple(scores)


def train(embedder: Embedder, path: Path = HEAD) -> tuple[int, Validation]:
    """Train on every example and write the head, and the phrasebooks' vectors; return how many and how good."""
    for book in (OF_SHOPS, ON_ORDER):
        write_vectors(embedder, book)
    examples = read_examples()
    seen = _Seen(examples, embedder)
    validation = validate(examples, embedder, seen)
    head = seen.fit(set(range(len(examples))))
    replace(head, temperature=validation.temperature).save(path)
    return len(examples), validation
