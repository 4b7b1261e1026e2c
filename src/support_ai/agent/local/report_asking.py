"""Which report is wanted: what about, which days, compared with which, and how cut; what is left out is as it was before."""

import re
from dataclasses import replace
from datetime import date, timedelta

from support_ai.agent.local.features import plain
from support_ai.agent.local.groupings import groupings
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.report_asked import Asked
from support_ai.agent.local.report_days import Said, days_of
from support_ai.agent.local.report_following import COMPARES, follows
from support_ai.agent.local.report_relative import (
    Span,
)
from support_ai.agent.local.report_topics import (
    OF_SALES,
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

_BEST_STEP = re.compile(
    r"\b(?:best|worst|strongest|weakest|busiest|slowest|quietest|biggest|highest|lowest) (?!(?:last|this|past|previous|current|next) )(?:\w+ )?(day|week|month)s?\b",
    re.IGNORECASE,
)
_STEP_WORDS = re.compile(r"\b(?:trend|develop\w*|over time|course)\b", re.IGNORECASE)
_WEAK = re.compile(
    r"\b(?:(?:how much )?money|pieces|units?|items?|made|make|take|taken|gross|net|business|of (?:all |the |our )*(?:orders|sales|revenue|turnover))\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:compar\w*|differen\w+|beside|next to|side by side)\b[^.?!]{0,20}\b(?:them|both|the two|those|these|each other|one another|the (?:two )?(?:months|weeks|days|periods))\b|\bside by side\b|^\W*(?:(?:and|so|what's|whats|what is)\W+)*(?:the )?difference\W*$",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\b(?:both|the two|together|combined|all of that|added up|in sum)\b", re.IGNORECASE)
_WHOLE = re.compile(
    r"\b(?:all products|everything|overall|altogether|in total|whole shop|all of it)\b", re.IGNORECASE
)
_TURNED = re.compile(r"\b(?:other way (?:round|around)|the (?:opposite|reverse)|other end)\b", re.IGNORECASE)
WITHOUT_REASONS = frozenset(
    {Topic.SALES, Topic.MONEY, Topic.OVERVIEW, Topic.DELIVERIES, Topic.TICKETS, Topic.ASSISTANT}
)
_QUARTER = 100
_OF_ONE_SPAN = frozenset({Cut.REASON, Cut.METHOD, Cut.STATUS, Cut.PRIORITY, Cut.WEEKDAY, Cut.QUARTER})
_BY_PRODUCT = frozenset({Topic.SALES, Topic.MONEY, Topic.REFUNDS, Topic.RETURNS})
_STEPS = {"day": Step.DAY, "week": Step.WEEK, "month": Step.MONTH, "quarter": Step.MONTH, "year": Step.MONTH}


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
    said = Said(text, mended, whole if before is None else "")
    known = before if before is not None and not before.usual else last
    days = days_of(said, today, topic, last or known)
    cut, figure = cut_of(words), figure_of(words)
    read = Asked(
        topic,
        days.first,
        days.before,
        None
        if cut in (Cut.WEEKDAY, Cut.QUARTER)
        else Step.DAY
        if figure is Figure.DAILY
        else _step(mended) or days.by,
        cut,
        figure,
        wants_worst(words),
        wants_best_period(words),
        top_of(text),
        days.usual,
    )
    if last is not None and last.seen is not None and days.first == last.days:
        if _BESIDE.search(words):
            newer, older = sorted((last.days, last.seen), key=lambda span: span.first, reverse=True)
            return replace(last, days=newer, before=older, by=None)
        if _TOGETHER.search(words):
            return _together(last, last.seen)
    if read.before is not None and _TOGETHER.search(words) and not COMPARES.search(words):
        read = _together(replace(read, before=None), read.before)
    if (
        read.by is not None
        and _STEP_WORDS.search(mended)
        and (read.days.last - read.days.first).days > _QUARTER
    ):
        read = replace(read, by=Step.MONTH)
    return read if last is None else _kept(read, last, words)


def _together(last: Asked, seen: Span) -> Asked:
    """Return the report of the days that were shown last and of those before: as one span where they touch, else side by side."""
    one, two = sorted((last.days, seen), key=lambda span: span.first)
    if two.first <= one.last + timedelta(days=1):
        return replace(last, days=Span(one.first, max(one.last, two.last)), before=None, seen=None)
    return replace(last, days=two, before=one)


def _figure(read: Asked, last: Asked, *, compares: bool) -> Figure | None:
    """Return the figure that is wanted; how much a figure changed is told in percent anyhow."""
    is_change = compares and read.figure is Figure.RATE and read.topic in OF_SALES
    of_last = last.figure if last.topic is read.topic else None
    return of_last if is_change else read.figure or of_last


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
        figure=_figure(read, last, compares=before is not None),
        worst=worst,
        best_period=best_period,
        top=read.top or last.top,
        usual=last.usual and not names_days,
        items=items,
        seen=last.days if names_days else last.seen,
    )


def with_corrections(text: str) -> str:
    """Return a text, and below it the same in small letters with slips of the hand mended, where it had any."""
    small = plain(text)
    mended = corrected(small)
    return text if mended == small else f"{text}\n{mended}"


def _step(text: str) -> Step | None:
    found = [one.value for one in groupings(text)]
    step = next((_STEPS[one] for one in found if one in _STEPS), None)
    best = _BEST_STEP.search(text)
    if step is None and best is not None:
        return _STEPS[best[1].lower()]
    return step or (Step.WEEK if _STEP_WORDS.search(text) else None)
