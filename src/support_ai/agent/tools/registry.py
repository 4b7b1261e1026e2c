"""Every tool, and which of them a person is offered: what somebody may not do is not there for them."""

from collections.abc import Mapping
from types import MappingProxyType

from support_ai.access.actor import Person
from support_ai.agent.tools.calculating import CALCULATE
from support_ai.agent.tools.catalog import GET_ITEM, GET_PRODUCT, LIST_PRODUCTS, SEARCH_KNOWLEDGE
from support_ai.agent.tools.changes import CHANGES, OWN_CHANGES
from support_ai.agent.tools.customers import (
    FIND_CUSTOMER_BY_EMAIL,
    FIND_CUSTOMER_BY_NAME_ZIP,
    GET_CUSTOMER,
    GET_OTHER_CUSTOMER,
    SEARCH_CUSTOMERS,
)
from support_ai.agent.tools.orders import GET_ORDER, LIST_ORDERS, REFUND_STATUS, SEARCH_ORDERS
from support_ai.agent.tools.reports import ANALYTICS_REPORT, FINANCIAL_REPORT
from support_ai.agent.tools.tickets import GET_TICKET, HAND_OVER, OPEN_TICKET, OPEN_TICKET_FOR
from support_ai.agent.tools.tool import AnyTool

# Two tools may share a name where customers and colleagues are asked for different things; nobody is offered both.
TOOLS: tuple[AnyTool, ...] = (
    GET_CUSTOMER,
    GET_OTHER_CUSTOMER,
    GET_ORDER,
    LIST_ORDERS,
    REFUND_STATUS,
    GET_PRODUCT,
    GET_ITEM,
    LIST_PRODUCTS,
    SEARCH_KNOWLEDGE,
    CALCULATE,
    OPEN_TICKET,
    OPEN_TICKET_FOR,
    GET_TICKET,
    HAND_OVER,
    *OWN_CHANGES.values(),
    *CHANGES.values(),
    SEARCH_ORDERS,
    SEARCH_CUSTOMERS,
    FIND_CUSTOMER_BY_EMAIL,
    FIND_CUSTOMER_BY_NAME_ZIP,
    FINANCIAL_REPORT,
    ANALYTICS_REPORT,
)
NAMES = frozenset(tool.name for tool in TOOLS)


def offered_to(person: Person) -> Mapping[str, AnyTool]:
    """Return the tools of a person, by name."""
    return MappingProxyType({tool.name: tool for tool in TOOLS if tool.is_offered(person)})
