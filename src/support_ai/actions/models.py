"""Proposals: what was asked, what was shown, and how far it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import JsonValue

from support_ai.access.role import Role
from support_ai.core.action import Preview


class ProposalState(StrEnum):
    """How far a proposal came; the last four are ends."""

    PROPOSED = "proposed"
    AWAITING_APPROVAL = "awaiting_approval"
    COMMITTED = "committed"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


OPEN = frozenset({ProposalState.PROPOSED, ProposalState.AWAITING_APPROVAL})


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change with its exact arguments and what was shown of it; `digest` is over both.

    `needs_role` is the least role that may approve it; `result` are the numbers of what it made.
    """

    proposal_id: UUID
    action: str
    subject: str
    customer_id: str | None
    asked_by: UUID
    asked_as: Role
    conversation_id: UUID | None
    state: ProposalState
    arguments: Mapping[str, JsonValue]
    preview: Preview
    digest: str
    limit_kind: str | None
    amount_minor: int
    currency: str | None
    needs_role: Role | None
    approved_by: UUID | None
    asked_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    decided_by: UUID | None
    result: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class ProposalFilter:
    """Which proposals to list; everything given must hold."""

    state: ProposalState | None = None
    subject: str | None = None
    asked_by: UUID | None = None
