"""Storing and committing proposals: every change of the house takes this way, and the audit log has one row of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from pydantic import JsonValue

from support_ai.actions import queries
from support_ai.actions.limiting import approver, asker
from support_ai.actions.models import Proposal, ProposalState
from support_ai.actions.registry import ACTIONS
from support_ai.actions.rules import CHANGED
from support_ai.actions.switching import role_of_assistants
from support_ai.actions.telling import tell
from support_ai.audit import service as audit
from support_ai.core.action import Act, AnyAction, Arguments, Preview, Result
from support_ai.core.database import Connection
from support_ai.core.rule import RuleRefusedError, refuse
from support_ai.shop import documents
from support_ai.shop.rules import RULES, ShopRules


def digest_of(action: str, arguments: Mapping[str, JsonValue], shown: Preview) -> str:
    """Return the SHA-256 of what a yes is bound to: the action, its exact arguments, and what was shown of them."""
    content = {"action": action, "arguments": arguments, "preview": asdict(shown)}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


async def insert(
    conn: Connection,
    action: AnyAction,
    arguments: Arguments,
    plan: object,
    now: datetime,
    *,
    conversation_id: UUID | None = None,
) -> Proposal:
    """Store a proposal that nobody answered yet."""
    shown, who, payout = action.preview(plan), asker(conn), action.payout(plan)
    said = arguments.model_dump(mode="json")
    proposal = Proposal(
        proposal_id=uuid4(),
        action=action.name,
        subject=shown.subject,
        customer_id=action.whose(plan),
        asked_by=who.account_id,
        asked_as=who.role,
        conversation_id=conversation_id,
        state=ProposalState.PROPOSED,
        arguments=said,
        preview=shown,
        digest=digest_of(action.name, said, shown),
        limit_kind=payout.kind if payout else None,
        amount_minor=payout.amount_minor if payout else 0,
        currency=payout.currency if payout else shown.currency,
        needs_role=None,
        approved_by=None,
        asked_at=now,
        expires_at=now + timedelta(minutes=(await _rules(conn)).proposal_minutes),
        decided_at=None,
        decided_by=None,
        result={},
    )
    await queries.insert(conn, proposal)
    return proposal


async def say_yes(
    conn: Connection, action: AnyAction, plan: object, proposal: Proposal, now: datetime
) -> Proposal:
    """Commit, or let it wait for whoever has to approve it."""
    by_setting = await role_of_assistants(conn, proposal)
    role = await approver(conn, action, plan, asker(conn), now) or by_setting
    if role is None:
        return await commit(conn, action, plan, proposal, now)
    expires_at = now + timedelta(hours=(await _rules(conn)).approval_hours)
    await queries.await_approval(conn, proposal.proposal_id, role, expires_at)
    waiting_one = replace(
        proposal, state=ProposalState.AWAITING_APPROVAL, needs_role=role, expires_at=expires_at
    )
    await note(conn, "approval.request", waiting_one)
    return waiting_one


async def commit(
    conn: Connection,
    action: AnyAction,
    plan: object,
    proposal: Proposal,
    now: datetime,
    *,
    approved_by: UUID | None = None,
) -> Proposal:
    """Do what a plan says, and keep what it made; it has one row in the audit log."""
    result: Result = await action.commit(conn, plan, Act(proposal.proposal_id, now))
    by = asker(conn).account_id
    await queries.set_state(
        conn,
        proposal.proposal_id,
        ProposalState.COMMITTED,
        at=now,
        by=by,
        approved_by=approved_by,
        result=result,
    )
    done = replace(
        proposal,
        state=ProposalState.COMMITTED,
        approved_by=approved_by,
        decided_at=now,
        decided_by=by,
        result=result,
    )
    await note(conn, action.noted, done)
    return done


async def end(conn: Connection, proposal: Proposal, noted: str, now: datetime) -> Proposal:
    """End a proposal by a no."""
    by = asker(conn).account_id
    await queries.set_state(conn, proposal.proposal_id, ProposalState.DECLINED, at=now, by=by)
    ended = replace(proposal, state=ProposalState.DECLINED, decided_at=now, decided_by=by)
    await note(conn, noted, ended)
    return ended


async def decide_again(conn: Connection, proposal: Proposal, now: datetime) -> tuple[AnyAction, Any]:
    """Return the plan as it is now, under a lock; it must do what was shown."""
    action = ACTIONS[proposal.action]
    arguments = action.arguments.model_validate(dict(proposal.arguments))
    plan = await action.decide(conn, arguments, now, locked=True)
    if action.preview(plan) != proposal.preview:
        raise RuleRefusedError(refuse(CHANGED))
    return action, plan


async def note(conn: Connection, noted: str, proposal: Proposal) -> None:
    """Write down what became of a proposal, and tell who wants to know: amounts and numbers, never arguments."""
    detail: dict[str, str | int] = {"proposal": str(proposal.proposal_id), "action": proposal.action}
    if proposal.preview.amount_minor and proposal.preview.currency:
        detail |= {"amount_minor": proposal.preview.amount_minor, "currency": proposal.preview.currency}
    if proposal.needs_role is not None:
        detail |= {"needs_role": proposal.needs_role.value}
    if proposal.approved_by is not None:
        detail |= {"asked_by": str(proposal.asked_by)}
    told = detail | dict(proposal.result)
    await audit.append(conn, noted, proposal.subject, detail=told)
    await tell(conn, noted, proposal, told)


async def _rules(conn: Connection) -> ShopRules:
    return (await documents.newest(conn, RULES)).settings
