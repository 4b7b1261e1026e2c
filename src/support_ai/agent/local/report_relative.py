"""Days that are named by others: `the week before`, `the previous 30`, `the same day last week`. Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from support_ai.agent.local.periods import COUNT, UNIT, counted, unit_of

_DAY = timedelta(days=1)
_PERIOD = r"(?:days?|weeks?|wks?|weekends?|fortnights?|months?|quarters?|years?|periods?|ones?)"
_THAT = r"(?: (?:that|this|it|them|those|then))?"
_AGO = r"(?:before|prior|earlier|previously|preceding|previous)"
# `the 7 days before`, `the previous 30`: as many days, weeks or months right before the others.
_COUNTED = re.compile(
    rf"\b(?:the )?(?:previous|prior|preceding|earlier|other) (?P<n1>{COUNT})(?: (?P<u1>{UNIT}))?{_THAT}(?!\w)"
    rf"|\b(?:the )?(?!(?:one|an?) {_AGO})(?P<n2>{COUNT})(?: (?P<u2>{UNIT}))? {_AGO}{_THAT}(?!\w)",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    rf"\b(?:the )?(?P<a>{_PERIOD}) {_AGO}{_THAT}\b(?! (?:yesterday|last)\b)"
    rf"|\b(?:the )?(?:previous|prior|preceding|earlier) (?P<b>{_PERIOD})\b"
    rf"|\b(?P<c>{_AGO} (?:that|then))\b|\bthe (?P<d>before)\b|^\W*(?:and |what about )?(?P<e>before|previously|prior)\W*$"
    r"|\b(?:versus|vs\.?|v\.?|than|against|to|with) (?:the )?(?P<f>last|previous)(?= one\b|\W*$)",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\b(?:the )?(?:same|this (?=(?:time|point|day|date|period)\b)) ?(?:(?!last\b|previous\b|one\b|a\b|than\b)\w+ ){0,3}?(?:of |in |as |from )?(?:the )?(?:last|previous|prior|a|one) (?P<a>week|wk|month|mth|quarter|year|yr)(?:'s)?(?: ago| earlier| before)?\b"
    r"|\b(?P<y>year[- ](?:over|on)[- ]year|yoy)\b|\b(?P<m>month[- ](?:over|on)[- ]month)\b|\b(?P<w>week[- ](?:over|on)[- ]week)\b"
    r"|\b(?:a|one) (?P<b>year) (?:ago|earlier|before)\b",
    re.IGNORECASE,
)
_CURRENT = re.compile(r"\b(?:this|current) (day|week|month|quarter|year)\b", re.IGNORECASE)
# `The same days of last month` are no more than those.
_DAYS = re.compile(r"\b(?:days|time|point|stretch)\b", re.IGNORECASE)
_SHORT_UNITS = {"y": "year", "m": "month", "w": "week"}
_WEEK = 7
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Some days, both included."""

    first: date
    last: date


def is_relative(text: str) -> bool:
    """Tell whether a text is nothing but days that are named by others."""
    return any(pattern.fullmatch(text.strip()) for pattern in (_COUNTED, _EARLIER, _SAME))


def without_relative(text: str) -> str:
    """Return a text with such days blanked, as long as it was."""
    for pattern in (_SAME, _COUNTED, _EARLIER):
        text = pattern.sub(lambda found: " " * len(found[0]), text)
    return text


def without_same(text: str) -> str:
    """Return a text without `the same day last week`, whose last words name no week of their own."""
    return _SAME.sub(lambda found: " " * len(found[0]), text)


def earlier(text: str, base: Span) -> Span | None:
    """Return the days before some others that a text names by them."""
    same = _SAME.search(text)
    if same is not None:
        units = {name: value for name, value in same.groupdict().items() if value}
        name, value = next(iter(units.items()))
        unit = unit_of(value) if name in "ab" else _SHORT_UNITS[name]
        return shifted(base, unit, is_exact=_DAYS.search(same[0]) is not None)
    found = _COUNTED.search(text)
    if found is not None:
        return _counted_before(base, counted(found["n1"] or found["n2"]), found["u1"] or found["u2"])
    word = _EARLIER.search(text)
    if word is None:
        return None
    if word["f"]:
        current = _CURRENT.search(text)
        return earlier_span(base, current[1].lower() if current else "period")
    named = next(one for one in word.groups() if one).lower()
    if named.startswith("weekend"):
        return shifted(base, "week")
    return earlier_span(base, unit_of(named) if re.fullmatch(UNIT, named) else named)


def current(text: str, today: date) -> Span:
    """Return the days so far that are compared where none are named: of this week for `week over week`, else of this month."""
    same = _SAME.search(text)
    if same is not None and same["w"]:
        return Span(today - timedelta(days=today.weekday()), today)
    is_year = same is not None and (same["y"] or same["b"])
    return Span(today.replace(month=1, day=1) if is_year else today.replace(day=1), today)


def shifted(base: Span, unit: str, *, is_exact: bool = False) -> Span:
    """Return the same days of the week, the month, the quarter or the year before; a whole month is one, unless its days are meant."""
    if unit == "week":
        return Span(base.first - _WEEK * _DAY, base.last - _WEEK * _DAY)
    months = {"month": 1, "quarter": 3}.get(unit, 12)
    first = _back(base.first, months)
    if _is_month(base) and months < 12 and not is_exact:
        return Span(first, first.replace(day=monthrange(first.year, first.month)[1]))
    return Span(first, _back(base.last, months))


def _counted_before(base: Span, count: int, unit: str | None) -> Span:
    last, kind = base.first - _DAY, unit_of(unit) if unit else "day"
    months = {"month": count, "quarter": 3 * count, "year": 12 * count}
    if kind in months:
        return Span(_back(base.first, months[kind]), last)
    days = count * {"week": _WEEK, "fortnight": 2 * _WEEK}.get(kind, 1)
    return Span(base.first - days * _DAY, last)


def earlier_span(base: Span, unit: str) -> Span:
    """Return the day, week, month, quarter or year before some days; for any other word as many days right before them."""
    monday = base.first - timedelta(days=base.first.weekday() + _WEEK)
    length = base.last - base.first + _DAY
    spans = {
        "day": lambda: Span(base.first - _DAY, base.first - _DAY),
        "week": lambda: Span(monday, monday + 6 * _DAY),
        "month": lambda: _months_before(base, 1),
        "quarter": lambda: _months_before(base, 3),
        "year": lambda: Span(date(base.first.year - 1, 1, 1), date(base.first.year - 1, 12, 31)),
    }
    if unit in spans:
        return spans[unit]()
    if length.days == 2 and base.first.weekday() == _SATURDAY:
        return shifted(base, "week")
    if _is_month(base) or (base.first.day == 1 and length.days > _WEEK):
        return _whole_months_before(base)
    is_week = base.first.weekday() == 0 and 1 < length.days <= _WEEK
    return spans["week"]() if is_week else Span(base.first - length, base.first - _DAY)


def _whole_months_before(base: Span) -> Span:
    """Return as many months right before as the days have that begin with a month: the quarter before a quarter."""
    count = (base.last.year - base.first.year) * 12 + base.last.month - base.first.month + 1
    return _months_before(base, count)


def _is_month(span: Span) -> bool:
    return span.first.day == 1 and 27 < (span.last - span.first).days + 1 <= 31


def _months_before(base: Span, count: int) -> Span:
    last = base.first.replace(day=1) - _DAY
    return Span(_back(base.first.replace(day=1), count), last)


def _back(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 - months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
