"""The life of a change: shown, perhaps proposed, perhaps approved, committed once. The caller opens and commits the transaction.

Whatever leads to a commit takes the same way: the facts are read under a lock, the policies decide, the action commits, and
the audit log has one row of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from support_ai.access.actor import Customer, person_of
from support_ai.access.role import Role
from support_ai.actions import policy, queries
from support_ai.actions.committing import commit, decide_again, end, insert, note, say_yes
from support_ai.actions.limiting import approver, asker, check, check_decider
from support_ai.actions.models import OPEN, Proposal, ProposalFilter, ProposalState
from support_ai.actions.outcomes import hold_conversation, say_outcome
from support_ai.core.action import AnyAction, Arguments, Preview
from support_ai.core.database import Connection
from support_ai.core.errors import NotFoundError
from support_ai.core.page import CursorInvalidError, Page, decode_cursor, encode_cursor, page_of


class ProposalNotFoundError(NotFoundError):
    """There is no proposal with this number that you can see."""

    code = "proposal_not_found"


@dataclass(frozen=True, slots=True)
class Shown:
    """What an action would do now, for which customer, and the least role whose approval it would need; None where the caller's yes is enough."""

    preview: Preview
    customer_id: str
    needs_role: Role | None


async def preview(conn: Connection, action: AnyAction, arguments: Arguments, now: datetime) -> Shown:
    """Return what an action would do, and change nothing; the rule that forbids it is raised as for the real run."""
    plan = await action.decide(conn, arguments, now, locked=False)
    return Shown(
        action.preview(plan), action.whose(plan), await approver(conn, action, plan, asker(conn), now)
    )


async def perform(conn: Connection, action: AnyAction, arguments: Arguments, now: datetime) -> Proposal:
    """Do it at once, where the request is the yes; above a limit it waits for an approval instead."""
    plan = await action.decide(conn, arguments, now, locked=True)
    proposal = await insert(conn, action, arguments, plan, now)
    return await say_yes(conn, action, plan, proposal, now)


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
    proposal = await insert(conn, action, arguments, plan, now, conversation_id=conversation_id)
    await note(conn, "proposal.show", proposal)
    return proposal


async def confirm(conn: Connection, proposal_id: UUID, now: datetime) -> Proposal:
    """Take the yes of who was shown a proposal: it is committed, or waits for an approval.

    Raises ProposalNotFoundError, and RuleRefusedError where it was answered before, expired, would do something else now, or
    a rule says no by now.
    """
    proposal = await _locked(conn, proposal_id)
    check(policy.may_answer(proposal, asker(conn), now))
    action, plan = await decide_again(conn, proposal, now)
    return await say_yes(conn, action, plan, proposal, now)


async def decline(conn: Connection, proposal_id: UUID, now: datetime) -> Proposal:
    """Take the no of who was shown a proposal, or who asked for an approval; nothing happens then, ever."""
    proposal = await _locked(conn, proposal_id)
    check(policy.may_withdraw(proposal, asker(conn), now))
    return await end(conn, proposal, "proposal.decline", now)


async def press(conn: Connection, proposal_id: UUID, now: datetime, *, is_yes: bool) -> Proposal:
    """Take the yes or the no of a button or a request, as `confirm` and `decline` do; its conversation is told."""
    await hold_conversation(conn, proposal_id)
    (answered,) = await press_all(conn, [proposal_id], now, is_yes=is_yes)
    return answered


async def press_all(
    conn: Connection, proposal_ids: Sequence[UUID], now: datetime, *, is_yes: bool
) -> tuple[Proposal, ...]:
    """Take one yes or no for several proposals of one conversation, which the caller holds: all of them, or none."""
    answer = confirm if is_yes else decline
    answered = tuple([await answer(conn, one, now) for one in proposal_ids])
    for one in answered:
        await say_outcome(conn, one, by_colleague=False)
    return answered


