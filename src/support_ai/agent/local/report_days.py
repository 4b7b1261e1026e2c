"""Which days a question on figures means, and with which others they are compared. Pure."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from support_ai.agent.local.day_phrases import MONTH, YEAR
from support_ai.agent.local.entities import EntityType, days_between, find_entities
from support_ai.agent.local.periods import counted
from support_ai.agent.local.report_asked import Asked
from support_ai.agent.local.report_following import COMPARES, day_alone, with_month
from support_ai.agent.local.report_relative import (
    Span,
    current,
    earlier,
    earlier_span,
    is_relative,
    without_relative,
    without_same,
)
from support_ai.agent.local.report_topics import Figure, Topic, figure_of
from support_ai.reports.periods import Step

_DAY = timedelta(days=1)
_USUAL = 30
_ON_THE = re.compile(
    r"\b(?:on|of|for|from|was) the (\d{1,2})(?:st|nd|rd|th)\b(?! (?:of|quarter|half))", re.IGNORECASE
)
_NEAR = 6
_TREND = re.compile(r"\b(?:trend\w*|over time|develop\w*)\b", re.IGNORECASE)
_LAST_ONES = re.compile(
    r"\b(?:last|past|previous) (?P<count>two|three|four|five|six|[2-6]) (?P<unit>day|week|month|quarter|year)s\b",
    re.IGNORECASE,
)
_LONG = 365
_WEEK = 7
_SO_FAR = re.compile(r"(?<=\w) (?:so far|to date|until now|up to now)\b(?= ?[?.!,]|$)", re.IGNORECASE)
_UP_TO_NOW = re.compile(
    rf"\b({MONTH}(?: {YEAR})?|(?:month|quarter|year|week)) (?:so far|to date|until now|up to now|thus far)\b",
    re.IGNORECASE,
)
# `gross versus net` sets two figures of the same days beside each other.
_OF_FIGURES = re.compile(
    r"\b(?:money in (?:and|versus|vs\.?|or) (?:money )?out|(?:came|come|comes|went|what's) in (?:and|versus|vs\.?) (?:\w+ )?(?:went|goes|gone|come)? ?out)\b|\b(?:gross|net|sales|refunds?|returns?|orders?|payments?|exchanges?|cancel\w+|tickets?|revenue|deliver\w+) (?:and|or|versus|vs\.?|against|compared (?:to|with)|than) (?:the )?(?:gross|net|sales|refunds?|returns?|orders?|payments?|exchanges?|cancel\w+|tickets?|revenue|deliver\w+)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"^\W*(?:(?:and|but|only|just|no)\W+)*(?:until|till|up to|through)\b", re.IGNORECASE)
_CORRECTS = re.compile(
    r"\b(?:sorry|i mean|i meant|meant|rather|no wait|actually|scratch that|make that)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a question, the same with slips mended, and the message that they stand in."""

    text: str
    mended: str
    whole: str


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are meant, and with which they are compared; `usual` says that nobody named any."""

    first: Span
    before: Span | None = None
    usual: bool = False
    by: Step | None = None


def named_days(text: str, today: date) -> list[Span]:
    """Return the spans of days that a text names, in its order, none of them after today."""
    # `March so far` is March, up to today anyhow; `the same month last year` is no year.
    bare = without_same(_SO_FAR.sub("", _UP_TO_NOW.sub(r"\1", text)))
    found = [one for one in find_entities(bare.lower()) if one.type is EntityType.DAYS]
    named = [one for one in found if not is_relative(bare[one.start : one.end])] or found
    spans: list[Span] = []
    for one in named:
        first, end = days_between(one.value, today)
        if first <= today:
            spans.append(Span(first, max(first, min(end - _DAY, today))))
    return list(dict.fromkeys(spans))


def days_of(said: Said, today: date, topic: Topic, last: Asked | None) -> Days:
    """Return which days are meant, and with which they are compared; what is left open is as it was before."""
    text = said.text
    is_only_relative = last is not None and is_relative(_bare(text))
    named = [] if is_only_relative else _named(text, said.mended, today, has_base=last is not None)
    named = named or named_days(said.whole, today)[:1]
    compares = _compares(said.mended, has_days=bool(named))
    told = _of_last(text, last, named) or (_last_ones(text, today) if compares else None)
    if told is not None:
        return told
    if len(named) > len(("one", "other")) and not _CORRECTS.search(text):
        # `August, September and October` are set side by side.
        return Days(
            Span(min(one.first for one in named), max(one.last for one in named)), by=_step_of(named[0])
        )
    if len(named) > 1 and not compares:
        named = _narrowed(named, text)
    if len(named) > 1:
        one, two = sorted(named[:2], key=lambda span: (span.first, span.last), reverse=True)
        return Days(one, two)
    base = named[0] if named else last.days if last is not None else None
    found = _by_others(text, base, last, today, compares=compares)
    if found is None and compares:
        found = _compared(named, base, today, last)
    if found is None and base is not None:
        found = Days(base, usual=last is not None and not named and last.usual)
    return found or _usual(text, topic, today)


def _step_of(span: Span) -> Step:
    """Return the step in which days like these are set side by side."""
    length = (span.last - span.first).days
    return Step.DAY if length == 0 else Step.WEEK if length < _WEEK else Step.MONTH


def _usual(text: str, topic: Topic, today: date) -> Days:
    length = _LONG if topic is Topic.TICKETS and _is_standing(text) else _USUAL
    return Days(Span(today - timedelta(days=length - 1), today), usual=True)


def _of_last(text: str, last: Asked | None, named: Sequence[Span]) -> Days | None:
    """Return the days that are told by the report before: `only until Friday`, `and the 4th?`."""
    if last is None:
        return None
    month, alone = last.days.last, day_alone(text)
    if alone is not None and 0 < alone <= monthrange(month.year, month.month)[1]:
        only = month.replace(day=alone)
        return Days(Span(only, only))
    if len(named) == 1 and _UNTIL.search(text) and last.days.first <= named[0].last:
        return Days(Span(last.days.first, named[0].last))
    return None


def _last_ones(text: str, today: date) -> Days | None:
    """Return the last whole month beside the one before, for `compare the last two months`; of more of them, each."""
    units = _LAST_ONES.search(text)
    if units is None:
        return None
    unit, count = units["unit"].lower(), counted(units["count"])
    newer = earlier_span(Span(today, today), unit)
    older = newer
    for _ in range(count - 1):
        older = earlier_span(older, unit)
    if count == len(("one", "other")):
        return Days(newer, older)
    return Days(Span(older.first, newer.last), by=_step_of(newer))


def _compares(text: str, *, has_days: bool) -> bool:
    """Tell whether days are compared: not where two figures or two products are, nor where a trend is asked for."""
    found = COMPARES.search(text)
    if found is None or _OF_FIGURES.search(text) or (has_days and _TREND.search(text)):
        return False
    things = [one for one in find_entities(text) if one.type is EntityType.ITEM]
    near = [one for one in things if 0 <= found.start() - one.end <= _NEAR]
    after = [one for one in things if 0 <= one.start - found.end() <= _NEAR]
    return not (near and after)


def _by_others(
    text: str, base: Span | None, last: Asked | None, today: date, *, compares: bool
) -> Days | None:
    """Return the days where a text names some by others: `than the week before`."""
    if base is None and not compares:
        return None
    start = base or current(text, today)
    before = earlier(text, start)
    if before is None or before == start:
        return None
    pair = compares or last is None or base != last.days
    return Days(start, before) if pair else Days(before)


def _compared(named: Sequence[Span], base: Span | None, today: date, last: Asked | None) -> Days:
    """Return the days that are compared where no words say with which."""
    if named:
        other = _base_of(named[0], today, last)
        return Days(other, named[0] if other != named[0] else earlier_span(other, "period"))
    if base is not None:
        return Days(base, earlier_span(base, "period"))
    month = Span(today.replace(day=1), today)
    return Days(month, earlier_span(month, "month"))


def _named(text: str, mended: str, today: date, *, has_base: bool) -> list[Span]:
    """Return the days that a text names by themselves; `the 7 days before` only where there is nothing that they are before."""
    for written in (with_month(text), with_month(mended)):
        own = named_days(without_relative(written), today)
        found = own or ([] if has_base else named_days(written, today))
        if found:
            return found
    alone = _ON_THE.search(text)
    day = int(alone[1]) if alone else 0
    for month in (today, today.replace(day=1) - _DAY):
        if 0 < day <= (today.day if month == today else monthrange(month.year, month.month)[1]):
            return [Span(month.replace(day=day), month.replace(day=day))]
    return []


def _narrowed(named: Sequence[Span], text: str) -> list[Span]:
    """Return the days that count where several are named and nothing is compared: the corrected ones, or those within the others."""
    if _CORRECTS.search(text):
        return [named[-1]]
    one, two = named[0], named[1]
    small, large = sorted((one, two), key=lambda span: span.last - span.first)
    return [small] if large.first <= small.first and small.last <= large.last else list(named)


def _bare(text: str) -> str:
    return re.sub(
        r"^(?:\W|\b(?:and|hm+|ok(?:ay)?|what about|how about|or|so|then|now)\b)+|[\W]+$", "", text.lower()
    )


def _is_standing(text: str) -> bool:
    return figure_of(text) is Figure.OPEN


def _base_of(named: Span, today: date, last: Asked | None) -> Span:
    """Return what is compared with the days that were named: what was shown before, else the current day, week, month or year."""
    if last is not None and last.days != named and not last.usual:
        return last.days
    length = (named.last - named.first).days + 1
    if named.last >= today:
        return named
    if length == 1:
        return Span(today, today)
    if length == 7:
        return Span(today - timedelta(days=today.weekday()), today)
    if length > 300:
        return Span(today.replace(month=1, day=1), today)
    return Span(today.replace(day=1), today)
