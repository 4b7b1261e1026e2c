"""The demo shop's people."""

from dataclasses import dataclass

from support_ai.access.role import Role


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One login of the demo shop."""

    email: str
    name: str
    role: Role
    customer_id: str | None = None


ACCOUNTS = (
    DemoAccount("rohan@example.com", "Rohan Sharma", Role.CUSTOMER, "CUST-123"),
    DemoAccount("michael@example.com", "Michael Chen", Role.CUSTOMER, "CUST-456"),
    DemoAccount("emma@example.com", "Emma Wilson", Role.SUPPORT_AGENT),
    DemoAccount("admin@example.com", "Adam Novak", Role.ADMIN),
    DemoAccount("owner@example.com", "Olivia Martin", Role.OWNER),
)
