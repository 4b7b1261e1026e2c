"""Names of people: after the words that introduce one, before a possessive, or written with capitals."""

import re
from collections.abc import Iterator

from support_ai.agent.local.entity import Entity, EntityType

_CAPITAL = r"[A-Z\u00c0-\u00de][\w'\u2019.-]*[\w]"
_PARTICLE = r"(?:(?:van|von|de|der|den|da|di|du|la|le|al|bin|ben|el|del|dos|ter|mac)\s)?"
_FULL = rf"{_CAPITAL}(?:\s{_PARTICLE}{_CAPITAL}){{0,3}}"
_ANY = r"[a-z\u00df-\u024f][\w'\u2019-]+"
_INTRODUCED = re.compile(
    rf"\b(?i:my name(?:'s| is)|name(?: is|:)|i am called|this is|i'?m|i am|it'?s|speaking is|here is|helping|acting for|on behalf of|customer(?: is| named| called)?|client|named|called|caller is|customer is|find|look ?up|pull up|for|behalf of|with|refund|about|from|mr\.?|mrs\.?|ms\.?|miss|dr\.?) (?P<name>{_FULL})"
)
_INTRODUCED_LOWER = re.compile(
    rf"\b(?:my name(?:'s| is)|name is|i am called|customer (?:named|called)|customer is|named|on behalf of|acting for|look ?up|find customer|lookup customer|find|search for) (?!(?:the|a|an|my|me|order|orders|customer|customers|all|someone|somebody|by|ticket|product|products|it|out|of|for|this|that|what|where|how|with)\b)(?P<name>{_ANY}(?: (?!(?:and|with|please|who|from|in|at|orders?|zip|pls|the)\b){_ANY})?)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(
    rf"\b(?P<name>{_FULL})['\u2019]s (?=(?:last |latest |first |open |pending |newest |previous |full |e-?mail |phone |shipping |gift )?(?:orders?|profile|account|address|details|e-?mail|phone|number|tickets?|data|record|history|refund|return|name|card|payment|package|parcel|customer|purchases?|case|behalf)\b)"
)
_PAIR = re.compile(rf"\b(?P<name>{_CAPITAL}\s{_PARTICLE}{_CAPITAL}(?:\s{_CAPITAL})?)(?![\w-])")
_HERE = re.compile(rf"(?:^|[,.!] ?)(?P<name>{_FULL}) (?:here|speaking)\b")
_NO_NAMES = frozenset(
    """i i'm the a an my this that it is order orders show find where what when how who why can could please hi hello hey yes no ok okay thanks thank
    customer refund return cancel exchange change delete status paypal visa mastercard amex klarna usd eur monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november december english spanish german french italian
    hindi dutch polish turkish arabic chinese russian portuguese christmas easter dhl ups usps fedex whatsapp instagram facebook google amazon ebay
    apple not very so just sorry here still waiting happy angry sure afraid looking trying going calling writing interested new back done sick
    tired disappointed frustrated unable aware ready good fine great confused having getting about ticket report sales today yesterday all both
    street road avenue ave lane drive do did does will would should are was were have has get give tell look open mark set create make put add
    also and or but if then now never nope support help team shop store i'd i've i'll it's don't can't europe germany america india london berlin
    dear sir madam mr mrs ms your our their his her its we you they me us""".split()
)


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
    while words and _is_none(words[0][0]):
        del words[0]
    for place, word in enumerate(words):
        if _is_none(word[0]):
            del words[place:]
            break
    if not words:
        return None
    begin, end = words[0].start(), words[-1].end()
    return Entity(EntityType.NAME, written[begin:end].rstrip(".,"), start + begin, start + begin + len(written[begin:end].rstrip(".,")))


def _is_none(word: str) -> bool:
    bare = word.strip(".,!?").lower().replace("\u2019", "'")
    return bare in _NO_NAMES or bare.removesuffix("'s") in _NO_NAMES or any(one.isdigit() for one in bare) or len(bare) < 2
