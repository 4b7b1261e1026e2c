"""Spans of days that are told in words: their edges, their halves, days of a month."""

from datetime import date

import pytest

from support_ai.agent.local.groupings import groupings
from support_ai.agent.local.report_days import named_days
from support_ai.agent.local.report_following import with_month
from support_ai.agent.local.report_relative import without_relative

_TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("sales from the first of August until the end of October", "2026-08-01", "2026-10-31"),
        ("sales from the 1st to the 10th of this month", "2026-11-01", "2026-11-10"),
        ("what did we sell between 3 and 9 November?", "2026-11-03", "2026-11-09"),
        ("between the third and the ninth of November", "2026-11-03", "2026-11-09"),
        ("from mid-September to the end of October", "2026-09-15", "2026-10-31"),
        ("from the beginning of September to today", "2026-09-01", "2026-11-29"),
        ("in the second half of October", "2026-10-16", "2026-10-31"),
        ("first half of the year", "2026-01-01", "2026-06-30"),
        ("the first ten days of November", "2026-11-01", "2026-11-10"),
        ("the last week of October", "2026-10-25", "2026-10-31"),
        ("from the 28th to the 3rd", "2026-10-28", "2026-11-03"),
        ("between the 20th and the 25th", "2026-11-20", "2026-11-25"),
        ("august to october", "2026-08-01", "2026-10-31"),
        ("from Friday to Monday", "2026-11-20", "2026-11-23"),
        ("Q1 to Q3", "2026-01-01", "2026-09-30"),
        ("since mid-October", "2026-10-15", "2026-11-29"),
        ("from December to February", "2025-12-01", "2026-02-28"),
        ("1 October up to and including the 15th", "2026-10-01", "2026-10-15"),
    ],
)
def test_a_span_is_told_in_words(text: str, first: str, last: str) -> None:
    spans = named_days(without_relative(with_month(text)), _TODAY)
    assert [(str(one.first), str(one.last)) for one in spans] == [(first, last)]


@pytest.mark.parametrize("text", ["the first order", "the second half of the parcel", "my third item"])
def test_an_ordinal_alone_is_no_day(text: str) -> None:
    assert named_days(text, _TODAY) == []


def test_figures_are_split_by_the_quarter() -> None:
    assert [one.value for one in groupings("quarterly numbers")] == ["quarter"]