async def approve(conn: Connection, proposal_id: UUID, digest: str, now: datetime) -> Proposal:
    """Take a second person's yes to exactly what `digest` stands for: it is committed in this transaction.

    Raises ProposalNotFoundError, and RuleRefusedError where the person may not approve it, it was decided before, expired,
    would do something else now, or a rule says no by now.
    """
    await hold_conversation(conn, proposal_id)
    proposal = await _locked(conn, proposal_id)
    await check_decider(conn, proposal, digest, now)
    action, plan = await decide_again(conn, proposal, now)
    await note(conn, "approval.approve", proposal)
    done = await commit(conn, action, plan, proposal, now, approved_by=asker(conn).account_id)
    await say_outcome(conn, done, by_colleague=True)
    return done


async def turn_down(conn: Connection, proposal_id: UUID, digest: str, now: datetime) -> Proposal:
    """Take a second person's no; nothing happens then, ever."""
    await hold_conversation(conn, proposal_id)
    proposal = await _locked(conn, proposal_id)
    await check_decider(conn, proposal, digest, now)
    ended = await end(conn, proposal, "approval.decline", now)
    await say_outcome(conn, ended, by_colleague=True)
    return ended


async def get_proposal(conn: Connection, proposal_id: UUID, now: datetime) -> Proposal:
    """Return a proposal that the caller may see, expired where its time is over; ProposalNotFoundError otherwise."""
    found = await queries.read(conn, proposal_id)
    if found is None:
        raise ProposalNotFoundError
    return _seen(conn, found, now)


async def list_proposals(
    conn: Connection, wanted: ProposalFilter, cursor: str | None, limit: int, now: datetime
) -> Page[Proposal]:
    """Return a page of the proposals that the caller may see, the newest first: a customer the own ones, staff all."""
    person = person_of(conn.actor)
    own = person.customer_id if isinstance(person, Customer) else None
    if isinstance(person, Customer) and own is None:
        return Page((), None)
    before = _place(*decode_cursor(cursor, (str, str))) if cursor else None
    rows = await queries.list_proposals(conn, wanted, own=own, before=before, limit=limit + 1)
    return page_of([_seen(conn, row, now) for row in rows], limit, _cursor_of)


async def waiting(conn: Connection, cursor: str | None, limit: int, now: datetime) -> Page[Proposal]:
    """Return a page of what waits for an approval and the caller may see, the oldest first."""
    after = None
    if cursor:
        after = _place(*decode_cursor(cursor, (str, str)))
    rows = await queries.list_waiting(conn, now, after=after, limit=limit + 1)
    return page_of(rows, limit, _cursor_of)


async def _locked(conn: Connection, proposal_id: UUID) -> Proposal:
    found = await queries.read(conn, proposal_id, locked=True)
    if found is None:
        raise ProposalNotFoundError
    return found


def _aged(proposal: Proposal, now: datetime) -> Proposal:
    """Return an open proposal whose time is over as expired; the clean-up stores that later."""
    if proposal.state in OPEN and proposal.expires_at <= now:
        return replace(proposal, state=ProposalState.EXPIRED, decided_at=proposal.expires_at)
    return proposal


def _seen(conn: Connection, proposal: Proposal, now: datetime) -> Proposal:
    """Return a proposal as the caller may read it: what colleagues typed for it stays among colleagues."""
    shown = _aged(proposal, now)
    return shown if policy.may_read_arguments(shown, person_of(conn.actor)) else replace(shown, arguments={})


def _cursor_of(row: Proposal) -> str:
    return encode_cursor(row.asked_at.isoformat(), str(row.proposal_id))


def _place(at: object, number: object) -> tuple[str, str]:
    """Return where a page begins; CursorInvalidError for anything that is not a time and a proposal's number."""
    try:
        return datetime.fromisoformat(str(at)).astimezone(UTC).isoformat(), str(UUID(str(number)))
    except (ValueError, OverflowError) as error:
        raise CursorInvalidError(field="cursor") from error
