"""What colleagues order in so many words: the change that a command begins. Pure."""

import re

from support_ai.agent.local.intent import Intent
from support_ai.agent.local.understanding import Understood


def command_in(text: str, wish: Understood) -> Intent | None:
    """Return the change that a colleague orders in so many words."""
    if _ASKS.match(text):
        return _LOOKED_UP.get(wish.intent)
    found = next((intent for intent, pattern in _COMMANDS if pattern.search(text)), None)
    # `refund all of it, goodwill` says why.
    return Intent.REFUND_ORDER if found is Intent.ADJUST_ORDER and _REFUNDS.match(text) else found


# `Did Rohan return anything?` is no return.
_ASKS = re.compile(
    r"^\W*(?:(?:and|ok|so|hey|hi|also)\W+)*(?:did|has|have|had|was|were|is|are|does|do|any|anything|when|why|who|which|what|how|where)\b(?!.*\b(?:please|for me)\b)",
    re.IGNORECASE,
)
_LOOKED_UP = {
    Intent.RETURN_ITEMS: Intent.REFUND_STATUS,
    Intent.EXCHANGE_ITEMS: Intent.REFUND_STATUS,
    Intent.SET_RETURN_STATUS: Intent.REFUND_STATUS,
    Intent.REFUND_ORDER: Intent.REFUND_STATUS,
    Intent.CANCEL_ORDER: Intent.SHOW_ORDER,
    Intent.SET_ORDER_STATUS: Intent.SHOW_ORDER,
}
_LEAD = r"^\W*(?:(?:please|pls|now|and|then|also|so|ok|okay|can you|could you|i want to|i'd like to|we need to|we have to|we should|let'?s|just|kindly|the customer wants (?:us )?to|customer wants(?: us)? to|go ahead and|him|her|them)\W+)*"
_GIVES = r"(?:give|grant|issue|book|add|apply|offer|credit|put|make|do|send)"
_COMMANDS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (Intent.SET_RETURN_STATUS, re.compile(rf"{_LEAD}(?:mark|set(?! up)|change|update|move)\b[^?!]*\b(?:received|approved|rejected|label[ _]sent|refunded|replaced|closed)\b", re.IGNORECASE)),
    (Intent.SET_RETURN_STATUS, re.compile(rf"{_LEAD}(?:approve|accept|reject|refuse|decline|deny|close|mark|set(?! up)|update|move)\b[^.?!]*\b(?:returns?|rma|exchanges?|r-\d+)\b|\b(?:returns?|exchanges?) (?:r-?\d+ |for \S+ |of \S+ )?(?:is|has|was) (?:here|back|arrived|been received|received|in)\b", re.IGNORECASE)),
    (Intent.ADJUST_ORDER, re.compile(rf"\b(?:goodwill|price (?:correction|adjustment|match)|shipping (?:adjustment|correction|back|refund)|(?:waive|refund|credit|give back|return|drop|remove)\b[^.?!]{{0,20}}\b(?:shipping|delivery fee|postage))\b|{_LEAD}{_GIVES}\b[^.?!]*\b(?:credit|shipping\b[^.?!]*\bback|voucher|compensation)\b|{_LEAD}(?:adjust|compensate|knock)\b", re.IGNORECASE)),
    (Intent.REFUND_ORDER, re.compile(rf"{_LEAD}(?:refund|reimburse|re-?pay|pay\b[^.?!]*\bback|pay back|give\b[^.?!]*\b(?:money |amount |\d+\S* |dollars )back|send\b[^.?!]*\bmoney back|(?:issue|make|do|book|process|start) (?:a |the |another )?(?:full |partial |part )?refund)\b", re.IGNORECASE)),
    (Intent.RETURN_ITEMS, re.compile(rf"{_LEAD}(?:set up|start|register|book|create|open|file|make|do|arrange|initiate|log) (?:a |the |another )?returns?\b|{_LEAD}return (?:the|everything|one|both|all|his|her|their|two|three|a|an|it|them|1|2|3)\b", re.IGNORECASE)),
    (Intent.SET_ORDER_STATUS, re.compile(rf"{_LEAD}(?:mark|set|change|update|put|move|flag|switch)\b(?!.*\b(?:address|payment|method|items?|variant|colou?r|size)\b)[^?!]*\b(?:status|processed|shipped|delivered|pending|dispatched|packed|sent|cancelled)\b", re.IGNORECASE)),
)  # fmt: skip
_REFUNDS = re.compile(
    r"^\W*(?:please |now |and |then )*refund (?!(?:the )?(?:shipping|delivery|postage))", re.IGNORECASE
)
