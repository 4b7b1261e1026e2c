"""Which change a customer wants, told by their words where the head is not sure: out of a purchase, back, or something else instead. Pure.

The head knows examples; strangers have many words for the few things that can be done with an order. Here stands what those
words have in common: a verb of getting rid and a purchase, a thing and the way back, a thing of theirs and how it should be.
"""

import re

from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.reasons import NO_LONGER_NEEDED, ORDERED_BY_MISTAKE
from support_ai.agent.local.understood import Understood

_CERTAIN, _LOOKED_UP = 0.90, 0.85
_RID = r"(?:bin|scrap|ditch|axe?|kill|nix|chuck|annul\w*|anulate|revoke|rescind|void|abort|undo|unorder|storno|drop(?! [^.?!]{1,40}\b(?:at|off|by|with|to|round)\b)|reverse|tear up|get rid of|be rid of|pull the plug on|(?:back|get) out of|withdraw|stop|delete|call off)"
_RID_ALONE = (
    r"(?:bin|scrap|ditch|axe?|kill|nix|chuck|annul|revoke|rescind|void|undo|unorder|storno|stop|get rid of)"
)
_BOUGHT = r"(?:orders?|ord|purchases?|purchase contract)"
_OF_A_REQUEST = re.compile(
    r"\b(?:return|exchange|refund|request|swap|ticket|address|change of|payment|subscription|newsletter|account|reminder)\b",
    re.IGNORECASE,
)
_OUT_OF_IT = re.compile(
    rf"\b{_RID} (?:(?!order\b|not\b)[\w#'\u2019-]+ ){{0,4}}{_BOUGHT}\b|\bcall (?:[\w'\u2019-]+ ){{0,4}}off\b",
    re.IGNORECASE,
)
_RID_OF_IT = re.compile(
    rf"\b{_RID_ALONE} (?:it|that|this|them|these|those|the lot|the whole (?:thing|lot)|everything|all of it|em)\b"
    rf"|\b(?:pls|please|just) {_RID_ALONE} (?:the|my) \w+",
    re.IGNORECASE,
)
_OWN_PURCHASE = re.compile(
    r"\b(?:orders?|ordered|bought|purchased?|pending|(?:pressed|hit|clicked) (?:buy|order|pay))\b",
    re.IGNORECASE,
)
_WAY_BACK = re.compile(
    r"\b(?:(?:request|set up|start|arrange|make|open|do|begin|initiate|organi[sz]e|book) (?:for )?(?:a |the |my |another )?returns?\b(?! (?:policy|polic\w+|window|label|address))|returns? request|request (?:for|to|of) (?:a )?return\w*"
    r"|(?:want|wanna be|be|get) (?:shot|rid) of|(?:go(?:es|ing)?|sent|send|sending|bring|bringing|post|posting|hand|handing|ship|shipping|take|taking) (?:(?:it|them|that|this|these|those|the \w+|my \w+) )?(?:straight |right )?back\b(?! (?:to me|to us|on my)\b)"
    r"|(?:has|have|gotta|got|needs?) (?:to )?go\b(?! (?:to|out|through|with|on|there|somewhere)\b)"
    r"|(?:money|cash) back (?:for|on|onto|to|from|please|pls)|refund (?:me )?for (?:the|my|this|that|these|those))",
    re.IGNORECASE,
)
_NOT_WANTED = re.compile(
    r"\b(?:(?:do not|don'?t|no longer|not) (?:really )?(?:want|need|like)|changed (?:my|me|our) minds?|regret|not keeping|hates? it)\b",
    re.IGNORECASE,
)
_NOT_HERE = re.compile(
    r"\b(?:(?:has|have|did|is|are)(?:n'?t| not)(?: even)? (?:come|arrived?|here|shown up|been delivered|got here)|(?:is|are|r|that'?s|still) (?:still )?(?:coming|on (?:the|its|their) way|in transit|not here)|on (?:the|its|their) way)\b",
    re.IGNORECASE,
)
_ASKS_FOR = re.compile(
    r"\b(?:(?:i|we|she|he|my \w+) (?:really |just |actually )?(?:need|want|prefer|would like|wear|take|meant|wanted)s?|i'?d (?:like|prefer|rather|take)|(?:can|could|may|might|should|would)\b|have (?:it|them|that)|gimme|give me|send me|get me|make (?:it|them|that|the|my|one)|in place of|please|pls|rather|not)\b",
    re.IGNORECASE,
)
_EXCHANGES = re.compile(r"\b(?:swap|switch|trade|replace|upgrade|downgrade|exchange|change)\b", re.IGNORECASE)
_OF_THEIRS = re.compile(
    r"\b(?:my (?!(?:wife|husband|partner|mum|mom|dad|son|daughter|boy|girl|friend|sister|brother|boss|mother|father|size|colou?r|room|kitchen|house|home|order history)\b)|mine\b|(?:i|we) (?:just |already |only )?(?:ordered|bought|got|received|picked|chose|clicked|selected|have|purchased)|(?:you|u|ya|you guys) (?:guys )?(?:sent|delivered|shipped|gave)|(?:came|arrived|was delivered|were delivered)|misclick\w*|in my order|the order|ordered (?:yesterday|today)|(?:is|are|it'?s|they'?re) (?:\w+ )?(?:too|so|skin|way) \w+|pinch\w*|tight|loose|roomy|tiny|huge)\b",
    re.IGNORECASE,
)
_SHOULD_BE = re.compile(
    r"\b(?:could|can|should|may|would) (?:my|the|those|these|this|that) (?:[\w-]+ ){1,4}(?:be|become|come in)\b|\b(?:my|the|those|these) [\w-]+(?: [\w-]+)?,? (?:could|can|should) (?:it|they|that) be\b",
    re.IGNORECASE,
)
_NOT_THAT = re.compile(
    r"\b(?:size )?(\d{2}|x{0,3}[sl]|m),? not (?:a |size )?(?:\d{2}|x{0,3}[sl]|m)\b", re.IGNORECASE
)


