"""What is wrong with what came: each expectation, once kept and once missed."""

from typing import Any

import pytest

from support_ai.evals.judging import Call, Came, Ended, faults_of_end, faults_of_turn
from support_ai.evals.script import End, ScriptedTurn

CAME = Came(
    "Your order ORD-1 doesn’t arrive before 1\u00a0May.",
    ("order",),
    ("Returns",),
    (Call("get_order", "done"), Call("list_orders", "refused", "not_offered")),
)
ENDED = Ended({"ORD-1": "pending", "ORD-2": None}, (("cancel_order",),), ("return_items",), "waiting", 1)


@pytest.mark.parametrize(
    ("kept", "missed"),
    [
        ({"has": ["ord-1", "1 may", "doesn't"]}, {"has": ["ORD-2"]}),
        ({"has": [["never", "arrive"]]}, {"has": [["never", "ever"]]}),
        ({"lacks": ["ORD-2"]}, {"lacks": ["YOUR ORDER"]}),
        ({"tools": ["list_orders", "get_order"]}, {"tools": ["hand_over"]}),
        ({"no_tools": ["hand_over"]}, {"no_tools": ["get_order"]}),
        ({"refused": ["not_offered"]}, {"refused": ["get_order"]}),
        ({"cards": ["order"]}, {"cards": ["proposal"]}),
        ({"sources": ["returns"]}, {"sources": ["Return"]}),
    ],
)
def test_an_expectation_of_an_answer_is_kept_or_missed(kept: dict[str, Any], missed: dict[str, Any]) -> None:
    assert faults_of_turn(ScriptedTurn.model_validate({"say": "x", **kept}), CAME) == ()
    assert len(faults_of_turn(ScriptedTurn.model_validate({"say": "x", **missed}), CAME)) == 1


@pytest.mark.parametrize(
    ("kept", "missed"),
    [
        ({"orders": {"ORD-1": "pending"}}, {"orders": {"ORD-1": "cancelled"}}),
        ({}, {"orders": {"ORD-2": "pending"}}),
        ({"committed": ["cancel_order"]}, {"committed": []}),
        ({}, {"committed": ["cancel_order", "cancel_order"]}),
        ({"proposed": ["return_items"]}, {"proposed": []}),
        ({"handled_by": "waiting"}, {"handled_by": "assistant"}),
        ({"tickets": 1}, {"tickets": 0}),
    ],
)
def test_an_expectation_of_the_end_is_kept_or_missed(kept: dict[str, Any], missed: dict[str, Any]) -> None:
    assert faults_of_end(End.model_validate(kept), ENDED) == ()
    assert len(faults_of_end(End.model_validate(missed), ENDED)) == 1


def test_what_was_committed_is_compared_in_its_order() -> None:
    wanted = End(committed=("a", "b"))
    assert faults_of_end(wanted, Ended(committed=(("a",), ("b",)))) == ()
    assert faults_of_end(wanted, Ended(committed=(("b", "a"),))) == ()
    assert faults_of_end(wanted, Ended(committed=(("a", "b"), ("c",))))
    assert faults_of_end(wanted, Ended(committed=(("a",),)))
    assert faults_of_end(wanted, Ended(committed=(("b",), ("a",))))
