"""That a thing was changed may be said only where that thing was, whatever else was changed."""

import pytest

from tests.agent.guarding import GUARD, PASSAGES, SHIPPED, known

KNOWN = known(SHIPPED, PASSAGES)


@pytest.mark.parametrize(
    "sentence",
    [
        "I've changed your address already, all done.",
        "I have changed your address to the new one.",
        "Ich habe Ihre Adresse geändert.",
        "He cambiado su dirección.",
    ],
)
def test_an_address_is_changed_only_where_one_was(sentence: str) -> None:
    assert GUARD.judge(sentence, KNOWN, committed={"change_order_items"}).rule == "promise"
    for action in ("change_order_address", "change_customer_address"):
        assert GUARD.judge(sentence, KNOWN, committed={action}).may_leave


@pytest.mark.parametrize(
    "sentence",
    [
        "The items are changed.",
        "The items are changed, the address stays the same.",
        "The items are changed; it still goes to your address.",
    ],
)
def test_an_address_beside_what_was_changed_is_no_promise(sentence: str) -> None:
    assert GUARD.judge(sentence, KNOWN, committed={"change_order_items"}).may_leave


@pytest.mark.parametrize(
    ("sentence", "right", "wrong"),
    [
        ("I have changed the payment method of your order.", "change_order_payment", "change_order_items"),
        ("Ich habe die Zahlungsart geändert.", "change_order_payment", "change_order_address"),
        ("He cambiado el método de pago.", "change_order_payment", "change_order_address"),
        ("I have changed the items of your order.", "change_order_items", "change_order_address"),
        ("I have changed the size.", "exchange_items", "change_order_payment"),
        ("Your items have been changed.", "change_order_items", "change_customer_address"),
    ],
)
def test_one_thing_is_not_changed_with_another(sentence: str, right: str, wrong: str) -> None:
    assert GUARD.judge(sentence, KNOWN, committed={right}).may_leave
    assert GUARD.judge(sentence, KNOWN, committed={right, wrong}).may_leave
    assert GUARD.judge(sentence, KNOWN, committed={wrong}).rule == "promise"


@pytest.mark.parametrize(
    "sentence",
    ["Your order is cancelled now.", "Ihre Bestellung wurde storniert.", "He cancelado su pedido."],
)
def test_a_return_that_was_withdrawn_cancels_no_order(sentence: str) -> None:
    assert GUARD.judge(sentence, KNOWN, committed={"cancel_order"}).may_leave
    assert GUARD.judge(sentence, KNOWN, committed={"withdraw_return"}).rule == "promise"
    of_return = "The return of your order is cancelled."
    assert GUARD.judge(of_return, KNOWN, committed={"withdraw_return"}).may_leave
