"""What people call their payment methods."""

import pytest

from support_ai.customers.models import PaymentMethod, PaymentMethodType
from support_ai.customers.naming import name_of, names_of


def _method(kind: str, brand: str = "", last_four: str = "", key: str = "m1") -> PaymentMethod:
    return PaymentMethod(key, PaymentMethodType(kind), brand, last_four)


@pytest.mark.parametrize(
    ("kind", "brand", "last_four", "name"),
    [
        ("credit_card", "Visa", "4030", "Visa ending in 4030"),
        ("credit_card", "mastercard", "0001", "Mastercard ending in 0001"),
        ("credit_card", "", "4030", "credit card ending in 4030"),
        ("credit_card", "American Express", "", "American Express"),
        ("credit_card", "", "", "credit card"),
        ("paypal", "", "", "PayPal"),
        ("other", "paypal", "", "PayPal"),
        ("gift_card", "", "", "gift card"),
        ("bank_transfer", "", "4030", "bank transfer ending in 4030"),
        ("voucher", "", "", "store credit"),
        ("other", "Klarna", "", "Klarna"),
        ("other", "", "", "payment method"),
    ],
)
def test_a_method_has_the_name_on_it(kind: str, brand: str, last_four: str, name: str) -> None:
    assert name_of(_method(kind, brand, last_four)) == name


def test_methods_that_share_a_name_are_told_apart_by_their_ids() -> None:
    own = [
        _method("gift_card", key="gift_1"),
        _method("gift_card", key="gift_2"),
        _method("credit_card", "Visa", "4030", "card_1"),
        _method("credit_card", "Visa", "4031", "card_2"),
        _method("credit_card", "visa", "4031", "card_3"),
    ]
    assert names_of(own) == {
        "gift_1": "gift card (gift_1)",
        "gift_2": "gift card (gift_2)",
        "card_1": "Visa ending in 4030",
        "card_2": "Visa ending in 4031 (card_2)",
        "card_3": "Visa ending in 4031 (card_3)",
    }
    assert names_of([]) == {}
