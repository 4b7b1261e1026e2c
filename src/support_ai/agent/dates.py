"""Days and times of day in a text, in whichever notation and language, as what they may mean.

A day is `2026-03-03`; what a text leaves out is 0: `0-03-03` is a third of March, `2026-03-0` a March, `0-0-03` a third.
`w:4` is a Friday, `r:1` tomorrow, `t:900` three o'clock in the afternoon.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from support_ai.agent.calendar_words import AROUND, MONTHS, NO_DAYS, ORDINALS, PHRASES, WEEKDAYS
from support_ai.agent.found import Found, Kind
from support_ai.core.letters import WORD

Spanned = tuple[Found, int, int]
_NAMES = "|".join(sorted((re.escape(name) for name in MONTHS), key=len, reverse=True))
_MONTH = rf"(?<!{WORD})({_NAMES})(?!{WORD})\.?"
_OF = r"(?:of|de|di|del|do|d'|the)"
_YEAR = rf"(?:,?\s?(?:{_OF}\s)?(\d{{4}})(?!\d)|\s?'(\d\d)(?!\d))?"
_DAY_MONTH = re.compile(
    rf"(?<![\d.,/-])(\d{{1,2}})(?:st|nd|rd|th|er|o|a|e|\.)?(?:\s{_OF})?[\s.\-/]{{0,2}}{_MONTH}[\s.\-/]?{_YEAR}"
)
_MONTH_DAY = re.compile(rf"{_MONTH}[\s-](?:the\s)?(\d{{1,2}})(?:st|nd|rd|th)?(?![\d%])(?![.,:]\d){_YEAR}")
_MONTH_YEAR = re.compile(rf"{_MONTH},?[\s-](?:{_OF}\s)?(\d{{4}})(?!\d)")
_IN_MONTH = re.compile(
    rf"(?<!{WORD})(?:in|en|em|im|since|until|seit|depuis|desde|during|early|late|mid)\s{_MONTH}"
)
_MONTH_IN = re.compile(rf"{_MONTH}\s(?:में|mein|को|तक|tak)(?!{WORD})")
_FIRSTS = "|".join(sorted(ORDINALS, key=len, reverse=True))
_ORDINAL_MONTH = re.compile(rf"(?<!{WORD})({_FIRSTS})\s(?:of\s)?{_MONTH}")
_MONTH_ORDINAL = re.compile(rf"{_MONTH}\s(?:the\s)?({_FIRSTS})(?!{WORD})")
_DAY_ALONE = re.compile(
    rf"(?<!{WORD})(?:on|by|until|before|after|from)\sthe\s(\d{{1,2}})(?:st|nd|rd|th)(?!{WORD})(?!\s(?!of|at|and|or|but|in){WORD})"
    r"|\b(?:el d[ií]a|am|le|no dia|op de|den|zum)\s(\d{1,2})(?:\.(?!\d)|(?=[,.;!?]|$))",
)
_ISO = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/])")
_SHORT = re.compile(r"(?<![\d./,-])(\d{1,2})/(\d{1,2})(?![\d/]|\s?(?:inch|in|oz|mm|cm)\b)")
_SHORT_DOTS = re.compile(r"\b(?:am|bis|vom|ab|den|zum|seit|dem)\s(\d{1,2})\.(\d{1,2})\.(?!\d)")
_ASIAN = re.compile(r"(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号일]")
_CLOCK = re.compile(
    rf"(?<![\d:.,])(\d{{1,2}})(?:[:.h](\d{{2}})(?::\d{{2}})?)?\s?(a\.?m\.?|p\.?m\.?|uhr|uur|o'clock|बजे|baje|horas|ч)(?!{WORD}|\w)"
    r"|(?<![\d:.,])(\d{1,2})[:h](\d{2})(?::\d{2})?(?![\d:])"
)
_WORDS = re.compile(rf"{WORD}{{1,30}}(?:['-]{WORD}{{1,20}})*")
_RANGE = re.compile(
    rf"({WORD}{{3,30}})\s?(?:to|through|until|till|bis|a|à|al|até|-|–|से|إلى|t/m|tot)\s?({WORD}{{3,30}})"
)
_FRENCH = re.compile(r"(?<!\w)(?:le|les|votre|vos|est|été|vous|commande|nous|je|d)(?!\w)")
_HARAKAT = re.compile("[\u064b-\u0652]")


def day_key(year: int, month: int, day: int) -> str:
    """Return a day, or what is known of one, as it is kept."""
    return f"{year}-{month:02}-{day:02}" if month else f"{year}-0-{day:02}"


def keys_of(day: date) -> Iterator[str]:
    """Yield every way in which a known day may be spoken of."""
    for year in (day.year, 0):
        yield day_key(year, day.month, day.day)
        yield day_key(year, day.month, 0)
    yield day_key(0, 0, day.day)
    yield f"w:{day.weekday()}"


def _options(year: int, month: int, day: int) -> list[str]:
    """Return the keys that ground a day which a text names: itself, and without a year what a text of the shop's says so."""
    valid = (1 <= month <= 12 and 0 <= day <= 31) or (month == 0 and 1 <= day <= 31)
    if not valid:
        return []
    return [day_key(year, month, day), *([f"any:{day_key(0, month, day)}"] if year else [])]


