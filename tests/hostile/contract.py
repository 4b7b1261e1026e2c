"""Whom which tool is offered, as the contract says it: written down once more, apart from the program's own table."""

from collections.abc import Mapping

EVERYBODY = frozenset(
    {"get_product", "get_item", "list_products", "search_knowledge", "calculate", "hand_over"}
)
CUSTOMERS = EVERYBODY | {
    "get_customer",
    "get_order",
    "list_orders",
    "cancel_order",
    "change_order_address",
    "change_order_payment",
    "change_order_items",
    "change_customer_address",
    "return_items",
    "exchange_items",
    "withdraw_return",
    "open_ticket",
    "get_ticket",
    "refund_status",
}
AGENTS = CUSTOMERS | {
    "find_customer_by_email",
    "find_customer_by_name_zip",
    "search_orders",
    "search_customers",
    "refund_order",
    "adjust_order",
    "set_order_status",
    "set_return_status",
}
MANAGERS = AGENTS | {"archive_order", "financial_report", "analytics_report"}
# A signed-in account without a record is offered what everybody is.
OFFERED: Mapping[str, frozenset[str]] = {
    "visitor": EVERYBODY,
    "unproven": EVERYBODY,
    "rohan": CUSTOMERS,
    "michael": CUSTOMERS,
    "emma": AGENTS,
    "admin": MANAGERS,
    "owner": MANAGERS,
}
ROLES: Mapping[str, str] = {
    "visitor": "visitor",
    "unproven": "customer without a record",
    "rohan": "customer",
    "michael": "customer",
    "emma": "support agent",
    "admin": "admin",
    "owner": "owner",
}
# What acts at once; every other tool reads or plans.
ACTING = frozenset({"open_ticket", "hand_over"})
# Names that no tool has, and that a model might well invent.
INVENTED = (
    "confirm_proposal",
    "approve",
    "run_sql",
    "set_config",
    "get_customer_by_id",
    "say_yes",
    "__init__",
    "",
)
