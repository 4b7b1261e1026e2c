"""What a message names: order numbers, e-mail addresses, phone numbers, places in a list, days. Rules, no model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class EntityType(StrEnum):
    """What kind of thing a piece of text names."""

    ORDER_NUMBER = "order_number"
    CUSTOMER_NUMBER = "customer_number"
    EMAIL = "email"
    PHONE = "phone"
    PLACE = "place"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Entity:
    """A piece of the text from `start` to before `end`, and what it stands for."""

    type: EntityType
    value: str
    start: int
    end: int


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CUSTOMER = re.compile(r"\b(?:cust|customer)[-_ ]?(?:no\.?|number|id)?[-_ #]*(\d+)\b", re.IGNORECASE)
_ORDER = re.compile(
    r"(?<![\w@.])#\s?[a-z]{0,4}-?\d[\w-]*(?:/\d[\w-]*)?"
    r"|\b(?:ord|ordr|oder|order)[-_ ]?(?:no\.?|nr\.?|num(?:ber)?|id)?[-_:# ]*\d[\w-]*(?:/\d[\w-]*)?|\b\d{4}/\d{3,}\b"
    r"|\b(?!cust\b)[a-z]{1,5}-?\d{2,}[\w-]*\b",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:(?:order|ordr|oder)[-_ ]?(?:no\.?|nr\.?|num(?:ber)?|id)?|ord[-_ ](?:no\.?|nr\.?|number|id))[-_:# ]*",
    re.IGNORECASE,
)
_ORD_DIGITS = re.compile(r"^ord[-_ #]*(\d+)$", re.IGNORECASE)
_HEX = re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,64}\b", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w@.+$€£:/-])\d{3,12}(?![\w@:/%-]|\.\d)")
_PHONE = re.compile(r"(?<![\w-])\+?\d(?:[\d ().-]{7,18})\d(?!\w)")
_PLACES = {
    "previous": r"\b(?:(?:the )?(?:one|order) (?:just )?(?:before|prior|earlier)|previous|prior|earlier|before (?:that|this)|preceding)\b",
    "next": r"\b(?:(?:the )?next one|the one after|(?:the )?following one)\b",
    "other": r"\bother (?:one|order)\b",
    "2": r"\b(?:second|2nd|number two|second to last|(?:order )?before last)\b",
    "3": r"\b(?:third|3rd|number three)\b",
    "1": r"\b(?:first|1st|number one)\b(?! name)",
    "oldest": r"\b(?:oldest|very first|earliest)\b",
    "latest": r"\b(?:last|latest|newest|most recent)(?: (?:one|order|purchase))?\b",
}
_DAYS = {
    "day before yesterday": re.compile(r"\bday before yesterday\b", re.IGNORECASE),
    "yesterday": re.compile(r"\byest(?:er|re)?day'?s?\b", re.IGNORECASE),
    "today": re.compile(
        r"\bto ?da?y'?s?\b|\bthis (?:morning|afternoon|evening)\b|\bso far\b|\bsince midnight\b|\bsince this morning\b|\bthe day'?s\b|\bdaily\b",
        re.IGNORECASE,
    ),
    "this week": re.compile(r"\bthis week'?s?\b", re.IGNORECASE),
    "last week": re.compile(r"\b(?:last|past|previous) week'?s?\b", re.IGNORECASE),
    "this month": re.compile(r"\bthis month'?s?\b", re.IGNORECASE),
    "last month": re.compile(r"\b(?:last|past|previous) month'?s?\b", re.IGNORECASE),
    "date": re.compile(r"\b\d{4}-\d{2}-\d{2}\b"),
}


def find_entities(text: str) -> tuple[Entity, ...]:
    """Return what the text names, from left to right; pieces never overlap, the surer kind wins."""
    found: list[Entity] = []
    for entity in _candidates(text):
        if all(entity.end <= other.start or entity.start >= other.end for other in found):
            found.append(entity)
    return tuple(sorted(found, key=lambda entity: entity.start))


def _candidates(text: str) -> Iterator[Entity]:
    """Yield everything that may be named, the surest kinds first."""
    for match in _EMAIL.finditer(text):
        yield Entity(EntityType.EMAIL, match[0].lower(), *match.span())
    for name, pattern in _DAYS.items():
        for match in pattern.finditer(text):
            yield Entity(EntityType.DAYS, match[0] if name == "date" else name, *match.span())
    for match in _CUSTOMER.finditer(text):
        yield Entity(EntityType.CUSTOMER_NUMBER, f"CUST-{match[1]}", *match.span())
    for match in (*_ORDER.finditer(text), *_HEX.finditer(text)):
        yield Entity(EntityType.ORDER_NUMBER, _order_number(match[0]), *match.span())
    yield from (
        Entity(EntityType.PHONE, match[0], *match.span())
        for match in _PHONE.finditer(text)
        if _is_phone(match[0])
    )
    for match in _BARE.finditer(text):
        yield Entity(EntityType.ORDER_NUMBER, match[0], *match.span())
    for place, expression in _PLACES.items():
        for match in re.finditer(expression, text, re.IGNORECASE):
            yield Entity(EntityType.PLACE, place, *match.span())


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


def masked(text: str, entities: tuple[Entity, ...]) -> str:
    """Return the text with names replaced by plain words, so that intents do not depend on the number named."""
    words = {
        EntityType.ORDER_NUMBER: "order ORD-123",
        EntityType.CUSTOMER_NUMBER: "customer CUST-123",
        EntityType.EMAIL: "me@example.com",
        EntityType.PHONE: "my phone number",
    }
    out, position = "", 0
    for entity in entities:
        if entity.type in words:
            out += text[position : entity.start] + words[entity.type]
            position = entity.end
    return " ".join((out + text[position:]).split())


def days_between(name: str, today: date) -> tuple[date, date]:
    """Return the first day and the day after the last of what somebody calls `yesterday` or `this week`."""
    monday = today - timedelta(days=today.weekday())
    first, tomorrow, day = today.replace(day=1), today + timedelta(days=1), timedelta(days=1)
    spans = {
        "today": (today, tomorrow),
        "yesterday": (today - day, today),
        "day before yesterday": (today - 2 * day, today - day),
        "this week": (monday, tomorrow),
        "last week": (monday - 7 * day, monday),
        "this month": (first, tomorrow),
        "last month": ((first - day).replace(day=1), first),
    }
    if name in spans:
        return spans[name]
    try:
        named = date.fromisoformat(name)
        return named, named + day
    except (ValueError, OverflowError):
        return today, tomorrow
