"""What a turn has learnt: every text, amount and number that tools returned or people wrote, to compare with."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import datetime

from support_ai.core.money import CURRENCIES, format_money

_CURRENCY = (
    rf"(?:R\$|[$€£¥₹₩]|\b(?:{'|'.join(sorted(CURRENCIES))})\b"
    r"|\b(?:dollars?|euros?|pounds?|rupees?|reais|real|yen|bucks|cents?)\b)"
)
_DIGITS = r"\d(?:[\d.,'\u00a0\u202f]*\d)?"
_AMOUNT = re.compile(rf"{_CURRENCY}\s?-?({_DIGITS})|({_DIGITS})\s?{_CURRENCY}", re.IGNORECASE)
# A name of a thing: letters and digits together, or a long row of digits.
_NAME = re.compile(
    r"(?<![\w-])#?[A-Za-z]{1,5}(?:-\d|\d{2})[\w-]*|(?<!\w)#\d[\w-]*|(?<![\w.,-])\d{5,}(?![\w-])"
)
_ANY_NAME = re.compile(r"[\w-]*\d[\w-]*(?:/[\w-]+)*")
_SPACED_NAME = re.compile(r"\b([A-Za-z]{1,5})[ #:]{1,2}(\d[\w-]*)")


def amounts_in(text: str) -> set[str]:
    """Return the amounts of money in a text as plain decimals, whichever way it writes them: `22`, `1234.5`."""
    return {plain for match in _AMOUNT.finditer(text) for plain in _decimals(match[1] or match[2])}


def names_in(text: str) -> set[str]:
    """Return what a sentence calls things: order numbers and the like, in capitals, without punctuation."""
    return {_bare(match[0]) for match in _NAME.finditer(text)}


def _decimals(digits: str) -> Iterator[str]:
    """Yield what the digits may mean: a last group of three behind one mark is either thousands or decimals."""
    marks = [letter for letter in digits if not letter.isdigit()]
    whole, fraction = re.sub(r"\D", "", digits), ""
    tail = re.search(r"[.,](\d+)$", digits)
    if tail is not None and len(tail[1]) != 3:
        whole, fraction = re.sub(r"\D", "", digits[: tail.start()]), tail[1]
    yield _shortest(whole, fraction)
    if tail is not None and len(tail[1]) == 3 and len(marks) == 1:
        yield _shortest(re.sub(r"\D", "", digits[: tail.start()]), tail[1])


def _shortest(whole: str, fraction: str) -> str:
    rest = fraction.rstrip("0")
    return f"{whole.lstrip('0') or '0'}.{rest}" if rest else whole.lstrip("0") or "0"


def _bare(name: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", name.upper())


class Grounds:
    """Everything that a turn may speak of."""

    def __init__(self) -> None:
        """Begin with nothing learnt."""
        self._texts: list[str] = []
        self._amounts: set[str] = set()
        self._names: set[str] = set()
        self._amounts_read = self._names_read = 0

    def learn(self, value: object) -> None:
        """Remember every text of a value, and each amount of money as people read it."""
        self._texts.extend(_texts_of(value))

    def _known_amounts(self) -> set[str]:
        """Return the amounts of all that was learnt; each text is read once, when the first sentence asks."""
        for text in self._texts[self._amounts_read :]:
            self._amounts |= amounts_in(text)
        self._amounts_read = len(self._texts)
        return self._amounts

    def _known_names(self) -> set[str]:
        for text in self._texts[self._names_read :]:
            self._names |= {_bare(name) for name in _ANY_NAME.findall(text)}
            self._names |= {_bare(one + two) for one, two in _SPACED_NAME.findall(text)}
        self._names_read = len(self._texts)
        return self._names

    def quotes(self, sentence: str) -> bool:
        """Tell whether a sentence stands word for word in what was learnt."""
        return any(sentence in text for text in self._texts)

    def unknown_amounts(self, sentence: str) -> set[str]:
        """Return the amounts of a sentence that nothing learnt holds, written in whichever way."""
        found = list(_AMOUNT.finditer(sentence))
        known = self._known_amounts() if found else self._amounts
        return {match[0] for match in found if known.isdisjoint(_decimals(match[1] or match[2]))}

    def unknown_names(self, sentence: str) -> set[str]:
        """Return the numbers of things in a sentence that nothing learnt holds as a whole."""
        found = names_in(sentence)
        return found - self._known_names() if found else found


def _texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list | frozenset):
        for part in value:  # pyright: ignore[reportUnknownVariableType] - any value may be inside
            yield from _texts_of(part)  # pyright: ignore[reportUnknownArgumentType]
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        currency = getattr(value, "currency", None)
        for field in dataclasses.fields(value):
            part: object = getattr(value, field.name)
            if field.name.endswith("minor") and isinstance(part, int) and isinstance(currency, str):
                yield format_money(part, currency)
            elif not isinstance(part, datetime):
                yield from _texts_of(part)
