"""Money on its way, decided: every state and every word about it, and what a refusal books."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from support_ai.core.rule import Refusal
from support_ai.payments.models import Cause, Payment, PaymentKind
from support_ai.payments.provider import (
    Accepted,
    Outcome,
    RefusedForGood,
    TryLater,
    Unknown,
    WaitingForPerson,
)
from support_ai.payments.transfer_policy import (
    BY_PEOPLE,
    BY_PROGRAM,
    CLAIM,
    ENDS,
    FINDING_SECONDS,
    SENDING_SECONDS,
    Claim,
    Step,
    TakenBack,
    Transfer,
    after,
    claim,
    say_done,
    say_refused,
    take_back,
)
from support_ai.payments.transfer_policy import TransferState as S

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def _transfer(state: S, **changed: object) -> Transfer:
    fields: dict[str, object] = {
        "transfer_id": UUID(int=1),
        "order_id": 1,
        "customer_id": "CUST-1",
        "line": 2,
        "direction": "out",
        "state": state,
        "reference": None,
        "reason": None,
        "attempts": 0,
        "next_at": None,
        "due_at": NOW,
        "changed_at": NOW,
        "amount_minor": 100,
        "currency": "USD",
        "payment_method_id": "card",
    }
    return Transfer(**(fields | changed))  # pyright: ignore[reportArgumentType] - the names are those of the fields


def test_a_claim_outlasts_everything_that_is_done_under_it() -> None:
    assert timedelta(seconds=2 * FINDING_SECONDS + SENDING_SECONDS) + timedelta(seconds=30) < CLAIM


@pytest.mark.parametrize(
    ("transfer", "expected"),
    [
        (_transfer(S.QUEUED), Claim(looks_first=False)),
        (_transfer(S.QUEUED, attempts=1, next_at=NOW), Claim(looks_first=True)),
        (_transfer(S.QUEUED, attempts=1, next_at=NOW + timedelta(seconds=1)), None),
        (_transfer(S.SENDING, attempts=1), None),
        (_transfer(S.SENDING, attempts=1, changed_at=NOW - CLAIM), Claim(looks_first=True)),
        (_transfer(S.WAITING, changed_at=NOW - 9 * CLAIM), None),
        (_transfer(S.UNKNOWN, changed_at=NOW - 9 * CLAIM), None),
        (_transfer(S.DONE), None),
        (_transfer(S.REFUSED), None),
    ],
)
def test_a_transfer_is_sent_when_its_time_has_come_or_its_worker_died(
    transfer: Transfer, expected: Claim | None
) -> None:
    assert claim(transfer, NOW) == expected


@pytest.mark.parametrize(
    ("outcome", "attempts", "expected"),
    [
        (Accepted("ref"), 1, Step(S.DONE, reference="ref")),
        (WaitingForPerson(), 1, Step(S.WAITING)),
        (RefusedForGood("card_expired"), 1, Step(S.REFUSED, reason="card_expired")),
        (RefusedForGood("Mr. Mehta's account"), 1, Step(S.REFUSED, reason="other")),
        (Unknown(), 1, Step(S.UNKNOWN)),
        (TryLater(), 1, Step(S.QUEUED, NOW + timedelta(seconds=30))),
        (TryLater(), 3, Step(S.QUEUED, NOW + timedelta(minutes=2))),
        (TryLater(), 500, Step(S.QUEUED, NOW + timedelta(hours=1))),
        (TryLater(7_200), 1, Step(S.QUEUED, NOW + timedelta(hours=2))),
        (TryLater(10**9), 1, Step(S.QUEUED, NOW + timedelta(days=1))),
    ],
)
def test_what_an_outcome_makes_of_a_transfer(outcome: Outcome, attempts: int, expected: Step) -> None:
    assert after(outcome, attempts, NOW) == expected
    assert expected.state in BY_PROGRAM[S.SENDING]


@pytest.mark.parametrize(("state", "wanted"), [*product(S, sorted(ENDS))])
def test_a_person_settles_what_waits_or_is_unknown_and_nothing_else(state: S, wanted: S) -> None:
    transfer = _transfer(state, reference="ref", reason="other", attempts=1)
    said = say_done(transfer, "mine") if wanted is S.DONE else say_refused(transfer, "declined")
    if wanted in BY_PEOPLE.get(state, frozenset()):
        assert isinstance(said, Step)
        assert said.state is wanted
    else:
        assert isinstance(said, Refusal)
        settled = "payments.transfer.settled" if state in ENDS else "payments.transfer.under_way"
        assert said.rule.id == settled


def test_saying_the_same_again_changes_nothing_and_another_thing_is_refused() -> None:
    done, refused = _transfer(S.DONE, reference="ref"), _transfer(S.REFUSED, reason="other")
    assert say_done(done, "ref") is None
    assert say_done(done, None) is None
    assert say_refused(refused, "other") is None
    for said in (say_done(done, "another"), say_refused(refused, "declined"), say_done(refused, None)):
        assert isinstance(said, Refusal)


def _row(line: int, kind: PaymentKind, amount: int, of_line: int | None = None) -> Payment:
    cause = Cause.REVERSAL if kind is PaymentKind.REVERSAL else Cause.REFUND
    return Payment(line, kind, amount, "card", NOW, cause, of_line)


_PAID, _BACK, _REVERSED = PaymentKind.PAYMENT, PaymentKind.REFUND, PaymentKind.REVERSAL


@pytest.mark.parametrize(
    ("rows", "line", "expected"),
    [
        # A refund that never arrived.
        ([(1, _PAID, 100), (2, _BACK, 40, 1)], 2, TakenBack(2, 0)),
        # A charge that never came, of which nothing was paid back.
        ([(1, _PAID, 100), (2, _PAID, 50)], 2, TakenBack(2, 0)),
        # Of which something was: the other payment carries that, or the customer owes it.
        ([(1, _PAID, 100), (2, _PAID, 50), (3, _BACK, 30, 2)], 2, TakenBack(2, 0)),
        ([(1, _PAID, 100), (2, _BACK, 100, 1), (3, _PAID, 50), (4, _BACK, 30, 3)], 3, TakenBack(3, 30)),
        # What was taken back before, or is not there.
        ([(1, _PAID, 100), (2, _BACK, 40, 1), (3, _REVERSED, 40, 2)], 2, None),
        ([(1, _PAID, 100)], 7, None),
    ],
)
def test_a_refusal_takes_back_its_row_and_never_leaves_more_paid_back_than_paid(
    rows: list[tuple[int, PaymentKind, int]], line: int, expected: TakenBack | None
) -> None:
    assert take_back(tuple(_row(*row) for row in rows), line) == expected
