"""What holds in every state, asked of the tables as their owner."""

from collections.abc import Mapping
from uuid import UUID

from support_ai.actions.models import OPEN, Proposal, ProposalState
from support_ai.actions.registry import ACTIONS
from support_ai.core.action import Direction
from tests.orders.state.world import World

# Every row with its sign: a reversal takes back what it names. Lines are drawn under the order's lock, so that they tell
# the order in which rows were booked: at each of ours no more had gone back than had been paid.
_BROKEN = """
    with signed as (
        select p.*, case p.kind when 'payment' then p.amount_minor when 'refund' then -p.amount_minor
            else (select case t.kind when 'payment' then -t.amount_minor else t.amount_minor end from payments t
                where t.order_id = p.order_id and t.line = p.of_line) end as net
        from payments p where p.customer_id = any (%(mine)s)
    ), running as (
        select *, sum(net) over (partition by order_id order by line) as left_then from signed
    )
    select 'more is back than was paid', order_id::text from running
    where (kind = 'refund' and cause not in ('import', 'external') or kind = 'reversal') and left_then < 0
    union all
    select 'more of a payment is back than it was', p.order_id || ':' || p.line from payments p
    where p.customer_id = any (%(mine)s) and p.kind = 'payment' and p.amount_minor < (
        select coalesce(sum(r.amount_minor), 0) from payments r
        where r.order_id = p.order_id and r.of_line = p.line and r.kind = 'refund'
            and not exists (select from payments v where v.order_id = r.order_id and v.of_line = r.line and v.kind = 'reversal'))
    union all
    select 'a refund of ours pays back no payment', p.order_id || ':' || p.line from payments p
    where p.customer_id = any (%(mine)s) and p.kind = 'refund' and p.proposal_id is not null and not exists (
        select from payments t where t.order_id = p.order_id and t.line = p.of_line and t.kind = 'payment')
    union all
    select 'a balance is negative', customer_id || ' ' || payment_method_id from balance_entries
    where customer_id = any (%(mine)s) group by customer_id, payment_method_id having sum(amount_minor) < 0
    union all
    select 'a balance has two currencies', customer_id || ' ' || payment_method_id from balance_entries
    where customer_id = any (%(mine)s) group by customer_id, payment_method_id having count(distinct currency) > 1
    union all
    select 'money was booked without a yes', p.order_id || ':' || p.line from payments p
    left join proposals y using (proposal_id)
    where p.customer_id = any (%(mine)s) and p.proposal_id is not null and y.state is distinct from 'committed'
    union all
    select 'a row is to be moved by nobody, or twice', p.order_id || ':' || p.line from payments p
    left join payment_methods m using (customer_id, payment_method_id)
    where p.customer_id = any (%(mine)s) and p.proposal_id is not null and p.cause <> 'reversal' and
        1 <> (select count(*) from transfers t where t.order_id = p.order_id and t.line = p.line)
           + (select count(*) from balance_entries b where b.proposal_id = p.proposal_id and b.customer_id = p.customer_id
                and b.business_key = p.business_key)
    union all
    select 'what was refused still stands, or what was not was taken back', t.order_id || ':' || t.line from transfers t
    where t.customer_id = any (%(mine)s) and (t.state = 'refused') <> exists (
        select from payments v where v.order_id = t.order_id and v.of_line = t.line and v.kind = 'reversal')
    union all
    select 'the status does not fit to the returns', o.order_id || ' ' || o.status from orders o
    where o.customer_id = any (%(mine)s) and o.order_id <> all (%(touched)s) and (
        (select coalesce(array_agg(r.kind), '{}') from order_returns r where r.order_id = o.order_id
            and r.status not in ('closed', 'rejected', 'withdrawn'))
        <> case o.status when 'return_requested' then '{return}'::text[]
            when 'exchange_requested' then '{exchange}'::text[] else '{}' end
        or (o.status = 'exchanged') <> exists (select from order_returns r where r.order_id = o.order_id
            and r.kind = 'exchange' and r.status = 'closed')
        or (o.status = 'returned') <> ((select sum(i.quantity) from order_items i where i.order_id = o.order_id)
            = (select coalesce(sum(cardinality(r.item_lines)), 0) from order_returns r
                where r.order_id = o.order_id and r.kind = 'return' and r.status = 'closed')))
    union all
    select 'more pieces went back than a line has', r.order_id || ':' || l.line from order_returns r
    cross join unnest(r.item_lines) as l(line)
    where r.customer_id = any (%(mine)s) and r.status not in ('rejected', 'withdrawn')
    group by r.order_id, l.line
    having count(*) > (select i.quantity from order_items i where i.order_id = r.order_id and i.line = l.line)
"""
_BOOKED = """
    select proposal_id::text, case kind when 'payment' then 'charge' else 'refund' end, payment_method_id, sum(amount_minor)::bigint
    from payments where customer_id = any (%(mine)s) and proposal_id is not null and cause <> 'reversal' group by 1, 2, 3
    union all
    select proposal_id::text, 'credit', payment_method_id, sum(amount_minor)::bigint from balance_entries
    where customer_id = any (%(mine)s) and business_key like '%%:credit' group by 1, 2, 3
"""
_LATER = frozenset({"return_items", "exchange_items"})


