"""A sum that somebody writes out in figures: `what's 89 + 14.50 + 4.95`, `3 times 17.50`, `20% of 89`."""

import re

from support_ai.agent.brain import Refusal
from support_ai.agent.local.desk import Desk
from support_ai.agent.tools.calculating import CALCULATE, Calculate

_MOST_WORDS = 16
_TERM = r"[$\u20ac\u00a3]?\d{1,6}(?:\.\d{1,2})?"
_SIGNS = {"plus": "+", "minus": "-", "times": "*", "x": "*", "\u00d7": "*", "\u2212": "-", "divided by": "/"}
_SIGN = re.compile(rf"\s*([+*/-]|{'|'.join(_SIGNS)})\s*")
_SUM = re.compile(
    rf"(?<![\w.#-]){_TERM}(?:\s*(?:\+|\*|/|\u00d7)\s*{_TERM}|\s+(?:-|\u2212|x|plus|minus|times|divided by)\s+{_TERM})+(?![\w-]|\.\d|\s*(?:cm|mm|ml|v)\b)",
    re.IGNORECASE,
)
_SHARE = re.compile(
    rf"(?<![\w.#-])(?P<share>\d{{1,3}}(?:\.\d)?)\s?(?:%|percent|per cent) (?:of|off) (?P<whole>{_TERM})(?![\w-])",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:what'?s|whats|what (?:is|does|do|are|would)|how much (?:is|are|does|would)|calculate|compute|work out|add up|sum up|equals?|makes?)\b|=\s*\??\s*$",
    re.IGNORECASE,
)


def expression_in(text: str) -> str | None:
    """Return what is to be reckoned, as the tool reads it; None where a text asks for no sum in figures."""
    if len(text.split()) > _MOST_WORDS or _ASKS.search(text) is None:
        return None
    if share := _SHARE.search(text):
        return f"{_bare(share['whole'])} * {share['share']} / 100"
    found = _SUM.search(text)
    return None if found is None else _bare(found[0])


async def reckoned(desk: Desk) -> bool:
    """Say what a sum in figures comes to; False where none is asked for."""
    expression = expression_in(desk.turn.text)
    if expression is None:
        return False
    # Rounded as the shop's money is.
    products = await desk.facts.products()
    currency = next((one.currency for product in products for one in product.variants), None)
    found = await desk.turn.tools.use(CALCULATE, Calculate(expression=expression, unit=currency))
    if isinstance(found, Refusal):
        return False
    desk.say(f"That is {found.result}.")
    return True


def _bare(written: str) -> str:
    """Return an expression without signs of money, its words as signs."""
    plain = re.sub(r"[$\u20ac\u00a3]", "", written.lower())
    return _SIGN.sub(lambda sign: f" {_SIGNS.get(sign[1], sign[1])} ", plain).strip()
