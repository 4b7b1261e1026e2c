"""Which change a customer wants, told by their words where the head is not sure: out of a purchase, back, or something else instead. Pure.

The head knows examples; strangers have many words for the few things that can be done with an order. Here stands what those
words have in common: a verb of getting rid and a purchase, a thing and the way back, a thing of theirs and how it should be.
"""

import re

from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import OTHER_ITEMS, Intent
from support_ai.agent.local.reasons import NO_LONGER_NEEDED, ORDERED_BY_MISTAKE
from support_ai.agent.local.understood import Understood

_CERTAIN, _LOOKED_UP, _UNSURE = 0.90, 0.85, 0.60
_RID = r"(?:bin|scrap|ditch|axe?|kill|nix|chuck|annul\w*|anulate|revoke|rescind|void|abort|undo|unorder|storno|drop(?! [^.?!]{1,40}\b(?:at|off|by|with|to|round)\b)|reverse|tear up|get rid of|be rid of|pull the plug on|(?:back|get)(?: me| us)? out of|discontinue|withdraw|stop|delete|call off)"
_RID_ALONE = (
    r"(?:bin|scrap|ditch|axe?|kill|nix|chuck|annul|revoke|rescind|void|undo|unorder|storno|stop|get rid of)"
)
_BOUGHT = r"(?:orders?|ord|purchases?|purchase contract)"
_OF_A_REQUEST = re.compile(
    r"\b(?:return|exchange|refund|request|swap|ticket|address|change of|payment|subscription|newsletter|account|reminder)\b",
    re.IGNORECASE,
)
_OUT_OF_IT = re.compile(
    rf"\b{_RID} (?:(?!order\b|not\b)[\w#'\u2019-]+ ){{0,4}}{_BOUGHT}\b|\bcall (?:[\w'\u2019-]+ ){{0,4}}off\b"
    r"|\bregret (?:having )?(?:ordering|buying|ordered|bought|purchasing|(?:my|the|this) (?:\w+ )?(?:order|purchase))\b|\bwish i (?:had never|hadn'?t|never|had not) (?:ordered|bought)\b"
    r"|\b(?:stop|keep|prevent) (?:the|my|this|that|those|these) (?:[\w-]+ ){1,4}(?:from )?(?:coming|going out|shipping|leaving|being (?:sent|shipped|dispatched|delivered))\b",
    re.IGNORECASE,
)
# One of several things is not to come.
_PIECE_OUT = re.compile(
    r"\b(?:take|taken|leave|left) (?:[\w-]+ ){0,3}out\b(?! of the box)|\b(?:be|get|have) (?:[\w-]+ ){0,3}(?:removed|struck)\b|\bremove (?:the|my|one)\b",
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
    r"|want(?:ed|s)? (?:it|them|that|this|the \w+|my \w+) (?:gone|away|out of (?:here|my house))|(?:has|have|gotta|got|needs?) (?:to )?go\b(?! (?:to|out|through|with|on|there|somewhere)\b)"
    r"|(?:money|cash) back (?:for|on|onto|to|from|please|pls)|(?<!get )(?<!call )(?<!come )(?<!be )back(?:,? (?:only|please|pls|to you|then))*\W*$|refund (?:me )?for (?:the|my|this|that|these|those))",
    re.IGNORECASE,
)
_WANTS_TO = re.compile(
    r"\b(?:i'?d like to|i would like to|i want to|i wanna|i need to|please|pls|i'?ll|let me)\b[^.?!]{0,12}\b(?:return|send|give|bring)\b",
    re.IGNORECASE,
)
_DISLIKES = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were)(?:n'?t| not) (?:really |quite )?(?:suit|like|fit|work for|what i|for me|happy|good)|hates?|not for me|awful|ugly|rubbish|useless|hideous|disappoint\w*|unhappy|not happy|regret)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\b(?:money|cash|refund|reimburse\w*|credit)\b", re.IGNORECASE)
_POSSIBLE = re.compile(
    r"\breturns? (?:still )?(?:possible|doable|allowed|ok|okay|an option)\b", re.IGNORECASE
)
_NOT_WANTED = re.compile(
    r"\b(?:(?:do not|don'?t|no longer|not) (?:really )?(?:want|need|like)|changed (?:my|me|our) minds?|regret|not keeping|hates? it)\b",
    re.IGNORECASE,
)
_NOT_HERE = re.compile(
    r"\b(?:(?:has|have|did|is|are)(?:n'?t| not)(?: even| yet)? (?:come|shipped|sent|left|gone out|arrived?|here|shown up|been delivered|got here)|(?:is|are|r|that'?s|still) (?:still )?(?:coming|on (?:the|its|their) way|in transit|not here)|on (?:the|its|their) way)\b",
    re.IGNORECASE,
)
_ASKS_FOR = re.compile(
    r"\b(?:(?:i|we|she|he|my \w+) (?:really |just |actually )?(?:need|want|prefer|would like|wear|take|meant|wanted)s?|i'?d (?:like|prefer|rather|take)|(?:can|could|may|might|should|would)\b|have (?:it|them|that)|gimme|give me|send me|get me|make (?:it|them|that|the|my|one)|in place of|please|pls|rather|not|should (?:be|have been)|(?:supposed|meant) to be)\b",
    re.IGNORECASE,
)
_EXCHANGES = re.compile(r"\b(?:swap|switch|trade|replace|upgrade|downgrade|exchange|change)\b", re.IGNORECASE)
_OF_THEIRS = re.compile(
    r"\b(?:my (?!(?:wife|husband|partner|mum|mom|dad|son|daughter|boy|girl|friend|sister|brother|boss|mother|father|size|colou?r|room|kitchen|house|home|order history)\b)|mine\b|(?:i|we) (?:just |already |only )?(?:ordered|bought|got|received|picked|chose|clicked|selected|have|purchased)|(?:you|u|ya|you guys) (?:guys )?(?:sent|delivered|shipped|gave|sold)|(?:came|arrived|was delivered|were delivered)|misclick\w*|(?:i|we) (?:got|have) coming|size is (?:off|wrong)|wrong size|in my order|the order|ordered (?:yesterday|today)|(?:is|are|it'?s|they'?re) (?:\w+ )?(?:too|so|skin|way) \w+|pinch\w*|tight|loose|roomy|tiny|huge)\b",
    re.IGNORECASE,
)
_SWAPS_MINE = re.compile(
    r"\b(?:swap|switch|trade|replace|exchange|change|have|want|take|like)\b(?=.*\b(?:mine|my)\b)(?=.*\b(?:that|this|it|the)\b(?: (?:one|version|model|variant))?).*(?:\b(?:for|with|to|by|instead)\b)",
    re.IGNORECASE,
)
_SHOULD_BE = re.compile(
    r"\b(?:could|can|should|may|would) (?:my|the|those|these|this|that) (?:[\w-]+ ){1,4}(?:be|become|come in)\b|\b(?:my|the|those|these) [\w-]+(?: [\w-]+)?,? (?:could|can|should) (?:it|they|that) be\b",
    re.IGNORECASE,
)
_NOT_THAT = re.compile(
    r"\b(?:size )?(\d{2}|x{0,3}[sl]|m),? not (?:a |size )?(?:\d{2}|x{0,3}[sl]|m)\b", re.IGNORECASE
)


def swaps_for_shown(text: str) -> bool:
    """Tell whether a thing of theirs should become the one that was shown just before: `swap mine for that one`."""
    is_swap = _EXCHANGES.search(text) or re.search(r"\binstead\b", text, re.IGNORECASE)
    return bool(is_swap) and not _ASKS_HOW.match(text) and _SWAPS_MINE.search(text) is not None


def swaps_it(text: str) -> bool:
    """Tell whether what is to be another one is only pointed at: `white sounds nice, swap them`."""
    return _SWAPS_IT.search(text) is not None and not _ASKS_HOW.match(text)


_ASKS_HOW = re.compile(
    r"^\W*(?:\w+\W+)?(?:what|how|which|why|when|where|is|are|does|do|did)\b", re.IGNORECASE
)
_SWAPS_IT = re.compile(
    r"\b(?:swap|switch|trade|replace|exchange|change) (?:it|them|that|this|those|these|mine)\b", re.IGNORECASE
)


def wanted_change(wish: Understood, text: str) -> Intent | None:
    """Return the change that a text's words name; None where they name none, or the head is certain of one."""
    if wish.intent in CHANGES and wish.intent is not Intent.ADJUST_ORDER and wish.confidence >= _CERTAIN:
        return _beside_what_is_certain(wish, text)
    if _is_out(wish, text):
        return Intent.CANCEL_ORDER
    if _is_other(wish, text):
        return wish.intent if wish.intent in OTHER_ITEMS else Intent.EXCHANGE_ITEMS
    if _is_back(wish, text):
        return Intent.RETURN_ITEMS
    if _is_paid(wish, text):
        return Intent.CHANGE_PAYMENT
    tells = wish.intent in _VAGUE and wish.values(EntityType.ITEM) and _DISLIKES.search(text)
    return Intent.ITEM_PROBLEM if tells and _OF_THEIRS.search(text) else None


def _beside_what_is_certain(wish: Understood, text: str) -> Intent | None:
    """Return the change that is meant where the head is certain of one that only goes with it: how to pay, a piece of an order."""
    if wish.intent is Intent.CHANGE_ITEMS:
        is_out = _OUT_OF_IT.search(text) and not any(_tells_how(one, wish, text) for one in wish.entities)
        return Intent.CANCEL_ORDER if is_out else None
    if wish.intent is not Intent.CHANGE_PAYMENT:
        return None
    # `Return request: …, to my gift card`: what is said of the money is part of the way back.
    if _names_return(text):
        return Intent.RETURN_ITEMS
    is_other = _DIFFERENCE.search(text) and _MAKE_IT.search(text) and wish.values(EntityType.ITEM)
    return Intent.EXCHANGE_ITEMS if is_other else None


_DIFFERENCE = re.compile(r"\b(?:diff|difference|rest|surcharge|extra)\b", re.IGNORECASE)
_MAKE_IT = re.compile(
    r"\b(?:make|change|swap|switch|exchange|turn|want|need|have|upgrade)\b.{1,40}?\b(?:\d{2}|to|into|for|in|one size|bigger|smaller|cheaper)\b",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"\bput\b.{1,40}\b(?:on|onto) (?:my|the|our) |\b(?:pay(?:ing)?|charge|bill|settle|cover|debit)\b(?! (?:back|me|for (?:return|shipping|postage)))",
    re.IGNORECASE,
)
_PAYS_IT = re.compile(r"\bpay (?:for )?(?:it|that|this|them) (?:with|by|from|using|via|on)\b", re.IGNORECASE)
_PAID_INSTEAD = re.compile(
    r"\b(?:can|could|may|should) (?:it|that|this|i) (?:be|use|have|take) (?:[\w-]+ ){1,3}(?:instead|rather)\b|\bmake (?:it|that) (?:[\w-]+ ){1,3}instead\b",
    re.IGNORECASE,
)
_VAGUE = frozenset({Intent.INFORM, Intent.OUT_OF_SCOPE, Intent.PREVIOUS_ORDER, Intent.SHOW_ORDER, Intent.PLACE_ORDER, Intent.ADJUST_ORDER})  # fmt: skip


def _is_paid(wish: Understood, text: str) -> bool:
    """Tell whether an order is to be paid in a way that is named: `pay for the backpacks from paypal`."""
    what = wish.values(EntityType.ITEM) or wish.values(EntityType.ORDER_NUMBER) or "order" in text.lower()
    what = what or _PAYS_IT.search(text)
    is_asked = wish.intent in _VAGUE and bool(what) and bool(wish.values(EntityType.PAYMENT))
    if wish.values(EntityType.PAYMENT) and wish.intent in _VAGUE and _PAID_INSTEAD.search(text):
        return True
    return is_asked and "?" not in text and _PAYS.search(text) is not None


def _names_return(text: str) -> bool:
    return (
        re.search(r"\breturns? request|\brequest (?:for|to|of) (?:a )?return", text, re.IGNORECASE)
        is not None
    )


def _is_out(wish: Understood, text: str) -> bool:
    """Tell whether somebody wants out of a purchase: `bin the order`, `bought by accident, scrap it`."""
    if _OF_A_REQUEST.search(text) or (wish.intent in _NOT_OUT and wish.is_sure):
        return False
    not_yet = _NOT_WANTED.search(text) and _NOT_HERE.search(text) and not _WAY_BACK.search(text)
    is_piece = bool(wish.values(EntityType.ITEM)) and wish.confidence < _UNSURE and _PIECE_OUT.search(text)
    if _OUT_OF_IT.search(text) or not_yet or is_piece:
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
    how = _SIZE.search(text) is not None or any(_tells_how(one, wish, text) for one in wish.entities)
    if _NOT_THAT.search(text) and names:
        return True
    if wish.values(EntityType.ITEM) and _in_place_of_theirs(wish, text):
        return True
    if _SHOULD_BE.search(text) and names and wish.intent not in CHANGES:
        return how or _OF_THEIRS.search(text) is not None
    is_look_up = wish.intent not in CHANGES and wish.confidence >= _LOOKED_UP
    is_look_up = is_look_up and not _MEANT.search(text) and not _has_but_needs(wish, text)
    is_elsewhere = wish.intent in _ELSEWHERE and wish.is_sure and not _of_no_place(wish)
    if not how or not names or is_elsewhere or is_look_up:
        return False
    if _EXCHANGES.search(text):
        return True
    return (
        _ASKS_FOR.search(text) is not None
        and (_OF_THEIRS.search(text) is not None or bool(wish.values(EntityType.ORDER_NUMBER)))
        and not _WAY_BACK.search(text)
    )


_MEANT = re.compile(r"\bi (?:really |actually )?(?:wanted|meant|needed|asked for)\b", re.IGNORECASE)
_NEEDS = re.compile(r"\b(?:i|we|she|he|my \w+)(?:'d)? (?:need|want|prefer|like|wear|take)s?\b", re.IGNORECASE)


def _has_but_needs(wish: Understood, text: str) -> bool:
    """Tell whether how a thing is stands beside how it is needed: `it has the british layout, i need the american one`."""
    options = set(wish.values(EntityType.OPTION))
    return len(options) > 1 and "?" not in text and _NEEDS.search(text) is not None


_INSTEAD_OF_MINE = re.compile(
    r"^(?!\W*(?:what|how|why|which|when)\b).*\b(?:instead of|rather than|in place of|in lieu of) (?:my|the) [\w-]+",
    re.IGNORECASE,
)
_WANTS = re.compile(r"\b(?:want|wants|wanted|need|like|prefer|get|have|take|should)\b", re.IGNORECASE)


def _in_place_of_theirs(wish: Understood, text: str) -> bool:
    """Tell whether something is wanted in place of a thing, or of how it is: `white, not black`, `a mat instead of my mug`."""
    if wish.intent in CHANGES or wish.confidence >= _LOOKED_UP or not _WANTS.search(text):
        return False
    options = [one for one in wish.entities if one.type is EntityType.OPTION]
    gone = [one for one in options if wish.unwanted(one)]
    contrasts = bool(gone) and len(gone) < len(options) and "?" not in text
    return contrasts or _INSTEAD_OF_MINE.search(text) is not None


def _of_no_place(wish: Understood) -> bool:
    """Tell whether a change of address is read where no part of one is named."""
    is_address = wish.intent in (Intent.CHANGE_ADDRESS, Intent.CHANGE_CUSTOMER_ADDRESS)
    return is_address and not (wish.values(EntityType.ADDRESS) or wish.values(EntityType.POSTAL_CODE))


# A bare number is a size behind such words.
_SIZE = re.compile(
    r"\b(?:in|to|into|for|take|get|have|wear|need|want|be|rather|size)(?: an?| the| size| eu| uk| us)* (?:3[4-9]|4\d|5[0-2])\b(?! ?(?:dollars?|euros?|bucks|days?|minutes?|hours?|%|percent|of|x)\b)",
    re.IGNORECASE,
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
    """Tell whether a thing of theirs is to go back."""
    wants = wish.intent is Intent.REFUND_STATUS and bool(_WANTS_TO.search(text) or _POSSIBLE.search(text))
    if (
        (wish.intent in _NOT_BACK and not wants)
        or not wish.values(EntityType.ITEM)
        or _EXCHANGES.search(text)
    ):
        return False
    is_money = _DISLIKES.search(text) and (_MONEY.search(text) or wish.values(EntityType.PAYMENT))
    return bool(is_money or _WAY_BACK.search(text) or _POSSIBLE.search(text))


_NOT_BACK = frozenset(
    {Intent.GET_BACK_TOTAL, Intent.REFUND_STATUS, Intent.TICKET_STATUS, Intent.TALK_TO_PERSON, Intent.WITHDRAW_RETURN, Intent.CHANGE_OF_MIND, Intent.CHANGE_ADDRESS, Intent.CHANGE_CUSTOMER_ADDRESS, Intent.OPEN_TICKET, Intent.HOLD_ON, Intent.NO}
)  # fmt: skip