def _year(text: str | None) -> int:
    number = int(text or 0)
    return number + 2000 if 0 < number < 100 else number


def _month_names(match: re.Match[str], day: int, month: int, *years: int) -> list[str]:
    year = next((_year(match[one]) for one in years if match[one]), 0)
    number = match[day] if day else "0"
    return _options(year, MONTHS[match[month]], ORDINALS.get(number) or int(number))


def _either_order(year: int, one: int, two: int) -> list[str]:
    return [*_options(year, two, one), *_options(year, one, two)] if one and two else []


def _is_no_date(match: re.Match[str]) -> bool:
    return match.group(0) in ("24/7", "50/50")


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], list[str]]], ...] = (
    (_ISO, lambda match: _options(int(match[1]), int(match[3]), int(match[4]))),
    (_ASIAN, lambda match: _options(_year(match[1]), int(match[2]), int(match[3]))),
    (_NUMERIC, lambda match: _either_order(_year(match[4]), int(match[1]), int(match[3]))),
    (_DAY_MONTH, lambda match: _month_names(match, 1, 2, 3, 4)),
    (_MONTH_DAY, lambda match: _month_names(match, 2, 1, 3, 4)),
    (_ORDINAL_MONTH, lambda match: _month_names(match, 1, 2)),
    (_MONTH_ORDINAL, lambda match: _month_names(match, 2, 1)),
    (_MONTH_YEAR, lambda match: _month_names(match, 0, 1, 2)),
    (_IN_MONTH, lambda match: _month_names(match, 0, 1)),
    (_MONTH_IN, lambda match: _month_names(match, 0, 1)),
    (_SHORT, lambda match: [] if _is_no_date(match) else _either_order(0, int(match[1]), int(match[2]))),
    (_SHORT_DOTS, lambda match: _options(0, int(match[2]), int(match[1]))),
    (_DAY_ALONE, lambda match: _options(0, 0, int(match[1] or match[2]))),
)


def readers() -> Iterable[Callable[[str], Iterator[Spanned]]]:
    """Return what reads days out of a folded text in small letters, the most telling notation first, then times of day."""
    return (*(_reader(pattern, options) for pattern, options in _READERS), _times)


def _reader(
    pattern: re.Pattern[str], options: Callable[[re.Match[str]], list[str]]
) -> Callable[[str], Iterator[Spanned]]:
    def read(text: str) -> Iterator[Spanned]:
        for match in pattern.finditer(text):
            keys = options(match)
            if keys:
                yield Found(Kind.DAY, frozenset(keys), match.start()), match.start(), match.end()

    return read


def _times(text: str) -> Iterator[Spanned]:
    for match in _CLOCK.finditer(text):
        hour, minute = int(match[1] or match[4]), int(match[2] or match[5] or 0)
        half = (match[3] or "").replace(".", "")
        if hour > 24 or minute > 59:
            continue
        hours = {hour}
        if half in ("am", "pm"):
            hours = {hour % 12 + (12 if half == "pm" else 0)}
        elif hour < 12:
            hours = {hour, hour + 12}
        options = frozenset(f"t:{(one % 24) * 60 + minute}" for one in hours)
        yield Found(Kind.TIME, options, match.start()), match.start(), match.end()


def named_days(text: str, today: date | None) -> Iterator[Found]:
    """Yield weekdays and words such as tomorrow; the latter as days too where the shop's day is known."""
    for phrase in NO_DAYS:
        text = text.replace(phrase, "." * len(phrase))
    for phrase, offset in PHRASES.items():
        at = text.find(phrase)
        if at >= 0:
            yield _around((offset,), today, at)
            text = text.replace(phrase, "." * len(phrase))
    for match in _WORDS.finditer(text):
        word = _HARAKAT.sub("", match[0])
        if word in WEEKDAYS:
            yield Found(Kind.DAY, frozenset((f"w:{WEEKDAYS[word]}",)), match.start())
        elif word in AROUND:
            yield _around(AROUND[word], today, match.start())
        elif word == "hier" and _FRENCH.search(text):
            yield _around((-1,), today, match.start())


def _around(offsets: tuple[int, ...], today: date | None, start: int) -> Found:
    keys = {f"r:{offset}" for offset in offsets}
    if today is not None:
        keys |= {(today + timedelta(days=offset)).isoformat() for offset in offsets}
    return Found(Kind.DAY, frozenset(keys), start)


def weekdays_between(text: str) -> Iterator[str]:
    """Yield the weekdays that a text covers by `Monday to Friday`."""
    for match in _RANGE.finditer(text):
        first, last = WEEKDAYS.get(match[1]), WEEKDAYS.get(match[2])
        if first is not None and last is not None:
            yield from (f"w:{(first + step) % 7}" for step in range((last - first) % 7 + 1))
