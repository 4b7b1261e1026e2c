"""Answers in the shop's own words, with the article that they are from."""

import re

from support_ai.agent.brain import Refusal
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.features import plain
from support_ai.agent.local.spelling import corrected

_SENTENCE = 3


async def policy(desk: Desk) -> None:
    """Quote the passage that answers the question; say honestly where there is none."""
    for question in _questions(desk.text):
        found = await desk.facts.passages(question)
        if found and not isinstance(found, Refusal):
            desk.quote(found[0])
            return
    desk.missed()


def _questions(text: str) -> tuple[str, ...]:
    """Return what to search for: the whole piece, and where it tells a story first, its last sentence alone."""
    whole = corrected(plain(text))
    last = [part for part in re.split(r"[.?!\n]+", whole) if len(part.split()) >= _SENTENCE][-1:]
    return (whole, *(part.strip() for part in last if part.strip() != whole.rstrip("?.! ")))
