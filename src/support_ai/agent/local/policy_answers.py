"""Answers in the shop's own words, with the article that they are from."""

from collections.abc import Sequence

from support_ai.agent.brain import Refusal
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.passages import best, questions_in
from support_ai.knowledge.models import Passage


async def policy(desk: Desk) -> None:
    """Quote the passage that answers the question; say honestly where there is none."""
    if not await quoted(desk):
        desk.missed()


async def quoted(desk: Desk, *questions: str) -> bool:
    """Quote the passage that answers the wish, or one of the questions in its place; False where there is none."""
    found: list[tuple[str, Sequence[Passage]]] = []
    for question in questions or questions_in(desk.text):
        passages = await desk.facts.passages(question)
        if passages and not isinstance(passages, Refusal):
            found.append((question, passages))
    chosen = best(found)
    if chosen is not None:
        desk.quote(chosen)
    return chosen is not None
