"""What people call their payment methods."""

from collections import Counter
from collections.abc import Mapping, Sequence

from support_ai.customers.models import PaymentMethod, PaymentMethodType

# Between what a method is called and its last digits.
ENDING = " ending in "
_PAYPAL = "PayPal"
_KINDS = {
    PaymentMethodType.PAYPAL: _PAYPAL,
    PaymentMethodType.VOUCHER: "store credit",
    PaymentMethodType.OTHER: "payment method",
}


def name_of(method: PaymentMethod) -> str:
    """Return a payment method as its owner knows it: `Visa ending in 4030`, `gift card`."""
    kind = _KINDS.get(method.type, method.type.value.replace("_", " "))
    brand = _PAYPAL if method.brand.casefold() == _PAYPAL.casefold() else method.brand
    name = (brand[:1].upper() + brand[1:]) if brand else kind
    return f"{name}{ENDING}{method.last_four}" if method.last_four else name


def names_of(methods: Sequence[PaymentMethod]) -> Mapping[str, str]:
    """Return the names of one customer's payment methods by their ids; those that share a name carry the id too."""
    names = {one.payment_method_id: name_of(one) for one in methods}
    shared = Counter(names.values())
    return {key: f"{name} ({key})" if shared[name] > 1 else name for key, name in names.items()}
