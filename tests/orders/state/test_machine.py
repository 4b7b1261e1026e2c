"""Orders, payments, returns, exchanges, refunds and approvals under many hands at once: the books always balance."""

import random
import time
from collections.abc import Iterator

import pytest

from support_ai.actions import rules as of_actions
from support_ai.actions.registry import ACTIONS
from support_ai.core.crypto import Keyring
from support_ai.orders import rules as of_orders
from support_ai.payments import rules as of_payments
from tests.conftest import clone, drop
from tests.orders.state.machine import Stage, chosen_seed, play
from tests.reporting import Report

_STEPS, _LEAST, _SUCCEED = 20_000, 50, 0.3
_FEW = 250
_WORLDS_AT_A_TIME = 20
RULES = {rule.id for rules in (of_actions, of_orders, of_payments) for rule in rules.ALL}


@pytest.fixture
def stage(keys: Keyring) -> Iterator[Stage]:
    addresses = clone("template_empty")
    opened = Stage(addresses, keys)
    yield opened
    opened.close()
    drop(addresses)


def test_the_books_balance_in_a_few_worlds(stage: Stage, note_report: Report) -> None:
    number = chosen_seed(4)
    note_report(f"state machine: SUPPORT_AI_TEST_SEED={number}")
    while stage.counts.steps < _FEW:
        play(stage, worlds=2, number=number)
        number += 1
    assert stage.counts.most_at_once >= 4
    assert stage.counts.done.total() > 0


@pytest.mark.deep
def test_the_books_balance_through_twenty_thousand_steps(stage: Stage, note_report: Report) -> None:
    number = chosen_seed(random.SystemRandom().randrange(10**9))
    began, rounds, stage.enough = time.monotonic(), 0, 3 * _LEAST
    try:
        while stage.counts.steps < _STEPS:
            play(stage, worlds=_WORLDS_AT_A_TIME, number=number + rounds)
            rounds += 1
    finally:
        seconds = time.monotonic() - began
        note_report(
            f"state machine: SUPPORT_AI_TEST_SEED={number}, {rounds} rounds in {seconds:.0f} s",
            stage.counts.table(),
        )
    counts = stage.counts
    assert counts.done.total() >= _SUCCEED * counts.steps
    rare = {name: counts.committed[name] for name in ACTIONS if counts.committed[name] < _LEAST}
    rare |= {name: counts.refused[name] for name in sorted(RULES) if counts.refused[name] < _LEAST}
    assert not rare
