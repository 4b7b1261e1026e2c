"""The states by which people restrict a list of orders: open ones, those that are not packed yet, delivered ones. Pure."""

import re

from support_ai.orders.models import OrderStatus

OPEN = frozenset(
    {OrderStatus.PENDING, OrderStatus.PENDING_ITEM_MODIFIED, OrderStatus.PROCESSED, OrderStatus.SHIPPED}
)
OPEN_ONES = "open"
_TO_BE = r"(?:(?:still|yet|waiting|about|due|going|left) to be|still waiting to be|not (?:yet )?(?:been )?|(?:has|have|is|are|was|were)(?:n'?t| not) (?:yet )?(?:been )?)"
_WORDS: tuple[tuple[str, re.Pattern[str], frozenset[OrderStatus]], ...] = (
    (
        "not packed yet",
        re.compile(
            rf"\b(?:{_TO_BE} ?packed|unpacked|can (?:i|we|be)?(?: still)?(?: be)? ?(?:cancel\w*|called off)|(?:still )?cancell?able)\b",
            re.IGNORECASE,
        ),
        frozenset({OrderStatus.PENDING, OrderStatus.PENDING_ITEM_MODIFIED}),
    ),
    (
        "not shipped yet",
        re.compile(
            rf"\b(?:pending|unshipped|{_TO_BE} ?(?:shipped|sent(?: out| off)?|dispatched|posted|gone out|left)|(?:haven'?t|hasn'?t) (?:yet )?(?:been )?(?:shipped|sent|gone out|left))\b",
            re.IGNORECASE,
        ),
        frozenset({OrderStatus.PENDING, OrderStatus.PENDING_ITEM_MODIFIED, OrderStatus.PROCESSED}),
    ),
    (
        OPEN_ONES,
        re.compile(
            r"\b(?:open|under ?way|outstanding|not (?:yet )?(?:arrived|come|here|delivered|been delivered|received)|(?:haven'?t|hasn'?t|has not|have not|didn'?t|did not|yet to|still to) (?:yet )?(?:arrived?|come|been delivered|got|received?|be delivered)|still (?:coming|waiting|to come|on (?:its|their|the) (?:way|road)|missing|out)|on (?:its|their|the) (?:way|road)|(?:has|have|is|did) (?:it|they|that)? ?(?:all|everything|every \w+|all of (?:it|them)|the lot)\b[^.?!]{0,30}\b(?:arrived?|come|here|turned up|been delivered|delivered|got here)|waiting (?:for|on)|expecting|yet to (?:come|arrive)|left to (?:come|arrive)|got coming|in transit|active|current|upcoming|undelivered|in progress|waiting for)\b",
            re.IGNORECASE,
        ),
        OPEN,
    ),
    (
        "cancelled",
        re.compile(r"\bcancel(?:l?ed)\b", re.IGNORECASE),
        frozenset({OrderStatus.CANCELLED}),
    ),
    (
        "delivered",
        re.compile(
            r"\b(?:delivered|arrived|received|completed|finished|came|already (?:here|got))\b", re.IGNORECASE
        ),
        frozenset({OrderStatus.DELIVERED}),
    ),
    (
        "returned",
        re.compile(r"\b(?:returned|sent back|being returned|returns)\b", re.IGNORECASE),
        frozenset({OrderStatus.RETURN_REQUESTED, OrderStatus.RETURNED}),
    ),
    (
        "exchanged",
        re.compile(r"\bexchanged?\b", re.IGNORECASE),
        frozenset({OrderStatus.EXCHANGE_REQUESTED, OrderStatus.EXCHANGED}),
    ),
)
_INCLUDING = re.compile(r"\b(?:count\w*|includ\w*|with|even|plus)\b[^.?!]{0,20}\bcancel", re.IGNORECASE)


def state_named(text: str) -> tuple[str, frozenset[OrderStatus]] | None:
    """Return the state by which a text restricts a list, as people call it, and the statuses that it stands for."""
    if _INCLUDING.search(text):
        return None
    return next(((name, those) for name, pattern, those in _WORDS if pattern.search(text)), None)
