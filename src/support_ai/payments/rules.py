"""The rules on money, each with its stable id, the sentence of its refusal, and the setting that decides it."""

from support_ai.core.rule import Rule

METHOD_NOT_OWN = Rule("payments.method.not_own", "The customer has no payment method {method}.")
BALANCE_TOO_LOW = Rule(
    "payments.balance.too_low", "There is {balance} on {method}, which does not cover {amount}."
)
BALANCE_CURRENCY = Rule(
    "payments.balance.other_currency",
    "What lies on {method} is kept in {kept}, and the order is booked in {booked}.",
)
REFUND_MORE_THAN_PAID = Rule(
    "payments.refund.more_than_paid",
    "{amount} is more than what can still be paid back for this order: {left}.",
)
REFUND_NOTHING_LEFT = Rule(
    "payments.refund.nothing_left", "Nothing is left that could be paid back for this order."
)
REFUND_METHOD = Rule(
    "payments.refund.method_not_allowed",
    "A refund goes back to the method that was paid with, or to one of the customer's own gift cards.",
)
REFUND_METHOD_LEFT = Rule(
    "payments.refund.method_more_than_paid",
    "{amount} is more than what was paid with {method} and can still be paid back: {left}.",
)
ADJUSTMENT_SHIPPING = Rule(
    "payments.adjustment.more_than_shipping",
    "{amount} is more than what is left of the order's shipping: {left}.",
)
METHOD_MISSING = Rule(
    "payments.method.missing", "Name the payment method that the difference goes to or comes from."
)

ALL = tuple(value for value in globals().copy().values() if isinstance(value, Rule))
