"""Every cell of the contract's table of roles, the empty ones too."""

import pytest

from support_ai.access.actor import Assistant, Reason, System
from support_ai.access.permission import PERMISSIONS, Permission, permits
from support_ai.access.role import Role
from tests.conftest import Cast

EVERYONE = {"visitor", "customer", "support_agent", "admin", "owner"}
SIGNED_IN = EVERYONE - {"visitor"}
STAFF = {"support_agent", "admin", "owner"}
MANAGERS = {"admin", "owner"}

TABLE: dict[str, set[str]] = {
    "assistant:ask": EVERYONE,
    "policies:read": EVERYONE,
    "own_profile:read": SIGNED_IN,
    "own_profile:change": SIGNED_IN,
    "own_sessions:manage": SIGNED_IN,
    "own_orders:read": {"customer"},
    "own_orders:cancel": {"customer"},
    "own_orders:change": {"customer"},
    "own_orders:return": {"customer"},
    "own_orders:exchange": {"customer"},
    "own_tickets:open": {"customer"},
    "own_tickets:read": {"customer"},
    "own_tickets:comment": {"customer"},
    "orders:read": STAFF,
    "customers:read": STAFF,
    "tickets:read": STAFF,
    "tickets:create": STAFF,
    "tickets:work": STAFF,
    "orders:set_status": STAFF,
    "conversations:answer": STAFF,
    "orders:act_for_customer": STAFF,
    "refunds:create": STAFF,
    "returns:create": STAFF,
    "adjustments:create": STAFF,
    "orders:delete": MANAGERS,
    "tickets:delete": MANAGERS,
    "conversations:delete": MANAGERS,
    "articles:delete": MANAGERS,
    "products:delete": MANAGERS,
    "analytics:read": MANAGERS,
    "financial_reports:read": MANAGERS,
    "audit:read": MANAGERS,
    "assistant:configure": MANAGERS,
    "rules:configure": MANAGERS,
    "knowledge:configure": MANAGERS,
    "staff:manage": {"owner"},
    "security:configure": {"owner"},
    "persons:erase": {"owner"},
}


def test_the_table_names_every_permission() -> None:
    assert set(TABLE) == {permission.value for permission in Permission}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_each_cell_is_as_promised(role: Role, permission: Permission) -> None:
    assert (permission in PERMISSIONS[role]) == (role.value in TABLE[permission.value])


def test_the_assistant_may_do_what_its_person_may_and_no_more(cast: Cast) -> None:
    for person in cast.people().values():
        for permission in Permission:
            assert permits(Assistant(person), permission) == permits(person, permission)


@pytest.mark.parametrize("reason", list(Reason))
def test_the_system_holds_no_permission(reason: Reason) -> None:
    assert not any(permits(System(reason), permission) for permission in Permission)
