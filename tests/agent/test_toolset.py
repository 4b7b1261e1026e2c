"""What a brain is offered, and what is kept of its calls."""

from dataclasses import fields
from decimal import Decimal

import pytest

from support_ai.agent.brain import Turn
from support_ai.agent.tools.calculating import ExpressionError, calculate
from support_ai.agent.tools.registry import TOOLS, offered_to
from tests.conftest import Cast

_OWN = {
    "customer_id",
    "account_id",
    "person",
    "visitor_id",
    "conversation_id",
    "user_id",
    "shop_id",
    "tenant_id",
}
_EVERYBODY = {
    "get_product",
    "get_item",
    "list_products",
    "search_knowledge",
    "calculate",
    "hand_over",
}
_CUSTOMERS = _EVERYBODY | {
    "get_customer",
    "get_order",
    "list_orders",
    "cancel_order",
    "change_order_address",
    "change_order_payment",
    "change_order_items",
    "change_customer_address",
    "return_items",
    "exchange_items",
    "withdraw_return",
    "open_ticket",
    "get_ticket",
    "refund_status",
}
_AGENTS = _CUSTOMERS | {
    "find_customer_by_email",
    "find_customer_by_name_zip",
    "search_orders",
    "search_customers",
    "refund_order",
    "adjust_order",
    "set_order_status",
    "set_return_status",
}
_MANAGERS = _AGENTS | {"archive_order", "financial_report", "analytics_report"}


def test_everybody_is_offered_their_tools_and_no_others(cast: Cast) -> None:
    offered = {name: {*offered_to(person)} for name, person in cast.people().items()}
    assert offered == {
        "visitor": _EVERYBODY,
        "rohan": _CUSTOMERS,
        "michael": _CUSTOMERS,
        "emma": _AGENTS,
        "admin": _MANAGERS,
        "owner": _MANAGERS,
    }


def test_I1_no_tool_takes_the_callers_own_id(cast: Cast) -> None:
    for person in (cast.visitor, cast.rohan):
        for tool in offered_to(person).values():
            assert not _OWN & {*tool.arguments.model_fields}, tool.name
    for tool in TOOLS:
        assert not (_OWN - {"customer_id"}) & {*tool.arguments.model_fields}, tool.name
    assert {field.name for field in fields(Turn)} >= {"person", "tools"}


def test_every_tool_says_what_it_does_and_refuses_what_it_does_not_take() -> None:
    for tool in TOOLS:
        assert tool.sentence.endswith("."), tool.name
        assert tool.arguments.model_config.get("extra") == "forbid", tool.name


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("24.99 + 5", "29.99"),
        ("(0.1 + 0.2) * 10", "3"),
        ("-3 * -4", "12"),
        ("1 / 3 * 3", "1"),
        ("1_000.50 - 0.50", "1000"),
    ],
)
def test_decimals_are_reckoned_as_they_are_written(expression: str, result: str) -> None:
    assert round(calculate(expression), 20) == Decimal(result)


@pytest.mark.parametrize(
    "expression",
    [
        "2 ** 9999999",
        "__import__('os').system('id')",
        "1 / 0",
        "True + 1",
        "'a' * 9",
        "-" * 200 + "1",
        "x + 1",
        "1 if 1 else 2",
        "1j",
        "",
        "1 + 1; 2",
    ],
)
def test_nothing_else_is_reckoned(expression: str) -> None:
    with pytest.raises(ExpressionError):
        calculate(expression)
