"""Pure decisions about sessions: when they end, by role and by what the owner decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from support_ai.access.role import Role
from support_ai.identity.models import SessionRow
from support_ai.shop.security import SecuritySettings

# A session is written down as seen once a minute at most, so that its idle end comes up to a minute early, never late.
SEEN_EVERY = timedelta(minutes=1)
# A repeated refresh within it is a lost answer or a race of two pages; after it, somebody else has the token.
REFRESH_GRACE = timedelta(seconds=10)
PROOF_TRIES = 5


class Ended(StrEnum):
    """Why a session is over: the rule's id."""

    IDLE = "session.idle"
    ABSOLUTE = "session.absolute"
    ROLE = "session.role"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session may stay unused, and how long it lasts at the most."""

    idle: timedelta
    absolute: timedelta


def limits(role: Role, settings: SecuritySettings) -> Limits:
    """Return the time-outs of a role."""
    if role is Role.CUSTOMER:
        return Limits(
            timedelta(days=settings.customer_idle_days), timedelta(days=settings.customer_session_days)
        )
    return Limits(
        timedelta(minutes=settings.staff_idle_minutes), timedelta(hours=settings.staff_session_hours)
    )


def end_of(session: SessionRow, settings: SecuritySettings) -> datetime:
    """Return when a session ends if nobody uses it any more."""
    found = limits(session.role, settings)
    return min(session.expires_at, session.begun_at + found.absolute, session.last_seen_at + found.idle)


def ended(session: SessionRow, now: datetime, settings: SecuritySettings) -> Ended | None:
    """Return why a session is over, None while it lives; what the owner shortens counts for those that run too."""
    found = limits(session.role, settings)
    if session.role is not session.begun_as:
        return Ended.ROLE
    if now >= min(session.expires_at, session.begun_at + found.absolute):
        return Ended.ABSOLUTE
    if now - session.last_seen_at >= found.idle:
        return Ended.IDLE
    return None
