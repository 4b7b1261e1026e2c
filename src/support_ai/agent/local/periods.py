"""Days and spans of days as people name them, and which days of the calendar they are."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from support_ai.agent.local.day_phrases import (
    COUNT,
    EDGE,
    MONTH,
    OF_MONTH,
    ORDINAL,
    PART,
    TO,
    YEAR,
    in_digits,
    part,
)
from support_ai.agent.local.entity import Entity, EntityType

_DAY = timedelta(days=1)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
} | {"a": 1, "an": 1, "couple of": 2, "couple": 2, "few": 3, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100}  # fmt: skip
UNIT = r"(?:(?:calendar |full |business )?(?:days?|weeks?|wks?|fortnights?|months?|mths?|quarters?|years?|yrs?)|d)"
_MONTH = MONTH
_NUMBERED = rf"(?:{ORDINAL}|\d{{1,2}}(?:st|nd|rd|th)?)"
_NTH = rf"(?:{ORDINAL}|\d{{1,2}}(?:st|nd|rd|th))"
_YEAR = YEAR
_OF_YEAR = rf"(?:,? (?:of )?(?:{_YEAR}|(?:this|last|the|the current|the same) year))"
_WEEKDAY = r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)day"
_DATED = (
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./](?:20)?\d\d|{_NUMBERED} (?:of )?{_MONTH}(?:,? {_YEAR})?"
    rf"|{_MONTH} (?:the )?{_NUMBERED}(?!\d)(?:,? {_YEAR})?)"
)
_NAMED = {
    "day before yesterday": r"(?:the )?day before yesterday",
    "yesterday": r"yest(?:er|re)?day'?s?|last night",
    "today": r"to ?da?y'?s?|toady'?s?|this day'?s?|this (?:morning|afternoon|evening)|so far(?! this)|since midnight|since this morning|the day'?s|daily(?= orders)",
    "this week": r"(?:this|(?:the )?(?:current|present|ongoing|running)) (?:week|wk)'?s?|week (?:so far|to date)|wtd",
    "last week": r"(?:last|past|previous) (?:week|wk)'?s?",
    "this month": r"(?:this|(?:the )?(?:current|present|ongoing|running)) (?:month|mth)'?s?|month (?:to date|so far)|mtd",
    "last month": r"(?:last|past|previous) month'?s?",
    "this quarter": r"(?:this|(?:the )?(?:current|present|ongoing|running)) quarter'?s?|quarter (?:to date|so far)|qtd",
    "last quarter": r"(?:last|past|previous) quarter'?s?",
    "this year": r"(?:this|(?:the )?(?:current|present|ongoing|running)) year'?s?|year (?:to date|so far)|ytd",
    "last year": r"(?:last|past|previous) year'?s?",
    "last weekend": r"(?:last|over the|at the|past) weekend|the weekend",
    "last 24 hours": r"(?:in |over |during |for )?(?:the )?(?:last|past) (?:24|twenty[- ]four) ?(?:hours?|hrs?|h)|(?:the )?(?:last|past) day",
    "last fortnight": r"(?:the |this )?(?:last|past|previous) fortnight'?s?|this fortnight",
    "tomorrow": r"tomorrow",
}
_QUARTER = rf"q[1-4](?:[ ,/]*{_YEAR}|{_OF_YEAR})?|(?:the )?(?:first|second|third|fourth|1st|2nd|3rd|4th) quarter{_OF_YEAR}?"
_LAST = rf"(?:in |over |during |for )?(?:the |these |our )?(?:last|past|previous|trailing|rolling|most recent) {COUNT} ?{UNIT}"
_WEEK_OF = r"(?:the )?(?:week|wk) (?:of|beginning|commencing|starting|from)(?: on)?(?: the| mon\w*)?"
_AGO = rf"{COUNT} {UNIT} (?:ago|before)"
_SURE_MONTH = rf"(?:january|february|april|june|july|august|september|october|november|december){_OF_YEAR}?"
_LIKELY_MONTH = rf"(?<=\bin )MONTH|(?<=\bfrom )MONTH|(?<=\bof )MONTH|(?<=\bfor )MONTH|(?<=\blast )MONTH|(?<=\bsince )MONTH|(?<=\bduring )MONTH|(?<=\bthis )MONTH|(?<=\bbefore )MONTH|(?<=\bafter )MONTH|(?<=\buntil )MONTH|{_MONTH} {_YEAR}".replace(
    "MONTH", rf"{_MONTH}{_OF_YEAR}?(?! i\b| we\b| you\b| the\b)"
)
_ATOM = (
    rf"(?:{_WEEK_OF} {_DATED}|{_DATED}|{PART}|{_NTH} {OF_MONTH}|{'|'.join(_NAMED.values())}|{_QUARTER}|{_LAST}|{_AGO}|(?:last |this |on |past )?{_WEEKDAY}s?"
    rf"|{_LIKELY_MONTH}|{_SURE_MONTH}|(?:the )?{_NUMBERED}(?= (?:and|to|until|till) {_NUMBERED})|(?:in )?(?<![-#/])20[12]\d(?![\w/-]))"
)
_END = rf"{EDGE}?(?:{_ATOM}|{_MONTH})"
_RANGES = (
    rf"between (?:the )?(?P<a1>{_NUMBERED}) (?:and|-) (?:the )?(?P<b1>{_NUMBERED} (?:(?:of )?{_MONTH}(?: {_YEAR})?|{OF_MONTH}))",
    rf"(?:from )?(?:the )?(?P<a2>{_NUMBERED}) ?(?:–|{TO}) ?(?:the )?(?P<b2>{_NUMBERED} (?:(?:of )?{_MONTH}(?: {_YEAR})?|{OF_MONTH}))",
    rf"(?:between )?(?P<a3>{_MONTH} {_NUMBERED}) ?(?:and|{TO}) ?(?P<b3>(?:{_MONTH} )?{_NUMBERED}(?!\d)(?:,? {_YEAR})?)",
    rf"between (?:the )?(?P<a4>{_END}) (?:and|-) (?:the )?(?P<b4>{_END})",
    rf"(?:from|since|starting(?: on)?) (?:the )?(?P<a5>{_END}) {TO} (?:the )?(?P<b5>{_END})",
    r"(?:from|between) (?:the )?(?P<a7>\d{1,2}[./]\d{1,2})\.? ?(?:to|until|till|through|and|-|–) ?(?:the )?(?P<b7>\d{1,2}[./]\d{1,2})(?![./]?\d)",
    rf"(?:between|from) (?:the )?(?P<a8>\d{{1,2}}(?:st|nd|rd|th)) (?:and|{TO}) (?:the )?(?P<b8>\d{{1,2}}(?:st|nd|rd|th))",
    rf"(?P<a6>{_DATED}) ?{TO} ?(?:the )?(?P<b6>{_DATED}|\d{{1,2}}(?:st|nd|rd|th)|{EDGE}{_MONTH}(?: {_YEAR})?|today|yesterday|now)",
    rf"(?P<a9>{EDGE}?{_MONTH}(?: {_YEAR})?) ?{TO} ?(?P<b9>{EDGE}?{_MONTH}(?: {_YEAR})?|today|yesterday)",
    rf"(?P<a10>{_WEEKDAY}) ?(?:until|till|through|thru|to|-) ?(?P<b10>{_WEEKDAY})",
    rf"(?P<a11>{_QUARTER}) ?{TO} ?(?P<b11>{_QUARTER})",
)
_RANGE = [re.compile(rf"\b{one}(?!\w)", re.IGNORECASE) for one in _RANGES]
_SINCE = re.compile(rf"\b(?:since|starting|beginning) (?:the )?(?P<a>{_END})(?!\w)", re.IGNORECASE)
_SINGLE = re.compile(rf"\b(?:{_ATOM})(?!\w)", re.IGNORECASE)


def periods(text: str) -> Iterator[Entity]:
    """Yield the spans of days that a text names, ranges before the days in them."""
    for pattern in _RANGE:
        for match in pattern.finditer(text):
            first, last = (in_digits(_dotted(one.lower())) for one in match.groups() if one)
            if not first.startswith(_MONTHS) and re.fullmatch(_NUMBERED, first):
                first = f"{first} {_month_in(last)}"
                last = f"{last} of month" if re.fullmatch(_NUMBERED, last) else last
            elif re.fullmatch(rf"{_NUMBERED}(?:,? {_YEAR})?", last):
                last = f"{_month_in(first)} {last}"
            yield Entity(EntityType.DAYS, f"{_plain(first)}/{_plain(last)}", *match.span())
    for match in _SINCE.finditer(text):
        yield Entity(EntityType.DAYS, f"since {_plain(match['a'].lower())}", *match.span())
    for match in _SINGLE.finditer(text):
        yield Entity(EntityType.DAYS, _plain(match[0].lower()), *match.span())


def _dotted(written: str) -> str:
    """Return `20.4` for `20/4`: a stroke divides the first day of a span from its last."""
    return re.sub(r"^(\d{1,2})/(\d{1,2})$", r"\1.\2", written)


def _month_in(text: str) -> str:
    """Return the month that a text names: `of this month` as well, and `of month` where it names none."""
    found = re.search(rf"\b{_MONTH}(?: {_YEAR})?(?!\w)", text) or re.search(OF_MONTH, text)
    return found[0] if found else "of month"


def _plain(written: str) -> str:
    """Return the name of a span as `days_between` reads it."""
    for name, pattern in _NAMED.items():
        if re.fullmatch(pattern, written):
            return name
    bare = re.sub(r"^(?:(?:in|over|during|for|on|the|these|our|past(?= \w+day\b))\s+)+", "", written)
    bare = "today" if bare == "now" else in_digits(bare)
    return re.sub(r"^(?:past|previous|trailing|rolling|most recent)\b", "last", bare)


def days_between(name: str, today: date) -> tuple[date, date]:
    """Return the first day and the day after the last of what somebody calls `yesterday` or `last 7 days`.

    Days without a year are the latest that are not in the future. What is no span of days is today.
    """
    try:
        return _span(name, today) or (today, today + _DAY)
    except (ValueError, OverflowError):
        return today, today + _DAY


def _span(name: str, today: date) -> tuple[date, date] | None:
    if name.startswith("since "):
        started = _span(name.removeprefix("since "), today)
        return (started[0], max(today + _DAY, started[1])) if started else None
    if "/" in name and not re.match(r"\d{1,2}/\d", name):
        first, _, last = name.partition("/")
        one, two = _span(first, today), _span(last, today)
        if one is not None and two is not None and one[0] > two[0]:
            # `From December to February`, `from the 28th to the 3rd`: the first is the last one before.
            one = _span(first, two[1] - _DAY)
        return None if one is None or two is None or one[0] > two[0] else (one[0], two[1])
    return (
        part(name, today, lambda base: _span(base, today), counted)
        or _calendar(name, today)
        or _counted(name, today)
        or _dated(name, today)
    )


def _month_span(year: int, month: int, count: int = 1) -> tuple[date, date]:
    """Return the span of `count` months from a month that may lie outside 1 to 12."""
    begin, end = year * 12 + month - 1, year * 12 + month - 1 + count
    return date(begin // 12, begin % 12 + 1, 1), date(end // 12, end % 12 + 1, 1)


def _calendar(name: str, today: date) -> tuple[date, date] | None:
    monday, tomorrow = today - timedelta(days=today.weekday()), today + _DAY
    quarter = (today.month - 1) // 3 * 3 + 1
    spans = {
        "today": lambda: (today, tomorrow),
        "tomorrow": lambda: (tomorrow, tomorrow + _DAY),
        "yesterday": lambda: (today - _DAY, today),
        "day before yesterday": lambda: (today - 2 * _DAY, today - _DAY),
        "this week": lambda: (monday, tomorrow),
        "last week": lambda: (monday - 7 * _DAY, monday),
        "last weekend": lambda: (monday - 2 * _DAY, monday),
        "last 24 hours": lambda: (today - _DAY, tomorrow),
        "last fortnight": lambda: (today - 13 * _DAY, tomorrow),
        "this month": lambda: (today.replace(day=1), tomorrow),
        "last month": lambda: _month_span(today.year, today.month - 1),
        "this quarter": lambda: (date(today.year, quarter, 1), tomorrow),
        "last quarter": lambda: _month_span(today.year, quarter - 3, 3),
        "this year": lambda: (date(today.year, 1, 1), tomorrow),
        "last year": lambda: (date(today.year - 1, 1, 1), date(today.year, 1, 1)),
    }
    return spans[name]() if name in spans else None


def _counted(name: str, today: date) -> tuple[date, date] | None:
    """Read `last 7 days`, which ends today, and `3 weeks ago`, which is that day, week or month."""
    match = re.fullmatch(rf"(?:last )?({COUNT}) ?({UNIT})( ago| before)?", name)
    if match is None:
        return None
    count, unit = counted(match[1]), unit_of(match[2])
    if unit == "fortnight":
        count, unit = 2 * count, "week"
    if match[3]:
        return _ago(count, unit, today)
    months = {"month": count, "quarter": 3 * count, "year": 12 * count}
    if unit in months:
        begin, _ = _month_span(today.year, today.month - months[unit])
        length = (_month_span(begin.year, begin.month)[1] - begin).days
        return begin.replace(day=min(today.day, length)), today + _DAY
    return today - timedelta(days=count * (7 if unit == "week" else 1) - 1), today + _DAY


def counted(word: str) -> int:
    """Return the number that a word of `COUNT` says."""
    bare = word.lower().removeprefix("a ") if word.lower() not in _COUNTS else word.lower()
    return _COUNTS.get(bare) or int(bare)


def unit_of(word: str) -> str:
    """Return the day, week, fortnight, month, quarter or year that a word of `UNIT` says."""
    first = word.lower().rpartition(" ")[2][0]
    return next(one for one in ("day", "week", "fortnight", "month", "quarter", "year") if one[0] == first)


def _ago(count: int, unit: str, today: date) -> tuple[date, date]:
    match unit:
        case "day":
            return today - count * _DAY, today - (count - 1) * _DAY
        case "week":
            monday = today - timedelta(days=today.weekday() + 7 * count)
            return monday, monday + 7 * _DAY
        case "month" | "quarter":
            return _month_span(today.year, today.month - count * (1 if unit == "month" else 3))
        case _:
            return date(today.year - count, 1, 1), date(today.year - count + 1, 1, 1)


def _dated(name: str, today: date) -> tuple[date, date] | None:
    named = _in_digits(name, today)
    if named is not None:
        return named, named + _DAY
    weekday = re.fullmatch(rf"(?:last |this )?({_WEEKDAY})s?", name)
    if weekday:
        back = (today.weekday() - _WEEKDAYS.index(_full(weekday[1], _WEEKDAYS))) % 7
        back = 7 if back == 0 and name.startswith("last") else back
        return today - back * _DAY, today - (back - 1) * _DAY
    week = re.fullmatch(rf"(?:{_WEEK_OF}) (.+)", name)
    if week:
        named = (_dated(week[1], today) or (today, today))[0]
        monday = named - timedelta(days=named.weekday())
        return monday, monday + 7 * _DAY
    quarter = re.search(r"q([1-4])|(first|second|third|fourth|1st|2nd|3rd|4th) quarter", name)
    year = re.search(r"20\d\d", name)
    said = int(year[0]) if year else _said_year(name, today)
    if quarter:
        place = int(quarter[1]) if quarter[1] else ("1st2nd3rd4th".find(quarter[2]) // 3 if quarter[2][0].isdigit() else ("first", "second", "third", "fourth").index(quarter[2])) + 1  # fmt: skip
        chosen = said or today.year - (date(today.year, place * 3 - 2, 1) > today)
        return _month_span(chosen, place * 3 - 2, 3)
    return _in_month(name, said, today)


def _in_digits(name: str, today: date) -> date | None:
    """Read `2026-04-20`, `20/04/26`, and `20.4`, which is the last one that was."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", name):
        return date.fromisoformat(name)
    written = re.fullmatch(r"(\d{1,2})[./](\d{1,2})(?:[./](?:20)?(\d\d))?", name)
    if written is None:
        return None
    one, two, year = int(written[1]), int(written[2]), 2000 + int(written[3]) if written[3] else today.year
    named = date(year, one, two) if two > 12 else date(year, two, one)
    return named.replace(year=year - 1) if written[3] is None and named > today else named


def _said_year(name: str, today: date) -> int | None:
    """Return the year that `of last year` or `this year` says."""
    if name.endswith(" last year"):
        return today.year - 1
    return today.year if name.endswith(" year") else None


def _in_month(name: str, year: int | None, today: date) -> tuple[date, date] | None:
    month = re.search(rf"\b({_MONTH})(?!\w)", name)
    if month is None:
        return (date(year, 1, 1), date(year + 1, 1, 1)) if year else None
    number = _MONTHS.index(_full(month[1], _MONTHS)) + 1
    day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", name.replace(str(year), ""))
    chosen = year or today.year
    if day is None:
        begin, end = _month_span(chosen, number)
        return (begin, end) if year or begin <= today else _month_span(chosen - 1, number)
    named = date(chosen, number, int(day[1]))
    if year is None and named > today:
        named = named.replace(year=chosen - 1)
    return named, named + _DAY


def _full(written: str, names: tuple[str, ...]) -> str:
    bare = written.rstrip(".")
    return next(name for name in names if name.startswith(bare[:3]))
