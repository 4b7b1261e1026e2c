"""What the shop's settings decide before and after a brain, whichever brain it is: pure."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from support_ai.agent.conduct import Conduct
from support_ai.conversations.models import HandOverReason
from support_ai.shop import behaviour_policy
from support_ai.shop.behaviour import Tone
from support_ai.shop.behaviour_policy import HandOverFacts
from support_ai.shop.phrases import Phrases, words_of

_FRUSTRATION = Path(__file__).with_name("frustration.txt")
# What people say before they say what they want, and nothing else.
_GREETINGS = frozenset(
    {
        ("hi",), ("hello",), ("hey",), ("hiya",), ("howdy",), ("greetings",), ("hallo",), ("hola",), ("namaste",), ("moin",),
        ("hi", "there"), ("hello", "there"), ("hey", "there"), ("good", "morning"), ("good", "afternoon"), ("good", "evening"),
        ("good", "day"), ("morning",), ("evening",), ("yo",), ("hi", "hi"), ("hello", "hello"),
    }
)  # fmt: skip
_SHORT_FORMS: Mapping[str, str] = MappingProxyType(
    {
        "can't": "cannot", "won't": "will not", "let's": "let us", "n't": " not", "'re": " are", "'ve": " have", "'ll": " will",
        "i'm": "I am", "it's": "it is", "that's": "that is", "there's": "there is", "what's": "what is", "here's": "here is",
        "i'd": "I would",
    }
)  # fmt: skip
_SHORT = re.compile(
    r"\b(?:can't|won't|let's|i'm|i'd|it's|that's|there's|what's|here's)(?!\w)|(?<=\w)(?:n't|'re|'ve|'ll)(?!\w)",
    re.IGNORECASE,
)
_SHOUT = re.compile(r"!+")
_REASONS: Mapping[behaviour_policy.HandOverReason, HandOverReason] = MappingProxyType(
    {
        behaviour_policy.HandOverReason.PHRASE: HandOverReason.RULE,
        behaviour_policy.HandOverReason.FRUSTRATED: HandOverReason.RULE,
        behaviour_policy.HandOverReason.LARGE_ORDER: HandOverReason.RULE,
        behaviour_policy.HandOverReason.BLOCKED: HandOverReason.BLOCKED_ANSWER,
        behaviour_policy.HandOverReason.MISUNDERSTOOD: HandOverReason.REPEATED_FAILURE,
    }
)


def settled_answer(conduct: Conduct, text: str, *, is_first: bool) -> str | None:
    """Return what the shop says itself to a text, before any brain reads it; None where it leaves that to the brain.

    A topic that the assistant keeps out of goes before an answer that leaves word for word; a bare greeting at the
    beginning (`is_first`) is answered by the shop's own.
    """
    topic = behaviour_policy.forbidden(conduct.behaviour, text)
    if topic is not None:
        return topic.answer
    answer = behaviour_policy.verbatim(conduct.behaviour, text)
    if answer is not None:
        return answer.answer
    return conduct.greeting if is_first and words_of(text) in _GREETINGS else None


def is_frustrated(text: str) -> bool:
    """Tell whether somebody is angry enough that a person should look after them: by what they say, not by what about."""
    return any(_frustration().found_in(text))


@cache
def _frustration() -> Phrases:
    lines = _FRUSTRATION.read_text(encoding="utf-8").splitlines()
    return Phrases([[line for line in lines if line and not line.startswith("#")]])


def passes_on_the_angry(conduct: Conduct, text: str) -> bool:
    """Tell whether the shop gives somebody who says this to colleagues, because of how angry it is."""
    return conduct.behaviour.hand_over.when_frustrated and is_frustrated(text)


def hand_over_reason(conduct: Conduct, facts: HandOverFacts) -> HandOverReason | None:
    """Return why colleagues get a conversation unasked, as their queue names it; None where the assistant goes on."""
    reason = behaviour_policy.must_hand_over(conduct.behaviour, facts)
    return None if reason is None else _REASONS[reason]


def is_for_colleagues(conduct: Conduct, text: str) -> bool:
    """Tell whether a text has one of the phrases that the shop leaves to colleagues: no brain answers it."""
    facts = HandOverFacts(text=text)
    return behaviour_policy.must_hand_over(conduct.behaviour, facts) is behaviour_policy.HandOverReason.PHRASE


def toned(sentence: str, tone: Tone) -> str:
    """Return a sentence in the shop's tone: only friendly ones shout, and formal ones shorten no words."""
    match tone:
        case Tone.FRIENDLY:
            return sentence
        case Tone.NEUTRAL:
            return _SHOUT.sub(".", sentence)
        case Tone.FORMAL:
            plain = sentence.replace("\u2019", "'")
            return _SHOUT.sub(".", _SHORT.sub(lambda found: _in_full(found[0]), plain))


def _in_full(short: str) -> str:
    full = _SHORT_FORMS[short.lower()]
    return full[0].upper() + full[1:] if short[0].isupper() else full
