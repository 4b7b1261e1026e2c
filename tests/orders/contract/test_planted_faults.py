"""A planted fault in a policy is caught by some test of the contract; `make deep` plants every one there is."""

import asyncio
import inspect
import itertools
import re
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from support_ai.actions import rules as of_actions
from support_ai.orders import rules as of_orders
from support_ai.payments import rules as of_payments
from tests.orders.contract import (
    test_approvals,
    test_cancelling,
    test_changing_items,
    test_exchanging,
    test_limits,
    test_money_on_its_way,
    test_money_that_colleagues_give,
    test_paying_otherwise,
    test_returning,
    test_returns_going_on,
    test_statuses_and_steps,
)
from tests.orders.contract.scene import Scene
from tests.orders.mutations import POLICIES, Mutant, mutants, planted
from tests.reporting import Report

pytestmark = pytest.mark.anyio
_TABLES = (
    test_cancelling,
    test_paying_otherwise,
    test_changing_items,
    test_returning,
    test_returns_going_on,
    test_exchanging,
    test_money_on_its_way,
    test_money_that_colleagues_give,
    test_statuses_and_steps,
    test_limits,
    test_approvals,
)
# Which tests are asked first, by a part of the name of the function that has the fault.
_NEAR: tuple[tuple[str, str, tuple[ModuleType, ...]], ...] = (
    ("orders.policy", "payment|unreturned", (test_paying_otherwise,)),
    ("orders.policy", "items|replacements|fits|price_of", (test_changing_items, test_exchanging)),
    ("orders.policy", "status", (test_statuses_and_steps,)),
    ("orders.return_policy", "exchange", (test_exchanging,)),
    ("orders.return_policy", "step|withdrawal|order_after", (test_statuses_and_steps, test_returns_going_on)),
    ("orders.return_policy", "", (test_returning, test_returns_going_on)),
    ("orders.amounts", "", (test_returning, test_returns_going_on, test_changing_items)),
    ("orders.facts", "", (test_returning, test_returns_going_on)),
    (
        "payments.policy",
        "own_method|onto_card|covers|difference|charge",
        (test_changing_items, test_paying_otherwise),
    ),
    ("payments.policy", "standing|left_of", (test_money_that_colleagues_give, test_money_on_its_way)),
    ("payments.policy", "", (test_money_that_colleagues_give, test_returning)),
    ("payments.transfer_policy", "", (test_money_on_its_way,)),
    ("actions.policy", "approver|within", (test_limits,)),
    ("actions.policy", "", (test_approvals, test_limits)),
)
# When the worker sends again is no rule of the shop: tests/payments/test_transfer_policy.py has its cases.
_OF_THE_WORKER = ("claim", "after")
# What does the same as the original, each with its reason.
SAME = {
    "Gt to GtE in owed > 0": "at no difference nothing is settled before anybody asks",
    "LtE to Lt in proposal.expires_at <= now": "one moment, which no request meets, belongs to the time or not",
    "Lt to LtE in facts.now < end": "one moment, which no request meets, belongs to the window or not",
}
Attempt = tuple[str, ModuleType, Any, dict[str, Any]]


def attempts(module: ModuleType) -> Iterator[Attempt]:
    """Yield every test of a module with each of its parameters."""
    for name, function in inspect.getmembers(module, inspect.iscoroutinefunction):
        if not name.startswith("test_"):
            continue
        marks = [mark for mark in getattr(function, "pytestmark", []) if mark.name == "parametrize"]
        for chosen in itertools.product(*(mark.args[1] for mark in marks)):
            given: dict[str, Any] = {}
            for mark, value in zip(marks, chosen, strict=True):
                names = mark.args[0] if isinstance(mark.args[0], tuple) else (mark.args[0],)
                given |= dict(zip(names, value if len(names) > 1 else (value,), strict=True))
            about = getattr(given.get("case"), "about", "")
            yield f"{name}{f'[{about}]' if about else ''}", module, function, given


def near_first(mutant: Mutant) -> list[Attempt]:
    """Return every test, those first that are about the mutant's module."""
    near = next(
        (
            tests
            for module, part, tests in _NEAR
            if mutant.module.endswith(module) and re.search(part, mutant.function)
        ),
        (),
    )
    ordered = [*near, *(one for one in _TABLES if one not in near)]
    return [one for module in ordered for one in attempts(module)]


async def catcher(scene: Scene, mutant: Mutant) -> str | None:
    """Return the name of the first test that fails with a fault, None where every one passes."""
    # What a failed test left running ends meanwhile, in this loop.
    await asyncio.to_thread(scene.clear)
    with planted(mutant):
        return await first_failure(scene, near_first(mutant))


async def first_failure(scene: Scene, tests: list[Attempt]) -> str | None:
    """Return the name of the first test that fails, None where every one passes."""
    for name, module, function, given in tests:
        if module is test_limits:
            scene.new_day()
        try:
            await function(scene=scene, **given)
        except Exception:  # noqa: BLE001 - whatever a test raises, it failed
            return name
    return None


def all_mutants() -> list[Mutant]:
    """Return every planted fault."""
    return [
        mutant for module in POLICIES for mutant in mutants(module) if mutant.function not in _OF_THE_WORKER
    ]


def test_every_rule_of_a_policy_has_a_planted_fault() -> None:
    named = {mutant.rule for mutant in all_mutants() if mutant.rule}
    known = {
        name
        for rules in (of_actions, of_orders, of_payments)
        for name, value in vars(rules).items()
        if value in rules.ALL
    }
    # The one that the life of a proposal itself asks, and no policy.
    assert known - named == {"CHANGED"}
    assert named <= known


async def test_a_planted_fault_is_caught(scene: Scene) -> None:
    mutant = next(one for one in all_mutants() if one.rule == "CANCEL_REASON")
    assert await catcher(scene, mutant) is not None, mutant.name


@pytest.mark.deep
async def test_every_planted_fault_is_caught(scene: Scene, note_report: Report) -> None:
    began, escaped, lines, number = time.monotonic(), list[str](), list[str](), 0
    for number, mutant in enumerate(all_mutants(), start=1):
        caught = await catcher(scene, mutant)
        lines.append(f"{number:4} {mutant.name:110} {caught or 'NOBODY'}")
        if caught is None and mutant.what not in SAME:
            escaped.append(mutant.name)
    seconds, lived = time.monotonic() - began, sum(line.endswith(" NOBODY") for line in lines)
    note_report(
        f"{number} planted faults in {seconds:.0f} s: {number - lived} caught, {len(escaped)} escaped,"
        f" {lived - len(escaped)} make no difference",
        "\n".join(lines),
    )
    assert not escaped
    # What caught them were the faults, and not what they left behind.
    await asyncio.to_thread(scene.clear)
    assert await first_failure(scene, [one for module in _TABLES for one in attempts(module)]) is None
