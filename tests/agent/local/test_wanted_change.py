"""Which change strangers' words name, and what is gone on with by words that only point."""

import pytest

from support_ai.agent.local.following import asks_balance, asks_difference, asks_where_to
from support_ai.agent.local.gathering import as_an_answer
from support_ai.agent.local.going_on import OF_CANCELLATION, OF_RETURN, gone_on
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Form, Memory
from support_ai.agent.local.said import read
from support_ai.agent.local.slot_method import wished
from support_ai.agent.local.understanding import Understood
from support_ai.agent.local.wanted_change import wanted_change


def understood(text: str, intent: Intent = Intent.INFORM, confidence: float = 0.4) -> Understood:
    return Understood(intent, confidence, Intent.NO, read(text).entities, end=len(text))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("bin the order pls", Intent.CANCEL_ORDER),
        ("please pull the plug on my purchase", Intent.CANCEL_ORDER),
        ("the mug I ordered by mistake. scrap it", Intent.CANCEL_ORDER),
        ("can you stop the sneakers from coming", Intent.CANCEL_ORDER),
        ("I regret buying the lamp", Intent.CANCEL_ORDER),
        ("could you drop the order at my neighbour's", None),
        ("scrap the return", None),
        ("this coat u sent is skin tight, i need it in XL", Intent.EXCHANGE_ITEMS),
        ("boots: 41 not 42 pls", Intent.EXCHANGE_ITEMS),
        ("swap the teapot for the least expensive version", Intent.EXCHANGE_ITEMS),
        ("those boots i got coming, i take 44 normally", Intent.EXCHANGE_ITEMS),
        ("can I have the blue lamp I bought on my invoice", None),
        ("the headphones gotta go", Intent.RETURN_ITEMS),
        ("can i already set up a return for the shoes", Intent.RETURN_ITEMS),
        ("the coat does not suit me. Money to my gift card", Intent.RETURN_ITEMS),
        ("pay for the backpacks from paypal", Intent.CHANGE_PAYMENT),
        ("where do you come from", None),
    ],
)
def test_words_name_a_change(text: str, meant: Intent | None) -> None:
    assert wanted_change(understood(text), text) is meant


def test_what_the_head_is_certain_of_stays_but_for_what_only_goes_with_a_change() -> None:
    text = "Return request: the bottle. Credit it to my gift card rather than to the bank"
    assert wanted_change(understood(text, Intent.CHANGE_PAYMENT, 0.97), text) is Intent.RETURN_ITEMS
    assert wanted_change(understood("bin the order", Intent.RETURN_ITEMS, 0.95), "bin the order") is None


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("pay with paypal no with mastercard", "paypal"),
        ("the gift voucher in place of the card", "gift_card"),
        ("take it from my gift card not from the mastercard", "gift_card"),
        ("from my visa to my gift card", "gift_card"),
        ("to my gift card from my visa", "gift_card"),
        ("I want it off my credit card", None),
    ],
)
def test_payment_from_one_to_another(text: str, method: str | None) -> None:
    assert wished(read(text)) == method


def test_a_sum_or_a_balance_is_gone_on_with() -> None:
    summed = Memory(last_intent=Intent.GET_BACK_TOTAL.value, wanted=OF_RETURN)
    assert gone_on("fine, let's do it then", understood("fine"), summed) is Intent.RETURN_ITEMS
    cancelled = Memory(last_intent=Intent.GET_BACK_TOTAL.value, wanted=OF_CANCELLATION)
    assert gone_on("ok do that", understood("ok"), cancelled) is Intent.CANCEL_ORDER
    assert gone_on("no, don't do that", understood("no"), summed) is None
    assert gone_on("shall I do that?", understood("shall"), summed) is None
    balance = Memory(last_method="gift_card")
    assert gone_on("switch that order over to it", understood("switch"), balance) is Intent.CHANGE_PAYMENT
    elsewhere = Memory(last_method="gift_card", form=Form("return_items"))
    assert gone_on("switch that order over to it", understood("switch"), elsewhere) is None


def test_an_answer_in_pieces_is_one() -> None:
    text = "then 44. charge or refund my visa, whatever"
    first = Understood(Intent.ITEM_PROBLEM, 0.7, Intent.NO, (), end=15)
    second = Understood(Intent.REFUND_ORDER, 0.6, Intent.NO, (), start=15, end=len(text))
    assert len(as_an_answer((first, second), text, "change_order_items")) == 1
    asked = Understood(Intent.POLICY_QUESTION, 0.6, Intent.NO, (), start=15, end=len(text) + 1)
    assert len(as_an_answer((first, asked), f"{text}?", "change_order_items")) == len(("answer", "question"))


def test_money_of_what_waits_is_asked() -> None:
    assert asks_difference("how much more is that for both")
    assert asks_difference("whats the price diff")
    assert not asks_difference("how much is the lamp")
    assert asks_where_to("and where does it go?")
    assert not asks_where_to("where is my parcel")
    assert asks_balance("wait how much is on there")
