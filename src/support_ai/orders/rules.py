"""The rules on orders, each with its stable id, the sentence of its refusal, and the setting of the shop that decides it."""

from support_ai.core.rule import Rule

CANCEL_NOT_ALLOWED = Rule(
    "orders.cancel.not_allowed", "Orders cannot be cancelled in this shop.", "cancel.allowed"
)
CANCEL_NOT_PENDING = Rule(
    "orders.cancel.not_pending",
    "Order {number} is {status}: only one that is {allowed} can be cancelled.",
    "cancel.statuses",
)
CANCEL_ITEMS_MODIFIED = Rule(
    "orders.cancel.items_modified",
    "The items of order {number} were changed: it cannot be cancelled any more.",
    "items.once",
)
CANCEL_REASON = Rule(
    "orders.cancel.reason_not_allowed",
    "An order can be cancelled for these reasons: {reasons}.",
    "cancel.reasons",
)

ADDRESS_NOT_ALLOWED = Rule(
    "orders.address.not_allowed",
    "The address of an order cannot be changed in this shop.",
    "address.allowed",
)
ADDRESS_NOT_PENDING = Rule(
    "orders.address.not_pending",
    "Order {number} is {status}: only the address of one that is {allowed} can be changed.",
    "address.statuses",
)
ADDRESS_ITEMS_MODIFIED = Rule(
    "orders.address.items_modified",
    "The items of order {number} were changed: its address cannot be changed any more.",
    "items.once",
)

PAYMENT_NOT_ALLOWED = Rule(
    "orders.payment_method.not_allowed",
    "The payment method of an order cannot be changed in this shop.",
    "payment_method.allowed",
)
PAYMENT_NOT_PENDING = Rule(
    "orders.payment_method.not_pending",
    "Order {number} is {status}: only the payment method of one that is {allowed} can be changed.",
    "payment_method.statuses",
)
PAYMENT_NOT_ONE = Rule(
    "orders.payment_method.not_one_payment",
    "Order {number} has {count} payments: the payment method of an order with exactly one can be changed.",
)
PAYMENT_SAME = Rule("orders.payment_method.same", "Order {number} is paid with this payment method already.")

ITEMS_NOT_ALLOWED = Rule(
    "orders.items.not_allowed", "The items of an order cannot be changed in this shop.", "items.allowed"
)
ITEMS_NOT_PENDING = Rule(
    "orders.items.not_pending",
    "Order {number} is {status}: only the items of one that is {allowed} can be changed.",
    "items.statuses",
)
ITEMS_ALREADY_MODIFIED = Rule(
    "orders.items.already_modified",
    "The items of order {number} were changed before, which can be done once only.",
    "items.once",
)

RETURN_NOT_ALLOWED = Rule("orders.return.not_allowed", "This shop takes nothing back.", "returns.allowed")
RETURN_NOT_DELIVERED = Rule(
    "orders.return.not_delivered",
    "Order {number} is {status}: only one that is {allowed} can be returned.",
    "returns.statuses",
)
RETURN_WINDOW_OVER = Rule(
    "orders.return.window_over",
    "Order {number} could be returned until {until}, {days} days after its delivery.",
    "returns.window_days",
)
RETURN_METHOD = Rule(
    "orders.return.method_not_allowed",
    "The money goes back to the payment method of the order, or to one of the customer's own gift cards.",
    "returns.to_gift_card",
)

RETURN_REASON = Rule(
    "orders.return.reason_unknown", "The reason is one of these, or none: {reasons}.", "returns.reasons"
)

EXCHANGE_NOT_ALLOWED = Rule(
    "orders.exchange.not_allowed", "This shop exchanges nothing.", "exchanges.allowed"
)
EXCHANGE_NOT_DELIVERED = Rule(
    "orders.exchange.not_delivered",
    "Order {number} is {status}: only one that is {allowed} can be exchanged.",
    "exchanges.statuses",
)
EXCHANGE_WINDOW_OVER = Rule(
    "orders.exchange.window_over",
    "Order {number} could be exchanged until {until}, {days} days after its delivery.",
    "exchanges.window_days",
)

ITEM_NOT_IN_ORDER = Rule("orders.item.not_in_order", "Order {number} does not hold that many of item {item}.")
ITEM_COUNT = Rule("orders.item.count", "{old} items were named and {new} new ones: there must be as many.")
ITEM_UNKNOWN = Rule("orders.item.unknown", "This shop sells no item {item}.")
ITEM_OTHER_PRODUCT = Rule(
    "orders.item.other_product",
    "Item {item} is another product than {old}: an item can be replaced by the same product with other options.",
    "items.same_product, exchanges.same_product",
)
ITEM_NOT_AVAILABLE = Rule(
    "orders.item.not_available",
    "Item {item} is not available.",
    "items.only_available, exchanges.only_available",
)
ITEM_OTHER_CURRENCY = Rule(
    "orders.item.other_currency", "Item {item} is sold in {sold}, and the order is booked in {booked}."
)
ITEM_SAME = Rule("orders.item.same", "The new items are the old ones: nothing would change.")

STATUS_TRANSITION = Rule(
    "orders.status.not_allowed", "Order {number} is {status}: it cannot be set to {wanted} by hand."
)

TRANSITION = Rule("returns.status.not_allowed", "This {kind} is {status}: it cannot become {wanted}.")
WITHDRAW_ACTED_ON = Rule(
    "returns.withdraw.acted_on", "This {kind} is {status}: somebody acted on it, so it cannot be withdrawn."
)

ALL = tuple(value for value in globals().copy().values() if isinstance(value, Rule))
