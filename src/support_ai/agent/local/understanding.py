"""What somebody wants: intents with their confidence, and what the message names."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from support_ai.agent.local.clauses import split
from support_ai.agent.local.entities import find_entities, masked
from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.enumerating import marks, without_marks
from support_ai.agent.local.features import features
from support_ai.agent.local.head import HEAD, Head
from support_ai.agent.local.intent import AROUND, CUSTOMER_ONLY, STAFF_ONLY, SWALLOWS, Intent
from support_ai.agent.local.plain_questions import asks_where, surer
from support_ai.agent.local.understood import AMBIGUOUS, SURE, Understood
from support_ai.agent.local.usual import ON_ORDER, UsualQuestions
from support_ai.agent.local.wishes import of_their_own
from support_ai.core.embedder import DIMENSIONS, Embedder, Vectors

__all__ = ["AMBIGUOUS", "HEAD", "SURE", "Intent", "Understanding", "Understood"]

_PIECE_SURE = 0.55
_QUESTION_SURE = 0.40
# What is counted up as a wish is one.
_COUNTED = 0.25
# So like a usual question that it is one of its own.
_RULE, _AHEAD = 0.60, 0.10
_ASKED_WHERE = 0.70
# How much less likely, in logits, is what the other side of the counter says.
_OTHER_SIDE = 2.0


class Understanding:
    """The trained head over the features of a message."""

    def __init__(self, embedder: Embedder, head: Head) -> None:
        """Take what makes vectors of texts, and the head that was trained on them."""
        self._embedder = embedder
        self._head = head
        self._intents = [Intent(name) for name in head.names]
        self._usual = UsualQuestions.load(embedder)
        self._on_order = UsualQuestions.load(embedder, ON_ORDER)
        self._lean = {
            True: np.array([-_OTHER_SIDE * (one in CUSTOMER_ONLY) for one in self._intents], np.float32),
            False: np.array([-_OTHER_SIDE * (one in STAFF_ONLY) for one in self._intents], np.float32),
            None: np.zeros(len(self._intents), np.float32),
        }

    @classmethod
    def load(cls, embedder: Embedder, path: Path = HEAD) -> "Understanding":
        """Read the head that `support-ai understand --train` wrote."""
        return cls(embedder, Head.load(path))

    async def understand_async(self, text: str, *, is_staff: bool | None = None) -> Understood:
        """Understand beside the event loop, one text at a time: more threads would only fight for the interpreter."""
        return await self._embedder.beside_the_loop(partial(self.understand, is_staff=is_staff), text)

    async def understand_all_async(
        self, text: str, *, is_staff: bool | None = None
    ) -> tuple[Understood, ...]:
        """Understand every wish of a text beside the event loop."""
        return await self._embedder.beside_the_loop(partial(self.understand_all, is_staff=is_staff), text)

    def understand(self, text: str, *, is_staff: bool | None = None) -> Understood:
        """Return what the text as a whole asks for; 3 milliseconds on one core.

        Whether a colleague says it makes what colleagues say likelier, or what customers say; None leaves it open.
        """
        entities = find_entities(text)
        return self._read([masked(text, entities)], [(0, len(text))], entities, text, is_staff=is_staff)[0]

    def understand_all(self, text: str, *, is_staff: bool | None = None) -> tuple[Understood, ...]:
        """Return every wish of the text, at least one, in the order they are said, each with its own entities.

        The pieces cover the text: greetings, reasons and stories go with the wish that they stand beside. Two wishes
        are told apart only where each is sure by itself and they are not two ways of saying one.
        """
        counted = marks(text)
        entities = without_marks(text, counted, find_entities(text))
        pieces = split(text, entities)
        if len(pieces) == 1:
            return (
                self._read([masked(text, entities)], [(0, len(text))], entities, text, is_staff=is_staff)[0],
            )
        behind = {mark.start: mark.end for mark in counted}
        bare = [(behind.get(start, start), end) for start, end in pieces]
        texts = [masked(text, entities), *(_piece_masked(text, piece, entities) for piece in bare)]
        whole, *parts = self._read(texts, [(0, len(text)), *pieces], entities, text, is_staff=is_staff)
        if not is_staff:
            parts = [_of_an_order(_of_rules(part), text) for part in parts]
        tasks = [
            part
            for part in parts
            if part.intent not in AROUND
            and part.confidence >= (_COUNTED if part.start in behind else _least(part, text))
        ]
        wishes = _distinct(of_their_own(tasks, whole, text))
        if len(wishes) > 1:
            return _covering(wishes, text, entities)
        if wishes and (whole.intent in AROUND or whole.confidence < wishes[0].confidence):
            return (replace(wishes[0], start=0, end=len(text), entities=entities),)
        return (whole,)

    def _odds(self, vectors: Vectors, *, is_staff: bool | None) -> Vectors:
        """Return the probabilities [texts, intents] for features [texts, WIDTH]."""
        raw = self._head.logits(vectors) + self._lean[is_staff]
        odds = np.exp(raw - raw.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True), np.float32)

    def _read(
        self,
        texts: list[str],
        spans: list[tuple[int, int]],
        entities: tuple[Entity, ...],
        said: str,
        *,
        is_staff: bool | None,
    ) -> list[Understood]:
        found: list[Understood] = []
        vectors = features(texts, self._embedder)
        for odds, vector, (start, end) in zip(
            self._odds(vectors, is_staff=is_staff), vectors, spans, strict=True
        ):
            order = np.argsort(odds)[::-1]
            best, second = int(order[0]), int(order[1])
            read = Understood(
                self._intents[best],
                float(odds[best]),
                self._intents[second],
                tuple(one for one in entities if start <= one.start < end),
                float(odds[second]),
                start,
                end,
                self._usual.nearest(vector[:DIMENSIONS]),
                self._on_order.nearest(vector[:DIMENSIONS]),
            )
            found.append(surer(read, said[start:end]))
        return found


def _least(part: Understood, text: str) -> float:
    """Return how sure a piece must be to be a wish of its own: a question is one sooner than what only tells something."""
    return _QUESTION_SURE if text[part.start : part.end].rstrip().endswith("?") else _PIECE_SURE


def _piece_masked(text: str, piece: tuple[int, int], entities: tuple[Entity, ...]) -> str:
    start, end = piece
    own = tuple(
        replace(one, start=one.start - start, end=min(one.end, end) - start)
        for one in entities
        if start <= one.start < end
    )
    return masked(text[start:end], own)


def _distinct(tasks: list[Understood]) -> list[Understood]:
    """Return the tasks without those that only say another one again."""
    found: list[Understood] = []
    for task in tasks:
        if any(
            task.intent in SWALLOWS.get(one.intent, ()) and not _names_another_order(one, task)
            for one in tasks
            if one is not task
        ):
            continue
        alike = next((one for one in found if one.intent is task.intent), None)
        if alike is None or _names_another_order(alike, task) or _asks_another_rule(found, task):
            found.append(task)
    return found


def _names_another_order(one: Understood, other: Understood) -> bool:
    mine, theirs = one.values(EntityType.ORDER_NUMBER), other.values(EntityType.ORDER_NUMBER)
    return bool(mine) and bool(theirs) and not set(mine) & set(theirs)


def _of_rules(part: Understood) -> Understood:
    """Return a piece of which the head is not sure as a question on the rules, where it is like a usual one."""
    asked = part.usual
    if part.confidence >= _PIECE_SURE or asked is None or asked.likeness < _RULE or asked.ahead < _AHEAD:
        return part
    return replace(part, intent=Intent.POLICY_QUESTION, confidence=asked.likeness, runner_up=part.intent)


def _of_an_order(part: Understood, text: str) -> Understood:
    """Return a piece of which the head is not sure as a question for an order, where it asks for a thing: `where's my blanket`."""
    if not asks_where(part, text[part.start : part.end]):
        return part
    return replace(part, intent=Intent.WHERE_IS_MY_ORDER, confidence=_ASKED_WHERE, runner_up=part.intent)


def _asks_another_rule(found: list[Understood], task: Understood) -> bool:
    """Tell whether a question on the rules is plainly another one than those that were asked before it."""
    if task.intent is not Intent.POLICY_QUESTION or task.usual is None or task.usual.likeness < _RULE:
        return False
    before = [one.usual for one in found if one.intent is Intent.POLICY_QUESTION]
    return all(one is not None and one.question != task.usual.question for one in before)


def _covering(wishes: list[Understood], text: str, entities: tuple[Entity, ...]) -> tuple[Understood, ...]:
    """Return the wishes with spans that together cover the text: what stands between two goes with the former."""
    starts = [0, *(wish.start for wish in wishes[1:]), len(text)]
    return tuple(
        replace(
            wish, start=start, end=end, entities=tuple(one for one in entities if start <= one.start < end)
        )
        for wish, start, end in zip(wishes, starts, starts[1:], strict=False)
    )
