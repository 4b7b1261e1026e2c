"""Pieces of a message that only lead to the next one: what it is about, or that several things follow. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.understood import Understood

# `Two things about ORD-1.`: what they are comes behind it.
_ANNOUNCES = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hiya|good \w+|ok(?:ay)?|so|well|right|please|there(?:'s| is| are)?|i|i'?ve|we|we'?ve|have|had|got|need|want|would like|i'd like|just|actually|about|for|on|regarding|concerning|with|re|order|my|the|of|ask(?:ing)?|to|you|help)\W+)*"
    r"(?:an?|one|two|three|four|[2-5]|some|a few|few|several|a couple(?: of)?|couple(?: of)?|multiple|both) (?:\w+ )?(?:things?|wish(?:es)?|requests?|changes?|questions?|points?|matters?|issues?|fav(?:ou)?rs?|bits?|updates?|tweaks?|corrections?|asks?)\b(?P<rest>[^?]*)$",
    re.IGNORECASE,
)
_TO_FIX = re.compile(
    r"^\W*(?:[\w'\u2019]+\W+){0,6}?(?:fix|change|update|correct|sort out|edit|adjust|amend|alter|modify|do|ask|request) (?:something|a thing|stuff|an? few (?:things|details)|some (?:things?|details?|stuff)|(?:two|three|several) (?:things|details))\b(?P<rest>[^?]*)$",
    re.IGNORECASE,
)
_MOST_BEHIND = 8
_CHANGING = re.compile(
    r"\b(?:cancel|return|exchange|swap|refund|replace|send|ship|deliver|pay|switch|track|where|when|how)\b",
    re.IGNORECASE,
)
# Nothing but a name is what the next piece asks of.
_WORD = re.compile(r"[^\W\d_][\w'\u2019]*")
_NO_VERB = frozenset(
    [
        "the",
        "a",
        "an",
        "my",
        "this",
        "that",
        "these",
        "those",
        "both",
        "all",
        "two",
        "three",
        "in",
        "of",
        "from",
        "on",
        "for",
        "about",
        "with",
        "and",
        "plus",
        "together",
        "order",
        "ord",
        "orders",
        "purchase",
        "parcel",
        "one",
        "ones",
        "pair",
        "pairs",
        "piece",
        "pieces",
        "hi",
        "hello",
        "hey",
        "hiya",
        "so",
        "ok",
        "okay",
        "well",
        "right",
        "quick",
        "question",
        "just",
        "please",
        "also",
        "oh",
        "yeah",
        "regarding",
        "concerning",
        "re",
        "as",
        "combined",
        "it",
        "them",
        "i've",
        "i",
        "got",
        "bought",
        "ordered",
        "had",
        "have",
        "which",
        "were",
        "was",
    ]
)
_ASKS = re.compile(r"\b(?:how much|how many|what|which|when|where|who)\b", re.IGNORECASE)
_POINTS = re.compile(
    r"\b(?:it|that|this|they|them|those|these|the (?:two|three|pair|lot|both)|both|each|together|cost|price|total)\b",
    re.IGNORECASE,
)


def leads_to(first: Understood, second: Understood, text: str) -> bool:
    """Tell whether a piece only leads to the one behind it."""
    words = text[first.start : first.end or None]
    return _announces(words) or _is_topic(first, second, text)


def _announces(words: str) -> bool:
    found = _ANNOUNCES.match(words) or _TO_FIX.match(words)
    return (
        found is not None
        and len(found["rest"].split()) <= _MOST_BEHIND
        and _CHANGING.search(found["rest"]) is None
    )


def _is_topic(first: Understood, second: Understood, text: str) -> bool:
    """Tell whether a piece only names what the question behind it is of: `both keyboards in ORD-1, how much was that?`."""
    asked = text[second.start : second.end or None]
    if second.intent in CHANGES or second.values(EntityType.ITEM) or second.values(EntityType.ORDER_NUMBER):
        return False
    if not first.values(EntityType.ITEM) or not _ASKS.search(asked) or not _POINTS.search(asked):
        return False
    taken = [one for one in first.entities if one.type is not EntityType.NEGATION]
    words = (match for match in _WORD.finditer(text, first.start, first.end or len(text)))
    return all(
        match[0].lower() in _NO_VERB or any(one.start <= match.start() < one.end for one in taken)
        for match in words
    )
