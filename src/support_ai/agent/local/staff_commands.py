"""What colleagues order in so many words: the change that a command begins. Pure."""

import re
from dataclasses import replace

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.understanding import Understood


def command_in(text: str, wish: Understood) -> Intent | None:
    """Return the change that a colleague orders in so many words."""
    if is_negated(text):
        return Intent.SHOW_ORDER if wish.values(EntityType.ORDER_NUMBER) else None
    if _WHETHER.search(text):
        return Intent.POLICY_QUESTION
    if _ASKS.match(text) or _TOLD_OF_MANY.search(text):
        return _LOOKED_UP.get(wish.intent)
    if _KEEPS_IT.search(text) and any(
        one is Intent.REFUND_ORDER and pattern.search(text) for one, pattern in _TOLD
    ):
        # What stays with the customer is no return.
        return Intent.REFUND_ORDER
    of_items = _of_items(text, wish)
    if of_items is not None:
        return of_items
    found = _found(text, wish)
    # `refund all of it, goodwill` says why; what goes to the card is paid back, and no credit.
    is_refund = _REFUNDS.match(text) or (_TO_WHERE_IT_CAME_FROM.search(text) and not _IS_GIFT.search(text))
    return Intent.REFUND_ORDER if found is Intent.ADJUST_ORDER and is_refund else found


def _found(text: str, wish: Understood) -> Intent | None:
    """Return what is ordered, or told to be wanted; what was told before a question is done already, and looked up."""
    found = next((intent for intent, pattern in (*_COMMANDS, *_TOLD) if pattern.search(text)), None)
    if found is None and wish.intent is Intent.ADJUST_ORDER and _TO_WHERE_IT_CAME_FROM.search(text):
        return Intent.ADJUST_ORDER
    if found is None and _ASKS_BEHIND.search(text) and not _WISHED.search(text):
        # `One of her orders got cancelled. What number was it?`
        return _LOOKED_UP.get(wish.intent)
    return found


def _of_items(text: str, wish: Understood) -> Intent | None:
    """Return what is done with things, where their money is only told the way: `wants the red one instead, difference to his card`."""
    swaps = _SWAPS.search(text) is not None and not _NO_THING.search(text)
    if swaps and wish.values(EntityType.ITEM):
        return wish.intent if wish.intent in _SWAPPED else Intent.EXCHANGE_ITEMS
    rest = _WAY_OF_MONEY.sub(" ", text)
    if rest == text or wish.intent not in (*_SWAPPED, Intent.RETURN_ITEMS) or not wish.is_sure:
        return None
    still = any(one is Intent.REFUND_ORDER and pattern.search(rest) for one, pattern in (*_COMMANDS, *_TOLD))
    return None if still else wish.intent


_SWAPPED = (Intent.EXCHANGE_ITEMS, Intent.CHANGE_ITEMS)
_SWAPS = re.compile(
    r"\b(?:wants?|wanted|would like|'?d like|prefers?|needs?|takes?|would rather have|wishes for|asks for)\b[^.?!]*\b(?:instead of|rather than|in place of|in exchange for)\b",
    re.IGNORECASE,
)
# These are no things that are exchanged.
_NO_THING = re.compile(
    r"\b(?:refund|money|cash|vouchers?|credit|gift card|return|exchange|replacement|reshipment)\b[^.?!,]*\b(?:instead of|rather than|in place of|in exchange for)\b|\b(?:instead of|rather than|in place of|in exchange for) (?:an? |the |his |her |their |my )?(?:refund|money|cash|voucher|store credit|credit|gift card|return\w*|exchang\w*|replacement|card|paypal)\b",
    re.IGNORECASE,
)
_WAY_OF_MONEY = re.compile(
    r"(?:[.,;:\n]|\s-+\s|\b(?:and|with)\b)\s*(?:(?:and|with|the|any|then|please|pls|price|a|all|his|her|their)\s+)*(?:differences?|refund|money|amount|balance|rest|cash)\b[^.,;?!\d$\u20ac\u00a3]*\b(?:cards?|pay ?pal|visa|mastercard|amex|original|(?:he|she|they) paid|store credit|account|bank)\b[^.,;?!]*",
    re.IGNORECASE,
)


