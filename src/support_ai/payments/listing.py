"""Parts of statements about what was booked: an order's number is added by the package above, which knows orders."""

from collections.abc import Mapping
from enum import StrEnum
from typing import LiteralString

from support_ai.customers.queries import METHOD_OF_PAYMENT


class MoneyState(StrEnum):
    """Where a refund's money is; what is kept here moves at once."""

    AT_ONCE = "at_once"
    QUEUED = "queued"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


_FACT: LiteralString = "p.cause in ('import', 'external')"
# Which refunds are in a state, over the rows of `REFUNDS`.
REFUND_STATES: Mapping[MoneyState, LiteralString] = {
    MoneyState.AT_ONCE: f"t.transfer_id is null and not {_FACT}",
    MoneyState.QUEUED: "t.state in ('queued', 'sending')",
    MoneyState.WAITING: "t.state = 'waiting'",
    MoneyState.DONE: f"(t.state = 'done' or (t.transfer_id is null and {_FACT}))",
    MoneyState.REFUSED: "t.state = 'refused'",
    MoneyState.UNKNOWN: "t.state = 'unknown'",
}
REFUND_COLUMNS: LiteralString = f"""
    p.payment_id, p.customer_id, p.amount_minor, p.currency, p.payment_method_id, m.type, p.cause,
    case when t.transfer_id is not null then case t.state when 'sending' then 'queued' else t.state end
         when {_FACT} then 'done' else 'at_once' end,
    case when t.state not in ('done', 'refused') then t.due_at end,
    coalesce(t.changed_at, p.at, p.booked_at), t.transfer_id
"""
REFUNDS: LiteralString = f"""
    payments p left join transfers t
        on t.order_id = p.order_id and t.line = p.line and t.customer_id = p.customer_id
    left join {METHOD_OF_PAYMENT}
"""
ADJUSTMENT_COLUMNS: LiteralString = (
    "a.adjustment_id, a.customer_id, a.kind, a.amount_minor, a.currency, a.at, a.proposal_id, a.reason"
)
ADJUSTMENTS: LiteralString = "adjustments a"
