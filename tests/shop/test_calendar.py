"""Business time against a slow oracle that looks at the clock on the wall, minute by minute."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_ai.shop.calendar import (
    HORIZON_DAYS,
    closing,
    due_at,
    holiday,
    is_open,
    next_opening,
    open_between,
)
from support_ai.shop.hours import Holiday, Hours, Interval, SpecialDay, Week

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
_ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC", "Pacific/Apia")
_MINUTE = timedelta(minutes=1)
CLOSED = Week(monday=(), tuesday=(), wednesday=(), thursday=(), friday=())


def _interval(opens: str, closes: str) -> Interval:
    return Interval(opens=opens, closes=closes)


ALWAYS = Week(**dict.fromkeys(Week.model_fields, (_interval("00:00", "24:00"),)))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _lasting(begins: int, lasts: int) -> Interval:
    return _interval(_clock(begins), _clock(min(begins + lasts, 1440)))


_intervals = st.builds(
    _lasting, st.integers(0, 1439) | st.sampled_from([0, 60, 120, 150, 1380]), st.integers(1, 1440)
)
_days = st.lists(_intervals, max_size=3).map(tuple)
_weeks = st.builds(Week, **dict.fromkeys(Week.model_fields, _days))
# Around the days on which these zones change their clocks, and the one that Samoa left out.
_starts = st.sampled_from(
    [
        datetime(2026, 3, 28, tzinfo=UTC),
        datetime(2026, 10, 24, tzinfo=UTC),
        datetime(2026, 3, 7, tzinfo=UTC),
        datetime(2026, 10, 31, tzinfo=UTC),
        datetime(2026, 4, 4, tzinfo=UTC),
        datetime(2011, 12, 29, tzinfo=UTC),
        datetime(2026, 6, 3, tzinfo=UTC),
    ]
).flatmap(lambda day: st.integers(0, 2880).map(lambda minutes: day + minutes * _MINUTE))


@st.composite
def _hours(draw: st.DrawFn) -> tuple[Hours, datetime]:
    start = draw(_starts)
    near = st.integers(-1, 4).map(lambda days: (start + timedelta(days=days)).date())
    holidays = draw(st.lists(near, max_size=3))
    special = draw(st.lists(st.tuples(near, _days), max_size=2))
    return Hours(
        week=draw(_weeks),
        holidays=tuple(Holiday(day=day, name="Holiday") for day in holidays),
        special_days=tuple(SpecialDay(day=day, intervals=intervals) for day, intervals in special),
    ), start


def _shown(hours: Hours, zone: ZoneInfo, at: datetime) -> bool:
    """Look at the clock on the wall."""
    local = at.astimezone(zone)
    special = [one.intervals for one in hours.special_days if one.day == local.date()]
    intervals = hours.week.days[local.weekday()]
    if special:
        intervals = tuple(one for many in special for one in many)
    elif any(holiday.day == local.date() for holiday in hours.holidays):
        intervals = ()
    clock = local.strftime("%H:%M")
    return any(one.opens <= clock < one.closes for one in intervals)


def _minutes(start: datetime, days: int) -> Iterator[datetime]:
    yield from (start + number * _MINUTE for number in range(days * 1440))


@settings(max_examples=60, deadline=None)
@given(_hours(), st.sampled_from(_ZONES))
def test_it_is_open_exactly_while_the_clock_shows_an_opening(made: tuple[Hours, datetime], name: str) -> None:
    (hours, start), zone = made, ZoneInfo(name)
    for at in list(_minutes(start, 2))[::7]:
        assert is_open(hours, zone, at) == _shown(hours, zone, at), at


@settings(max_examples=60, deadline=None)
@given(_hours(), st.sampled_from(_ZONES))
def test_the_next_opening_is_the_first_open_minute(made: tuple[Hours, datetime], name: str) -> None:
    (hours, start), zone = made, ZoneInfo(name)
    expected = next((at for at in _minutes(start, 4) if _shown(hours, zone, at)), None)
    found = next_opening(hours, zone, start)
    if expected is None:
        assert found is None or found >= start + timedelta(days=4)
    else:
        assert found == expected


@settings(max_examples=60, deadline=None)
@given(_hours(), st.sampled_from(_ZONES))
def test_it_closes_at_the_first_minute_that_is_not_open(made: tuple[Hours, datetime], name: str) -> None:
    (hours, start), zone = made, ZoneInfo(name)
    found = closing(hours, zone, start)
    if not _shown(hours, zone, start):
        assert found is None
        return
    expected = next((at for at in _minutes(start, 4) if not _shown(hours, zone, at)), None)
    if expected is None:
        assert found is None or found >= start + timedelta(days=4)
    else:
        assert found == expected


def test_what_never_closes_has_no_closing_time() -> None:
    assert closing(Hours(week=ALWAYS), BERLIN, datetime(2026, 6, 3, tzinfo=UTC)) is None


def test_a_holiday_has_its_name_unless_the_day_has_openings_of_its_own() -> None:
    day = date(2026, 12, 25)
    at = datetime(2026, 12, 24, 23, 30, tzinfo=UTC)
    closed = Hours(holidays=(Holiday(day=day, name="Christmas"),))
    assert holiday(closed, BERLIN, at) == "Christmas"
    assert holiday(closed, ZoneInfo("UTC"), at) is None
    special = SpecialDay(day=day, intervals=(_interval("10:00", "12:00"),))
    assert holiday(closed.model_copy(update={"special_days": (special,)}), BERLIN, at) is None


@settings(max_examples=60, deadline=None)
@given(_hours(), st.sampled_from(_ZONES), st.integers(1, 3000))
def test_it_is_due_after_as_many_open_minutes(
    made: tuple[Hours, datetime], name: str, business_minutes: int
) -> None:
    (hours, start), zone = made, ZoneInfo(name)
    opened = [at for at in _minutes(start, 4) if _shown(hours, zone, at)]
    found = due_at(hours, zone, start, business_minutes)
    if len(opened) < business_minutes:
        assert found is None or found > start + timedelta(days=4)
    else:
        expected = opened[business_minutes - 1] + _MINUTE
        assert found == expected
        assert open_between(hours, zone, start, expected) == business_minutes * _MINUTE


@settings(max_examples=60, deadline=None)
@given(_hours(), st.sampled_from(_ZONES), st.integers(-600, 4000))
def test_time_between_two_moments_is_the_open_minutes_between_them(
    made: tuple[Hours, datetime], name: str, minutes: int
) -> None:
    (hours, start), zone = made, ZoneInfo(name)
    end = start + minutes * _MINUTE
    between = [start + number * _MINUTE for number in range(max(minutes, 0))]
    expected = sum(_shown(hours, zone, at) for at in between)
    assert open_between(hours, zone, start, end) == expected * _MINUTE


def _at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-06-01T09:00", 60, "2026-06-01T10:00"),
        # What ends with the day is due then.
        ("2026-06-01T16:00", 60, "2026-06-01T17:00"),
        ("2026-06-01T16:00", 61, "2026-06-02T09:01"),
        # Over a weekend, and from inside it.
        ("2026-06-05T16:30", 60, "2026-06-08T09:30"),
        ("2026-06-06T12:00", 30, "2026-06-08T09:30"),
        ("2026-06-01T07:00", 0, "2026-06-01T09:00"),
        # Over both changes of the clocks: the office's hours stay the same on the wall.
        ("2026-03-27T16:00", 120, "2026-03-30T10:00"),
        ("2026-10-23T16:00", 120, "2026-10-26T10:00"),
    ],
)
def test_it_is_due_at_the_hour_on_the_wall(start: str, minutes: int, due: str) -> None:
    assert due_at(Hours(), BERLIN, _at(start), minutes) == _at(due)


def test_an_hour_shown_twice_counts_twice_and_one_left_out_does_not() -> None:
    night = Hours(week=CLOSED.model_copy(update={"sunday": (_interval("00:00", "06:00"),)}))
    put_back, put_forward = _at("2026-10-25T00:00"), _at("2026-03-29T00:00")
    assert open_between(night, BERLIN, put_back, put_back + timedelta(days=2)) == timedelta(hours=7)
    assert open_between(night, BERLIN, put_forward, put_forward + timedelta(days=2)) == timedelta(hours=5)


def test_openings_up_to_midnight_go_on_into_the_next_day() -> None:
    hours = Hours(week=ALWAYS)
    start = _at("2026-06-01T23:30")
    assert due_at(hours, BERLIN, start, 60) == _at("2026-06-02T00:30")
    assert is_open(hours, BERLIN, _at("2026-06-02T00:00"))
    # On the wall a day has 23 hours then.
    assert due_at(hours, BERLIN, _at("2026-03-28T12:00"), 1440) == _at("2026-03-29T13:00")


def test_a_special_day_opens_a_holiday_and_closes_a_weekday() -> None:
    friday, saturday = date(2026, 6, 5), date(2026, 6, 6)
    hours = Hours(
        holidays=(Holiday(day=friday, name="Fair"), Holiday(day=saturday, name="Fair")),
        special_days=(
            SpecialDay(day=saturday, intervals=(_interval("10:00", "12:00"),)),
            SpecialDay(day=date(2026, 6, 8), intervals=()),
        ),
    )
    assert next_opening(hours, BERLIN, _at("2026-06-04T17:00")) == _at("2026-06-06T10:00")
    assert next_opening(hours, BERLIN, _at("2026-06-06T12:00")) == _at("2026-06-09T09:00")


def test_who_never_opens_is_never_due() -> None:
    start = _at("2026-06-01T09:00")
    for hours in (
        Hours(week=CLOSED),
        Hours(week=CLOSED, special_days=(SpecialDay(day=date(2026, 6, 1), intervals=()),)),
    ):
        assert next_opening(hours, BERLIN, start) is None
        assert due_at(hours, BERLIN, start, 1) is None
        assert open_between(hours, BERLIN, start, start + timedelta(days=30)) == timedelta()
    past = Hours(
        week=CLOSED,
        special_days=(SpecialDay(day=date(2020, 1, 1), intervals=(_interval("09:00", "10:00"),)),),
    )
    assert due_at(past, BERLIN, start, 1) is None


def test_years_of_holidays_are_passed_over_and_the_search_ends() -> None:
    first = date(2026, 6, 1)
    years = tuple(Holiday(day=first + timedelta(days=number), name="Long") for number in range(1000))
    hours = Hours(holidays=years)
    opens = next_opening(hours, NEW_YORK, _at("2026-06-01T09:00", NEW_YORK))
    assert opens == _at("2029-02-26T09:00", NEW_YORK)
    rare = Hours(week=CLOSED.model_copy(update={"sunday": (_interval("00:00", "00:01"),)}))
    assert due_at(rare, BERLIN, _at("2026-06-01T09:00"), HORIZON_DAYS) is None


def test_the_ends_of_time_are_no_fault() -> None:
    for year in (1, 9999):
        for at in (datetime(year, 1, 3, tzinfo=UTC), datetime(year, 12, 29, 23, 59, tzinfo=UTC)):
            assert is_open(Hours(week=ALWAYS), NEW_YORK, at)
            next_opening(Hours(), NEW_YORK, at)
