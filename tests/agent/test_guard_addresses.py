"""That an address was changed may be said only where an address was, whatever else was changed."""

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
