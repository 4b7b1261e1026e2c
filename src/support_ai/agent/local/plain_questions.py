"""Questions that ask for a rule of the shop in so many words, whatever the head takes them for. Pure."""

import re
from dataclasses import replace

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.understood import Understood

_SURE = 0.9
_UNSURE, _SHORT = 0.60, 9
_WHEN = re.compile(r"\b(?:when|wen|whn|where|wher|whr|where'?s|eta|track)\b", re.IGNORECASE)
# `When does the next train leave?` is about no order.
_ON_ITS_WAY = re.compile(
    r"^\W*(?:\w+\W+){0,3}\w+\W*$|\b(?:my|mine|our|i|me|we|us)\b|\b(?:arriv\w*|com(?:e|es|ing)|get(?:s|ting)?|here|deliver\w*|ship\w*|sent|dispatch\w*|due|turn(?:s|ing)? up|show(?:s|ing)? up)\b",
    re.IGNORECASE,
)
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


# Who has trouble with a code speaks of it, or of what does not come or work.
_OF_CODES = re.compile(
    r"\b(?:codes?|otp|pin|passcode|passwords?|sms|texts?|log(?:ged|ging)? ?(?:in|out|on)|sign(?:ed|ing)? ?(?:in|on)|verif\w*|identif\w*|e-?mails?|mails?|spam|junk|inbox|phone|numbers?|digits? you"
    r"|arriv\w*|receiv\w*|c[oa]mes?|coming|get|gets|got|getting|sent|send|resend|again|nothing|expired?|invalid|wrong|works?|working|accept\w*|reject\w*|lost|new one|another|message|wait\w*|minutes?)\b",
    re.IGNORECASE,
)


# `Back to my keyboard` goes on with it; nothing is sent back.
_BACK_TO = re.compile(
    r"^\W*(?:[\w'\u2019]+\W+){0,4}back to (?:my|the|our|that) (?!(?:shop|store|you|sender|warehouse)\b)",
    re.IGNORECASE,
)
_SENDS = re.compile(
    r"\b(?:return\w*|refund\w*|send\w*|sent|give|giving|bring|ship|post|go|goes|going|money)\b(?! ahead)",
    re.IGNORECASE,
)


def asks_where(wish: Understood, text: str) -> bool:
    """Tell whether some words ask where a thing is, or when it comes, of which the head is not sure: `second: where is the blanket`."""
    asked = text.rpartition(":")[2]
    is_open = wish.confidence < _UNSURE or wish.intent in (Intent.OUT_OF_SCOPE, Intent.INFORM)
    is_short = len(asked.split()) <= _SHORT and _WHEN.search(asked) is not None
    return (
        is_open and is_short and bool(wish.values(EntityType.ITEM)) and _ON_ITS_WAY.search(asked) is not None
    )


def surer(wish: Understood, text: str) -> Understood:
    """Return a wish as a question on the shop's rules where its words are one; any other as it is."""
    is_no_trouble = wish.intent is Intent.CODE_TROUBLE and not _OF_CODES.search(text)
    goes_on = wish.intent is Intent.RETURN_ITEMS and _BACK_TO.search(text) and not _SENDS.search(text)
    if is_no_trouble or goes_on:
        return replace(
            wish, intent=wish.runner_up, confidence=wish.runner_up_confidence, runner_up=wish.intent
        )
    if wish.intent not in _TAKEN or not _ASKED.search(text):
        return wish
    return replace(wish, intent=Intent.POLICY_QUESTION, confidence=_SURE, runner_up=wish.intent)
