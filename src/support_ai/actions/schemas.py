"""Changes, proposals and approvals on the wire."""

from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from support_ai.access.role import Role
from support_ai.actions.models import Proposal, ProposalState
from support_ai.core.action import Preview


class ChangeOut(BaseModel):
    """What became of a change: committed, waiting for a colleague's approval, or with `dry_run` only shown.

    `result` holds the numbers of what was made, such as a return's.
    """

    state: ProposalState | Literal["preview"]
    proposal_id: UUID | None
    needs_role: Role | None
    preview: Preview
    result: Mapping[str, str | int]


class ProposalOut(BaseModel):
    """One proposal: what was asked and shown, how far it came, and what a yes is bound to (`digest`).

    `arguments` are empty for a customer where a colleague asked: what was typed there, such as a reason, stays with the shop.
    """

    proposal_id: UUID
    action: str
    subject: str
    customer_id: str | None
    asked_by: UUID
    asked_as: Role
    state: ProposalState
    arguments: Mapping[str, JsonValue]
    preview: Preview
    digest: str
    needs_role: Role | None
    approved_by: UUID | None
    asked_at: AwareDatetime
    expires_at: AwareDatetime
    decided_at: AwareDatetime | None
    result: Mapping[str, str | int]

    @classmethod
    def of(cls, found: Proposal) -> "ProposalOut":
        """Return a proposal as people may read it who may see it."""
        return cls.model_validate(found, from_attributes=True)


class Decision(BaseModel):
    """Exactly what is approved or turned down: the digest that was shown with it."""

    model_config = ConfigDict(extra="forbid")

    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
