"""Questions that ask for a rule of the shop in so many words, whatever the head takes them for. Pure."""

import re
from dataclasses import replace

from support_ai.agent.local.intent import Intent
from support_ai.agent.local.understood import Understood

_SURE = 0.9
_YOU_TAKE = r"(?:do|can|could|will|would) (?:you|i|we|one) (?:guys )?(?:take|accept|use|pay (?:with|by))"
_ASKED = re.compile(
    rf"\b(?:which|what) (?:\w+ )?(?:cards?|payments?|payment methods?|ways (?:to pay|of paying)|currenc\w+) {_YOU_TAKE}\b"
    r"|\bdo you (?:take|accept) (?:\w+ )?(?:cards?|visa|mastercard|amex|american express|paypal|cash|gift cards?|bitcoin|apple pay|google pay)\b(?! back)"
    r"|\b(?:when|what time|which days|until when) (?:are you|is (?:your|the) (?:shop|store)|do you) (?:usually |normally )?(?:open|close)\b"
    r"|\b(?:what are )?your opening (?:hours|times)\b",
    re.IGNORECASE,
)
_TAKEN = frozenset(
    {Intent.LIST_PRODUCTS, Intent.PROFILE, Intent.PRODUCT_QUESTION, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.TALK_TO_PERSON, Intent.BOT_QUESTION, Intent.PLACE_ORDER}
)  # fmt: skip


def surer(wish: Understood, text: str) -> Understood:
    """Return a wish as a question on the shop's rules where its words are one; any other as it is."""
    if wish.intent not in _TAKEN or not _ASKED.search(text):
        return wish
    return replace(wish, intent=Intent.POLICY_QUESTION, confidence=_SURE, runner_up=wish.intent)
