"""Figures in a text: money in any notation, counts with their units, and numbers without one."""

import re
from collections.abc import Iterator
from decimal import Decimal

from support_ai.agent.found import Found, Kind
from support_ai.agent.number_words import SCALES, is_number_word, value_of
from support_ai.agent.units import CENTS, CURRENCY_WORDS, SMALL_CODES, UNITS
from support_ai.core.letters import WORD
from support_ai.core.money import CURRENCIES

_NUMBER = r"\d{1,3}(?:[ ']\d{3}){1,5}(?:[.,]\d{1,3})?(?!\d)|\d(?:[\d.,']{0,30}\d)?"
_SCALE = (
    rf"(?:\s?-?({'|'.join(sorted((re.escape(word) for word in SCALES), key=len, reverse=True))})(?!{WORD}))?"
)
_WORDS = sorted(
    (re.escape(word) for word in CURRENCY_WORDS if word.upper() not in CURRENCIES), key=len, reverse=True
)
_CODES = f"(?:{'|'.join(sorted(CURRENCIES))}|{'|'.join(SMALL_CODES)})"
_SIGN = r"[$¢£¤¥\u058f\u060b\u09f2\u09f3\u0af1\u0bf9\u0e3f\u17db\u20a0-\u20c0]"
_IN_FRONT = (
    rf"(?:(?i:us|u|r|c|a|nz|hk|s|mx|ca|au)?{_SIGN}|(?<!{WORD}){_CODES}(?!{WORD})"
    rf"|(?<!{WORD})(?i:rs\.?|rp\.?|kr\.?|fr\.|tl|रु\.?|{'|'.join(word for word in _WORDS if len(word) > 3)})(?!{WORD}))"
)
_BEHIND = rf"(?:{_SIGN}|(?:(?i:us|u\.s\.|american|canadian|australian|hong kong)\s)?(?:{_CODES}|(?i:{'|'.join(_WORDS)}))(?!{WORD}))"
# The digits begin where no digit stands before; a sign and one or two blanks or a hyphen may stand between.
AMOUNT = re.compile(
    rf"({_IN_FRONT})\s{{0,2}}[-:]?\s?({_NUMBER}){_SCALE}|(?<![\d.,'])({_NUMBER}){_SCALE}[\s-]{{0,2}}({_BEHIND})"
)
_PLAIN = re.compile(rf"(?<![\d.,'])(?:{_NUMBER})")
_SPELLED = re.compile(rf"{WORD}{{2,30}}")
_AHEAD = re.compile(rf"\s?(?:-|–|—|/|{WORD}{{1,10}})?\s?\d[\d.,]{{0,9}}")
_NEXT = re.compile(rf"[\s-]{{0,2}}(%|{WORD}{{1,30}})(?:[\s-]({WORD}{{1,30}}))?")
_LIST_MARK = re.compile(r"(?:^|\n)\s{0,4}\d{1,2}[.)]\s")


def decimals(digits: str) -> Iterator[str]:
    """Yield what digits may mean: a last group of three behind one mark is either thousands or decimals."""
    digits = digits.replace("'", " ").strip(" .,")
    marks = [letter for letter in digits if not letter.isdigit()]
    whole, fraction = re.sub(r"\D", "", digits), ""
    tail = re.search(r"[.,](\d+)$", digits)
    if tail is not None and len(tail[1]) != 3:
        whole, fraction = re.sub(r"\D", "", digits[: tail.start()]), tail[1]
    yield shortest(whole, fraction)
    if tail is not None and len(tail[1]) == 3 and len(marks) == 1:
        yield shortest(re.sub(r"\D", "", digits[: tail.start()]), tail[1])


def shortest(whole: str, fraction: str = "") -> str:
    """Return a number without needless zeros: `22`, `1234.5`."""
    rest = fraction.rstrip("0")
    return f"{whole.lstrip('0') or '0'}.{rest}" if rest else whole.lstrip("0") or "0"


