"""Days that are told by a larger span: its edges, its halves, its first ten days, the 3rd of this month. Pure."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

Read = Callable[[str], tuple[date, date] | None]

_DAY = timedelta(days=1)
_MIDDLE = 15
_WEEK = 7
_YEAR_MONTHS = 12
YEAR = r"(?:20\d\d)"
MONTH = r"(?:january|jan|february|feb|march|mar|april|apr|may|june|jun|july|jul|august|aug|september|sept?|october|oct|november|nov|december|dec)\.?"
COUNT = r"(?:\d{1,3}|an?|(?:a )?couple(?: of)?|(?:a )?few|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|forty|fifty|sixty|ninety|(?:a )?hundred)"
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
    "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first", "twenty-second",
    "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth",
    "thirty-first",
)  # fmt: skip
_WORDED = "|".join(one.replace("-", "[- ]") for one in reversed(_ORDINALS))
TO = r"(?:up to and including|up to|until|til|till|through|thru|to|-|\u2013)"
# `The first of August` and `from the third to the ninth`, never `the first order` or `the second quarter`.
ORDINAL = rf"(?:{_WORDED})(?= (?:of )?(?:the )?(?:{MONTH}(?!\w)|this month|last month|(?:{TO}|and) (?:the )?(?:\d|(?:{_WORDED})\b)))"
OF_MONTH = r"(?:of )?(?:(?:this|last|the current|the same|the last|the past) month|the month)"
EDGE = r"(?:(?:the )?(?:very )?(?:end|start|beginning|close|middle) of (?:the )?|(?:early|late|mid)[- ])"
_BASE = rf"(?:(?:the )?(?:(?:month|year|quarter) (?:of )?)?{MONTH}(?:,? (?:of )?(?:{YEAR}|this year|last year))?|(?:this|last|the|the current) (?:month|year|quarter)|{YEAR}|q[1-4])"
PART = (
    rf"(?:the )?(?:first|second|last|1st|2nd|latter|other) half (?:of )?{_BASE}"
    rf"|(?:the )?(?:first|last) (?:{COUNT} )?(?:days?|weeks?) (?:of|in) {_BASE}|mid[- ]?{MONTH}"
)
_NUMBER = re.compile(rf"(?:the )?(\d{{1,2}})(?:st|nd|rd|th)? ({OF_MONTH}|of month)")
_EDGED = re.compile(rf"({EDGE}|mid)(.+)")
_HALF = re.compile(r"(?:the )?(first|second|last|1st|2nd|latter|other) half (?:of )?(.+)")
_SOME = re.compile(rf"(?:the )?(first|last) (?:({COUNT}) )?(day|week)s? (?:of|in) (.+)")


def in_digits(written: str) -> str:
    """Return `1 of august` for `first of august`."""
    return re.sub(
        rf"\b(?:{_WORDED})\b(?! (?:quarter|half|days?|weeks?|{COUNT} (?:days?|weeks?)))",
        lambda found: str(_ORDINALS.index(found[0].replace(" ", "-")) + 1),
        written,
    )


def part(name: str, today: date, read: Read, counted: Callable[[str], int]) -> tuple[date, date] | None:
    """Return the first day and the day after the last of a part of a span that `read` knows; None where it is no part."""
    number = _NUMBER.fullmatch(name)
    if number is not None:
        return _numbered(int(number[1]), number[2].removeprefix("of "), today, read)
    half = _HALF.fullmatch(name)
    if half is not None:
        whole = read(_named(half[2]))
        return _half(*_full(half[2], whole), is_first=half[1] in ("first", "1st")) if whole else None
    some = _SOME.fullmatch(name)
    if some is not None:
        whole = read(_named(some[4]))
        length = timedelta(days=counted(some[2] or "one") * (_WEEK if some[3] == "week" else 1))
        return _some(*_full(some[4], whole), length, is_first=some[1] == "first") if whole else None
    return _edge(name, read)


def _named(base: str) -> str:
    """Return a base as `read` knows it: `this month` for `the month`."""
    bare = re.sub(r"^(?:the )?(?:month|year|quarter) (?:of )?(?=\S)", "", base.strip())
    return re.sub(
        r"^the (?:(?:current|same) )?(?=month|year|quarter)|^(?=(?:month|year|quarter)$)", "this ", bare
    )


def _full(base: str, span: tuple[date, date]) -> tuple[date, date]:
    """Return a span that is not over yet to its very end: half of this month is half of all its days."""
    first = span[0]
    if base.endswith("month"):
        return first, first + timedelta(days=monthrange(first.year, first.month)[1])
    if base.endswith("year") and not re.search(MONTH, base):
        return first, date(first.year + 1, 1, 1)
    return span


def _numbered(day: int, month: str, today: date, read: Read) -> tuple[date, date] | None:
    """Return a day of a month; where no month is told, the latest that was."""
    if month == "month":
        first = today.replace(day=1)
        first = first if day <= today.day else (first - _DAY).replace(day=1)
    else:
        whole = read(
            re.sub(r"^the (?:current|same) |^the (?=month)", "this ", month)
            .removeprefix("the ")
            .replace("past", "last")
        )
        if whole is None:
            return None
        first = whole[0]
    named = first.replace(day=min(day, monthrange(first.year, first.month)[1]))
    return named, named + _DAY


def _half(first: date, end: date, *, is_first: bool) -> tuple[date, date]:
    days = (end - first).days
    if days > _MIDDLE * 2 + 1:
        months = (end.year - first.year) * _YEAR_MONTHS + end.month - first.month
        place = first.month - 1 + months // 2
        middle = date(first.year + place // _YEAR_MONTHS, place % _YEAR_MONTHS + 1, 1)
    else:
        middle = first + timedelta(days=_MIDDLE)
    return (first, middle) if is_first else (middle, end)


def _some(first: date, end: date, length: timedelta, *, is_first: bool) -> tuple[date, date]:
    return (first, min(first + length, end)) if is_first else (max(end - length, first), end)


def _edge(name: str, read: Read) -> tuple[date, date] | None:
    """Return the day at the edge of a span: `the end of october`, `mid-september`."""
    edged = _EDGED.fullmatch(name)
    if edged is None:
        return None
    whole = read(_named(edged[2].strip(" -")))
    if whole is None:
        return None
    first, end = whole
    if re.search(r"\b(?:end|close)\b|late", edged[1]):
        return end - _DAY, end
    if re.search(r"\bmid", edged[1]):
        middle = first + timedelta(days=_MIDDLE - 1)
        return middle, middle + _DAY
    return first, first + _DAY
