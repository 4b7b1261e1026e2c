"""The tools of the assistant by name, as far as settings speak of them: what they do stands in the `agent` package."""

from enum import StrEnum


class ToolName(StrEnum):
    """Everything that the assistant may do, for customers and for colleagues."""

    GET_CUSTOMER = "get_customer"
    GET_ORDER = "get_order"
    LIST_ORDERS = "list_orders"
    GET_PRODUCT = "get_product"
    GET_ITEM = "get_item"
    LIST_PRODUCTS = "list_products"
    CALCULATE = "calculate"
    CANCEL_ORDER = "cancel_order"
    CHANGE_ORDER_ADDRESS = "change_order_address"
    CHANGE_ORDER_PAYMENT = "change_order_payment"
    CHANGE_ORDER_ITEMS = "change_order_items"
    CHANGE_CUSTOMER_ADDRESS = "change_customer_address"
    RETURN_ITEMS = "return_items"
    EXCHANGE_ITEMS = "exchange_items"
    WITHDRAW_RETURN = "withdraw_return"
    HAND_OVER = "hand_over"
    SEARCH_KNOWLEDGE = "search_knowledge"
    OPEN_TICKET = "open_ticket"
    GET_TICKET = "get_ticket"
    REFUND_STATUS = "refund_status"
    FIND_CUSTOMER_BY_EMAIL = "find_customer_by_email"
    FIND_CUSTOMER_BY_NAME_ZIP = "find_customer_by_name_zip"
    REFUND_ORDER = "refund_order"
    ADJUST_ORDER = "adjust_order"
    SET_ORDER_STATUS = "set_order_status"
    SET_RETURN_STATUS = "set_return_status"
    ARCHIVE_ORDER = "archive_order"
    SEARCH_ORDERS = "search_orders"
    SEARCH_CUSTOMERS = "search_customers"
    FINANCIAL_REPORT = "financial_report"
    ANALYTICS_REPORT = "analytics_report"


class ToolSetting(StrEnum):
    """Whether the assistant may use a tool; `with_approval` needs a colleague's yes beside the customer's."""

    ON = "on"
    OFF = "off"
    WITH_APPROVAL = "with_approval"


# They propose a change, which somebody can approve. Handing over and opening a ticket happen at once.
CHANGING = frozenset(
    {
        ToolName.CANCEL_ORDER,
        ToolName.CHANGE_ORDER_ADDRESS,
        ToolName.CHANGE_ORDER_PAYMENT,
        ToolName.CHANGE_ORDER_ITEMS,
        ToolName.CHANGE_CUSTOMER_ADDRESS,
        ToolName.RETURN_ITEMS,
        ToolName.EXCHANGE_ITEMS,
        ToolName.WITHDRAW_RETURN,
        ToolName.REFUND_ORDER,
        ToolName.ADJUST_ORDER,
        ToolName.SET_ORDER_STATUS,
        ToolName.SET_RETURN_STATUS,
        ToolName.ARCHIVE_ORDER,
    }
)
# There is always a way to a person, and to the shop's own words.
ALWAYS_ON = frozenset({ToolName.HAND_OVER, ToolName.SEARCH_KNOWLEDGE})
