"""The one table of who may do what. Row security decides which rows; this decides which acts."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from support_ai.access.actor import Actor, role_of
from support_ai.access.role import Role


class Permission(StrEnum):
    """An act on a kind of thing, `resource:action`."""

    ASK = "assistant:ask"
    READ_POLICIES = "policies:read"
    OWN_PROFILE = "own_profile:read"
    OWN_PROFILE_CHANGE = "own_profile:change"
    OWN_SESSIONS = "own_sessions:manage"
    OWN_ORDERS_READ = "own_orders:read"
    OWN_ORDERS_CANCEL = "own_orders:cancel"
    OWN_ORDERS_CHANGE = "own_orders:change"
    OWN_ORDERS_RETURN = "own_orders:return"
    OWN_ORDERS_EXCHANGE = "own_orders:exchange"
    OWN_TICKETS_OPEN = "own_tickets:open"
    OWN_TICKETS_READ = "own_tickets:read"
    OWN_TICKETS_COMMENT = "own_tickets:comment"
    ORDERS_READ = "orders:read"
    CUSTOMERS_READ = "customers:read"
    TICKETS_READ = "tickets:read"
    TICKETS_CREATE = "tickets:create"
    TICKETS_WORK = "tickets:work"
    ORDER_STATUS_CHANGE = "orders:set_status"
    CONVERSATIONS_ANSWER = "conversations:answer"
    ORDERS_ACT_FOR_CUSTOMER = "orders:act_for_customer"
    REFUNDS_CREATE = "refunds:create"
    RETURNS_CREATE = "returns:create"
    ADJUSTMENTS_CREATE = "adjustments:create"
    ORDERS_DELETE = "orders:delete"
    TICKETS_DELETE = "tickets:delete"
    CONVERSATIONS_DELETE = "conversations:delete"
    ARTICLES_DELETE = "articles:delete"
    PRODUCTS_DELETE = "products:delete"
    ANALYTICS_READ = "analytics:read"
    FINANCIAL_REPORTS_READ = "financial_reports:read"
    AUDIT_READ = "audit:read"
    ASSISTANT_CONFIGURE = "assistant:configure"
    RULES_CONFIGURE = "rules:configure"
    KNOWLEDGE_CONFIGURE = "knowledge:configure"
    STAFF_MANAGE = "staff:manage"
    SECURITY_CONFIGURE = "security:configure"
    PERSONS_ERASE = "persons:erase"


_EVERYONE = frozenset({Permission.ASK, Permission.READ_POLICIES})
_SIGNED_IN = _EVERYONE | {
    Permission.OWN_PROFILE,
    Permission.OWN_PROFILE_CHANGE,
    Permission.OWN_SESSIONS,
}
_CUSTOMER = _SIGNED_IN | {
    Permission.OWN_ORDERS_READ,
    Permission.OWN_ORDERS_CANCEL,
    Permission.OWN_ORDERS_CHANGE,
    Permission.OWN_ORDERS_RETURN,
    Permission.OWN_ORDERS_EXCHANGE,
    Permission.OWN_TICKETS_OPEN,
    Permission.OWN_TICKETS_READ,
    Permission.OWN_TICKETS_COMMENT,
}
_SUPPORT_AGENT = _SIGNED_IN | {
    Permission.ORDERS_READ,
    Permission.CUSTOMERS_READ,
    Permission.TICKETS_READ,
    Permission.TICKETS_CREATE,
    Permission.TICKETS_WORK,
    Permission.ORDER_STATUS_CHANGE,
    Permission.CONVERSATIONS_ANSWER,
    Permission.ORDERS_ACT_FOR_CUSTOMER,
    Permission.REFUNDS_CREATE,
    Permission.RETURNS_CREATE,
    Permission.ADJUSTMENTS_CREATE,
}
_ADMIN = _SUPPORT_AGENT | {
    Permission.ORDERS_DELETE,
    Permission.TICKETS_DELETE,
    Permission.CONVERSATIONS_DELETE,
    Permission.ARTICLES_DELETE,
    Permission.PRODUCTS_DELETE,
    Permission.ANALYTICS_READ,
    Permission.FINANCIAL_REPORTS_READ,
    Permission.AUDIT_READ,
    Permission.ASSISTANT_CONFIGURE,
    Permission.RULES_CONFIGURE,
    Permission.KNOWLEDGE_CONFIGURE,
}
_OWNER = _ADMIN | {Permission.STAFF_MANAGE, Permission.SECURITY_CONFIGURE, Permission.PERSONS_ERASE}

PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.VISITOR: _EVERYONE,
        Role.CUSTOMER: _CUSTOMER,
        Role.SUPPORT_AGENT: _SUPPORT_AGENT,
        Role.ADMIN: _ADMIN,
        Role.OWNER: _OWNER,
    }
)


def permits(actor: Actor, permission: Permission) -> bool:
    """Tell whether the actor's role holds the permission; the system holds none."""
    role = role_of(actor)
    return role is not None and permission in PERMISSIONS[role]
