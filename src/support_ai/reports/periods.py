"""Days, ISO weeks and months of the shop's time zone, and the moments at which they begin."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from support_ai.core.errors import InvalidError

_USUAL_DAYS = 30
MOST_DAYS = 3_660
_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)
_DAY = timedelta(days=1)


class Step(StrEnum):
    """How long a period is; weeks are those of ISO 8601 and begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class SpanError(InvalidError):
    """A report begins before it ends, between 1900 and 2999, and is of ten years at most."""

    code = "invalid_span"


@dataclass(frozen=True, slots=True)
class Period:
    """Some days, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """Periods that follow each other without a gap, in one time zone."""

    zone: ZoneInfo
    periods: tuple[Period, ...]

    @property
    def whole(self) -> Period:
        """Return all of the days."""
        return Period(self.periods[0].first, self.periods[-1].last)

    @property
    def starts(self) -> list[datetime]:
        """Return the moments at which the periods begin, and at last the one at which the last period is over."""
        days = [*(period.first for period in self.periods), self.whole.last + _DAY]
        return [begin_of(day, self.zone) for day in days]

    @property
    def days(self) -> list[datetime]:
        """Return the moments at which the days begin, and at last the one at which the last day is over."""
        return Calendar(self.zone, cut(self.whole, Step.DAY)).starts


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day begins; where clocks pass over midnight, it is the one at which they do."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def span(first: date | None, last: date | None, today: date) -> Period:
    """Return which days are meant: the last thirty up to today where nothing else is said. SpanError beyond the bounds."""
    end = last or today
    if not _FIRST <= end <= _LAST:
        raise SpanError(field="to")
    begin = first or max(_FIRST, end - timedelta(days=_USUAL_DAYS - 1))
    if not (_FIRST <= begin <= end and end - begin < timedelta(days=MOST_DAYS)):
        raise SpanError(field="from")
    return Period(begin, end)


def cut(whole: Period, step: Step | None) -> tuple[Period, ...]:
    """Return the periods of some days: the first and the last end with them; without a step they are one period."""
    if step is None:
        return (whole,)
    begins = [whole.first]
    while (following := _next(begins[-1], step)) <= whole.last:
        begins.append(following)
    return tuple(Period(begin, end - _DAY) for begin, end in pairwise([*begins, whole.last + _DAY]))


def _next(day: date, step: Step) -> date:
    """Return the first day of the period after the one that a day lies in."""
    match step:
        case Step.DAY:
            return day + _DAY
        case Step.WEEK:
            return day + timedelta(days=7 - day.weekday())
        case Step.MONTH:
            return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
