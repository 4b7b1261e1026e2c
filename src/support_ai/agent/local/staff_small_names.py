"""A customer's whole name that a colleague writes small, in the midst of a message: `rohan sharma is on the line`.

Small words may be anything, so only two that stand side by side count, and only where somebody is called just so.
"""

import re
import unicodedata
from itertools import pairwise

from support_ai.agent.brain import Refusal
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.names import is_no_name
from support_ai.agent.local.spelling import is_strange
from support_ai.agent.tools.customers import SEARCH_CUSTOMERS, SearchCustomers
from support_ai.customers.models import CustomerSummary

_WORD = re.compile(r"(?<![\w@.-])[^\W\d_][^\W\d_'\u2019-]+")
_BETWEEN = re.compile(r" +")
# Before a name stand these, or nothing.
_LEADS = re.compile(
    r"(?:^|[.,:;!?(\n-]\s*|\b(?:and|for|of|from|by|to|with|about|is|was|does|did|has|had|meant|mean|customer|client|called|named|not|no|sorry|but|or|that|show|find|as|tell|ask|refund|credit|give|pay)\s+)$",
    re.IGNORECASE,
)
_ELSE = frozenset(
    ("on", "in", "at", "of", "to", "from", "by", "with", "as", "an", "meant", "mean", "wants", "wanted", "needs", "says", "said", "asks", "asked", "moved", "has", "had", "been", "not", "wrong", "one", "ones", "same", "other", "last", "first", "just", "only", "parcel", "package", "line", "phone", "address", "gift", "card", "store", "late", "delivery", "instead", "rather", "actually", "items", "item", "make", "take", "put", "send", "sends", "goodwill", "price", "shipping", "out", "up", "down", "over", "too", "after", "before", "people", "many", "much", "there")
)  # fmt: skip
_ONLY_NAMES = re.compile(
    r"\W*(?:(?:and|what about|how about|ok|okay|now|then|also|the same (?:for|of|with)|same (?:for|of|with)|for|of|from|no|nope|sorry|oops|wait|actually|rather|i|we|mean|meant|of course|wrong (?:one|person|customer|name)|not (?:him|her|them|that one|this one)|it'?s|is|should be|please|pls|customer|the one called)\W+)+(?:(?:not )?[^\W\d_][\w'\u2019.-]*\W+){0,3}(?:[^\W\d_][\w'\u2019.-]*)(?:\W+(?:please|pls|instead|rather|then|too|of course|sorry|i mean|i meant))*\W*",
    re.IGNORECASE,
)
_MOST_TRIED = 3
_LONGEST_SHOWN = 6


def pairs(text: str) -> tuple[str, ...]:
    """Return the two words side by side that may be a whole name, the likeliest first."""
    words = [one for one in _WORD.finditer(text) if not _is_else(one[0])]
    found = [
        (one, other)
        for one, other in pairwise(words)
        if _BETWEEN.fullmatch(text, one.end(), other.start()) is not None
        and (_LEADS.search(text[: one.start()]) or _is_unknown(one[0]) or _is_unknown(other[0]))
    ]
    found.sort(key=lambda pair: -(_is_unknown(pair[0][0]) + _is_unknown(pair[1][0])))
    return tuple(f"{one[0]} {other[0]}" for one, other in found[:_MOST_TRIED])


def only_names(text: str) -> bool:
    """Tell whether a text names somebody and nothing of them: `and michael chen?`, `no sorry, I meant Nadia Jensen`."""
    return _ONLY_NAMES.fullmatch(text) is not None


async def called_so(desk: Desk) -> tuple[CustomerSummary, ...]:
    """Return the customers who are called as two small words of the message say; nobody who is only called alike."""
    taken = [one for one in desk.wish.entities if one.type in (EntityType.ADDRESS, EntityType.PAYMENT)]
    text = list(desk.text)
    for one in taken:
        first, last = one.start - desk.wish.start, one.end - desk.wish.start
        text[max(0, first) : last] = "," * len(text[max(0, first) : last])
    for place, name in enumerate(pairs("".join(text))):
        # Who writes small writes no accents: those of the first name, where the likeliest is nobody's.
        for sought in (name, name.split()[0]) if not place else (name,):
            found = await desk.turn.tools.use(SEARCH_CUSTOMERS, SearchCustomers(name=sought))
            so = () if isinstance(found, Refusal) else found
            if exact := tuple(one for one in so if _bare(one.name) == _bare(name)):
                return exact[:_LONGEST_SHOWN]
    return ()


def _bare(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(one for one in letters if not unicodedata.combining(one))


def _is_else(word: str) -> bool:
    return word.lower() in _ELSE or is_no_name(word)


def _is_unknown(word: str) -> bool:
    return is_strange(word.lower())
