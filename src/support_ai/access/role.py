"""The roles people have."""

from enum import StrEnum


class Role(StrEnum):
    """A column of the table of roles; a person has exactly one."""

    VISITOR = "visitor"
    CUSTOMER = "customer"
    SUPPORT_AGENT = "support_agent"
    ADMIN = "admin"
    OWNER = "owner"


STAFF_ROLES = frozenset({Role.SUPPORT_AGENT, Role.ADMIN, Role.OWNER})
MANAGER_ROLES = frozenset({Role.ADMIN, Role.OWNER})
