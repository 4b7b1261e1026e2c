"""Accounts as the rest of the house sees them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from support_ai.access.actor import Customer, Staff
from support_ai.access.role import STAFF_ROLES, Role


@dataclass(frozen=True, slots=True)
class Account:
    """One account; whoever proved a phone number only has no address. `customer_id` is set once its address was verified and belongs to a customer."""

    account_id: UUID
    email: str | None
    name: str
    role: Role
    customer_id: str | None
    verified_at: datetime | None

    @property
    def awaits_record(self) -> bool:
        """Tell whether a proven address may still open a customer record."""
        return self.role is Role.CUSTOMER and self.verified_at is not None and self.customer_id is None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that a login may mean, with its password's hash."""

    account_id: UUID
    role: Role
    password_hash: str | None
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a successful login gives: an access token for minutes, a refresh token for one use.

    `has_proven_address` is False for an account whose address may be somebody else's.
    """

    access_token: str
    expires_in: int
    refresh_token: str
    refresh_expires_at: datetime
    has_proven_address: bool = True


class Step(StrEnum):
    """What a sign-in of staff waits for after the first factor."""

    TOTP = "totp"
    ENROL = "enrol"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Challenge:
    """A sign-in that waits: the secret that takes its next step within ten minutes, and opens nothing else."""

    step: Step
    secret: str


class Method(StrEnum):
    """How somebody proved who they are when a session began."""

    PASSWORD = "password"
    CODE = "code"
    IDENTITY = "identity"
    OIDC = "oidc"
    TOKEN = "token"
    SECOND_FACTOR = "second_factor"


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session that nobody ended, with the account behind it; its time-outs are not judged yet."""

    account_id: UUID
    session_id: UUID
    role: Role
    name: str
    customer_id: str | None
    is_verified: bool
    proven_at: datetime
    begun_as: Role
    method: Method
    device: str
    begun_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    site_key: str | None

    def person(self) -> Customer | Staff:
        """Return whom this session proves."""
        if self.role in STAFF_ROLES:
            return Staff(self.account_id, self.session_id, self.role, self.name, self.proven_at)
        return Customer(self.account_id, self.session_id, self.customer_id, self.is_verified, self.proven_at)
