"""What a colleague wants to know of a customer or an order. Pure."""

import re
from enum import StrEnum


class Wanted(StrEnum):
    """One thing that colleagues look up."""

    PROFILE = "profile"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    METHODS = "methods"
    PAID = "paid"
    LAST_ORDER = "last_order"
    OPEN_ORDERS = "open_orders"
    ORDERS = "orders"
    REFUNDS = "refunds"
    TICKETS = "tickets"


_WORDS: tuple[tuple[Wanted, str], ...] = (
    (Wanted.TICKETS, r"tickets?|cases?|support requests?"),
    (Wanted.REFUNDS, r"refund\w*|returns?|returned|(?:sent|send|sends) (?:\w+ )?back|return(?:ed)? anything|exchang\w*|money back|paid back|pay(?:ing)? back|left to (?:refund|pay|give|return)\w*|refundable"),
    (Wanted.METHODS, r"payment methods?|ways? to pay|cards? on file|saved cards?|stored cards?|which cards?|what cards?|gift cards?|gift card balance|store credit|what can (?:he|she|they) pay with"),
    (Wanted.PAID, r"pa(?:y|id) (?:with|by|via|for it with)|pay (?:for|with)|how (?:was|is|did|has|had) \S+(?: \S+){0,3} pa(?:y|id)|(?:is|was|has) (?:\S+ ){1,4}(?:been )?paid(?! back)(?: for| in full)?|method of payment|payment method used|which card|how was"),
    (Wanted.OPEN_ORDERS, r"open orders?|(?:got|has|have|anything|still) open|outstanding|still (?:on the way|pending|coming|waiting|missing)|waiting for|not (?:yet )?(?:there|here)|on (?:its|the) (?:way|road)|under ?way|in transit|en route|still to come|yet to (?:come|arrive)|not (?:yet )?(?:arrived|delivered|shipped)"),
    (Wanted.LAST_ORDER, r"(?:last|latest|newest|most recent) (?:\w+ )?(?:order|purchase|one|thing|items?|product|article|delivery|buy|shipment)\b|(?:order|buy|shop|purchase)\w* (?:anything |something |from us |with us )?(?:last|most recently|lately|recently)|last (?:order\w*|b[ou]\w+)|(?:buy|bought|get|got|order|ordered|purchased?) (?:last|most recently|lately)|(?:where|how far|what'?s (?:up|happening)) \w+ .*(?:order|parcel|package|delivery|shipment)|status of|(?:his|her|their|the) (?:order|parcel|package|stuff|things|goods|shipment)(?! history)|(?:'s|\u2019s) (?:order|parcel|package|delivery)(?!s)(?! history)|parcel|package|tracking|about (?:his|her|their|the|an) (?:order|parcel|delivery)"),
    (Wanted.ORDERS, r"orders?|ordered|bought|buy|purchase[ds]?|order history|spent|spend"),
    (Wanted.PHONE, r"(?<!on the )(?<!over the )(?<!by )(?<!per )(?<!via )phone|tele?phone|tel|cell(?:phone)?|mobile|call (?:him|her|them)|(?:reach|contact|ring|phone|get hold of) (?:him|her|them)|contact (?:details|data|info\w*)|(?<!customer )(?<!order )(?<!tracking )(?<!ticket )number(?! of)(?! (?:is|was|does|did|has) (?:it|that|this)\b)(?! (?:is )?#?[a-z]{0,5}-?\d)"),
    (Wanted.EMAIL, r"e-?mail|mail address|(?:reach|contact|write to|get hold of) (?:him|her|them)|contact (?:details|data|info\w*)"),
    (Wanted.ADDRESS, r"addr(?:ess)?|where (?:does|do) \w+(?: \w+)? live|lives?|postal code|zip|city|ships? to|deliver(?:ed)? to|sent to|go(?:es|ing)? to|where (?:does|is|will|did|was) (?:it|that|this|the order)(?: be)? (?:go\w*|sent|shipped|delivered|headed)"),
)  # fmt: skip
_PATTERNS = tuple(
    (name, re.compile(rf"(?:\b|(?=['\u2019]))(?:{words})\b", re.IGNORECASE)) for name, words in _WORDS
)


def wanted_in(text: str) -> Wanted:
    """Return what a text asks of a customer; everything about them where it does not say."""
    return next((name for name, pattern in _PATTERNS if pattern.search(text)), Wanted.PROFILE)


def mentions(text: str, wanted: Wanted) -> bool:
    """Tell whether a text asks for one thing, whatever else it asks for."""
    return any(name is wanted and pattern.search(text) for name, pattern in _PATTERNS)
