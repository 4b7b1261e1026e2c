"""Numbers that name something: of orders, customers, tickets, returns; e-mail addresses, phones, one-time codes."""

import re
from collections.abc import Iterator

from support_ai.agent.local.entity import Entity, EntityType

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CUSTOMER = re.compile(
    r"\b(?:cust|customer|client)[-_ ]?(?:no\.?|nr\.?|number|id)?[-_ #:]*(?:is )?(?:cust-)?(\d+)\b",
    re.IGNORECASE,
)
# Behind `customer`, a number is looked up as it is written, whatever numbers the shop gives: CUST-Z, C/0815, ann_lee_42.
_CUSTOMER_CODE = re.compile(
    r"\b(?:customer|client)s?(?: (?:no\.?|nr\.?|number|id))?[ :#]+(?:is )?(?!(?:ord|rma|t|r)-?\d)(?P<code>(?-i:[A-Z0-9]+(?:[-_/][A-Z0-9]+)+)|(?=[\w/-]*\d)(?=[\w/-]*[a-z_])\w[\w/-]+)(?![\w@])"
    r"|\b(?P<own>cust-[a-z0-9]+(?:-[a-z0-9]+)*)\b",
    re.IGNORECASE,
)
_TICKET = re.compile(
    r"\b(?:ticket|tkt|tckt|tikcet|case|request|enquiry|inquiry)[-_ ]?(?:no\.?|nr\.?|number|id)?[-_ #:]*(?:t-?)?(\d+)\b"
    r"|\bt-(\d+)\b",
    re.IGNORECASE,
)
_RETURN = re.compile(
    r"\b(?:return|rma|exchange)[-_ ]?(?:no\.?|nr\.?|number|id)[-_ #:]*(?:is )?(?:r-?)?(\d+)\b"
    r"|\b(?:rma|ret)[-_ #]*(\d+)\b|\br-(\d+)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?<![\w@.])#\s?[a-z]{0,4}-?\d[\w-]*(?:/\d[\w-]*)?"
    r"|\b(?:ord|ordr|oder|order)[-_ ]?(?:no\.?|nr\.?|num(?:ber)?|id)?[-_:# ]*(?:is )?\d[\w-]*(?:/\d[\w-]*)?|\b\d{4}/\d{3,}\b"
    r"|\b(?!(?:cust|covid|usb|mp|iso|pin|hdmi|wifi|utf|win|ipx?|fy|cr|aa)-?\d)[a-z]{1,5}-?\d{2,}[\w-]*\b",
    re.IGNORECASE,
)
_SPELLED_DIGITS = dict(
    zip(
        ["zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
        "00123456789",
        strict=True,
    )
)
# `order number four five six`.
_SPELLED = re.compile(
    rf"\b(?:order|ord|ordr)(?: (?:no\.?|nr\.?|number|id))?[ :#-]+(?:is )?(?P<digits>(?:{'|'.join(_SPELLED_DIGITS)})(?:[ ,-]+(?:{'|'.join(_SPELLED_DIGITS)})){{2,11}})\b",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:(?:order|ordr|oder)[-_ ]?(?:no\.?|nr\.?|num(?:ber)?|id)?|ord[-_ ](?:no\.?|nr\.?|number|id))[-_:# ]*(?:is )?",
    re.IGNORECASE,
)
_ORD_DIGITS = re.compile(r"^ord[-_ #]*(\d+)$", re.IGNORECASE)
_HEX = re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,64}\b", re.IGNORECASE)
_UNITS = r"(?:ml|cl|l|litres?|liters?|cm|mm|m|kg|g|oz|lbs?|inch(?:es)?|gb|tb|mb|v|volts?|w|watts?|hz|mah|days?|weeks?|months?|years?|hours?|minutes?|times|pieces?|pcs|percent|people|customers|items)\b"
# `in 1998` is a year.
_BARE = re.compile(
    rf"(?:(?<!\bin )(?<!\bsince )(?<!\byear )|(?!(?:1[5-9]|20)\d\d(?!\d)))(?<!\bbelow )(?<!\babove )(?<!\bunder )(?<!\bthan )(?<![\w@.+$€£₹:/,-])\d{{3,12}}(?![\w@/%-]|:\S|[.,]\d| ?[€£$₹]| ?{_UNITS}| (?:more|extra|too much|off)\b)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w-])\+?\(?\d(?:[\d ().-]{7,18})\d(?!\w)")
