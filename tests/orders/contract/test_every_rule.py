"""Every rule of the house has a case that its own words refuse, and no test names one that does not exist."""

from support_ai.actions import rules as of_actions
from support_ai.orders import rules as of_orders
from support_ai.payments import rules as of_payments
from tests.orders.contract import (
    test_approvals,
    test_cancelling,
    test_changing_items,
    test_exchanging,
    test_money_on_its_way,
    test_money_that_colleagues_give,
    test_paying_otherwise,
    test_returning,
    test_statuses_and_steps,
)
from tests.orders.contract.scene import PRODUCED

_TABLES = (
    test_approvals,
    test_cancelling,
    test_changing_items,
    test_exchanging,
    test_money_on_its_way,
    test_money_that_colleagues_give,
    test_paying_otherwise,
    test_returning,
    test_statuses_and_steps,
)


def test_every_rule_has_a_case() -> None:
    assert all(one.__doc__ for one in _TABLES)
    known = {rule.id for rules in (of_actions, of_orders, of_payments) for rule in rules.ALL}
    assert known == PRODUCED


def test_no_two_rules_have_one_id() -> None:
    ids = [rule.id for rules in (of_actions, of_orders, of_payments) for rule in rules.ALL]
    assert len(ids) == len(set(ids))
