"""Which intent begins which change, what answers which question, and what the head easily takes an answer for."""

from collections.abc import Mapping
from types import MappingProxyType

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.understood import SURE, Understood

# What is begun by which intent.
CHANGES: Mapping[Intent, str] = MappingProxyType(
    {
        Intent.CANCEL_ORDER: "cancel_order",
        Intent.RETURN_ITEMS: "return_items",
        Intent.EXCHANGE_ITEMS: "exchange_items",
        Intent.CHANGE_ITEMS: "change_order_items",
        Intent.CHANGE_ADDRESS: "change_order_address",
        Intent.CHANGE_CUSTOMER_ADDRESS: "change_customer_address",
        Intent.CHANGE_PAYMENT: "change_order_payment",
        Intent.WITHDRAW_RETURN: "withdraw_return",
        Intent.REFUND_ORDER: "refund_order",
        Intent.ADJUST_ORDER: "adjust_order",
        Intent.SET_ORDER_STATUS: "set_order_status",
        Intent.SET_RETURN_STATUS: "set_return_status",
        Intent.DELETE_ORDER: "archive_order",
    }
)
_ALIKE = (
    {"return_items", "refund_order"},
    {"exchange_items", "change_order_items"},
    {"change_order_address", "change_customer_address"},
)
# What answers which question.
BRINGS: Mapping[str, frozenset[EntityType]] = MappingProxyType(
    {
        "order": frozenset({EntityType.ORDER_NUMBER, EntityType.PLACE, EntityType.DAYS, EntityType.ITEM, EntityType.OPTION}),
        "items": frozenset({EntityType.ITEM, EntityType.OPTION, EntityType.QUANTITY, EntityType.PLACE, EntityType.SCOPE}),
        "new_items": frozenset({EntityType.OPTION, EntityType.COMPARISON, EntityType.PLACE, EntityType.ITEM, EntityType.QUANTITY}),
        "method": frozenset({EntityType.PAYMENT, EntityType.PLACE}),
        "reason": frozenset({EntityType.REASON}),
        "address": frozenset({EntityType.ADDRESS, EntityType.POSTAL_CODE, EntityType.ORDER_NUMBER}),
        "amount": frozenset({EntityType.AMOUNT}),
        "status": frozenset({EntityType.STATUS}),
        "customer": frozenset({EntityType.NAME, EntityType.EMAIL, EntityType.CUSTOMER_NUMBER, EntityType.ORDER_NUMBER}),
    }
)  # fmt: skip
# Intents that the answer to a question is easily taken for.
LOOKS_LIKE: Mapping[str, frozenset[Intent]] = MappingProxyType(
    {
        "method": frozenset({Intent.CHANGE_PAYMENT, Intent.PROFILE}),
        "address": frozenset({Intent.CHANGE_ADDRESS, Intent.CHANGE_CUSTOMER_ADDRESS, Intent.IDENTIFY, Intent.PROFILE, Intent.SHOW_ORDER, Intent.WHERE_IS_MY_ORDER, Intent.LIST_ORDERS, Intent.PREVIOUS_ORDER, Intent.SEARCH_ORDERS, Intent.FIND_CUSTOMER}),
        "reason": frozenset({Intent.CHANGE_OF_MIND, Intent.ITEM_PROBLEM, Intent.COMPLAINT, Intent.WHERE_IS_MY_ORDER, Intent.OUT_OF_SCOPE}),
        "items": frozenset({Intent.ITEM_PROBLEM, Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS, Intent.PREVIOUS_ORDER, Intent.SHOW_ORDER, Intent.PLACE_ORDER}),
        "order": frozenset({Intent.SHOW_ORDER, Intent.PREVIOUS_ORDER, Intent.LIST_PRODUCTS, Intent.PRODUCT_QUESTION, Intent.ITEM_PROBLEM, Intent.WHERE_IS_MY_ORDER, Intent.ORDERS_TODAY}),
        "customer": frozenset({Intent.FIND_CUSTOMER, Intent.IDENTIFY, Intent.PROFILE, Intent.SHOW_ORDER}),
        "new_items": frozenset({Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS, Intent.ITEM_PROBLEM, Intent.PREVIOUS_ORDER, Intent.PLACE_ORDER}),
    }
)  # fmt: skip
# Said of things, these are often no question at all: `and the keyboard as well`.
ABOUT_THINGS = frozenset(
    {Intent.ITEM_PROBLEM, Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS, Intent.PLACE_ORDER}
)
SMALL = frozenset({Intent.YES, Intent.NO, Intent.INFORM, Intent.RESUME, Intent.THANKS, Intent.OUT_OF_SCOPE, Intent.IDENTIFY, Intent.COMPLAINT, Intent.REPEAT, Intent.GREET, Intent.CHANGE_OF_MIND, Intent.HOLD_ON, Intent.PREVIOUS_ORDER})  # fmt: skip


def is_alike(intent: Intent, kind: str) -> bool:
    """Tell whether an intent is another way to say what a change does."""
    begun = CHANGES.get(intent)
    return begun == kind or any({begun, kind} <= alike for alike in _ALIKE)


def is_task(wish: Understood) -> bool:
    """Tell whether a wish is surely something to look up or to say."""
    return wish.intent not in SMALL and wish.intent not in CHANGES and wish.confidence >= SURE
