"""The life of a change: shown, perhaps proposed, perhaps approved, committed once. The caller opens and commits the transaction.

Whatever leads to a commit takes the same way: the facts are read under a lock, the policies decide, the action commits, and
the audit log has one row of it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from pydantic import JsonValue

from support_ai.access.actor import Customer, Staff, person_of
from support_ai.access.role import Role
from support_ai.actions import policy, queries
from support_ai.actions.models import Proposal, ProposalState
from support_ai.actions.registry import ACTIONS
from support_ai.actions.rules import CHANGED
from support_ai.audit import service as audit
from support_ai.core.action import Act, AnyAction, Arguments, Preview, Result
from support_ai.core.database import Connection
from support_ai.core.errors import NotFoundError, UnauthenticatedError
from support_ai.core.page import CursorInvalidError, Page, decode_cursor, encode_cursor, page_of
from support_ai.core.rule import Refusal, RuleRefusedError, refuse
from support_ai.shop import documents
from support_ai.shop import service as shop
from support_ai.shop.limits import LIMITS
from support_ai.shop.rules import RULES, ShopRules


class ProposalNotFoundError(NotFoundError):
    """There is no proposal with this number that you can see."""

    code = "proposal_not_found"


@dataclass(frozen=True, slots=True)
class Shown:
    """What an action would do now, and the least role whose approval it would need; None where the caller's yes is enough."""

    preview: Preview
    needs_role: Role | None


async def preview(conn: Connection, action: AnyAction, arguments: Arguments, now: datetime) -> Shown:
    """Return what an action would do, and change nothing; the rule that forbids it is raised as for the real run."""
    plan = await action.decide(conn, arguments, now, locked=False)
    return Shown(action.preview(plan), await _approver(conn, action, plan, _asker(conn), now))


async def perform(conn: Connection, action: AnyAction, arguments: Arguments, now: datetime) -> Proposal:
    """Do it at once, where the request is the yes; above a limit it waits for an approval instead."""
    plan = await action.decide(conn, arguments, now, locked=True)
    proposal = await _insert(conn, action, arguments, plan, now)
    return await _say_yes(conn, action, plan, proposal, now)


async def propose(
    conn: Connection,
    action: AnyAction,
    arguments: Arguments,
    now: datetime,
    *,
    conversation_id: UUID | None = None,
) -> Proposal:
    """Store what is shown to somebody, who says yes or no later; it changes nothing."""
    plan = await action.decide(conn, arguments, now, locked=False)
    proposal = await _insert(conn, action, arguments, plan, now, conversation_id=conversation_id)
    await _note(conn, "proposal.show", proposal)
    return proposal


async def confirm(conn: Connection, proposal_id: UUID, now: datetime) -> Proposal:
    """Take the yes of who was shown a proposal: it is committed, or waits for an approval.

    Raises ProposalNotFoundError, and RuleRefusedError where it was answered before, expired, would do something else now, or
    a rule says no by now.
    """
    proposal = await _locked(conn, proposal_id)
    _check(policy.may_answer(proposal, _asker(conn), now))
    action, plan = await _decide_again(conn, proposal, now)
    return await _say_yes(conn, action, plan, proposal, now)


async def decline(conn: Connection, proposal_id: UUID, now: datetime) -> Proposal:
    """Take the no of who was shown a proposal, or who asked for an approval; nothing happens then, ever."""
    proposal = await _locked(conn, proposal_id)
    _check(policy.may_withdraw(proposal, _asker(conn), now))
    return await _end(conn, proposal, "proposal.decline", now)


async def approve(conn: Connection, proposal_id: UUID, digest: str, now: datetime) -> Proposal:
    """Take a second person's yes to exactly what `digest` stands for: it is committed in this transaction.

    Raises ProposalNotFoundError, and RuleRefusedError where the person may not approve it, it was decided before, expired,
    would do something else now, or a rule says no by now.
    """
    proposal = await _locked(conn, proposal_id)
    await _check_decider(conn, proposal, digest, now)
    action, plan = await _decide_again(conn, proposal, now)
    await _note(conn, "approval.approve", proposal)
    return await _commit(conn, action, plan, proposal, now, approved_by=_asker(conn).account_id)


async def turn_down(conn: Connection, proposal_id: UUID, digest: str, now: datetime) -> Proposal:
    """Take a second person's no; nothing happens then, ever."""
    proposal = await _locked(conn, proposal_id)
    await _check_decider(conn, proposal, digest, now)
    return await _end(conn, proposal, "approval.decline", now)


async def get_proposal(conn: Connection, proposal_id: UUID, now: datetime) -> Proposal:
    """Return a proposal that the caller may see, expired where its time is over; ProposalNotFoundError otherwise."""
    found = await queries.read(conn, proposal_id)
    if found is None:
        raise ProposalNotFoundError
    return _aged(found, now)


async def waiting(conn: Connection, cursor: str | None, limit: int) -> Page[Proposal]:
    """Return a page of what waits for an approval and the caller may see, the oldest first."""
    after = None
    if cursor:
        after = _place(*decode_cursor(cursor, (str, str)))
    rows = await queries.list_waiting(conn, after=after, limit=limit + 1)
    return page_of(rows, limit, lambda row: encode_cursor(row.asked_at.isoformat(), str(row.proposal_id)))


def digest_of(action: str, arguments: Mapping[str, JsonValue], shown: Preview) -> str:
    """Return the SHA-256 of what a yes is bound to: the action, its exact arguments, and what was shown of them."""
    content = {"action": action, "arguments": arguments, "preview": asdict(shown)}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