def _scaled(value: str, factor: int) -> str:
    scaled = format(Decimal(value) * factor, "f")
    whole, _, fraction = scaled.partition(".")
    return shortest(whole, fraction)


def _amount(values: set[str], word: str, start: int) -> Found:
    name = re.sub(r"^(?:american|canadian|australian|hong kong|us|u\.s\.)\s", "", word.casefold().strip())
    codes = CURRENCY_WORDS.get(name, CURRENCY_WORDS.get(name[-1:], frozenset()))
    if name in CENTS or name == "¢":
        values = values | {_hundredth(value) for value in values}
    kept = [f"{value} {code}" for value in values for code in (*sorted(codes), "?")] if codes else []
    return Found(Kind.AMOUNT, frozenset(kept or [f"{value} *" for value in values]), start)


def _hundredth(value: str) -> str:
    whole, _, fraction = format(Decimal(value) / 100, "f").partition(".")
    return shortest(whole, fraction)


def amounts(text: str) -> Iterator[tuple[Found, int, int]]:
    """Yield the amounts of money in a folded text, and where they stand; the options are like `22.5 USD`."""
    for match in AMOUNT.finditer(text):
        word, digits, scale = (match[1], match[2], match[3]) if match[1] else (match[6], match[4], match[5])
        values = set(decimals(digits))
        if scale:
            values = {_scaled(value, SCALES[scale.casefold()]) for value in values}
        elif " " in digits:
            # `2 100 USD` may be two things of 100 each.
            values |= set(decimals(digits.rpartition(" ")[2]))
        yield _amount(values, word, match.start()), match.start(), match.end()


def counts(text: str) -> Iterator[tuple[Found, int, int]]:
    """Yield every number that is left in a folded text: with its unit where one stands beside it, else as a loose one."""
    marks = {match.end() for match in _LIST_MARK.finditer(text)}
    for match in _PLAIN.finditer(text):
        if any(match.end() + gap in marks for gap in (1, 2)):
            continue
        values = set(decimals(match[0]))
        unit = _unit_behind(text, match.end())
        if unit is None:
            yield Found(Kind.LOOSE, frozenset(values), match.start()), match.start(), match.end()
        else:
            yield _count(values, unit, match.start()), match.start(), match.end()


def _count(values: set[str], unit: tuple[str, int], start: int) -> Found:
    name, factor = unit
    return Found(Kind.COUNT, frozenset(f"{_scaled(value, factor)} {name}" for value in values), start)


def _unit_behind(text: str, end: int) -> tuple[str, int] | None:
    """Return the unit within two words behind a number; of `5 to 7 business days` the first number has it too."""
    unit = _unit_at(text, end)
    ahead = _AHEAD.match(text, end) if unit is None else None
    return unit if ahead is None else _unit_at(text, ahead.end())


def _unit_at(text: str, place: int) -> tuple[str, int] | None:
    following = _NEXT.match(text, place)
    if following is None:
        return None
    words = [word.casefold() for word in following.groups() if word]
    return next((UNITS[word] for word in words if word in UNITS), None)


def spelled(text: str) -> Iterator[Found]:
    """Yield numbers in words that stand before money or a unit: `twenty dollars`, `dreißig Tage`."""
    tokens = [(match[0].casefold(), match.start()) for match in _SPELLED.finditer(text)]
    words = [word for word, _ in tokens]
    at = 0
    while at < len(words):
        if not is_number_word(words[at]):
            at += 1
            continue
        value, taken = value_of(words[at : at + 12])
        yield from _of_words({str(value)}, words[at + taken : at + taken + 2], tokens[at][1])
        at += max(taken, 1)


def _of_words(values: set[str], following: list[str], start: int) -> Iterator[Found]:
    for word in following:
        if word in CURRENCY_WORDS:
            yield _amount(values, word, start)
            return
        if word in UNITS and UNITS[word][0] != "thing":
            yield _count(values, UNITS[word], start)
            return
