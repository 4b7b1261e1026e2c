"""Questions that ask for a rule of the shop in so many words, whatever the head takes them for. Pure."""

import re
from dataclasses import replace

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.travelling import asks_for_parcel
from support_ai.agent.local.understood import Understood

_SURE = 0.9
_UNSURE, _SHORT = 0.60, 9
_WHEN = re.compile(r"\b(?:when|wen|whn|where|wher|whr|where'?s|eta|track)\b", re.IGNORECASE)
# `When does the next train leave?` is about no order.
_ON_ITS_WAY = re.compile(
    r"^\W*(?:\w+\W+){0,3}\w+\W*$|\b(?:my|mine|our|i|me|we|us)\b|\b(?:arriv\w*|com(?:e|es|ing)|get(?:s|ting)?|here|deliver\w*|ship\w*|sent|dispatch\w*|due|turn(?:s|ing)? up|show(?:s|ing)? up)\b",
    re.IGNORECASE,
)
_YOU_TAKE = r"(?:do|can|could|will|would) (?:you|u|ya|i|we|one) (?:guys |lot |also |even )?(?:take|accept|use|pay (?:with|by))"
_ASKED = re.compile(
    rf"\b(?:which|what) (?:\w+ )?(?:cards?|payments?|payment methods?|ways (?:to pay|of paying)|currenc\w+) {_YOU_TAKE}\b"
    r"|\b(?:do|can|does|will|would) (?:you|u|ya|i|we|your shop|the shop)(?: (?:guys|lot|also|even))* (?:take|accept|pay (?:with|by|using)|use) (?:\w+ )?(?:cards?|visa|mastercard|amex|american express|paypal|cash|cheques?|checks?|gift cards?|bitcoin|crypto|apple ?pay|google ?pay|klarna|maestro|diners|bank transfers?)\b(?! back)(?!.*\b(?:my|this|that|order)\b)"
    r"|\b(?:when|what time|which days|until when) (?:are you|is (?:your|the) (?:shop|store)|do you) (?:usually |normally )?(?:open|close)\b"
    r"|\b(?:what are )?your opening (?:hours|times)\b",
    re.IGNORECASE,
)
# A thing of one's own is asked for by many a noun that the head does not know.
_NO_PARCEL_YET = frozenset(
    {Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.POLICY_QUESTION, Intent.REFUND_STATUS, Intent.TICKET_STATUS, Intent.PRODUCT_QUESTION, Intent.PREVIOUS_ORDER, Intent.SHOW_ORDER, Intent.WHERE_IS_MY_ORDER, Intent.ITEM_PROBLEM, Intent.COMPLAINT, Intent.HOLD_ON, Intent.REPEAT, Intent.PROFILE}
)  # fmt: skip
_HOW_OFTEN = re.compile(
    r"\bhow (?:often|many times) (?:have|did|do) (?:i|we) (?:\w+ )?(?:shop\w*|order\w*|buy|bought|purchas\w*|placed?)\b",
    re.IGNORECASE,
)
# In which colours, sizes or voltages there is something.
_OPTIONS = re.compile(
    r"\b(?:what|which|any)(?: (?:other|different|more|kinds? of|types? of|sorts? of))*(?: [a-z]+)? (?:colou?rs?|sizes?|voltages?|versions?|variants?|layouts?|materials?|straps?|flavou?rs?|lengths?|capacit(?:y|ies)|finish(?:es)?|models?|options?)\b"
    r"[^.?!]{0,40}\b(?:(?:do|have|would) (?:you|u|ya)\b|have you got|you (?:got|have|sell|stock|carry|do)\b|are there|is there|exists?|available|in stock|(?:does|do) (?:it|they|that|those|this|the [\w -]{2,30}) (?:come|have)|can (?:i|it|they|you) (?:get|be had|choose|have|pick))",
    re.IGNORECASE,
)
_OF_OPTIONS = frozenset({Intent.PROFILE, Intent.LIST_PRODUCTS, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.IDENTIFY, Intent.SHOW_ORDER, Intent.PREVIOUS_ORDER, Intent.WHAT_CAN_YOU_DO, Intent.POLICY_QUESTION, Intent.PRODUCT_QUESTION, Intent.ITEM_PROBLEM})  # fmt: skip
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


# Whatever it tells then, a ticket is asked for in so many words.
_OPENS_TICKET = re.compile(
    r"^\W*(?:(?:hi|hello|hey|good (?:morning|day|evening)|please|pls|plz|kindly|can|could|would|will|you|i|we|want|need|would|like|i'd|we'd|to)\b\W*)*"
    r"(?:open|create|raise|file|log|submit|make)\b(?: up)?(?: me| us)? (?:a|an|another|one|the)? ?(?:new )?(?:support |help |service )?tickets?\b",
    re.IGNORECASE,
)
_OTHER_THAN_TICKETS = frozenset({Intent.ITEM_PROBLEM, Intent.COMPLAINT, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.RETURN_ITEMS, Intent.WHERE_IS_MY_ORDER, Intent.TICKET_STATUS, Intent.TALK_TO_PERSON})  # fmt: skip


def surer(wish: Understood, text: str) -> Understood:
    """Return a wish as what is asked in so many words: a rule of the shop, where a thing of one's own is, what there is to choose; any other as it is."""
    is_no_trouble = wish.intent is Intent.CODE_TROUBLE and not _OF_CODES.search(text)
    goes_on = wish.intent is Intent.RETURN_ITEMS and _BACK_TO.search(text) and not _SENDS.search(text)
    if is_no_trouble or goes_on:
        return replace(
            wish, intent=wish.runner_up, confidence=wish.runner_up_confidence, runner_up=wish.intent
        )
    meant = _plainly(wish, text)
    if meant is not None:
        return replace(wish, intent=meant, confidence=max(wish.confidence, _SURE), runner_up=wish.intent)
    if wish.intent not in _TAKEN or not _ASKED.search(text):
        return wish
    return replace(wish, intent=Intent.POLICY_QUESTION, confidence=_SURE, runner_up=wish.intent)


def _plainly(wish: Understood, text: str) -> Intent | None:
    """Return what is wanted in so many words: a ticket, a parcel, how often was ordered, what there is to choose."""
    if wish.intent in _OTHER_THAN_TICKETS and _OPENS_TICKET.match(text):
        return Intent.OPEN_TICKET
    if wish.intent in _NO_PARCEL_YET and asks_for_parcel(text):
        return Intent.WHERE_IS_MY_ORDER
    if wish.intent in _NO_PARCEL_YET and _HOW_OFTEN.search(text):
        return Intent.LIST_ORDERS
    return Intent.PRODUCT_QUESTION if wish.intent in _OF_OPTIONS and _OPTIONS.search(text) else None
