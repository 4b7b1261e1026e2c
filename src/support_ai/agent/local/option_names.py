"""How the options of a product are called: as they are written, by their numbers, by the places that they are of. Pure."""

import re
from collections.abc import Sequence

from support_ai.agent.local.choices import same_option
from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.said import Said

NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
LETTERED_SIZES = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")
_SMALL, _LARGE = frozenset({"small", "smaller", "little"}), frozenset({"large", "larger", "big", "bigger"})
# What a layout, a plug or a voltage is called by the place that it is of.
_PLACES = {
    "us": ("us", "usa", "american", "america", "u.s", "u.s."),
    "uk": ("uk", "british", "english", "britain"),
    "de": ("de", "german", "qwertz"),
    "fr": ("fr", "french", "azerty"),
    "es": ("es", "spanish"),
    "it": ("it", "italian"),
    "110 v": ("110", "110v", "120v", "american", "us", "usa", "america"),
    "230 v": ("230", "230v", "220v", "240v", "220", "240", "european", "europe", "eu", "uk", "british"),
}
_LAYOUT = re.compile(r" (?:layout|version|keyboard|keys|plug|edition)\b", re.IGNORECASE)
_THE_ONE = re.compile(r"the (?:us|de|es) one\b", re.IGNORECASE)


def places_of(value: str, values: Sequence[str], said: Said) -> list[Entity]:
    """Return where a text names an option's value: as it is written, by its number, by the place that it is of, by its size."""
    found = [one for one in said.of(EntityType.OPTION) if is_value(one.value, value, values)]
    lower = value.lower()
    words = _PLACES.get(lower, ())
    spelt = {lower, *words} | ({NUMBER.findall(lower)[0]} if NUMBER.search(lower) else set[str]())
    if lower in LETTERED_SIZES:
        # A size of one letter is one only as a capital by itself.
        found += [
            Entity(EntityType.OPTION, lower, *match.span())
            for match in re.finditer(rf"(?<![\w'\u2019]){lower.upper()}(?![\w'\u2019])", said.text)
        ]
    for word in spelt:
        if len(word) < 2:
            continue
        for match in re.finditer(
            rf"(?<![\w.,#$€£-]){re.escape(word)}{'s?' if word.isdigit() else ''}(?![\w-])", said.text.lower()
        ):
            at = Entity(EntityType.OPTION, lower, *match.span())
            is_taken = any(
                one.start < at.end and at.start < one.end
                for one in said.entities
                if one.type in _NO_OPTIONS and not is_bare_amount(one, said)
            )
            if not is_taken and (
                word not in ("us", "it", "de", "es")
                or _LAYOUT.match(said.text, match.end())
                or _THE_ONE.match(said.text, max(0, match.start() - 4))
                or said.text[match.start() : match.end()].isupper()
            ):
                found.append(at)
    return found


_NO_OPTIONS = frozenset({EntityType.ORDER_NUMBER, EntityType.AMOUNT, EntityType.DAYS, EntityType.ADDRESS})


def is_bare_amount(one: Entity, said: Said) -> bool:
    """Tell whether a number only may be an amount: `I take 44`."""
    return one.type is EntityType.AMOUNT and said.text[one.start : one.end].isdigit()


def is_value(written: str, value: str, values: Sequence[str]) -> bool:
    """Tell whether an option as people write it is a value of a product: `large` is the larger of two sizes in litres."""
    if same_option(written, value) or written in _PLACES.get(value.lower(), ()):
        return True
    numbers = sorted((float(first_number(one)), one) for one in values if NUMBER.search(one))
    if len(numbers) != len(values) or len(numbers) < 2:
        return False
    if written in _SMALL:
        return value == numbers[0][1]
    if written in _LARGE:
        return value == numbers[-1][1]
    return bool(NUMBER.fullmatch(written)) and first_number(value) == written


def first_number(value: str) -> str:
    """Return the first number in an option."""
    found = NUMBER.search(value)
    return found[0].replace(",", ".") if found else "0"


_TWO_DIGITS = re.compile(r"(?<![\w.,#$€£-])(?:3\d|4\d|5[0-5])(?![\w%-]|[.,]\d)")
_NO_SIZE = _NO_OPTIONS | {EntityType.PAYMENT, EntityType.PHONE, EntityType.POSTAL_CODE}


def bare_sizes(said: Said) -> list[Entity]:
    """Return the numbers that may be sizes of shoes or clothes."""
    return [
        Entity(EntityType.OPTION, match[0], *match.span())
        for match in _TWO_DIGITS.finditer(said.text)
        if not any(
            one.start <= match.start() < one.end and one.type in _NO_SIZE and not is_bare_amount(one, said)
            for one in said.entities
        )
    ]
