"""Words that point: places in a list, pronouns; and words that turn round what stands after them."""

import re
from collections.abc import Iterator

from support_ai.agent.local.entity import Entity, EntityType

_PLACES = {
    "previous": r"(?:(?:the )?(?:one|order) (?:just )?(?:before|prior|earlier)|previous|prior|earlier|before (?:that|this)|preceding|last but one|next to last|second to last|second last|penultimate|(?:order )?before last)",
    "next": r"(?:(?:the )?next one|the one after|(?:the )?following one|the order after)",
    "other": r"(?:the |my |that )?other (?:one|order|ticket|item|parcel|package)s?",
    "1": r"(?:first|1st|number (?:one|1(?!\d))|top (?:one|order)|(?:one|order) (?:at|on) (?:the )?(?:very )?top|topmost(?: one)?|uppermost(?: one)?)(?! (?:name|time|quarter|thing|class))",
    "2": r"(?:second|2nd|number (?:two|2(?!\d)))(?! (?:quarter|thoughts?|time|size))",
    "3": r"(?:third|3rd|number (?:three|3(?!\d)))(?! (?:quarter|time))",
    "4": r"(?:fourth|4th|number (?:four|4(?!\d)))(?! quarter)",
    "5": r"(?:fifth|5th|number (?:five|5(?!\d)))",
    "6": r"(?:sixth|6th|number (?:six|6(?!\d)))",
    "middle": r"(?:middle (?:one|order|parcel|purchase)|(?:one |order )?in the middle|middle)(?! (?:name|size|of|school|aged?|part|finger|initial))",
    "oldest": r"(?:oldest|very first|earliest|bottom (?:one|order)|(?:one|order) at the (?:very )?(?:bottom|end)|last (?:one )?(?:of|on|in) (?:those|these|them|the list|that list|your list))",
    "latest": r"(?:last|latest|newest|most recent)(?: (?:one|order|purchase|ticket|item))?(?! (?:name|night|time|week|month|year|\d+|two|three|four|five|few|digits|four digits))",
}
_PLACE = [(name, re.compile(rf"\b{pattern}\b", re.IGNORECASE)) for name, pattern in _PLACES.items()]
_PRONOUN = re.compile(
    r"\b(it|them|this|these|those|that(?! (?:i|you|we|they|he|she|is why|the|my|was|it|one's)\b)|this one|that one|these ones|those ones|the same(?: one| order| item)?)\b(?!')",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"(?:^|(?<=[.!?,;] )|(?<=\bi )|(?<=\bno ))(?:no[,.]? (?=(?:the|not|i|it|my|that|\d|[a-z]+ one))|sorry,? (?=(?:the|i|it|not|my|no))|i (?:meant|mean|ment)\b|(?:oh )?(?:wait|oops|correction|actually|rather|no wait)[,:]?(?= ))|\b(?:i meant|i ment|i mean|what i meant|make that|let me correct|i should have said)\b",
    re.IGNORECASE,
)
_STOP = r"(?=[,;.!?\n]|\bbut\b|\binstead\b|$)"
_UNWANTED = re.compile(
    rf"\b(?:not (?!(?:yet|only|sure|working|arrived|received|happy|in\b|at all|been|be\b|get|have|want|need|come|here|there|a\b|so\b|very|too\b|what|like|possible|able|fit|the same|available))|instead of |in place of |in lieu of |as opposed to |no longer (?=from |with |on )|no (?=con |with |from |by |via |on )|rather than |than (?=(?:the|that|this|my|those|these) )|without |minus |and not )[^,;.!?\n]{{1,60}}?{_STOP}",
    re.IGNORECASE,
)
_VERB_NOT = re.compile(r"\b(?:don'?t|do not|dont|never|stop|won'?t|cannot|can'?t|didn'?t|did not|isn'?t|not)\b(?! (?:know|understand|get it|worry|mind|mention|forget))", re.IGNORECASE)  # fmt: skip
_EXCEPT = re.compile(rf"\b(?:except(?: for)?|all but|but not|apart from|excluding|other than|besides|save for|bar) [^,;.!?\n]{{1,60}}?{_STOP}", re.IGNORECASE)  # fmt: skip
_ONLY = re.compile(
    r"\b(?:only|just(?= (?:the|one|two|that|this|these|those|a|my|\d)\b)|nothing but|solely)\b", re.IGNORECASE
)


def places(text: str) -> Iterator[Entity]:
    """Yield places in a list."""
    for name, pattern in _PLACE:
        for match in pattern.finditer(text):
            yield Entity(EntityType.PLACE, name, *match.span())


def pronouns(text: str) -> Iterator[Entity]:
    """Yield the words that mean something said before."""
    for match in _PRONOUN.finditer(text):
        yield Entity(EntityType.PRONOUN, match[1].lower(), *match.span(1))


def turns(text: str) -> Iterator[Entity]:
    """Yield corrections, negations and scopes; they lie over what they turn."""
    for match in _CORRECTION.finditer(text):
        yield Entity(EntityType.CORRECTION, match[0].lower().strip(" ,:"), *match.span())
    for match in _EXCEPT.finditer(text):
        yield Entity(EntityType.SCOPE, "except", *match.span())
    for match in _ONLY.finditer(text):
        yield Entity(EntityType.SCOPE, "only", *match.span())
    unwanted = [
        Entity(EntityType.NEGATION, match[0].lower().strip(), *match.span())
        for match in _UNWANTED.finditer(text)
    ]
    yield from unwanted
    for match in _VERB_NOT.finditer(text):
        if not any(one.start <= match.start() < one.end for one in unwanted):
            yield Entity(EntityType.NEGATION, match[0].lower(), *match.span())
