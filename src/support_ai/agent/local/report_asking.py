"""Which report is wanted: what about, which days, compared with which, and how cut; what is left out is as it was before."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import JsonValue, TypeAdapter, ValidationError

from support_ai.agent.local.entities import EntityType, days_between, find_entities
from support_ai.agent.local.features import plain
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.report_topics import (
    Cut,
    Figure,
    Topic,
    cut_of,
    figure_of,
    top_of,
    topic_named,
    topic_of,
    wants_best_period,
    wants_worst,
)
from support_ai.agent.local.spelling import corrected
from support_ai.reports.periods import Step

_DAY = timedelta(days=1)
_FEW = 4
_BARE_MONTH = re.compile(r"\b(jan|feb|mar|march|apr|may|jun|jul|aug|sept?|oct|nov|dec)\b", re.IGNORECASE)
_USUAL = 30
_LONG = 365
_COMPARES = re.compile(
    r"\b(?:compar\w*|versus|vs\.?|against|than|differen\w+ (?:between|from|to)|relative to|up or down|going (?:up|down)|(?:in|de)creas\w*|grow\w*|grew|fall\w*|drop\w*|trend\w*|better or worse|year[- ](?:over|on)[- ]year|yoy|month[- ](?:over|on)[- ]month)(?!\w)",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:the )?(?P<a>day|week|month|quarter|year)s? (?:before|prior|earlier|preceding)(?: (?:that|this|it))?\b"
    r"|\b(?:the )?(?:previous|prior|preceding) (?P<b>day|week|month|quarter|year|period|one)\b"
    r"|\b(?:and |what about |how about )?(?P<c>before (?:that|then))\b|\bthe (?:one|period) (?P<d>before)\b",
    re.IGNORECASE,
)
_YEAR_EARLIER = re.compile(
    r"\b(?:same (?:\w+ ){0,2}(?:last|a|one|the previous) year(?: ago| earlier| before)?|year[- ](?:over|on)[- ]year|yoy|(?:a|one) year (?:ago|earlier|before))\b",
    re.IGNORECASE,
)
_SO_FAR = re.compile(r"(?<=\w) (?:so far|to date|until now|up to now)\b(?= ?[?.!,]|$)", re.IGNORECASE)
_BEST_STEP = re.compile(
    r"\b(?:best|worst|strongest|weakest|busiest|slowest|quietest) (?:\w+ )?(day|week|month)s?\b",
    re.IGNORECASE,
)
_STEP_WORDS = re.compile(r"\b(?:trend|develop\w*|over time|course)\b", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"^\W*(?:and|ok(?:ay)?|now|then|so|also|same|again|what about|how about|but|only|just|by|per|for|in|of|the|compared?|versus|vs|or|show|split|break|group|please|no|i meant|as|with)\b",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"\W*(?:(?:and|ok(?:ay)?|now|then|so|also|the|same|again|what|about|how|but|only|just|by|per|for|in|of|on|from|at|it|that|this|those|them|to|compared?|with|versus|vs|or|show|give|me|us|split|break|broken|group(?:ed)?|down|please|pls|can|could|you|i|we|do|did|was|were|is|are|a|table|as|each|every|whole|all|thanks|figures?|numbers?|report|instead|meant|no|too|there|let|see|like|looks?|would|be|against|than|daily|weekly|monthly|up|over|time|one|ones|more|less|higher|lower|better|worse|best|worst|much|many|total|totals?|before)\W*)*",
    re.IGNORECASE,
)
_STEPS = {"day": Step.DAY, "week": Step.WEEK, "month": Step.MONTH, "quarter": Step.MONTH, "year": Step.MONTH}


@dataclass(frozen=True, slots=True)
class Span:
    """Some days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that somebody wants; `before` is what it is compared with. `usual` says that nobody named the days."""

    topic: Topic
    days: Span
    before: Span | None = None
    by: Step | None = None
    cut: Cut | None = None
    figure: Figure | None = None
    worst: bool = False
    best_period: bool = False
    top: int | None = None
    usual: bool = False

    def dump(self) -> dict[str, JsonValue]:
        """Return it as JSON holds it."""
        return _ASKED.dump_python(self, mode="json")


_ASKED: TypeAdapter[Asked] = TypeAdapter(Asked)


def recalled(stored: Mapping[str, JsonValue] | None) -> Asked | None:
    """Return the report that was shown last."""
    if stored is None:
        return None
    try:
        return _ASKED.validate_python(dict(stored))
    except ValidationError:
        return None


def asked_for(text: str, intent: Intent, today: date, before: Asked | None, whole: str = "") -> Asked | None:
    """Return which report a question asks for, `before` being the one that was just shown; None where nothing says what about.

    The days may stand elsewhere in the `whole` message.
    """
    words = with_corrections(text)
    last = before if before is not None and follows(text) else None
    topic = topic_named(words) or (before.topic if before is not None else topic_of(words, intent))
    if topic is None:
        return None
    mended = words.rpartition("\n")[2]
    named = named_days(text, today) or named_days(mended, today) or named_days(_with_month(text), today)
    if not named and before is None:
        named = named_days(whole, today)[:1]
    by, cut = _step(mended), cut_of(words)
    known = before if before is not None and not before.usual else last
    days, compared = _spans(mended, named, today, topic, last or known)
    kept = last is not None and last.topic is topic
    if last is not None and kept:
        by = by or (last.by if cut is None and compared is None else None)
        cut = cut or (last.cut if by is None else None)
    figure = figure_of(words) or (last.figure if last is not None and kept else None)
    usual = not named and known is None and compared is None
    best_period, worst = wants_best_period(words), wants_worst(words)
    return Asked(topic, days, compared, by, cut, figure, worst, best_period, top_of(text), usual)


def with_corrections(text: str) -> str:
    """Return a text, and below it the same in small letters with slips of the hand mended, where it had any."""
    small = plain(text)
    mended = corrected(small)
    return text if mended == small else f"{text}\n{mended}"


def follows(text: str) -> bool:
    """Tell whether a message says nothing but what is different from the report before: `and by week?`."""
    bare = list(text)
    for one in find_entities(text):
        if one.type in (EntityType.DAYS, EntityType.GROUPING):
            bare[one.start : one.end] = " " * (one.end - one.start)
    rest = "".join(bare)
    for pattern in (
        *([_BARE_MONTH] if len(text.split()) <= _FEW else []),
        _EARLIER,
        _YEAR_EARLIER,
        _COMPARES,
    ):
        rest = pattern.sub(lambda found: " " * len(found[0]), rest)
    if _SMALL.fullmatch(rest):
        return True
    return _FOLLOWS.match(text) is not None and len(re.findall(r"\w+", rest)) <= 7


def named_days(text: str, today: date) -> list[Span]:
    """Return the spans of days that a text names, in its order, none of them after today."""
    spans: list[Span] = []
    # `March so far` is March, up to today anyhow; `the same month last year` is no year.
    bare = _YEAR_EARLIER.sub(" ", _SO_FAR.sub("", text))
    for one in find_entities(bare):
        if one.type is EntityType.DAYS and not _EARLIER.fullmatch(bare[one.start : one.end]):
            first, end = days_between(one.value, today)
            spans.append(
                Span(min(first, today), max(first, min(end - _DAY, today)) if first <= today else today)
            )
    return spans


def names_month(text: str) -> bool:
    """Tell whether a short message names a month by its bare name."""
    return len(text.split()) <= _FEW and _BARE_MONTH.search(text) is not None


def _with_month(text: str) -> str:
    """Return `and in March` for `and March`, which in longer sentences may be something else."""
    return _BARE_MONTH.sub(r"in \1", text) if len(text.split()) <= _FEW else ""


def _step(text: str) -> Step | None:
    found = [one.value for one in find_entities(text) if one.type is EntityType.GROUPING]
    step = next((_STEPS[one] for one in found if one in _STEPS), None)
    best = _BEST_STEP.search(text)
    if step is None and best is not None:
        return _STEPS[best[1].lower()]
    return step or (Step.WEEK if _STEP_WORDS.search(text) else None)


def _spans(
    text: str, named: Sequence[Span], today: date, topic: Topic, last: Asked | None
) -> tuple[Span, Span | None]:
    """Return which days are meant, and with which they are compared."""
    compares = _COMPARES.search(text) is not None
    if len(named) > 1:
        one, two = named[0], named[1]
        return (one, two) if one.first >= two.first else (two, one)
    month = Span(today.replace(day=1), today)
    base = named[0] if named else last.days if last is not None else None
    earlier = _earlier(text, base or month) if named or last is not None or compares else None
    if earlier is not None:
        return (base or month, earlier) if compares or last is None else (earlier, None)
    if compares:
        if named:
            return _base_of(named[0], today, last), named[0]
        return base or month, earlier_span(base or month, "period" if base else "month")
    length = _LONG if topic is Topic.TICKETS and _is_standing(text) else _USUAL
    return base or Span(today - timedelta(days=length - 1), today), None


def _earlier(text: str, base: Span) -> Span | None:
    """Return the days before some others that a text names by them: `the month before`, `the same month last year`."""
    if _YEAR_EARLIER.search(text):
        return Span(_years_back(base.first), _years_back(base.last))
    word = _EARLIER.search(text)
    return None if word is None else earlier_span(base, next(one for one in word.groups() if one).lower())


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


def earlier_span(base: Span, unit: str) -> Span:
    """Return the day, week, month, quarter or year before some days; for any other word as many days right before them."""
    monday = base.first - timedelta(days=base.first.weekday() + 7)
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
    if _is_month(base) or (base.first.day == 1 and length.days > 7):
        return _months_before(base, 1)
    is_week = base.first.weekday() == 0 and 1 < length.days <= 7
    return spans["week"]() if is_week else Span(base.first - length, base.first - _DAY)


def _is_month(span: Span) -> bool:
    return span.first.day == 1 and 27 < (span.last - span.first).days + 1 <= 31


def _months_before(base: Span, count: int) -> Span:
    last = base.first.replace(day=1) - _DAY
    first = last.replace(day=1)
    for _ in range(count - 1):
        first = (first - _DAY).replace(day=1)
    return Span(first, last)


def _years_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
