"""Names of people: after the words that introduce one, before a possessive, or written with capitals."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from support_ai.agent.local.entity import Entity, EntityType

_CAPITAL = r"[A-Z\u00c0-\u00de][\w'\u2019.-]*[\w]"
_PARTICLE = r"(?:(?:van|von|de|der|den|da|di|du|la|le|al|bin|ben|el|del|dos|ter|mac)\s){0,2}"
_FULL = rf"{_CAPITAL}(?:\s{_PARTICLE}{_CAPITAL}){{0,3}}"
_ANY = r"[a-z\u00df-\u024f][\w'\u2019-]+"
_INTRODUCED = re.compile(
    rf"\b(?i:my name(?:'s| is)|name(?: is|:)|i am called|this is|i'?m|i am|it'?s|speaking is|here is|helping|acting for|on behalf of|customer(?: is| named| called)?|client|named|called|caller is|customer is|find|look ?up|pull up|for|behalf of|with|refund|about|from|mr\.?|mrs\.?|ms\.?|miss|dr\.?) (?P<name>{_FULL})"
)
_INTRODUCED_LOWER = re.compile(
    rf"\b(?:my name(?:'s| is)|name is|i am called|customer (?:named|called)|customer is|named|on behalf of|acting for|name like|name was|surname(?: is)?|last name(?: is)?|family name(?: is)?|look ?up|find customer|lookup customer|find|search for) (?!(?:the|a|an|my|me|order|orders|customer|customers|all|someone|somebody|by|ticket|product|products|it|out|of|for|this|that|what|where|how|with)\b)(?P<name>{_ANY}(?: (?!(?:and|with|please|who|from|in|at|orders?|zip|pls|the)\b){_ANY})?)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(
    rf"\b(?P<name>{_FULL})['\u2019]s (?=(?:last |latest |first |open |pending |newest |previous |full |e-?mail |phone |shipping |gift )?(?:orders?|profile|account|address|details|e-?mail|phone|number|tickets?|data|record|history|refund|return|name|card|payment|package|parcel|customer|purchases?|case|behalf)\b)"
)
_PAIR = re.compile(rf"\b(?P<name>{_CAPITAL}\s{_PARTICLE}{_CAPITAL}(?:\s{_CAPITAL})?)(?![\w-])")
_HERE = re.compile(rf"(?:^|[,.!] ?)(?P<name>{_FULL}) (?:here|speaking)\b")
_WORDS = Path(__file__).parent / "words" / "not_names.txt"


@cache
def _no_names() -> frozenset[str]:
    lines = _WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("# ") for word in line.split())


def names(text: str) -> Iterator[Entity]:
    """Yield people's names as written."""
    for pattern in (_POSSESSIVE, _INTRODUCED, _HERE, _PAIR, _INTRODUCED_LOWER):
        for match in pattern.finditer(text):
            found = _trimmed(match["name"], match.start("name"))
            if found is not None:
                yield found


def _trimmed(written: str, start: int) -> Entity | None:
    """Return the name without words at its beginning and end that are none."""
    words = list(re.finditer(r"\S+", written))
    while words and is_no_name(words[0][0]):
        del words[0]
    for place, word in enumerate(words):
        if is_no_name(word[0]):
            del words[place:]
            break
    if not words:
        return None
    begin, end = words[0].start(), words[-1].end()
    return Entity(
        EntityType.NAME,
        written[begin:end].rstrip(".,"),
        start + begin,
        start + begin + len(written[begin:end].rstrip(".,")),
    )


def is_no_name(word: str) -> bool:
    """Tell whether a word that stands where a name may stand is none."""
    bare = word.strip(".,!?").lower().replace("\u2019", "'")
    return (
        bare in _no_names()
        or bare.removesuffix("'s") in _no_names()
        or any(one.isdigit() for one in bare)
        or len(bare) < 2
    )
