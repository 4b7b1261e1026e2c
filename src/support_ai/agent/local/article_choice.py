"""Which passage of the article spoken of answers a short question that goes on about it. Pure."""

import re
from collections.abc import Mapping, Sequence

from support_ai.agent.local.topics import is_about
from support_ai.knowledge.models import Passage

# A passage that was not found for a question is less alike than any that was.
_ABSENT = 0.25
_SAME, _OF_KIND = 0.03, 0.06
# What is asked for, and what a passage that tells it has in it.
_KINDS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(told, re.IGNORECASE))
    for asked, told in (
        (
            r"\bhow (?:many|long|late|soon|fast|quick\w*)\b|\b(?:until|by|till) when\b|\bwhen\b|\bwhat time\b|\bdeadline\b|\bin time\b",
            r"\b(?:days?|hours?|am|pm|years?|weeks?|months?|minutes|at once|when)\b",
        ),
        (
            r"\bhow much\b|\bfree\b|\bcosts?\b|\bprices?\b|\bpays?\b|\b(?:big|small|larg|high|low)(?:g?est)\b|\bmost\b|\bleast\b|\bmax\w*\b|\bmin\w*\b",
            r"[$€£]|\bfree\b|\bpays?\b|\bcosts?\b|%",
        ),
        (r"\bwhere(?:abouts)?\b|\baddress\b", r"\b\d+ [A-Z]\w+ (?:Street|St|Road|Rd|Avenue|Ave|Lane|Square|Way|Drive)\b|\baddress\b"),
    )
)  # fmt: skip


def chosen(text: str, heading: str, found: Mapping[str, Sequence[Passage]], slug: str) -> Passage | None:
    """Return the passage of an article that answers best, given what was found for the title, the heading and the words alone."""
    own = {one.heading: one for passages in found.values() for one in passages if one.article_slug == slug}
    return max(own.values(), key=lambda one: _worth(text, one, heading, found), default=None)


def _worth(text: str, one: Passage, heading: str, found: Mapping[str, Sequence[Passage]]) -> float:
    worth = sum(_weights(name) * _alike(one, passages) for name, passages in found.items())
    worth /= sum(_weights(name) for name in found)
    worth += _SAME if one.heading == heading else 0.0
    kind = _OF_KIND * (2 if len(text.split()) <= len(("and", "where")) else 1)
    fits = any(asked.search(text) and told.search(one.text) for asked, told in _KINDS)
    return worth + (kind if fits else 0.0)


def _weights(name: str) -> int:
    return 1 if name == "title" else 2


def _alike(one: Passage, passages: Sequence[Passage]) -> float:
    return next((other.score for other in passages if (other.article_slug, other.heading) == (one.article_slug, one.heading)), _ABSENT)  # fmt: skip


def speaks_of(things: Sequence[str], passages: Sequence[Passage]) -> bool:
    """Tell whether an article speaks of one of the things that are named; without any, it does."""
    whole = [f"{one.article_title} {one.heading} {one.text}" for one in passages]
    return not things or any(is_about(thing, text) for thing in things for text in whole)
