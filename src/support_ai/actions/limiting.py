"""Which payouts need a second person's yes: by the limits of the shop, and what somebody paid out on this day of it."""

from datetime import datetime

from support_ai.access.actor import Customer, Staff, person_of
from support_ai.access.role import Role
from support_ai.actions import policy, queries
from support_ai.actions.models import Proposal
from support_ai.core.action import AnyAction
from support_ai.core.database import Connection
from support_ai.core.errors import UnauthenticatedError
from support_ai.core.rule import Refusal, RuleRefusedError
from support_ai.shop import documents
from support_ai.shop import service as shop
from support_ai.shop.limits import LIMITS, LimitKind


def asker(conn: Connection) -> policy.Asker:
    """Return the account that asks; UnauthenticatedError for whoever has none."""
    match person_of(conn.actor):
        case Customer(account_id=account_id):
            return policy.Asker(account_id, Role.CUSTOMER)
        case Staff(account_id=account_id, role=role):
            return policy.Asker(account_id, role)
        case _:
            raise UnauthenticatedError


async def approver(
    conn: Connection, action: AnyAction, plan: object, asker: policy.Asker, now: datetime
) -> Role | None:
    """Return whose approval a plan needs. Others of the same person wait, so that a day's limit holds under any concurrency."""
    payout = action.payout(plan)
    if payout is None or not payout.amount_minor:
        return None
    limits = (await documents.newest(conn, LIMITS)).settings
    if limits.of(asker.role).of(LimitKind(payout.kind)).is_none:
        return None
    zone = (await shop.settings(conn)).time_zone
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    spent = await queries.spent_alone(conn, asker.account_id, payout.kind, payout.currency, midnight)
    return policy.approver(payout, asker.role, limits, spent)


async def check_decider(conn: Connection, proposal: Proposal, digest: str, now: datetime) -> None:
    """Let a second person decide who stands high enough, by the limits of now too."""
    limits = (await documents.newest(conn, LIMITS)).settings
    needed = policy.role_for(proposal, limits)
    check(policy.may_decide(proposal, asker(conn), digest, needed, now))


def check(refusal: Refusal | None) -> None:
    """Raise the rule that says no, if one does."""
    if refusal is not None:
        raise RuleRefusedError(refusal)
