"""What goes over the wire about sessions."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from support_ai.identity.models import Method
from support_ai.identity.schemas import PasswordText


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SessionOut(BaseModel):
    """One session: on what, how it was proven, and when it ends if nobody uses it."""

    session_id: UUID
    current: bool
    device: str
    method: Method
    begun_at: datetime
    last_seen_at: datetime
    proven_at: datetime
    ends_at: datetime


class Sessions(BaseModel):
    """The own sessions, the newest first."""

    items: list[SessionOut]


class Ended(BaseModel):
    """How many sessions ended."""

    ended: int


class StepUp(_Sent):
    """The account's password."""

    password: PasswordText


class PasswordChange(_Sent):
    """The present password, and the next one."""

    current_password: PasswordText
    password: PasswordText
