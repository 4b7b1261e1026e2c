"""Business time: pure functions of the shop's hours, its time zone and moments.

It is open while a clock on the shop's wall shows a time inside an opening of its day. Where clocks are put back, an hour
that they show twice counts twice; what they skip does not count. Moments are aware; answers are in UTC.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from support_ai.shop.hours import Hours, Interval

# So far is looked ahead, twenty years; what is not reached by then is never.
HORIZON_DAYS = 7305
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_NEVER_CLOSES = timedelta(days=8)
# Around any day of any zone: no clock differs from UTC by more.
_BEFORE, _AFTER = timedelta(hours=15), timedelta(hours=39)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The hours as they are looked up, day by day."""

    zone: ZoneInfo
    week: tuple[tuple[Interval, ...], ...]
    holidays: frozenset[date]
    special_days: Mapping[date, tuple[Interval, ...]]

    @property
    def never_opens(self) -> bool:
        return not any(self.week) and not any(self.special_days.values())

    def intervals(self, day: date) -> tuple[Interval, ...]:
        if day in self.special_days:
            return self.special_days[day]
        return () if day in self.holidays else self.week[day.weekday()]


def _calendar(hours: Hours, zone: ZoneInfo) -> _Calendar:
    special_days: dict[date, tuple[Interval, ...]] = {}
    for special in hours.special_days:
        special_days[special.day] = special_days.get(special.day, ()) + special.intervals
    holidays = frozenset(holiday.day for holiday in hours.holidays)
    return _Calendar(zone, hours.week.days, holidays, special_days)


def is_open(hours: Hours, zone: ZoneInfo, at: datetime) -> bool:
    """Tell whether colleagues work at a moment."""
    day = at.astimezone(zone).date()
    return any(start <= at < end for start, end in _spans_of_day(_calendar(hours, zone), day))


def next_opening(hours: Hours, zone: ZoneInfo, at: datetime) -> datetime | None:
    """Return the first moment from `at` on at which it is open, which is `at` itself while it is.

    None where it does not open within twenty years.
    """
    return due_at(hours, zone, at, 0)


def closing(hours: Hours, zone: ZoneInfo, at: datetime) -> datetime | None:
    """Return the moment at which it closes next, where it is open at `at`; openings that touch at midnight are one.

    None where it is closed, and where it does not close within eight days.
    """
    end: datetime | None = None
    for begins, ends in _spans_from(_calendar(hours, zone), at):
        if begins > (at if end is None else end):
            return end
        if ends - at > _NEVER_CLOSES:
            return None
        end = ends if end is None else max(end, ends)
    return end


def holiday(hours: Hours, zone: ZoneInfo, at: datetime) -> str | None:
    """Return the name of the holiday that a moment's day is in the shop; None on a day with openings of its own."""
    day = at.astimezone(zone).date()
    if any(special.day == day for special in hours.special_days):
        return None
    return next((one.name for one in hours.holidays if one.day == day), None)


def due_at(hours: Hours, zone: ZoneInfo, start: datetime, business_minutes: int) -> datetime | None:
    """Return the moment by which so many minutes of business time have passed since `start`.

    None where that is not within twenty years. What is used up at closing time is due then, and not at the next opening.
    """
    return advance(hours, zone, start, business_minutes * _MINUTE)


def advance(hours: Hours, zone: ZoneInfo, start: datetime, span: timedelta) -> datetime | None:
    """Return the moment by which a span of business time has passed since `start`; None as for `due_at`."""
    left = span
    for begins, ends in _spans_from(_calendar(hours, zone), start):
        if left <= ends - begins:
            return begins + left
        left -= ends - begins
    return None


def open_between(hours: Hours, zone: ZoneInfo, start: datetime, end: datetime) -> timedelta:
    """Return how much business time lies between two moments, none where the second is not later.

    Time more than twenty years after the first does not count.
    """
    passed = timedelta()
    for begins, ends in _spans_from(_calendar(hours, zone), start):
        if begins >= end:
            break
        passed += min(ends, end) - begins
    return passed


def _spans_from(calendar: _Calendar, start: datetime) -> Iterator[Span]:
    """Yield the openings from a moment on, in order, the first one cut off at it."""
    if calendar.never_opens:
        return
    day = start.astimezone(calendar.zone).date()
    for _ in range(HORIZON_DAYS):
        for begins, ends in _spans_of_day(calendar, day):
            if ends > start:
                yield max(begins, start.astimezone(UTC)), ends
        if day >= date.max - 2 * _DAY:
            return
        day += _DAY


def _spans_of_day(calendar: _Calendar, day: date) -> list[Span]:
    """Return the openings of a day of the shop's calendar, in order, without overlaps."""
    intervals, zone = calendar.intervals(day), calendar.zone
    if not intervals:
        return []
    midnight = datetime.combine(day, time(), UTC)
    earliest, latest = midnight - _BEFORE, midnight + _AFTER
    before, after = _offset(zone, earliest), _offset(zone, latest)
    openings = [
        (midnight + begins * _MINUTE, midnight + ends * _MINUTE)
        for begins, ends in (one.minutes for one in intervals)
    ]
    if before == after:
        return _merged([(begins - before, ends - before) for begins, ends in openings])
    change = _change(zone, earliest, latest)
    spans = [(begins - before, min(ends - before, change)) for begins, ends in openings]
    spans += [(max(begins - after, change), ends - after) for begins, ends in openings]
    return _merged(spans)


def _merged(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if ends <= begins:
            continue
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _change(zone: ZoneInfo, earliest: datetime, latest: datetime) -> datetime:
    """Return the second at which a zone's clocks are changed between two moments that differ in that."""
    before, low, high = _offset(zone, earliest), earliest, latest
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high