class Books:
    """What the services answered of each proposal, to be compared with what stands in the tables."""

    def __init__(self, world: World) -> None:
        """Begin with nothing."""
        self.world = world
        self.answered: dict[UUID, Proposal] = {}
        self.noted: dict[str, list[str]] = {}
        self.seen = world.ask("select coalesce(max(entry_id), 0) from audit_entries")[0][0]

    def take(self, answer: Proposal) -> None:
        """Remember an answer; nothing is committed twice, and no end has another one."""
        before = self.answered.get(answer.proposal_id)
        assert before is None or before.state in OPEN, f"{answer.proposal_id} had ended already"
        assert before is None or before.preview == answer.preview, "a proposal shows something else now"
        self.answered[answer.proposal_id] = answer

    def check(self) -> None:
        """Compare everything that holds."""
        named = {"mine": list(self.world.customers), "touched": list(self.world.touched)}
        conn = self.world.maker.conn
        broken = conn.execute(_BROKEN.encode(), named).fetchall()
        assert not broken, broken
        self._check_effects({**named})
        stored = {one.proposal_id: one.state for one in self.world.proposals}
        assert stored == {number: one.state.value for number, one in self.answered.items()}
        self._check_audit()

    def _check_effects(self, named: Mapping[str, object]) -> None:
        """Compare the ledger with the previews, proposal by proposal."""
        booked: dict[tuple[str, str, str | None], int] = {
            (proposal, direction, method): amount
            for proposal, direction, method, amount in self.world.maker.conn.execute(
                _BOOKED.encode(), named
            ).fetchall()
        }
        shown: dict[tuple[str, str, str | None], int] = {}
        for number, one in self.answered.items():
            if one.state is ProposalState.COMMITTED and one.action not in _LATER:
                for moved in one.preview.movements:
                    shown[str(number), moved.direction.value, moved.payment_method_id] = moved.amount_minor
                back = sum(
                    -moved.amount_minor if moved.direction is Direction.CHARGE else moved.amount_minor
                    for moved in one.preview.movements
                )
                assert back == one.preview.amount_minor, one.preview
        assert booked == shown

    def _check_audit(self) -> None:
        """Every committed proposal has exactly one row of its action, and nothing else has one."""
        rows = self.world.ask(
            "select entry_id, action, detail->>'proposal' from audit_entries"
            " where entry_id > %s and outcome = 'done' and detail ? 'proposal' order by entry_id",
            self.seen,
        )
        for number, action, proposal in rows:
            self.seen = number
            self.noted.setdefault(proposal, []).append(action)
        acts = {action.noted for action in ACTIONS.values()}
        for number, one in self.answered.items():
            done = [action for action in self.noted.get(str(number), []) if action in acts]
            is_committed = one.state is ProposalState.COMMITTED
            assert done == ([ACTIONS[one.action].noted] if is_committed else []), (one, done)
