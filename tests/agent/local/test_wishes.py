"""What is a wish of its own in a message, and what only says more of another."""

from uuid import UUID

import pytest

from support_ai.access.actor import Visitor
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.own_routing import reread
from support_ai.agent.local.understanding import Intent, Understanding
from support_ai.core.embedder import Embedder


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """Return the head that is shipped."""
    return Understanding.load(Embedder.load())


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        (
            "Exchange the silicone watch of ORD-2024 for the leather one, pay the difference with my gift card",
            [Intent.EXCHANGE_ITEMS],
        ),
        (
            "Suppose I returned one keyboard from ORD-2059 and a pair of shoes from ORD-2099. How much would come back in total?",
            [Intent.GET_BACK_TOTAL],
        ),
        ("What data do you keep about me, and can I have it removed?", [Intent.DELETE_MY_DATA]),
        ("I ordered two backpacks this morning. Has it gone out yet?", [Intent.WHERE_IS_MY_ORDER]),
        (
            "My aunt gave me one of your gift cards, can that be returned for money?",
            [Intent.POLICY_QUESTION],
        ),
        (
            "when does ORD-789 come? also show me all my orders",
            [Intent.WHERE_IS_MY_ORDER, Intent.LIST_ORDERS],
        ),
        (
            "please cancel ORD-2000, and what is your return policy?",
            [Intent.CANCEL_ORDER, Intent.POLICY_QUESTION],
        ),
        (
            "A few things: when does the yoga mat get here, and cancel the order of yesterday",
            [Intent.WHERE_IS_MY_ORDER, Intent.CANCEL_ORDER],
        ),
        ("track the speaker + cancel ORD-5 pls", [Intent.WHERE_IS_MY_ORDER, Intent.CANCEL_ORDER]),
        ("It seems I bought the same lamp two times, which orders were that?", [Intent.LIST_ORDERS]),
        (
            "where is my order, and do you take paypal?",
            [Intent.WHERE_IS_MY_ORDER, Intent.POLICY_QUESTION],
        ),
    ],
)
def test_how_a_change_is_paid_and_what_is_supposed_is_no_wish(
    understanding: Understanding, text: str, wishes: list[Intent]
) -> None:
    assert [one.intent for one in understanding.understand_all(text, is_staff=False)] == wishes


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("What do a pair of headphones and three mugs come to in total?", Intent.GET_BACK_TOTAL),
        ("2 lamps plus four yoga mats = ?", Intent.GET_BACK_TOTAL),
    ],
)
def test_a_sum_of_several_things_is_one_in_any_words(
    understanding: Understanding, text: str, meant: Intent
) -> None:
    (wish,) = understanding.understand_all(text, is_staff=False)
    assert reread(Visitor(UUID(int=1)), text, wish, Memory()).intent is meant
