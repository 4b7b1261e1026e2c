"""Amounts of money and shares, in digits or words, with a currency or bare."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from support_ai.agent.local.entity import Entity, EntityType

_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "₹": "INR", "¥": "JPY"}
_NAMES = {
    "EUR": r"eur|euros?|€", "USD": r"usd|us dollars?|dollars?|bucks|\$", "GBP": r"gbp|pounds?(?! of)|quid|£", "INR": r"inr|rupees?|rs\.?|₹",
    "CHF": r"chf|(?:swiss )?francs?", "JPY": r"jpy|yen|¥", "CAD": r"cad", "AUD": r"aud", "SEK": r"sek|kronor", "PLN": r"pln|zloty",
}  # fmt: skip
_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
_WORDS = {word: number for number, word in enumerate(_SMALL)} | _TENS | {"a": 1, "hundred": 100, "half": 0}
_WORDED = rf"(?:(?:{'|'.join(_SMALL)}|{'|'.join(_TENS)}|a|hundred)(?:[ -](?:and )?)?){{1,5}}"
_DIGITS = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{2})?|\d+(?:[.,]\d{1,2})?"
_CURRENCY = "|".join(_NAMES.values())
_BEFORE = re.compile(rf"(?P<symbol>[€$£₹¥]|\b(?:eur|usd|gbp|inr|rs\.?|chf|cad|aud)\b) ?(?P<digits>{_DIGITS})(?![\d%])", re.IGNORECASE)  # fmt: skip
_AFTER = re.compile(rf"(?<![\w.,])(?P<digits>{_DIGITS}) ?(?P<name>{_CURRENCY})(?: (?P<cents>\d\d)(?![\w.,%]))?(?!\w)", re.IGNORECASE)  # fmt: skip
_IN_WORDS = re.compile(rf"\b(?P<words>{_WORDED}) ?(?P<name>{_CURRENCY})(?!\w)", re.IGNORECASE)
_SHARE = re.compile(
    rf"(?<![\w.,])(?P<digits>{_DIGITS}|{_WORDED}) ?(?:%|percent\b|per cent\b|pct\b)", re.IGNORECASE
)
# `20.50` alone is money; `20` is only where the words before or after make it so.
_DECIMAL = re.compile(
    r"(?<![\w.,:/-])\d{1,6}[.,]\d{2}(?![\w.,:/%-])(?! ?(?:ml|l|cm|mm|m|kg|g|inch))", re.IGNORECASE
)
_BARE = re.compile(
    r"(?:(?<=refund )|(?<=refunds )|(?<=refund them )|(?<=refund her )|(?<=refund him )|(?<=credit )|(?<=credit of )|(?<=goodwill )|(?<=goodwill of )"
    r"|(?<=adjust by )|(?<=adjustment of )|(?<=amount of )|(?<=amount: )|(?<=correction of )|(?<=compensation of )|(?<=take )|(?<=knock )|(?<=under )|(?<=over )|(?<=below )|(?<=above )|(?<=less than )|(?<=more than )|(?<=up to ))"
    r"(?:\d{1,2}|\d{3,5}(?= (?:on|to|off|for|from|goodwill|credit|back|more|extra)\b))(?![\w.,:/%-])(?! ?(?:days?|weeks?|months?|years?|of|items?|orders?|pieces?|%|percent)\b)"
    r"|(?<= by )\d{1,3}(?=$|[.!?,;](?!\d))|\b\d{1,3}(?= (?:off|goodwill|store credit|credit)\b)",
    re.IGNORECASE,
)
# `All 640 of it`, `give her 199 back`: whole sums, and what somebody is given.
_TOLD = re.compile(
    r"\b(?:all|full|whole|entire|complete|total of|sum of|amounting to|worth) (?:the |of the )?(?P<digits>\d{2,5})(?![\w:/%-]|[.,]\d)(?! ?(?:days?|weeks?|months?|years?|items?|orders?|pieces?|pairs?|percent|customers?|tickets?|returns?|refunds?)\b)"
    r"|(?<![\w.,$-])(?P<whole>\d{2,5})(?: (?:in total|altogether|in all|all in all|total|all told))\b"
    r"|\b(?:give|gave|pay|owe|grant|reimburse|refund|credit)s? (?:him|her|them|the (?:customer|client|buyer))(?: back)?(?: the| his| her| their| all| just| only| a| another)* (?P<given>\d{2,5})(?![\w:/%-]|[.,]\d)(?! ?(?:days?|weeks?|months?|items?|orders?|pieces?|pairs?|percent)\b)",
    re.IGNORECASE,
)
# All of a message that only puts another amount in the place of one.
BARE_AMOUNT = re.compile(
    r"^\W*(?:(?:no|ok|okay|yes|yeah|yep|but|well|oh|hm+|sorry|wait|actually|rather|i meant?|make (?:it|that)|(?:change|set|raise|lower) (?:it|that) to|better|only|just|please|then|instead|let'?s (?:say|make it)|say)[\s,.]+){0,6}[$€£]?\d{1,6}(?:[.,]\d{1,2})?(?: (?:instead|please|only|then|is enough|will do|rather))*\W*$",
    re.IGNORECASE,
)
# All that can still be given of it.
WHOLE_AMOUNT = re.compile(r"\b(?:full|whole|entire|complete) (?:amount|sum)\b", re.IGNORECASE)


def amounts(text: str) -> Iterator[Entity]:
    """Yield amounts as `45.00 EUR`, without a currency as `45.00`, shares as `10%`."""
    for match in _SHARE.finditer(text):
        share = _number(match["digits"])
        if share is not None:
            yield Entity(EntityType.AMOUNT, f"{share.normalize():f}%", *match.span())
    for pattern in (_BEFORE, _AFTER, _IN_WORDS):
        for match in pattern.finditer(text):
            found = match.groupdict()
            cents = found.get("cents")
            value = _number(f"{found['digits']}.{cents}" if cents else found.get("digits") or found["words"])
            currency = _currency(found.get("symbol") or found["name"])
            if value is not None:
                yield Entity(EntityType.AMOUNT, f"{value:.2f} {currency}", *match.span())
    for match in _TOLD.finditer(text):
        name = next(name for name in ("digits", "whole", "given") if match[name])
        yield Entity(EntityType.AMOUNT, f"{Decimal(match[name]):.2f}", *match.span(name))
    for pattern in (_DECIMAL, _BARE):
        for match in pattern.finditer(text):
            value = _number(match[0])
            if value is not None:
                yield Entity(EntityType.AMOUNT, f"{value:.2f}", *match.span())


def _currency(written: str) -> str:
    if written in _SYMBOLS:
        return _SYMBOLS[written]
    lower = written.lower()
    return next(code for code, names in _NAMES.items() if re.fullmatch(names, lower))


def _number(written: str) -> Decimal | None:
    """Return a number in digits, with either kind of separators, or in words; None where it is neither."""
    if written[:1].isdigit():
        bare = re.sub(r"[ ']", "", written)
        tail = re.search(r"[.,](\d{1,2})$", bare)
        whole = re.sub(r"[.,]", "", bare[: tail.start()] if tail else bare)
        try:
            return Decimal(f"{whole}.{tail[1]}" if tail else whole)
        except InvalidOperation:
            return None
    total = 0
    words = [word for word in re.split(r"[ -]+", written.lower()) if word and word != "and"]
    if not words or words == ["a"]:
        return None
    for word in words:
        total = max(total, 1) * 100 if word == "hundred" else total + _WORDS.get(word, 0)
    return Decimal(total) if total else None
