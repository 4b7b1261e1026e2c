"""Where somebody counts up what they want: `one, … two, …`, `first … second`, `1) … 2) …`. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from support_ai.agent.local.entity import Entity, EntityType

_MARK = re.compile(
    r"(?:^|(?<=[\s.;:,!?(-]))"
    r"(?P<mark>\(?(?P<figure>[1-5])[.)]|\(?(?P<letter>[a-e])\)|#(?P<hash>[1-5])\b"
    r"|(?P<ordinal>first(?:ly)?|second(?:ly)?|third(?:ly)?|fourth(?:ly)?|1st|2nd|3rd|4th)(?: of all| off| thing| question| one)?(?P<stop>[,:])?"
    r"|(?:number )?(?P<word>one|two|three|four|five)[,:])"
    r"(?=\s)[\s,:-]*",
    re.IGNORECASE,
)
# What a mark may be taken for: `my order 2. return …` names no order 2.
_FIGURES = frozenset(
    {
        EntityType.QUANTITY,
        EntityType.PLACE,
        EntityType.ORDER_NUMBER,
        EntityType.AMOUNT,
        EntityType.OPTION,
        EntityType.ITEM,
    }
)
_LEAD = 8
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_ORDINALS = {"fi": 1, "1s": 1, "se": 2, "2n": 2, "th": 3, "3r": 3, "fo": 4, "4t": 4}
_LY = re.compile(r"ly$|^\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a mark stands, which it is, and of which kind."""

    start: int
    end: int
    number: int
    kind: str


def marks(text: str) -> tuple[Mark, ...]:
    """Return the marks of a list of wishes, from the first on and one after the other; none where it is no such list."""
    found = [_mark(one) for one in _MARK.finditer(text)]
    best: list[Mark] = []
    for kind in dict.fromkeys(one.kind for one in found if one is not None):
        chain: list[Mark] = []
        for one in found:
            if one is not None and one.kind == kind and one.number == len(chain) + 1:
                chain.append(one)
        if len(chain) > max(1, len(best)):
            best = chain
    return tuple(best)


# `Second: …`, `number two, …`: one of several wishes that are told one after the other.
_ONE_AFTER_ANOTHER = re.compile(
    r"^\W*(?:(?:and|ok(?:ay)?|now|then|so|great|thanks?|good|perfect)\W+){0,3}(?:(?:the |my )?"
    r"(?:(?P<bare>first|second|third|fourth|next|last|other|[1-4])|(?:number|no\.?|nr\.?|#) ?(?:one|two|three|four|[1-4])|(?:first|second|third|last)ly)"
    r"(?P<noun> (?:thing|point|wish|change|request|question|topic))?(?: (?:is|would be|was))?)\s*(?P<stop>[:)]|,(?=\s)|\s-+)\s*(?=\S+\s+\S+\s+\S+)",
    re.IGNORECASE,
)


def unmarked(text: str) -> str:
    """Return a text without the mark of a wish that is told by itself, as one of several; as it is where it counts up more."""
    found = _ONE_AFTER_ANOTHER.match(text)
    if found is None or marks(text):
        return text
    is_loose = found["bare"] and not found["noun"] and found["stop"].strip() not in (":", ")")
    return text if is_loose else text[found.end() :]


def without_marks(text: str, counted: Sequence[Mark], entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Return what is named but by the marks, and by what leads up to them: `Two things. First, …` names neither a number nor a place."""
    if not counted:
        return tuple(entities)
    lead = counted[0].start if len(text[: counted[0].start].split()) <= _LEAD else 0
    return tuple(
        one
        for one in entities
        if not (one.type is EntityType.QUANTITY and one.end <= lead)
        and not (
            one.type in _FIGURES and any(one.start < mark.end and mark.start < one.end for mark in counted)
        )
    )


def _mark(found: re.Match[str]) -> Mark | None:
    word = found["word"] or ""
    ordinal = (found["ordinal"] or "").lower()
    if ordinal:
        # `My second order` counts orders, not wishes.
        is_said_so = found["stop"] or _LY.search(ordinal) or " " in found["mark"].strip()
        return Mark(found.start(), found.end(), _ORDINALS[ordinal[:2]], "ordinal") if is_said_so else None
    if word:
        return Mark(found.start(), found.end(), _WORDS[word.lower()], "word")
    if found["letter"]:
        return Mark(found.start(), found.end(), ord(found["letter"].lower()) - ord("a") + 1, "letter")
    return Mark(found.start(), found.end(), int(found["figure"] or found["hash"]), "figure")
