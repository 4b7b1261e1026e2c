"""Pure decisions about proposals: whose yes counts, and which amounts need a second person's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from support_ai.access.actor import Customer, Person
from support_ai.access.role import Role
from support_ai.actions import rules
from support_ai.actions.models import OPEN, Proposal, ProposalState
from support_ai.core.action import Payout
from support_ai.core.rule import Refusal, refuse
from support_ai.shop.limits import Limit, LimitKind, Limits

_RANK: Mapping[Role, int] = MappingProxyType(
    {Role.VISITOR: 0, Role.CUSTOMER: 1, Role.SUPPORT_AGENT: 2, Role.ADMIN: 3, Role.OWNER: 4}
)
_APPROVERS = (Role.SUPPORT_AGENT, Role.ADMIN, Role.OWNER)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks or decides."""

    account_id: UUID
    role: Role


def approver(payout: Payout | None, role: Role, limits: Limits, spent_minor: int) -> Role | None:
    """Return the least role whose approval a payout needs, None where the one who asks may do it alone.

    `spent_minor` is what they paid out by themselves on this day of the shop, in the payout's currency. The approver stands
    above them and may pay that much at once; where nobody may, it is an owner.
    """
    if payout is None or not payout.amount_minor:
        return None
    kind = LimitKind(payout.kind)
    if _within(limits.of(role).of(kind), payout, spent_minor):
        return None
    above = [one for one in _APPROVERS if _RANK[one] > _RANK[role]]
    return next((one for one in above if _within(limits.of(one).of(kind), payout, None)), Role.OWNER)


def role_for(proposal: Proposal, limits: Limits) -> Role | None:
    """Return the least role that may approve a proposal by the limits of now."""
    if proposal.limit_kind is None or proposal.currency is None:
        return proposal.needs_role
    payout = Payout(proposal.limit_kind, proposal.amount_minor, proposal.currency)
    return approver(payout, proposal.asked_as, limits, 0)


def _within(limit: Limit, payout: Payout, spent_minor: int | None) -> bool:
    per_action, per_day = limit.minor(payout.currency)
    if per_action is not None and payout.amount_minor > per_action:
        return False
    return spent_minor is None or per_day is None or spent_minor + payout.amount_minor <= per_day


def may_answer(proposal: Proposal, asker: Asker, now: datetime) -> Refusal | None:
    """Return the rule that keeps somebody from saying yes or no to what was proposed to them."""
    if proposal.asked_by != asker.account_id:
        return refuse(rules.NOT_YOURS)
    return _is_open(proposal, ProposalState.PROPOSED, now)


def may_withdraw(proposal: Proposal, asker: Asker, now: datetime) -> Refusal | None:
    """Return the rule that keeps somebody from taking back what they asked for, approved or not."""
    if proposal.asked_by != asker.account_id:
        return refuse(rules.NOT_YOURS)
    return _is_open(proposal, proposal.state if proposal.state in OPEN else ProposalState.PROPOSED, now)


def may_read_arguments(proposal: Proposal, reader: Person | None) -> bool:
    """Tell whether somebody may read what was typed for a proposal: a customer only where customers ask."""
    return not isinstance(reader, Customer) or proposal.asked_as is Role.CUSTOMER


def may_decide(
    proposal: Proposal, asker: Asker, digest: str, needed: Role | None, now: datetime
) -> Refusal | None:
    """Return the rule that keeps somebody from approving a proposal or turning it down."""
    if proposal.asked_by == asker.account_id:
        return refuse(rules.OWN_REQUEST)
    if refusal := _is_open(proposal, ProposalState.AWAITING_APPROVAL, now):
        return refusal
    role = max(needed or Role.SUPPORT_AGENT, proposal.needs_role or Role.OWNER, key=_RANK.__getitem__)
    if _RANK[asker.role] < _RANK[role]:
        return refuse(rules.ROLE_TOO_LOW, role=role.value.replace("_", " "))
    return None if digest == proposal.digest else refuse(rules.OTHER_DIGEST, "digest")


def _is_open(proposal: Proposal, wanted: ProposalState, now: datetime) -> Refusal | None:
    if proposal.state is not wanted:
        return refuse(rules.NOT_OPEN, state=proposal.state.value.replace("_", " "))
    return refuse(rules.EXPIRED) if proposal.expires_at <= now else None
