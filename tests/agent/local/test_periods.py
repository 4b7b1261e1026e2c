"""Days as people name them, on the calendar of Wednesday 25 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_ai.agent.local.entities import EntityType, find_entities
from support_ai.agent.local.periods import days_between

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("orders today", "2026-11-25", "2026-11-26"),
        ("all orders yesterday", "2026-11-24", "2026-11-25"),
        ("the day before yesterday", "2026-11-23", "2026-11-24"),
        ("sales this week", "2026-11-23", "2026-11-26"),
        ("sales last week", "2026-11-16", "2026-11-23"),
        ("last month's refunds", "2026-10-01", "2026-11-01"),
        ("this month", "2026-11-01", "2026-11-26"),
        ("this quarter", "2026-10-01", "2026-11-26"),
        ("last quarter", "2026-07-01", "2026-10-01"),
        ("returns in Q3", "2026-07-01", "2026-10-01"),
        ("q4 2025", "2025-10-01", "2026-01-01"),
        ("revenue last year", "2025-01-01", "2026-01-01"),
        ("the last 7 days", "2026-11-19", "2026-11-26"),
        ("over the past two weeks", "2026-11-12", "2026-11-26"),
        ("in the last 3 months", "2026-08-25", "2026-11-26"),
        ("the one from May", "2026-05-01", "2026-06-01"),
        ("in december", "2025-12-01", "2026-01-01"),
        ("since Monday", "2026-11-23", "2026-11-26"),
        ("since March", "2026-03-01", "2026-11-26"),
        ("on Friday", "2026-11-20", "2026-11-21"),
        ("orders of 2026-11-02", "2026-11-02", "2026-11-03"),
        ("on 3 June", "2026-06-03", "2026-06-04"),
        ("on June 3rd, 2025", "2025-06-03", "2025-06-04"),
        ("on 24.12.2025", "2025-12-24", "2025-12-25"),
        ("between 1 and 5 March", "2026-03-01", "2026-03-06"),
        ("from 3 June to 17 June", "2026-06-03", "2026-06-18"),
        ("March 1 to 5", "2026-03-01", "2026-03-06"),
        ("from January to March", "2026-01-01", "2026-04-01"),
        ("three days ago", "2026-11-22", "2026-11-23"),
        ("a month ago", "2026-10-01", "2026-11-01"),
    ],
)
def test_days_are_spans_of_the_calendar(text: str, first: str, after: str) -> None:
    named = [one.value for one in find_entities(text) if one.type is EntityType.DAYS]
    assert len(named) == 1, named
    assert days_between(named[0], WEDNESDAY) == (date.fromisoformat(first), date.fromisoformat(after))


@pytest.mark.parametrize(
    "impossible", ["9999-12-31", "2026-02-30", "", "soon", "31 february", "since never", "/"]
)
def test_what_is_no_day_is_today(impossible: str) -> None:
    assert days_between(impossible, WEDNESDAY) == (WEDNESDAY, date(2026, 11, 26))


@given(st.text(max_size=60), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_text_and_day_give_a_span(text: str, today: date) -> None:
    for one in find_entities(text):
        if one.type is EntityType.DAYS:
            first, after = days_between(one.value, today)
            assert first <= after
    days_between(text, today)
