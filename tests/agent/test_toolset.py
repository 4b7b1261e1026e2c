"""What a brain is offered."""

from dataclasses import fields
from inspect import signature

from support_ai.agent.brain import Tool, Tools, Turn
from support_ai.agent.toolset import Toolset, offered_to
from tests.conftest import Cast


def test_I1_no_tool_takes_the_callers_own_id() -> None:
    names = {tool.value for tool in Tool} | {"get_other_customer"}
    methods = {name for name in vars(Tools) if not name.startswith("_") and name != "offered"}
    assert methods <= names
    for name in methods - {"get_other_customer"}:
        taken = set(signature(getattr(Toolset, name)).parameters)
        assert not taken & {"customer_id", "account_id", "person", "visitor_id", "conversation_id"}, name


def test_what_is_not_permitted_is_not_offered(cast: Cast) -> None:
    staff_only = {Tool.SEARCH_ORDERS, Tool.SEARCH_CUSTOMERS}
    assert not staff_only & offered_to(cast.rohan)
    assert offered_to(cast.visitor) == {Tool.SEARCH_KNOWLEDGE, Tool.HAND_OVER}
    assert staff_only <= offered_to(cast.emma)
    assert {field.name for field in fields(Turn)} >= {"person", "tools"}
