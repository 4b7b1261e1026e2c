"""Who acts. An actor is made from a proven session and never from what somebody says."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from support_ai.access.role import Role


class Reason(StrEnum):
    """Why the system itself acts; row security grants each reason only the tables it needs."""

    SIGN_IN = "sign_in"
    TOKEN = "token"
    VERIFY = "verify"
    SEND = "send"
    IDENTITY = "identity"
    API_KEY = "api_key"
    IMPORT = "import"
    EXPORT = "export"
    DEMO = "demo"
    JOB = "job"
    TURN = "turn"
    AUDIT = "audit"
    START = "start"
    SET_UP = "set_up"
    STAFF_COMMAND = "staff_command"
    INVITE = "invite"
    KEYS = "keys"
    PERSON_EXPORT = "person_export"
    ERASURE = "erasure"
    RETENTION = "retention"
    PAY = "pay"
    EXPIRE = "expire"
    # It opens no table.
    PRESENCE = "presence"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody without an account, known by the token of their browser only."""

    visitor_id: UUID


@dataclass(frozen=True, slots=True)
class Customer:
    """A signed-in account; `customer_id` is set only once the e-mail address was verified."""

    account_id: UUID
    session_id: UUID
    customer_id: str | None
    verified: bool = False
    # When the session last proved who it is; it is not part of who that is.
    proven_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Staff:
    """A colleague of the shop."""

    account_id: UUID
    session_id: UUID
    role: Role
    name: str
    proven_at: datetime | None = field(default=None, compare=False)


Person = Visitor | Customer | Staff


@dataclass(frozen=True, slots=True)
class Assistant:
    """The assistant, acting with the rights of the person it talks to and no others."""

    on_behalf_of: Person


@dataclass(frozen=True, slots=True)
class System:
    """The program itself, before there is a person or without one; few modules may construct it."""

    reason: Reason


Actor = Visitor | Customer | Staff | Assistant | System


def person_of(actor: Actor) -> Person | None:
    """Return the person whose rights apply; None for the system."""
    match actor:
        case Assistant(on_behalf_of=person):
            return person
        case System():
            return None
        case _:
            return actor


def role_of(actor: Actor) -> Role | None:
    """Return the role whose permissions apply; the system has none, its reasons decide."""
    person = person_of(actor)
    match person:
        case None:
            return None
        case Visitor():
            return Role.VISITOR
        case Customer():
            return Role.CUSTOMER
        case Staff(role=role):
            return role
        case _:
            assert_never(person)


def describe(actor: Actor) -> str:
    """Return a stable name without personal data, as written to the audit log."""
    match actor:
        case Visitor(visitor_id=visitor_id):
            return f"visitor:{visitor_id}"
        case Customer(account_id=account_id) | Staff(account_id=account_id):
            return f"account:{account_id}"
        case Assistant(on_behalf_of=person):
            return f"assistant:{describe(person)}"
        case System(reason=reason):
            return f"system:{reason}"
        case _:
            assert_never(actor)
