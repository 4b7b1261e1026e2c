"""What follows from the assistant's settings: pure, the same for the same words, in time that grows with the text alone."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from support_ai.core.money import Money, exponent
from support_ai.shop.behaviour import Behaviour, ForbiddenTopic, OutsideHours, VerbatimAnswer
from support_ai.shop.phrases import Phrases
from support_ai.shop.tool_names import ToolName, ToolSetting

_FILLED_IN = re.compile(r"\{(name|shop)\}")


class HandOverReason(StrEnum):
    """Why a colleague takes over without having been asked for."""

    PHRASE = "phrase"
    FRUSTRATED = "frustrated"
    LARGE_ORDER = "large_order"
    BLOCKED = "blocked"
    MISUNDERSTOOD = "misunderstood"


@dataclass(frozen=True, slots=True)
class HandOverFacts:
    """What is known of a conversation as a message is answered.

    `misses` and `blocked` count messages that were not understood and answers that the guard held back; `order_total` is that
    of the order which the message is about, None where it is about none.
    """

    misses: int = 0
    blocked: int = 0
    text: str = ""
    order_total: Money | None = None
    is_frustrated: bool = False


def tool_setting(behaviour: Behaviour, tool: ToolName) -> ToolSetting:
    """Return whether the assistant may use a tool, for whoever may."""
    return behaviour.tools[tool]


def greeting(behaviour: Behaviour, shop: str) -> str:
    """Return the greeting with the assistant's name and the shop's in their places."""
    names = {"name": behaviour.name, "shop": shop}
    return _FILLED_IN.sub(lambda found: names[found[1]], behaviour.greeting)


def forbidden(behaviour: Behaviour, text: str) -> ForbiddenTopic | None:
    """Return the first topic of the list of which the text has a phrase."""
    topics = behaviour.forbidden_topics
    found = _of_topics(topics).found_in(text)
    first = min((one.entry for one in found), default=None)
    return None if first is None else topics[first]


def verbatim(behaviour: Behaviour, text: str) -> VerbatimAnswer | None:
    """Return the answer to the longest question that stands in the text; of equally long ones the first of the list."""
    answers = behaviour.verbatim_answers
    found = _of_answers(answers).found_in(text)
    best = min(found, key=lambda one: (-one.length, one.entry), default=None)
    return None if best is None else answers[best.entry]


def must_hand_over(behaviour: Behaviour, facts: HandOverFacts) -> HandOverReason | None:
    """Return why a colleague takes over now; what was said goes before what was counted. None where the assistant goes on."""
    rules = behaviour.hand_over
    if any(_of_phrases(rules.phrases).found_in(facts.text)):
        return HandOverReason.PHRASE
    if rules.when_frustrated and facts.is_frustrated:
        return HandOverReason.FRUSTRATED
    if _is_above(facts.order_total, rules.order_total_above):
        return HandOverReason.LARGE_ORDER
    if facts.blocked >= rules.after_blocked:
        return HandOverReason.BLOCKED
    if facts.misses >= rules.after_misunderstood:
        return HandOverReason.MISUNDERSTOOD
    return None


def opens_ticket(behaviour: Behaviour, *, is_open: bool) -> bool:
    """Tell whether a ticket is opened instead of handing over: only outside business hours, where the shop wants that."""
    return not is_open and behaviour.hand_over.outside_hours is OutsideHours.OPEN_TICKET


def _is_above(total: Money | None, units: int | None) -> bool:
    if total is None or units is None:
        return False
    return total.minor > units * 10 ** exponent(total.currency)


# The settings of a shop change seldom; a draft and what is published are both in use while somebody tries the draft.
@lru_cache(maxsize=8)
def _of_topics(topics: tuple[ForbiddenTopic, ...]) -> Phrases:
    return Phrases(topic.phrases for topic in topics)


@lru_cache(maxsize=8)
def _of_answers(answers: tuple[VerbatimAnswer, ...]) -> Phrases:
    return Phrases(answer.questions for answer in answers)


@lru_cache(maxsize=8)
def _of_phrases(phrases: tuple[str, ...]) -> Phrases:
    return Phrases([phrases])