def wanted_change(wish: Understood, text: str) -> Intent | None:
    """Return the change that a text's words name; None where they name none, or the head is certain of one."""
    if wish.intent in CHANGES and wish.intent is not Intent.ADJUST_ORDER and wish.confidence >= _CERTAIN:
        # `Return request: …, to my gift card`: what is said of the money is part of the way back.
        is_detail = wish.intent is Intent.CHANGE_PAYMENT and _names_return(text)
        return Intent.RETURN_ITEMS if is_detail else None
    if _is_out(wish, text):
        return Intent.CANCEL_ORDER
    if _is_other(wish, text):
        return wish.intent if wish.intent in _OTHER_ITEMS else Intent.EXCHANGE_ITEMS
    return Intent.RETURN_ITEMS if _is_back(wish, text) else None


_OTHER_ITEMS = frozenset({Intent.EXCHANGE_ITEMS, Intent.CHANGE_ITEMS})


def _names_return(text: str) -> bool:
    return (
        re.search(r"\breturns? request|\brequest (?:for|to|of) (?:a )?return", text, re.IGNORECASE)
        is not None
    )


def _is_out(wish: Understood, text: str) -> bool:
    """Tell whether somebody wants out of a purchase: `bin the order`, `bought by accident, scrap it`."""
    if _OF_A_REQUEST.search(text) or (wish.intent in _NOT_OUT and wish.is_sure):
        return False
    if _OUT_OF_IT.search(text):
        return True
    reasons = set(wish.values(EntityType.REASON)) & {NO_LONGER_NEEDED, ORDERED_BY_MISTAKE}
    return _RID_OF_IT.search(text) is not None and bool(reasons or _OWN_PURCHASE.search(text))


# Of these a verb of getting rid asks for nothing new.
_NOT_OUT = frozenset(
    {Intent.GET_BACK_TOTAL, Intent.REFUND_STATUS, Intent.TICKET_STATUS, Intent.POLICY_QUESTION, Intent.TALK_TO_PERSON, Intent.WITHDRAW_RETURN, Intent.OPEN_TICKET, Intent.REPEAT}
)  # fmt: skip


def _is_other(wish: Understood, text: str) -> bool:
    """Tell whether a thing of theirs should be another: `the coat u sent is tight, i need it in XL`."""
    names = bool(wish.values(EntityType.ITEM) or wish.values(EntityType.ORDER_NUMBER))
    how = any(_tells_how(one, wish, text) for one in wish.entities)
    if _NOT_THAT.search(text) and names:
        return True
    if _SHOULD_BE.search(text) and names and wish.intent not in CHANGES:
        return how or _OF_THEIRS.search(text) is not None
    is_look_up = wish.intent not in CHANGES and wish.confidence >= _LOOKED_UP
    if not how or not names or wish.intent in _ELSEWHERE or is_look_up:
        return False
    if _EXCHANGES.search(text):
        return True
    return (
        _ASKS_FOR.search(text) is not None
        and _OF_THEIRS.search(text) is not None
        and not _WAY_BACK.search(text)
    )


_ONE = re.compile(r"\b(?:one|ones|size|version|model|kind|colou?r)$")


def _tells_how(one: Entity, wish: Understood, text: str) -> bool:
    """Tell whether an entity says how something should be, rather than which one is spoken of: `in navy`, never `the navy coat`."""
    if one.type is EntityType.COMPARISON:
        return one.value not in ("same", "available")
    if one.type is not EntityType.OPTION:
        return False
    around = [other for other in wish.entities if other.type is EntityType.ITEM and one.within(other)]
    return not any(other.end > one.end and not _ONE.search(other.value) for other in around) or bool(
        re.search(r"\b(?:in|to|into)(?: an?| the| size)* $", text[: one.start - wish.start], re.IGNORECASE)
    )


# A change of these kinds has options in it only by chance; and a price or a sum is asked of an option, not the option itself.
_ELSEWHERE = frozenset(
    {Intent.CHANGE_ADDRESS, Intent.CHANGE_CUSTOMER_ADDRESS, Intent.CHANGE_PAYMENT, Intent.CANCEL_ORDER, Intent.RETURN_ITEMS, Intent.GET_BACK_TOTAL, Intent.PROFILE, Intent.TALK_TO_PERSON, Intent.TICKET_STATUS, Intent.REFUND_STATUS, Intent.POLICY_QUESTION}
)  # fmt: skip


def _is_back(wish: Understood, text: str) -> bool:
    """Tell whether a thing of theirs is to go back, or is not wanted that is not even here."""
    if wish.intent in _NOT_BACK or not wish.values(EntityType.ITEM) or _EXCHANGES.search(text):
        return False
    return _WAY_BACK.search(text) is not None or (
        _NOT_WANTED.search(text) is not None and _NOT_HERE.search(text) is not None
    )


_NOT_BACK = frozenset(
    {Intent.GET_BACK_TOTAL, Intent.REFUND_STATUS, Intent.TICKET_STATUS, Intent.TALK_TO_PERSON, Intent.WITHDRAW_RETURN, Intent.CHANGE_OF_MIND, Intent.CHANGE_ADDRESS, Intent.CHANGE_CUSTOMER_ADDRESS, Intent.OPEN_TICKET, Intent.HOLD_ON, Intent.NO}
)  # fmt: skip
