"""What may leave: whole amounts and whole names that were learnt, no promise, no stranger's link, no secret."""

import pytest

from support_ai.agent.grounds import Grounds
from support_ai.agent.guard import Guard
from support_ai.core.money import Money

GUARD = Guard(frozenset({"shop.example"}))


def _known(*values: object) -> Grounds:
    grounds = Grounds()
    for value in values:
        grounds.learn(value)
    return grounds


KNOWN = _known(
    "Where is my order ord 31416?",
    "ORD-999",
    Money(22800, "USD"),
    ("1Z6602378931", "2024/001"),
    "We refund the price that you paid, 5.00 EUR at most.",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Your order ORD-999 is arriving tomorrow!",
        "The total is $228.00.",
        "That is 228 dollars.",
        "That is USD 228.",
        "I find no order ORD-31416.",
        "Tracking: UPS 1Z6602378931.",
        "You can return most items within 30 days of delivery.",
        "We refund the price that you paid, 5.00 EUR at most.",
        "It was placed on Friday, 27 November 2026.",
        "See https://shop.example/returns for more.",
        "I cannot make refunds myself yet.",
        "I can only show you your own orders. Would you like to see your order history?",
    ],
)
def test_what_was_learnt_may_be_said(sentence: str) -> None:
    assert GUARD.judge(sentence, KNOWN).rule == ""


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Your refund would be $22.", "figure"),
        ("It costs 99,00 €.", "figure"),
        ("It costs 50 USD.", "figure"),
        ("That makes 22 dollars.", "figure"),
        ("It costs $2,280.00.", "figure"),
        ("Your order ORD-9 is late.", "number"),
        ("Your order ORD-1999 is late.", "number"),
        ("Your order #W12345 is late.", "number"),
        ("Your card 4111111111111111 was used.", "number"),
        ("I have refunded it.", "promise"),
        ("I am refunding it now.", "promise"),
        ("I'll cancel that for you.", "promise"),
        ("We've now cancelled your order.", "promise"),
        ("Your refund has been issued.", "promise"),
        ("A replacement will be sent tomorrow.", "promise"),
        ("Look at https://evil.example/x", "link"),
        ("Look at //evil.example/x", "link"),
        ("Look at www.evil.example", "link"),
        ("Look at https://shop.example.evil.example/", "link"),
        ("[here](javascript:alert(1))", "link"),
        ("The key is sk-abcdefghijklmnopqrstuvwxyz", "secret"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "secret"),
    ],
)
def test_what_is_not_grounded_stays_inside(sentence: str, rule: str) -> None:
    assert GUARD.judge(sentence, KNOWN).rule == rule


def test_a_promise_may_leave_once_its_action_is_committed() -> None:
    assert GUARD.judge("I have cancelled order ORD-999.", KNOWN, committed=True).may_leave
