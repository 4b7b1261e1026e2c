"""What a message may ask for; the examples of each stand in `intents/`, a file for each."""

from enum import StrEnum


class Intent(StrEnum):
    """What a message asks for."""

    WHERE_IS_MY_ORDER = "where_is_my_order"
    SHOW_ORDER = "show_order"
    LIST_ORDERS = "list_orders"
    PREVIOUS_ORDER = "previous_order"
    PROFILE = "profile"
    POLICY_QUESTION = "policy_question"
    PRODUCT_QUESTION = "product_question"
    LIST_PRODUCTS = "list_products"
    PLACE_ORDER = "place_order"

    CANCEL_ORDER = "cancel_order"
    RETURN_ITEMS = "return_items"
    EXCHANGE_ITEMS = "exchange_items"
    WITHDRAW_RETURN = "withdraw_return"
    CHANGE_ADDRESS = "change_address"
    CHANGE_CUSTOMER_ADDRESS = "change_customer_address"
    CHANGE_PAYMENT = "change_payment"
    CHANGE_ITEMS = "change_items"
    REFUND_ORDER = "refund_order"
    REFUND_STATUS = "refund_status"
    GET_BACK_TOTAL = "get_back_total"
    ITEM_PROBLEM = "item_problem"

    OPEN_TICKET = "open_ticket"
    TICKET_STATUS = "ticket_status"
    UPDATE_TICKET = "update_ticket"
    TALK_TO_PERSON = "talk_to_person"
    COMPLAINT = "complaint"
    IDENTIFY = "identify"
    CODE_TROUBLE = "code_trouble"
    DELETE_MY_DATA = "delete_my_data"

    FIND_CUSTOMER = "find_customer"
    ACT_FOR_CUSTOMER = "act_for_customer"
    SEARCH_ORDERS = "search_orders"
    ORDERS_TODAY = "orders_today"
    ADJUST_ORDER = "adjust_order"
    SET_ORDER_STATUS = "set_order_status"
    SET_RETURN_STATUS = "set_return_status"
    DELETE_ORDER = "delete_order"
    FINANCIAL_REPORT = "financial_report"
    ANALYTICS = "analytics"
    SALES_REPORT = "sales_report"
    REFUNDS_REPORT = "refunds_report"
    RETURNS_REPORT = "returns_report"
    TICKETS_REPORT = "tickets_report"
    ASSISTANT_REPORT = "assistant_report"

    YES = "yes"
    NO = "no"
    CHANGE_OF_MIND = "change_of_mind"
    INFORM = "inform"
    HOLD_ON = "hold_on"
    RESUME = "resume"
    REPEAT = "repeat"
    GREET = "greet"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    WHAT_CAN_YOU_DO = "what_can_you_do"
    BOT_QUESTION = "bot_question"
    LANGUAGE_QUESTION = "language_question"
    OUT_OF_SCOPE = "out_of_scope"


# What is said around a task, or about the talk itself: never a task of its own beside another.
AROUND = frozenset(
    {
        Intent.YES, Intent.NO, Intent.INFORM, Intent.HOLD_ON, Intent.RESUME, Intent.REPEAT, Intent.GREET,
        Intent.THANKS, Intent.GOODBYE, Intent.WHAT_CAN_YOU_DO, Intent.IDENTIFY, Intent.COMPLAINT,
        Intent.PREVIOUS_ORDER, Intent.ACT_FOR_CUSTOMER, Intent.OUT_OF_SCOPE, Intent.LANGUAGE_QUESTION, Intent.CHANGE_OF_MIND,
    }
)  # fmt: skip
# One need in two sentences: with the first, the second is only the way it is said.
SWALLOWS: dict[Intent, frozenset[Intent]] = {
    Intent.RETURN_ITEMS: frozenset({Intent.REFUND_ORDER, Intent.ITEM_PROBLEM}),
    Intent.CANCEL_ORDER: frozenset({Intent.REFUND_ORDER}),
    Intent.EXCHANGE_ITEMS: frozenset(
        {Intent.RETURN_ITEMS, Intent.ITEM_PROBLEM, Intent.CHANGE_ITEMS, Intent.CHANGE_PAYMENT}
    ),
    Intent.REFUND_ORDER: frozenset({Intent.ITEM_PROBLEM}),
    Intent.WITHDRAW_RETURN: frozenset({Intent.RETURN_ITEMS}),
    Intent.OPEN_TICKET: frozenset({Intent.ITEM_PROBLEM}),
    Intent.REFUND_STATUS: frozenset({Intent.RETURN_ITEMS, Intent.CANCEL_ORDER, Intent.REFUND_ORDER}),
    Intent.TALK_TO_PERSON: frozenset({Intent.ITEM_PROBLEM, Intent.CODE_TROUBLE}),
    Intent.ADJUST_ORDER: frozenset({Intent.ITEM_PROBLEM, Intent.REFUND_ORDER}),
    Intent.CHANGE_ITEMS: frozenset({Intent.EXCHANGE_ITEMS}),
    Intent.CHANGE_ADDRESS: frozenset({Intent.CHANGE_CUSTOMER_ADDRESS}),
}
# Colleagues say these; from customers they are rare, and met with a refusal.
STAFF_ONLY = frozenset(
    {
        Intent.ACT_FOR_CUSTOMER, Intent.SEARCH_ORDERS, Intent.ORDERS_TODAY, Intent.SET_ORDER_STATUS, Intent.SET_RETURN_STATUS,
        Intent.FIND_CUSTOMER, Intent.DELETE_ORDER, Intent.ANALYTICS, Intent.FINANCIAL_REPORT, Intent.SALES_REPORT, Intent.REFUNDS_REPORT,
        Intent.RETURNS_REPORT, Intent.TICKETS_REPORT, Intent.ASSISTANT_REPORT,
    }
)  # fmt: skip
# Customers say these of their own; a colleague seldom does.
CUSTOMER_ONLY = frozenset(
    {
        Intent.LIST_ORDERS, Intent.PROFILE, Intent.COMPLAINT, Intent.IDENTIFY, Intent.CODE_TROUBLE, Intent.DELETE_MY_DATA,
        Intent.PLACE_ORDER, Intent.WITHDRAW_RETURN,
    }
)  # fmt: skip
# What was spoken of last, as a conversation's memory holds it: products, and orders.
ON_PRODUCTS = frozenset(
    one.value for one in (Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS, Intent.PLACE_ORDER)
)
ON_ORDERS = frozenset(
    one.value
    for one in (Intent.SHOW_ORDER, Intent.WHERE_IS_MY_ORDER, Intent.PREVIOUS_ORDER, Intent.LIST_ORDERS)
)
# Other items in the place of those of an order, before it is sent or once it has come.
OTHER_ITEMS = frozenset({Intent.EXCHANGE_ITEMS, Intent.CHANGE_ITEMS})
