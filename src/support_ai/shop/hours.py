"""When colleagues work, and how soon they answer: a document of the shop's. `calendar.py` reckons with it."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from support_ai.core.errors import InvalidError
from support_ai.core.page import WHOLE
from support_ai.shop.documents import Document

_STRICT = ConfigDict(frozen=True, extra="forbid")
# A time of the day as a clock shows it; the end of the day is 24:00.
_Opens = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["09:00"])]
_Closes = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", examples=["17:00"])]
_Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$")]
_Minutes = Annotated[int, Field(ge=1, le=100_000), WHOLE]

_WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _written_day(value: object) -> object:
    """Refuse what pydantic takes for a day beside a written one: numbers, and times at midnight."""
    if type(value) is not date and not (isinstance(value, str) and _WRITTEN_DAY.fullmatch(value)):
        kind, message = "day", "must be a day such as 2026-12-25"
        raise PydanticCustomError(kind, message)
    return value


_CalendarDay = Annotated[date, BeforeValidator(_written_day)]


class IntervalBackwardsError(InvalidError):
    """An opening must end after it begins; one over midnight is two, up to 24:00 and from 00:00."""

    code = "hours.interval.backwards"


class Interval(BaseModel):
    """One opening of a day, from one time of the clock up to before another."""

    model_config = _STRICT

    opens: _Opens
    closes: _Closes

    @property
    def minutes(self) -> tuple[int, int]:
        """Return beginning and end in minutes since the day's 00:00 of the clock."""
        return _minutes(self.opens), _minutes(self.closes)


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


_Intervals = Annotated[tuple[Interval, ...], Field(max_length=10)]
_OFFICE = (Interval(opens="09:00", closes="17:00"),)


class Week(BaseModel):
    """The openings of each weekday; a day may have several, which may touch, or none."""

    model_config = _STRICT

    monday: _Intervals = _OFFICE
    tuesday: _Intervals = _OFFICE
    wednesday: _Intervals = _OFFICE
    thursday: _Intervals = _OFFICE
    friday: _Intervals = _OFFICE
    saturday: _Intervals = ()
    sunday: _Intervals = ()

    @property
    def days(self) -> tuple[tuple[Interval, ...], ...]:
        """Return the openings by weekday, Monday first."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )


class Holiday(BaseModel):
    """A day on which nobody works."""

    model_config = _STRICT

    day: _CalendarDay
    name: _Name


class SpecialDay(BaseModel):
    """A day with openings of its own, instead of its weekday's, though it were a holiday; none closes it."""

    model_config = _STRICT

    day: _CalendarDay
    intervals: _Intervals


class Target(BaseModel):
    """How soon a ticket is answered first, and how soon it is solved, in minutes of business time."""

    model_config = _STRICT

    first_answer: _Minutes
    resolution: _Minutes


class Targets(BaseModel):
    """The times for each priority of tickets."""

    model_config = _STRICT

    low: Target = Target(first_answer=960, resolution=4800)
    normal: Target = Target(first_answer=480, resolution=2400)
    high: Target = Target(first_answer=120, resolution=960)
    urgent: Target = Target(first_answer=30, resolution=240)


class Hours(BaseModel):
    """The shop's business hours in its own time zone, and what counts in them.

    A customer's comment opens a solved ticket again for `reopen_days` days.
    """

    model_config = _STRICT

    week: Week = Week()
    holidays: Annotated[tuple[Holiday, ...], Field(max_length=1000)] = ()
    special_days: Annotated[tuple[SpecialDay, ...], Field(max_length=1000)] = ()
    targets: Targets = Targets()
    reopen_days: Annotated[int, Field(ge=0, le=365), WHOLE] = 14


HOURS = Document("hours", Hours)


def checked(hours: Hours) -> Hours:
    """Return the hours; IntervalBackwardsError names the first opening that does not end after it begins."""
    for place, interval in _intervals(hours):
        begins, ends = interval.minutes
        if ends <= begins:
            raise IntervalBackwardsError(field=f"settings.{place}")
    return hours


def _intervals(hours: Hours) -> Iterator[tuple[str, Interval]]:
    for name, intervals in zip(Week.model_fields, hours.week.days, strict=True):
        yield from ((f"week.{name}.{number}", one) for number, one in enumerate(intervals))
    for day, special in enumerate(hours.special_days):
        place = f"special_days.{day}.intervals"
        yield from ((f"{place}.{number}", one) for number, one in enumerate(special.intervals))
