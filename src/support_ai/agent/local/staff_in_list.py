"""Somebody of a list of the shop's orders: `the one of Mateo García, what did he get?` is that order of the list."""

import re

from support_ai.agent.local import staff_one_order, staff_people
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.staff_wanted import Wanted, wanted_in
from support_ai.agent.local.staff_whom import Whom

_OF_AN_ORDER = frozenset({Wanted.PROFILE, Wanted.LAST_ORDER, Wanted.ORDERS, Wanted.PAID})
# These ask for the person, or for more than the list holds.
_OF_THE_PERSON = re.compile(
    r"\b(?:customers?|clients?|profile|account|file|details|data|record|who(?:'s| is)|look ?up|pull up|find|search|orders|history|all|ever|other|last|latest|newest|most recent|previous|usually)\b",
    re.IGNORECASE,
)
_AMONG = re.compile(
    r"\b(?:among|amongst|out of|of|from|in) (?:them|these|those|the list|that list)\b|\bthe (?:one|order) (?:of|for|from|by)\b",
    re.IGNORECASE,
)


async def answered(desk: Desk, meant: Whom) -> bool:
    """Say what is asked of the order in the list that is of whoever is named; False where there is not exactly one."""
    named = {one.customer_id for one in meant.several} | (
        {meant.one.customer_id} if meant.one else set[str]()
    )
    if not named or meant.is_near or not _is_of_list(desk):
        return False
    numbers = [one.number for one in await staff_people.listed(desk) if one.customer_id in named]
    if len(numbers) != 1:
        return False
    await staff_one_order.of_order(desk, numbers[0])
    return True


def _is_of_list(desk: Desk) -> bool:
    """Tell whether a list of the shop's orders is what was shown last, and a line of it may be meant."""
    if not desk.before.listed or len(desk.before.last_orders) < len(("one", "other")) or desk.before.customer:
        return False
    if wanted_in(desk.text) not in _OF_AN_ORDER:
        return False
    return _AMONG.search(desk.text) is not None or _OF_THE_PERSON.search(desk.text) is None