_NEXT = re.compile(r"\W*\b(?:and (?:then|also|after that)|then|and|also|plus)\b\W*|[.;,]\s+", re.IGNORECASE)
# The money goes back with these by itself.
_PAYS_BACK = frozenset({Intent.CANCEL_ORDER, Intent.RETURN_ITEMS, Intent.EXCHANGE_ITEMS})


def apart(wish: Understood, text: str) -> tuple[Understood, ...]:
    """Return a colleague's wish as two where two different commands stand in it: `pack it, and refund 5 dollars on it`."""
    end = wish.end or len(text)
    for match in _NEXT.finditer(text, wish.start, end):
        first, second = _ordered(text[wish.start : match.start()]), _ordered(text[match.end() : end])
        is_one = first is second or (first in _PAYS_BACK and second is Intent.REFUND_ORDER)
        is_one = is_one or (first is Intent.REFUND_ORDER and _only_why(text[match.end() : end]))
        if first is not None and second is not None and not is_one:
            cut = match.start()
            before = tuple(one for one in wish.entities if one.start < cut)
            behind = tuple(one for one in wish.entities if one.start >= cut)
            return (
                replace(wish, end=cut, entities=before, intent=first),
                replace(wish, start=cut, end=end, entities=behind, intent=second),
            )
    return (wish,)


def _only_why(text: str) -> bool:
    """Tell whether a word or two behind a refund only say why: `refund $20 on ORD-1, goodwill`."""
    return len(text.split()) <= _FEW_WORDS and not any(one.isdigit() for one in text)


_FEW_WORDS = 3


def _ordered(text: str) -> Intent | None:
    return next((intent for intent, pattern in _COMMANDS if pattern.search(text)), None)


_NEGATED = re.compile(
    r"^\W*(?:(?:please|pls|ok|so|and|but|we|i|let'?s|should|will|would|rather|wait|sorry)\W+)*(?:don'?t|do not|no|never|not|won'?t|shouldn'?t)\W+(?:(?:yet|please|just|want to|need to|do|make|book|set up|a|any)\W+)*(?:refund|cancel|return|exchange|credit|goodwill|change|book|pay|give|send|adjust)",
    re.IGNORECASE,
)
# What was given already is told, and nothing is ordered: `show me the goodwill we granted this month`.
_TOLD_OF_MANY = re.compile(
    r"^\W*(?:(?:please|pls|can you|could you|ok|and|now)\W+)*(?:show|list|give me|tell me|get me|i (?:need|want)|what|how much)\b[^?]*\b(?:we|you|i|the team|was|were|been) (?:\w+ )?(?:granted|gave|given|booked|issued|paid|credited|refunded|handed)\b(?!.*\bord-?\d)",
    re.IGNORECASE,
)
_WHETHER = re.compile(r"^\W*(?:(?:so|and|hm+|ok)\W+)*(?:should|shall|would it be better if|is it better if) (?:i|we)\b[^.!]*\?", re.IGNORECASE)  # fmt: skip


def is_negated(text: str) -> bool:
    """Tell whether a text says that something is not to be done: `no refund for 2064, just the status`."""
    return _NEGATED.search(text) is not None


