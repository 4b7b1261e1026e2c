"""The rules of tickets as tables: every pair of statuses, every comment, and the clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from support_ai.access.actor import Assistant, Reason, System
from support_ai.shop.hours import Hours
from support_ai.tickets import policy
from support_ai.tickets.models import Author, Priority, TicketStatus, Timing
from support_ai.tickets.policy import BusinessTime
from tests.conftest import Cast

S = TicketStatus
# Rows are where a ticket stands, columns what a colleague wants: open, pending, on_hold, solved, closed.
TABLE = {
    S.OPEN: "ok ok ok ok ok",
    S.PENDING: "ok ok ok ok ok",
    S.ON_HOLD: "ok ok ok ok ok",
    S.SOLVED: "ok no no ok ok",
    S.CLOSED: "no no no no ok",
}
BERLIN = BusinessTime(Hours(), ZoneInfo("Europe/Berlin"))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN.zone).astimezone(UTC)


MONDAY = _at("2026-06-01T09:00")


@pytest.mark.parametrize(("before", "wanted"), [*product(S, S)])
def test_a_colleague_sets_every_status_or_is_refused_as_the_table_says(
    before: TicketStatus, wanted: TicketStatus
) -> None:
    answer = dict(zip(S, TABLE[before].split(), strict=True))[wanted]
    decision = policy.after_change(before, wanted)
    if answer == "ok":
        assert decision == policy.Decision(wanted)
    else:
        assert decision == policy.Decision(before, "tickets.transition.not_allowed")


@pytest.mark.parametrize(
    ("status", "days", "by_customer", "after", "rule"),
    [
        (S.OPEN, None, True, S.OPEN, None),
        (S.PENDING, None, True, S.OPEN, None),
        (S.ON_HOLD, None, True, S.ON_HOLD, None),
        (S.SOLVED, 0, True, S.OPEN, None),
        (S.SOLVED, 14, True, S.OPEN, None),
        (S.SOLVED, 14.001, True, S.SOLVED, "tickets.comment.follow_up"),
        (S.CLOSED, 0, True, S.CLOSED, "tickets.comment.closed"),
        (S.OPEN, None, False, S.OPEN, None),
        (S.PENDING, None, False, S.PENDING, None),
        (S.ON_HOLD, None, False, S.ON_HOLD, None),
        (S.SOLVED, 0, False, S.SOLVED, None),
        (S.SOLVED, 100, False, S.SOLVED, None),
        (S.CLOSED, 0, False, S.CLOSED, "tickets.comment.closed"),
    ],
)
def test_a_comment_moves_a_ticket_or_is_refused_as_the_table_says(
    status: TicketStatus, days: float | None, by_customer: bool, after: TicketStatus, rule: str | None
) -> None:
    solved_at = None if days is None else MONDAY - timedelta(days=days)
    decision = policy.after_comment(status, solved_at, MONDAY, by_customer=by_customer, reopen_days=14)
    assert decision == policy.Decision(after, rule)


def _begun(priority: Priority = Priority.NORMAL) -> Timing:
    return policy.begin(priority, MONDAY, BERLIN, answered=False)


@pytest.mark.parametrize(
    ("priority", "first", "whole"),
    [
        (Priority.URGENT, "2026-06-01T09:30", "2026-06-01T13:00"),
        (Priority.HIGH, "2026-06-01T11:00", "2026-06-02T17:00"),
        (Priority.NORMAL, "2026-06-01T17:00", "2026-06-05T17:00"),
        (Priority.LOW, "2026-06-02T17:00", "2026-06-12T17:00"),
    ],
)
def test_a_new_ticket_is_due_by_its_priority_in_business_time(
    priority: Priority, first: str, whole: str
) -> None:
    timing = _begun(priority)
    assert (timing.first_answer_due, timing.resolution_due) == (_at(first), _at(whole))
    assert timing.paused_at is timing.solved_at is timing.closed_at is timing.first_answered_at is None


def test_the_clock_stands_still_while_the_customer_is_asked_and_goes_on_where_it_stood() -> None:
    asked = policy.with_status(_begun(), S.OPEN, S.PENDING, _at("2026-06-01T10:00"), BERLIN)
    assert (asked.paused_at, asked.paused) == (_at("2026-06-01T10:00"), timedelta())
    again = policy.with_status(asked, S.PENDING, S.OPEN, _at("2026-06-03T12:00"), BERLIN)
    assert (again.paused_at, again.paused) == (None, timedelta(hours=18))
    due = policy.with_due(again, Priority.NORMAL, BERLIN)
    assert (due.first_answer_due, due.resolution_due) == (_at("2026-06-04T11:00"), _at("2026-06-10T11:00"))


def test_what_was_overdue_when_the_clock_stopped_is_overdue_when_it_goes_on() -> None:
    late = _at("2026-06-22T09:00")
    asked = policy.with_status(_begun(), S.OPEN, S.PENDING, late, BERLIN)
    back = late + timedelta(days=30)
    due = policy.with_due(policy.with_status(asked, S.PENDING, S.OPEN, back, BERLIN), Priority.NORMAL, BERLIN)
    assert due.resolution_due is not None
    assert due.resolution_due < back


def test_a_pause_goes_on_over_several_statuses_and_ends_with_work() -> None:
    timing = policy.with_status(_begun(), S.OPEN, S.PENDING, _at("2026-06-01T10:00"), BERLIN)
    timing = policy.with_status(timing, S.PENDING, S.SOLVED, _at("2026-06-01T11:00"), BERLIN)
    assert (timing.paused_at, timing.solved_at) == (_at("2026-06-01T10:00"), _at("2026-06-01T11:00"))
    timing = policy.with_status(timing, S.SOLVED, S.OPEN, _at("2026-06-01T12:00"), BERLIN)
    assert (timing.paused, timing.paused_at, timing.solved_at) == (timedelta(hours=2), None, None)
    held = policy.with_status(timing, S.OPEN, S.ON_HOLD, _at("2026-06-01T13:00"), BERLIN)
    assert (held.paused, held.paused_at) == (timedelta(hours=2), None)
    closed = policy.with_status(held, S.ON_HOLD, S.CLOSED, _at("2026-06-01T14:00"), BERLIN)
    assert (closed.closed_at, closed.paused_at) == (_at("2026-06-01T14:00"), _at("2026-06-01T14:00"))


def test_what_was_answered_keeps_when_it_was_due() -> None:
    answered = replace(_begun(), first_answered_at=_at("2026-06-01T09:10"))
    due = policy.with_due(answered, Priority.URGENT, BERLIN)
    assert (due.first_answer_due, due.resolution_due) == (_at("2026-06-01T17:00"), _at("2026-06-01T13:00"))


def test_each_actor_writes_as_what_they_are(cast: Cast) -> None:
    people = cast.people()
    expected = dict.fromkeys(("rohan", "michael", "visitor"), Author.CUSTOMER)
    expected |= dict.fromkeys(("emma", "admin", "owner"), Author.COLLEAGUE)
    assert {name: policy.author_of(person) for name, person in people.items()} == expected
    assert policy.author_of(Assistant(cast.rohan)) is Author.ASSISTANT
    assert policy.author_of(System(Reason.PAY)) is Author.SYSTEM


@pytest.mark.parametrize(
    ("number", "ticket_id"),
    [
        ("T-1042", 1042),
        ("t-1042", 1042),
        (" 1042 ", 1042),
        ("T-", None),
        ("", None),
        ("T-1042x", None),
        ("T--1", None),
        ("T-١", None),
        ("T-²", None),
        ("9" * 16, None),
    ],
)
def test_a_number_is_read_as_people_write_it(number: str, ticket_id: int | None) -> None:
    assert policy.ticket_id_of(number) == ticket_id
