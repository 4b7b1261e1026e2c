"""Which report is wanted: what about, which days, compared with which, and how cut; what is left out is as it was before."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pydantic import JsonValue, TypeAdapter, ValidationError

from support_ai.agent.local.entities import EntityType, days_between, find_entities
from support_ai.agent.local.features import plain
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.report_following import COMPARES, follows, with_month
from support_ai.agent.local.report_relative import (
    Span,
    earlier,
    earlier_span,
    is_relative,
    without_relative,
    without_same,
)
from support_ai.agent.local.report_topics import (
    Cut,
    Figure,
    Topic,
    cut_of,
    figure_of,
    top_of,
    topic_named,
    topic_of,
    wants_best,
    wants_best_period,
    wants_worst,
)
from support_ai.agent.local.spelling import corrected
from support_ai.reports.periods import Step

_DAY = timedelta(days=1)
_USUAL = 30
_LONG = 365
_WEEK = 7
_SO_FAR = re.compile(r"(?<=\w) (?:so far|to date|until now|up to now)\b(?= ?[?.!,]|$)", re.IGNORECASE)
_BEST_STEP = re.compile(
    r"\b(?:best|worst|strongest|weakest|busiest|slowest|quietest|biggest|highest|lowest) (?!(?:last|this|past|previous|current|next) )(?:\w+ )?(day|week|month)s?\b",
    re.IGNORECASE,
)
_STEP_WORDS = re.compile(r"\b(?:trend|develop\w*|over time|course)\b", re.IGNORECASE)
# `gross versus net` sets two figures of the same days beside each other.
_OF_FIGURES = re.compile(
    r"\b(?:gross|net|sales|refunds?|returns?|orders?|payments?) (?:and|or|versus|vs\.?|against|compared (?:to|with)|than) (?:gross|net|sales|refunds?|returns?|orders?|payments?)\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\b(?:(?:how much )?money|pieces|units?|items?|made|make|take|taken|gross|net|business|of (?:all |the |our )*(?:orders|sales|revenue|turnover))\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:all products|everything|overall|altogether|in total|whole shop|all of it)\b", re.IGNORECASE
)
_TURNED = re.compile(r"\b(?:other way (?:round|around)|the (?:opposite|reverse)|other end)\b", re.IGNORECASE)
WITHOUT_REASONS = frozenset(
    {Topic.SALES, Topic.MONEY, Topic.OVERVIEW, Topic.DELIVERIES, Topic.TICKETS, Topic.ASSISTANT}
)
_OF_ONE_SPAN = frozenset({Cut.REASON, Cut.METHOD, Cut.STATUS, Cut.PRIORITY, Cut.WEEKDAY})
_BY_PRODUCT = frozenset({Topic.SALES, Topic.MONEY, Topic.REFUNDS, Topic.RETURNS})
_STEPS = {"day": Step.DAY, "week": Step.WEEK, "month": Step.MONTH, "quarter": Step.MONTH, "year": Step.MONTH}


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a question, the same with slips mended, and the message that they stand in."""

    text: str
    mended: str
    whole: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that somebody wants; `before` is what it is compared with. `usual` says that nobody named the days.

    `items` are the names of the only products that are asked about.
    """

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
    items: tuple[str, ...] = ()

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
    topic = _topic(words, last) or (before.topic if before is not None else topic_of(words, intent))
    if topic is None:
        return None
    mended = words.rpartition("\n")[2]
    said = _Said(text, mended, whole if before is None else "")
    known = before if before is not None and not before.usual else last
    days, compared = _days_of(said, today, topic, last or known)
    cut = cut_of(words)
    read = Asked(
        topic,
        days[0],
        compared,
        None if cut is Cut.WEEKDAY else _step(mended),
        cut,
        figure_of(words),
        wants_worst(words),
        wants_best_period(words),
        top_of(text),
        days[1],
    )
    return read if last is None else _kept(read, last, words)


def _topic(words: str, last: Asked | None) -> Topic | None:
    """Return the topic that is named; in a follow-up `how much money` and `of all orders` name no other one."""
    named = topic_named(words)
    if last is None or named is None:
        return named
    other = topic_named(_WEAK.sub(" ", words))
    return last.topic if other in (None, Topic.OVERVIEW) and last.topic is not Topic.OVERVIEW else named


def _kept(read: Asked, last: Asked, words: str) -> Asked:
    """Return a report with what a follow-up does not change as it was."""
    cut, by = read.cut, read.by
    if cut is Cut.REASON and read.topic in WITHOUT_REASONS:
        return replace(last, topic=read.topic, days=read.days, cut=Cut.REASON, by=None, usual=last.usual)
    is_same = last.topic is read.topic
    names_days = read.days != last.days
    keeps_comparison = read.before is None and not (
        names_days or by or read.best_period or cut in _OF_ONE_SPAN
    )
    before = last.before if keeps_comparison else read.before
    turned = _TURNED.search(words) is not None
    if is_same and before is None:
        by = by or (last.by if cut is None and not read.best_period else None)
        cut = cut or (last.cut if by is None and last.cut is not Cut.REASON else None)
    elif not is_same and cut is None and by is None and before is None:
        cut, by = (last.cut if last.cut is Cut.PRODUCT and read.topic in _BY_PRODUCT else None), last.by
    elif before is not None:
        cut = cut or (last.cut if last.cut is Cut.PRODUCT else None)
    says_worst = read.worst or wants_best(words)
    worst = (not last.worst) if turned else read.worst if says_worst else last.worst
    best_period = read.best_period or (
        says_worst and last.by is not None and read.cut is None and last.cut is None
    )
    items = () if cut is Cut.PRODUCT or _WHOLE.search(words) else last.items
    return replace(
        read,
        before=before,
        by=by,
        cut=cut,
        figure=read.figure or (last.figure if is_same else None),
        worst=worst,
        best_period=best_period,
        top=read.top or last.top,
        usual=last.usual and not names_days,
        items=items,
    )


def with_corrections(text: str) -> str:
    """Return a text, and below it the same in small letters with slips of the hand mended, where it had any."""
    small = plain(text)
    mended = corrected(small)
    return text if mended == small else f"{text}\n{mended}"


def named_days(text: str, today: date) -> list[Span]:
    """Return the spans of days that a text names, in its order, none of them after today."""
    # `March so far` is March, up to today anyhow; `the same month last year` is no year.
    bare = without_same(_SO_FAR.sub("", text))
    found = [one for one in find_entities(bare) if one.type is EntityType.DAYS]
    named = [one for one in found if not is_relative(bare[one.start : one.end])] or found
    spans: list[Span] = []
    for one in named:
        first, end = days_between(one.value, today)
        if first <= today:
            spans.append(Span(first, max(first, min(end - _DAY, today))))
    return list(dict.fromkeys(spans))


def _step(text: str) -> Step | None:
    found = [one.value for one in find_entities(text) if one.type is EntityType.GROUPING]
    step = next((_STEPS[one] for one in found if one in _STEPS), None)
    best = _BEST_STEP.search(text)
    if step is None and best is not None:
        return _STEPS[best[1].lower()]
    return step or (Step.WEEK if _STEP_WORDS.search(text) else None)


def _days_of(
    said: _Said, today: date, topic: Topic, last: Asked | None
) -> tuple[tuple[Span, bool], Span | None]:
    """Return which days are meant, whether they are the usual ones, and with which they are compared."""
    text, mended = said.text, said.mended
    is_only_relative = last is not None and is_relative(_bare(text))
    named = [] if is_only_relative else _named(text, mended, today, has_base=last is not None)
    named = named or named_days(said.whole, today)[:1]
    compares = COMPARES.search(mended) is not None and not _OF_FIGURES.search(mended)
    month = Span(today.replace(day=1), today)
    if len(named) > 1:
        one, two = sorted(named[:2], key=lambda span: (span.first, span.last), reverse=True)
        return (one, False), two
    base = named[0] if named else last.days if last is not None else None
    before = earlier(text, base or month) if named or last is not None or compares else None
    if before is not None and before != base:
        pair = compares or last is None or bool(named)
        return ((base or month, False), before) if pair else ((before, False), None)
    if compares and named:
        return (_base_of(named[0], today, last), False), named[0]
    if compares:
        return (base or month, False), earlier_span(base or month, "period" if base else "month")
    if base is not None:
        return (base, last.usual if last is not None and not named else False), None
    length = _LONG if topic is Topic.TICKETS and _is_standing(text) else _USUAL
    return (Span(today - timedelta(days=length - 1), today), True), None


def _named(text: str, mended: str, today: date, *, has_base: bool) -> list[Span]:
    """Return the days that a text names by themselves; `the 7 days before` only where there is nothing that they are before."""
    for written in (text, mended, with_month(text)):
        own = named_days(without_relative(written), today)
        found = own or ([] if has_base else named_days(written, today))
        if found:
            return found
    return []


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