# `Did Rohan return anything?` is no return.
_ASKS = re.compile(
    r"^\W*(?:(?:and|ok|so|hey|hi|also)\W+)*(?:did|has|have|had|was|were|is|are|does|do|any|anything|when|why|who|which|what|how|where)\b(?!.*\b(?:please|for me)\b)",
    re.IGNORECASE,
)
_ASKS_BEHIND = re.compile(
    r"[.!;:]\s+(?:(?:and|so|but)\W+)*(?:what|which|when|where|whose|who|did|has|have|was|were|how (?:much|many|far|long))\b[^.!?]*\?\W*$",
    re.IGNORECASE,
)
_WISHED = re.compile(
    r"\b(?:wants?|wanted|needs?|like[sd]?|wish\w*|ask\w*|please|pls|must|should|has to|have to|can|could|let'?s)\b",
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
_LEAD = r"^\W*(?:(?:please|pls|now|and|then|also|so|ok|okay|can (?:you|i|we)|could (?:you|i|we)|may i|i want to|i need to|i'd like to|we need to|we have to|we should|let'?s|just|kindly|the customer wants (?:us )?to|customer wants(?: us)? to|go ahead and|him|her|them)\W+)*"
_GIVES = r"(?:give|grant|issue|book|add|apply|offer|credit|put|make|do|send)"
_COMMANDS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (Intent.SET_RETURN_STATUS, re.compile(rf"{_LEAD}(?:mark|set(?! up)|change|update|move)\b[^?!]*\b(?:received|approved|rejected|label[ _]sent|refunded|replaced|closed)\b", re.IGNORECASE)),
    (Intent.SET_RETURN_STATUS, re.compile(rf"{_LEAD}(?:approve|accept|reject|refuse|decline|deny|close|mark|set(?! up)|update|move)\b[^.?!]*\b(?:returns?|rma|exchanges?|r-\d+)\b|\b(?:returns?|exchanges?) (?:r-?\d+ |for \S+ |of \S+ )?(?:is|has|was) (?:here|back|arrived|been received|received|in)\b", re.IGNORECASE)),
    (Intent.ADJUST_ORDER, re.compile(rf"\b(?:goodwill|price (?:correction|adjustment|match)|shipping (?:adjustment|correction|back|refund)|(?:waive|refund|credit|give back|return|drop|remove)\b[^.?!]{{0,20}}\b(?:shipping|delivery fee|postage))\b|{_LEAD}{_GIVES}\b[^.?!]*\b(?:credit(?! ?cards?\b)|shipping\b[^.?!]*\bback|voucher|compensation)\b|{_LEAD}(?:adjust|compensate|knock)\b", re.IGNORECASE)),
    (Intent.REFUND_ORDER, re.compile(rf"{_LEAD}(?:refund|reimburse|re-?pay|pay\b[^.?!]*\bback|pay back|give\b[^.?!]*\b(?:money |amount |\d+\S* |dollars )back|send\b[^.?!]*\bmoney back|(?:issue|make|do|book|process|start) (?:a |the |another )?(?:full |partial |part )?refund)\b", re.IGNORECASE)),
    (Intent.RETURN_ITEMS, re.compile(rf"{_LEAD}(?:set up|start|register|book|create|open|file|make|do|arrange|initiate|log) (?:a |the |another )?returns?\b|{_LEAD}return (?:the|everything|one|both|all|his|her|their|two|three|a|an|it|them|1|2|3)\b", re.IGNORECASE)),
    (Intent.SET_ORDER_STATUS, re.compile(rf"{_LEAD}(?:mark|set|change|update|put|move|flag|switch)\b(?!.*\b(?:address|payment|method|items?|variant|colou?r|size)\b)[^?!]*\b(?:status|processed|shipped|delivered|pending|dispatched|packed|sent|cancelled)\b", re.IGNORECASE)),
)  # fmt: skip
# What is told of the customer's wish, or of the parcel, is as plain as a command.
_STARTS = _LEAD.replace("^", r"(?:^|[.,;:!\n]|\s-+\s|\b(?:and|so|but|then)\b)", 1)
_SUM = r"(?<![\w-])(?:[$€£] ?)?\d+(?:[.,]\d\d)?(?: ?(?:dollars|bucks|usd|eur\w*|pounds|percent|%))?"
_WANTS = r"(?<!n't )(?<!nt )(?<!not )(?<!never )(?<!without )\b(?:wants?|wanted|would like|'?d like|needs?|wishes|asks?|asked|is asking|decided|intends|insists|prefers?|going|hopes?)\b (?:us )?(?:to )?"
_TOLD: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (Intent.CANCEL_ORDER, re.compile(rf"{_LEAD}cancel (?:order|ord-?\d|#|\d|(?:the|his|her|their) (?!(?:return|exchange|change|request|refund|rma|ticket|ones?\b.*\?)))", re.IGNORECASE)),
    (Intent.RETURN_ITEMS, re.compile(rf"\brma\b(?! ?[#-]?\d)|\breturn (?:label|slip|authori[sz]ation|shipment|form)s?\b|{_WANTS}(?:return(?!ed)|(?:send|give|bring|ship|post|hand|take) (?![^.?!]*\b(?:money|cash)\b)(?!{_SUM})[^.?!]{{0,60}}\bback)\b|\b(?:is|are|will be|'s|he|she|they|customer) (?:returning|sending (?:it|them|the|one|both|all|his|her|their)\b[^.?!]{{0,40}}\bback)\b|\b(?:sends|sent|shipped|posted|returns|returned) (?![^.?!]*\b(?:money|cash)\b)[^.?!]{{0,40}}\bback\b|\b(?:goes|going|comes|coming) back\b(?! (?:to|on|onto|into|in) (?:the|his|her|their|my|store|card|a)\b)|{_LEAD}(?:(?:a|one|another|new) )?return (?:for|of|on|please)\b|(?<!many )(?<!which )(?<!the )(?<!our )(?<!of )\breturns (?:the|his|her|their|both|one|all|everything|it|them|two|three)\b", re.IGNORECASE)),
    (Intent.EXCHANGE_ITEMS, re.compile(rf"{_WANTS}(?:exchange|swap|switch|trade)\b", re.IGNORECASE)),
    (Intent.REFUND_ORDER, re.compile(rf"{_STARTS}(?:refund\b(?! (?:was|is|has|status|polic\w+|reasons?|rules?))|reimburse\b|repay\b|pay\b(?! (?:with|by|via))[^.?!]{{0,40}}\bback\b|give back\b(?=.*(?:{_SUM}|\b(?:half|all|everything|money)\b)))|\b(?:money|cash|full (?:amount|price|sum)|(?:the )?(?:whole|entire|full) (?:amount|sum|lot|thing)|all of it|every (?:cent|penny)) back\b|\b(?:give|gives|pay|send|put|transfer|wire|want|wants|needs?|gets?|get|deserves|due|owed|owe|promised|would like)\b[^.?!]*?{_SUM}[^.?!]{{0,40}}\bback\b|\b(?:full|partial|part|complete|total|half) refund\b|\bwants? (?:his|her|their|all (?:his|her|their|the)) money\b|\b(?:needs?|wants?|deserves?|gets?|due|owed|promised|would like|requests?|requested|asks? for|asking for)\b[^.?!]{{0,20}}\brefund\b|\brefund (?:please|pls|him|her|them|for|of|on|to the|to his|to her|the)\b|\b(?:back|refund\w*|credited|reimbursed?) (?:on|onto|to|in|into) (?:the|his|her|their) (?:credit |debit )?(?:card|visa|mastercard|amex|paypal)\b", re.IGNORECASE)),
    (Intent.SET_ORDER_STATUS, re.compile(r"\b(?:(?:is|are|was|were|has been|have been|just|got|now|already)\b[^.?!,]{0,20}\b(?:packed|shipped|out|delivered|dispatched|ready|handed over|collected|picked up|gone|sent|processed)\b)[^?!]*\b(?:update|mark|set|change|flag|book|adjust|reflect|note|fix)\b(?: (?:it|that|them|this|the (?:status|order|system)|accordingly|please|pls|now))+|\b(?:ord-?\d+|order \S+|it|they|parcel|that one)\b (?:just |has |have |is |was |already |now |finally )*(?:went out|gone out|left the (?:warehouse|building|house)|been packed|packed|handed (?:over )?to (?:the )?(?:carrier|courier|dhl|ups|fedex|usps))\b(?!.*\?)", re.IGNORECASE)),
)  # fmt: skip
_KEEPS_IT = re.compile(
    r"\b(?:may|can|could|should|will|to|gets to|is|'s|s|just|let (?:him|her|them)) (?:just )?keep(?:ing|s)?\b|\bkeeps (?:it|them|the)\b|\bno (?:need|return)\b|\bwithout (?:sending|returning|a return)\b|\b(?:doesn'?t|does not|don'?t|do not|needn'?t|not) (?:have |need )?(?:to )?(?:send|return|ship)\b",
    re.IGNORECASE,
)
_TO_WHERE_IT_CAME_FROM = re.compile(
    r"(?<!gift )\bcards?\b|\bpay ?pal\b|\bvisa\b|\bmastercard\b|\bamex\b|\b(?:original|same) (?:payment|method|way|card)|\b(?:the )?way (?:he|she|they|it) (?:paid|was paid|came)\b|\bbank (?:account|transfer)\b",
    re.IGNORECASE,
)
_IS_GIFT = re.compile(
    r"\b(?:goodwill|store credit|voucher|gift|price|shipping|postage|delivery fee|discount|compensat\w+|knock|correction|over-?charged?)\b",
    re.IGNORECASE,
)
_REFUNDS = re.compile(
    r"^\W*(?:please |now |and |then )*refund (?!(?:the )?(?:shipping|delivery|postage))", re.IGNORECASE
)
