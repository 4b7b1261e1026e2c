"""What is tried before nothing is known: an order that is named, the queue that is asked about, the articles."""

import re
from dataclasses import replace

from support_ai.agent.local import people_answers, policy_answers, problem_answers, product_answers
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.product_finding import products_named
from support_ai.agent.local.subjects import speaks_of_it
from support_ai.agent.local.usual_routing import is_of_own

_OF_PRODUCT = re.compile(
    r"\b(?:price|cost|how much|colou?rs?|sizes?|available|in stock|options?|variants?|versions?|smallest|largest|biggest|cheapest|compare|(?:do|r|are) (?:you|u|ya)(?: guys| lot)? (?:sell|have|do|stock|carry|got)|(?:have )?(?:you|u) got|got (?:any|some|a|the)|go(?:es)? up to|come(?:s)? in|in (?:an? )?(?:size )?\d{2}|up to \d{2})\b",
    re.IGNORECASE,
)
_NOT_HERE = re.compile(
    r"\b(?:invoice|receipt|review|gift[- ]wrap\w*|certificate|vat number)\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"\?|\b(?:what|how|when|where|who|which|can|do you|does|is there|are there)\b", re.IGNORECASE
)

# What is taken for no question on the shop is answered from its articles only where they are plainly about it.
_FLOOR = 0.45
_USUAL = 0.55


async def unknown(desk: Desk) -> None:
    """Answer where a second look finds something, and remember what it was about; else say honestly that it is not known."""
    found = await _found(desk)
    if found is None:
        desk.missed()
    elif found is not desk.wish.intent:
        desk.keep(replace(desk.memory, last_intent=found.value))


async def _found(desk: Desk) -> Intent | None:
    """Answer where a second look finds something; return what it was about."""
    if await people_answers.how_long(desk):
        return desk.wish.intent
    if _NOT_HERE.search(desk.text):
        return Intent.POLICY_QUESTION if await policy_answers.quoted(desk, floor=_FLOOR) else None
    if not is_of_own(desk.text) and await policy_answers.usually_asked(desk, _USUAL):
        return Intent.POLICY_QUESTION
    if await problem_answers.not_as_wanted(desk) or await problem_answers.order_in(desk):
        return Intent.WHERE_IS_MY_ORDER
    return await _of_the_shop(desk)


async def _of_the_shop(desk: Desk) -> Intent | None:
    """Answer about a product that is named, or out of an article that is plainly about it; return which."""
    is_choice = _OF_PRODUCT.search(desk.text) or desk.wish.values(EntityType.OPTION)
    if is_choice and desk.wish.values(EntityType.ITEM):
        found = products_named(product_answers.asked_by(desk), await desk.facts.products())
        if found:
            await product_answers.product(desk)
            return Intent.PRODUCT_QUESTION
    is_of_shop = speaks_of_it(desk.text, replace(desk.wish, intent=Intent.POLICY_QUESTION))
    is_asked = is_of_shop and _ASKS.search(desk.text)
    return Intent.POLICY_QUESTION if is_asked and await policy_answers.quoted(desk, floor=_FLOOR) else None
