"""What is taken before any wish is read: a yes once all is done, another language, the text of a ticket that was asked for, who is asked when."""

import re

from support_ai.agent.local import (
    language_answers,
    people_answers,
    plain_sums,
    policy_answers,
    small_talk,
    ticket_answers,
)
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.found_cheaper import RULE, found_cheaper
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Awaiting

_SURE = 0.6
MARKED_BY_TEAM = (
    "I can't set that here: only our team marks orders and returns, as parcels come and go. "
    "Tell me if you would like to know how far yours is, or to return or cancel something."
)
_MARKS = re.compile(
    r"^\W*(?:(?:hi|hello|please|pls|can|could|would|you|just|now|then|and)\b\W*)*(?:set|mark|flag|put|switch)\b[^.?!]{0,40}\b(?:to|as|on) (?:\w+ )?(?:delivered|shipped|processed|returned|refunded|received|approved|completed?|closed|paid|pending|dispatched)\b",
    re.IGNORECASE,
)
# Who says one of these does not describe what the ticket is about.
_ELSEWHERE = frozenset({Intent.NO, Intent.CHANGE_OF_MIND, Intent.TALK_TO_PERSON, Intent.LIST_ORDERS, Intent.GOODBYE, Intent.HOLD_ON, Intent.TICKET_STATUS})  # fmt: skip


async def answered(desk: Desk) -> bool:
    """Answer the whole message where it is one of these; False where its wishes are to be read."""
    if await small_talk.settled_already(desk):
        return True
    if desk.is_staff:
        return False
    if desk.before.awaiting is Awaiting.TICKET_TEXT and not _leaves(desk) and not desk.is_barred():
        await ticket_answers.open_with(desk, desk.turn.text)
        return True
    if await _in_so_many_words(desk):
        return True
    if found_cheaper(desk.turn.text, desk.wish) and await policy_answers.quoted(desk, RULE):
        return True
    return await language_answers.foreign(desk) or await people_answers.how_long(desk)


async def _in_so_many_words(desk: Desk) -> bool:
    """Answer what is plain by its form: a status is to be set, a sum is written out in figures."""
    if marks_order(desk.turn.text):
        desk.say(MARKED_BY_TEAM)
        return True
    return await plain_sums.reckoned(desk)


def marks_order(text: str) -> bool:
    """Tell whether a status is to be set, which colleagues do: `set ORD-1 to delivered`."""
    return _MARKS.match(text) is not None


def _leaves(desk: Desk) -> bool:
    return desk.wish.intent in _ELSEWHERE and desk.wish.confidence >= _SURE