async def _insert(
    conn: Connection,
    action: AnyAction,
    arguments: Arguments,
    plan: object,
    now: datetime,
    *,
    conversation_id: UUID | None = None,
) -> Proposal:
    """Store a proposal that nobody answered yet."""
    shown, asker, payout = action.preview(plan), _asker(conn), action.payout(plan)
    said = arguments.model_dump(mode="json")
    proposal = Proposal(
        proposal_id=uuid4(),
        action=action.name,
        subject=shown.subject,
        customer_id=action.whose(plan),
        asked_by=asker.account_id,
        asked_as=asker.role,
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


async def _say_yes(
    conn: Connection, action: AnyAction, plan: object, proposal: Proposal, now: datetime
) -> Proposal:
    """Commit, or let it wait for whoever has to approve it."""
    role = await _approver(conn, action, plan, _asker(conn), now)
    if role is None:
        return await _commit(conn, action, plan, proposal, now)
    expires_at = now + timedelta(hours=(await _rules(conn)).approval_hours)
    await queries.await_approval(conn, proposal.proposal_id, role, expires_at)
    waiting_one = replace(
        proposal, state=ProposalState.AWAITING_APPROVAL, needs_role=role, expires_at=expires_at
    )
    await _note(conn, "approval.request", waiting_one)
    return waiting_one


async def _commit(
    conn: Connection,
    action: AnyAction,
    plan: object,
    proposal: Proposal,
    now: datetime,
    *,
    approved_by: UUID | None = None,
) -> Proposal:
    result: Result = await action.commit(conn, plan, Act(proposal.proposal_id, now))
    by = _asker(conn).account_id
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
    await _note(conn, action.noted, done)
    return done


async def _end(conn: Connection, proposal: Proposal, noted: str, now: datetime) -> Proposal:
    by = _asker(conn).account_id
    await queries.set_state(conn, proposal.proposal_id, ProposalState.DECLINED, at=now, by=by)
    ended = replace(proposal, state=ProposalState.DECLINED, decided_at=now, decided_by=by)
    await _note(conn, noted, ended)
    return ended


async def _decide_again(conn: Connection, proposal: Proposal, now: datetime) -> tuple[AnyAction, Any]:
    """Return the plan as it is now, under a lock; it must do what was shown."""
    action = ACTIONS[proposal.action]
    arguments = action.arguments.model_validate(dict(proposal.arguments))
    plan = await action.decide(conn, arguments, now, locked=True)
    if action.preview(plan) != proposal.preview:
        raise RuleRefusedError(refuse(CHANGED))
    return action, plan


async def _approver(
    conn: Connection, action: AnyAction, plan: object, asker: policy.Asker, now: datetime
) -> Role | None:
    """Return whose approval a plan needs. Others of the same person wait, so that a day's limit holds under any concurrency."""
    payout = action.payout(plan)
    if payout is None or not payout.amount_minor:
        return None
    limits = (await documents.newest(conn, LIMITS)).settings
    zone = (await shop.settings(conn)).time_zone
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    spent = await queries.spent_alone(conn, asker.account_id, payout.kind, payout.currency, midnight)
    return policy.approver(payout, asker.role, limits, spent)


async def _check_decider(conn: Connection, proposal: Proposal, digest: str, now: datetime) -> None:
    """Let a second person decide who stands high enough, by the limits of now too."""
    limits = (await documents.newest(conn, LIMITS)).settings
    needed = policy.role_for(proposal, limits)
    _check(policy.may_decide(proposal, _asker(conn), digest, needed, now))


async def _locked(conn: Connection, proposal_id: UUID) -> Proposal:
    found = await queries.read(conn, proposal_id, locked=True)
    if found is None:
        raise ProposalNotFoundError
    return found


async def _rules(conn: Connection) -> ShopRules:
    return (await documents.newest(conn, RULES)).settings


async def _note(conn: Connection, noted: str, proposal: Proposal) -> None:
    """Write down what became of a proposal: amounts and numbers, never arguments."""
    detail: dict[str, str | int] = {"proposal": str(proposal.proposal_id), "action": proposal.action}
    if proposal.preview.amount_minor and proposal.preview.currency:
        detail |= {"amount_minor": proposal.preview.amount_minor, "currency": proposal.preview.currency}
    if proposal.needs_role is not None:
        detail |= {"needs_role": proposal.needs_role.value}
    if proposal.approved_by is not None:
        detail |= {"asked_by": str(proposal.asked_by)}
    await audit.append(conn, noted, proposal.subject, detail=detail | dict(proposal.result))


def _check(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise RuleRefusedError(refusal)


def _asker(conn: Connection) -> policy.Asker:
    """Return the account that asks; UnauthenticatedError for whoever has none."""
    match person_of(conn.actor):
        case Customer(account_id=account_id):
            return policy.Asker(account_id, Role.CUSTOMER)
        case Staff(account_id=account_id, role=role):
            return policy.Asker(account_id, role)
        case _:
            raise UnauthenticatedError


def _aged(proposal: Proposal, now: datetime) -> Proposal:
    """Return an open proposal whose time is over as expired; the clean-up stores that later."""
    if proposal.state in policy.OPEN and proposal.expires_at <= now:
        return replace(proposal, state=ProposalState.EXPIRED, decided_at=proposal.expires_at)
    return proposal


def _place(at: object, number: object) -> tuple[str, str]:
    """Return where a page begins; CursorInvalidError for anything that is not a time and a proposal's number."""
    try:
        return datetime.fromisoformat(str(at)).astimezone(UTC).isoformat(), str(UUID(str(number)))
    except (ValueError, OverflowError) as error:
        raise CursorInvalidError(field="cursor") from error
