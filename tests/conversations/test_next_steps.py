"""What customers are told happens next is true in every state, at every hour, in every zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_ai.conversations.models import HandledBy
from support_ai.conversations.next_steps import what_next
from support_ai.shop.calendar import closing, is_open, next_opening
from support_ai.shop.hours import Holiday, Hours, Interval, SpecialDay, Target, Targets, Week

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YEAR = date(2027, 1, 1)
OFFICE = Hours(
    holidays=(Holiday(day=NEW_YEAR, name="New Year's Day"),),
    targets=Targets(normal=Target(first_answer=60, resolution=2400)),
)
NEVER = Hours(week=Week(monday=(), tuesday=(), wednesday=(), thursday=(), friday=()))
ALWAYS = Hours(week=Week(**dict.fromkeys(Week.model_fields, (Interval(opens="00:00", closes="24:00"),))))
LATE = Hours(
    week=Week(
        monday=(Interval(opens="18:00", closes="24:00"),),
        tuesday=(Interval(opens="00:00", closes="02:00"),),
        wednesday=(Interval(opens="18:00", closes="24:00"),),
    )
)
W = HandledBy.WAITING


def berlin(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=BERLIN).astimezone(UTC)


def told(hours: Hours, now: datetime, handled_by: HandledBy = W, **more: object) -> str:
    return what_next(handled_by, hours, BERLIN, now, **more).text  # pyright: ignore[reportArgumentType] - as given


def test_while_it_is_open_people_hear_until_when_and_the_target() -> None:
    assert told(OFFICE, berlin("2026-11-30", "15:12")) == (
        "A colleague will answer here. We are open until 17:00. The target for a first answer is today at 16:12."
        " Until then the assistant goes on answering."
    )


def test_a_target_behind_closing_time_is_tomorrows() -> None:
    assert "The target for a first answer is tomorrow at 09:30." in told(
        OFFICE, berlin("2026-11-30", "16:30")
    )


def test_in_the_evening_people_hear_when_it_opens() -> None:
    assert "We are closed now; we open again tomorrow at 09:00." in told(
        OFFICE, berlin("2026-11-30", "18:00")
    )


def test_before_opening_time_it_opens_today() -> None:
    assert "We are closed now; we open again today at 09:00." in told(OFFICE, berlin("2026-11-30", "07:00"))


def test_on_a_weekend_it_is_closed_today_and_opens_on_a_named_day() -> None:
    assert "We are closed today; we open again on Monday at 09:00." in told(
        OFFICE, berlin("2026-11-28", "12:00")
    )


def test_a_holiday_is_named() -> None:
    text = told(OFFICE, berlin("2027-01-01", "12:00"))
    assert "We are closed today (New Year's Day); we open again on Monday at 09:00." in text
    assert "The target for a first answer is on Monday at 10:00." in text


def test_a_day_with_openings_of_its_own_is_no_holiday() -> None:
    opened = OFFICE.model_copy(
        update={
            "special_days": (SpecialDay(day=NEW_YEAR, intervals=(Interval(opens="10:00", closes="12:00"),)),)
        }
    )
    assert "We are open until 12:00." in told(opened, berlin("2027-01-01", "11:00"))
    assert "We are closed now; we open again on Monday at 09:00." in told(
        opened, berlin("2027-01-01", "13:00")
    )


def test_a_far_opening_is_a_date_with_its_year_where_that_is_another() -> None:
    away = tuple(Holiday(day=date(2026, 12, 21) + timedelta(days=one), name="Holidays") for one in range(20))
    text = told(Hours(holidays=away), berlin("2026-12-21", "12:00"))
    assert "We are closed today (Holidays); we open again on Monday, 11 January 2027 at 09:00." in text


def test_a_target_that_has_passed_is_not_promised_again() -> None:
    now = berlin("2026-11-30", "16:00")
    text = told(OFFICE, now, waiting_since=berlin("2026-11-30", "09:00"))
    assert "The target for a first answer has passed: we are sorry that it takes longer." in text


def test_who_waits_for_longer_is_counted_only_where_it_is_known() -> None:
    now = berlin("2026-11-30", "12:00")
    assert "waits for longer" not in told(OFFICE, now) + told(OFFICE, now, ahead=0)
    assert "One conversation waits for longer than yours." in told(OFFICE, now, ahead=1)
    assert "7 conversations wait for longer than yours." in told(OFFICE, now, ahead=7)


def test_a_shop_without_hours_promises_no_time() -> None:
    found = what_next(W, NEVER, BERLIN, berlin("2026-11-30", "12:00"))
    assert (found.opens_at, found.answer_by) == (None, None)
    assert "we cannot say when somebody answers" in found.text
    assert not any(letter.isdigit() for letter in found.text)


def test_a_shop_that_never_closes_names_no_closing_time() -> None:
    assert "We are open. " in told(ALWAYS, berlin("2026-11-30", "12:00"))


def test_openings_that_touch_at_midnight_are_one() -> None:
    assert "We are open until tomorrow at 02:00." in told(LATE, berlin("2026-11-30", "23:00"))
    assert "We are open until 24:00." in told(LATE, berlin("2026-12-02", "23:00"))


def test_the_other_states_say_what_is_so() -> None:
    now, evening = berlin("2026-11-30", "12:00"), berlin("2026-11-30", "20:00")
    assert told(OFFICE, now, HandledBy.ASSISTANT) == (
        "The assistant answers here. You can ask for a person at any time."
    )
    assert told(OFFICE, now, HandledBy.ASSISTANT, is_colleagues=True) == "The assistant answers here."
    assert told(OFFICE, now, HandledBy.COLLEAGUE) == "A colleague answers you here."
    assert told(OFFICE, evening, HandledBy.COLLEAGUE) == (
        "A colleague answers you here. We are closed now; we open again tomorrow at 09:00."
    )
    assert told(OFFICE, now, HandledBy.CLOSED) == "This conversation is closed. Write here to open it again."


_moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware here
_zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"]).map(
    ZoneInfo
)


@given(_moments, _zones, st.sampled_from([OFFICE, NEVER, ALWAYS, LATE]), st.sampled_from(HandledBy))
def test_what_is_told_is_what_the_calendar_says(
    now: datetime, zone: ZoneInfo, hours: Hours, handled_by: HandledBy
) -> None:
    found = what_next(handled_by, hours, zone, now)
    assert found.is_open == is_open(hours, zone, now)
    assert found.opens_at == (None if found.is_open else next_opening(hours, zone, now))
    assert found.closes_at == closing(hours, zone, now)
    if found.closes_at is not None:
        assert not is_open(hours, zone, found.closes_at)
        assert is_open(hours, zone, found.closes_at - timedelta(seconds=1))
    assert ("We are open" in found.text) <= found.is_open
    assert ("We are closed" in found.text) <= (not found.is_open)
    if handled_by is W and hours is not NEVER:
        clock = (found.opens_at or now).astimezone(zone).strftime("%H:%M")
        assert found.is_open or clock in found.text


@pytest.mark.parametrize("clock", ["08:59", "09:00", "16:59", "17:00"])
def test_at_the_edge_of_an_opening_it_says_what_is_open(clock: str) -> None:
    now = berlin("2026-11-30", clock)
    assert ("We are open until 17:00." in told(OFFICE, now)) == (clock in ("09:00", "16:59"))
