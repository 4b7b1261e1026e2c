"""Pure decisions about who may change what of a colleague; PostgreSQL holds the same rules a second time."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from support_ai.access.role import Role

INVITATION_LIFE = timedelta(days=7)


class Act(StrEnum):
    """What an owner does to a colleague's account; the audit log calls it `staff.…`."""

    CHANGE_ROLE = "change_role"
    DISABLE = "disable"
    ENABLE = "enable"
    REMOVE = "remove"
    END_SESSIONS = "end_sessions"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of an act
    RESET_SECOND_FACTOR = "reset_second_factor"


class Status(StrEnum):
    """Where a colleague stands."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides about a colleague: role and status, and whether another owner can act for the shop."""

    account_id: UUID
    role: Role
    status: Status
    another_owner_acts: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Allowed, or refused by the rule of this id."""

    rule: str | None = None


def decide(actor: UUID, act: Act, colleague: Standing, role: Role | None = None) -> Verdict:
    """Say whether an owner may do this to a colleague; `role` is the one that a change of role gives."""
    if colleague.status is Status.LEFT:
        return Verdict("left_the_shop")
    if actor == colleague.account_id:
        return Verdict("own_account")
    if colleague.status is Status.INVITED and act in _FOR_JOINED:
        return Verdict("not_joined")
    if _ends_an_owner(act, colleague, role) and not colleague.another_owner_acts:
        return Verdict("last_owner")
    return Verdict()


_FOR_JOINED = frozenset({Act.DISABLE, Act.ENABLE, Act.RESET_PASSWORD, Act.RESET_SECOND_FACTOR})


def _ends_an_owner(act: Act, colleague: Standing, role: Role | None) -> bool:
    """Tell whether the shop has an acting owner less afterwards."""
    if colleague.role is not Role.OWNER or colleague.status is not Status.ACTIVE:
        return False
    return act in (Act.DISABLE, Act.REMOVE) or (act is Act.CHANGE_ROLE and role is not Role.OWNER)
