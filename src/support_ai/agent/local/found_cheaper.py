"""Whether somebody found the same thing for less at another shop: they ask what the shop does about it. Pure."""

import re

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.understood import Understood

# What the articles are searched for then.
RULE = "price match: the same item found cheaper at another shop"
_MATCH = re.compile(
    r"\bprice[- ]?match\w*|\bmatch (?:the |their |your |that |a )?(?:\w+ )?prices?\b", re.IGNORECASE
)
_MONEY = r"(?:[$€£]\d+(?:\.\d\d)?|\d+ (?:dollars|bucks|euros|pounds|usd))"
_LESS = re.compile(
    rf"\b(?:cheaper|less(?! than)|lower|better (?:price|deal|offer)|undercut\w*|beats? (?:you|your|that|it|them)|half (?:the|of the) price|on (?:sale|offer)|reduced|bargain)\b|\bfor (?:only |just )?{_MONEY}|{_MONEY} (?:less|off|cheaper)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:elsewhere|somewhere(?! in)|(?:an)?other (?:[\w-]+ )?(?:shops?|stores?|sites?|web ?sites?|retailers?|places?|sellers?|compan\w+)|different (?:shop|store|site|place)|competit\w+|rivals?|amazon|ebay|walmart|down the (?:road|street)|next door|round the corner|in town|high street)\b",
    re.IGNORECASE,
)
_WANTS_CHANGE = re.compile(
    r"\b(?:want|wanna|like|going|wish|need|please|pls|can i|could i|let me|so|then)\b[^.?!]{0,20}\b(?:return|cancel|send (?:it|them|this)|give (?:it|them) back|exchange|swap)\b",
    re.IGNORECASE,
)
_LONG = 40


def found_cheaper(text: str, wish: Understood) -> bool:
    """Tell whether a message is about another shop's lower price, and nothing is to be changed for it."""
    if wish.intent in CHANGES and wish.is_sure and wish.confidence >= 0.6:
        return False
    if _WANTS_CHANGE.search(text):
        return False
    if len(text.split()) > _LONG or wish.values(EntityType.ORDER_NUMBER):
        return False
    return bool(_MATCH.search(text) or (_LESS.search(text) and _ELSEWHERE.search(text)))
