"""What goes over the wire about colleagues."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from support_ai.access.role import Role
from support_ai.identity.schemas import EmailText, NameText, PasswordText, Text
from support_ai.identity.staff_policy import Status
from support_ai.identity.staff_queries import Colleague

StaffRole = Literal[Role.SUPPORT_AGENT, Role.ADMIN, Role.OWNER]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ColleagueOut(BaseModel):
    """Somebody of the staff; `invited_until` while an invitation waits for them."""

    staff_id: UUID
    email: str
    name: str
    role: Role
    status: Status
    second_factor: bool
    invited_until: AwareDatetime | None

    @classmethod
    def of(cls, one: Colleague) -> Self:
        """Return a colleague as an owner reads them."""
        return cls(
            staff_id=one.account_id,
            email=one.email,
            name=one.name,
            role=one.role,
            status=one.status,
            second_factor=one.has_second_factor,
            invited_until=one.invited_until,
        )


class Colleagues(BaseModel):
    """A page of the staff."""

    items: list[ColleagueOut]
    next_cursor: str | None


class Invitation(_Sent):
    """Whom to invite, and what they may do."""

    email: EmailText
    name: NameText
    role: StaffRole


class RoleChange(_Sent):
    """What a colleague may do from now on."""

    role: StaffRole


class Acceptance(_Sent):
    """The token of an invitation, and the password that its owner chooses."""

    token: Annotated[Text, Field(min_length=20, max_length=100)]
    password: PasswordText