# Digits in a row are a phone number where the word stands before them.
_CALLED = re.compile(
    r"\b(?:phone|telephone|tel|mobile|cell(?:phone)?|call(?:s|ed|er|ing)?|ring(?:s|ing)?|rang)\b\.?(?: (?:number|no\.?|nr\.?|is|was|from|with|on|at|me))*[ :#]*(?P<digits>\+?\d{9,15})(?!\w)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(?:code|otp|pin|passcode)\b(?: (?:i got|you sent|from the mail|i received))?(?: is| was|:|=)?[\s:]*(\d{3}[ -]?\d{3}|\d{4}|\d{8})\b"
    r"|\b(\d{3}[ -]?\d{3}|\d{4}|\d{8}) (?:is|was) (?:the|my|your) (?:code|otp|pin)\b",
    re.IGNORECASE,
)


def codes(text: str) -> Iterator[Entity]:
    """Yield where one-time codes stand, without them."""
    for match in _CODE.finditer(text):
        group = 1 if match[1] else 2
        yield Entity(EntityType.CODE, "", *match.span(group))


def contacts(text: str) -> Iterator[Entity]:
    """Yield e-mail addresses."""
    for match in _EMAIL.finditer(text):
        yield Entity(EntityType.EMAIL, match[0].lower().rstrip("."), *match.span())


def numbers(text: str) -> Iterator[Entity]:
    """Yield what carries a word or a form that says what the number is of."""
    for match in _CUSTOMER.finditer(text):
        yield Entity(EntityType.CUSTOMER_NUMBER, f"CUST-{match[1]}", *match.span())
    for match in _CUSTOMER_CODE.finditer(text):
        group = "code" if match["code"] else "own"
        yield Entity(EntityType.CUSTOMER_NUMBER, match[group], *match.span(group))
    for match in _TICKET.finditer(text):
        yield Entity(EntityType.TICKET_NUMBER, f"T-{match[1] or match[2]}", *match.span())
    for match in _RETURN.finditer(text):
        yield Entity(EntityType.RETURN_NUMBER, f"R-{match[1] or match[2] or match[3]}", *match.span())
    for match in _SPELLED.finditer(text):
        digits = "".join(_SPELLED_DIGITS[word] for word in re.findall(r"[a-z]+", match["digits"].lower()))
        yield Entity(EntityType.ORDER_NUMBER, digits, *match.span())
    for match in (*_ORDER.finditer(text), *_HEX.finditer(text)):
        yield Entity(EntityType.ORDER_NUMBER, _order_number(match[0]), *match.span())


def phones(text: str) -> Iterator[Entity]:
    """Yield phone numbers."""
    for match in _CALLED.finditer(text):
        yield Entity(EntityType.PHONE, match["digits"], *match.span("digits"))
    for match in _PHONE.finditer(text):
        if _is_phone(match[0]):
            yield Entity(EntityType.PHONE, match[0], *match.span())


# `The 110 one`, `110 rather than 220`, `for the 500 one`: how many volts, or how much, a thing has, and no order.
_VOLTS = r"(?:110|115|120|127|220|230|240)"
_NOT_IN_NUMBER = r"(?<![\w@.+$€£₹:/,#-])"
OPTION_FIGURES = re.compile(
    rf"{_NOT_IN_NUMBER}(?P<volts>{_VOLTS})s?(?=[- ](?:ones?|version|model|variant|kind|type|plug|edition)\b| (?:instead|rather|not|over)\b)"
    rf"|\b(?:in|with|at) (?P<plugged>{_VOLTS})(?=\W*$| ?(?:please|pls|and|,))"
    rf"|\b(?:instead of|rather than|not|than)(?: an?| the)? (?P<other>{_VOLTS})(?![\w-])"
    r"|\b(?:for|to|into|want|need|prefer|make it|get|have|rather|take) the (?P<measure>[1-9](?:[05]0|00|25|75))(?= (?:ones?|version|model|variant|bottle)\b)",
    re.IGNORECASE,
)


def bare_numbers(text: str) -> Iterator[Entity]:
    """Yield what is only digits: an order's number, where nothing surer claims it."""
    options = {place for match in OPTION_FIGURES.finditer(text) for place in range(*match.span())}
    for match in _BARE.finditer(text):
        if match.start() in options:
            continue
        yield Entity(EntityType.ORDER_NUMBER, match[0], *match.span())


def _order_number(written: str) -> str:
    """Return an order number without the word before it: `order no. 789` is 789, `ord 789` is ORD-789."""
    bare = written.strip().lstrip("#").strip()
    digits = _ORD_DIGITS.match(bare)
    if digits:
        return f"ORD-{digits[1]}"
    return _PREFIX.sub("", bare).lstrip("#").strip().upper()


def _is_phone(written: str) -> bool:
    """Tell a phone number from a long order number: it begins with `+` or has its digits in groups."""
    digits = sum(character.isdigit() for character in written)
    return digits >= 9 and (written.startswith("+") or bool(re.search(r"[ ().-]", written)))
