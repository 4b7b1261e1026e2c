"""The SQL by which files of payments and opening balances come in and go out. The ledger only grows."""

from typing import LiteralString

from support_ai.core.staging import Merge, numbered
from support_ai.customers.staging import EXPORT_METHODS, SAME_METHOD, UNKNOWN_METHOD

# For statements of packages above: whether anything was paid for the order `o`.
HAS_PAYMENTS: LiteralString = "exists (select from payments p where p.order_id = o.order_id)"
PAYMENTS = Merge(
    columns='line integer, kind text, amount numeric, payment_method_id text collate "C", at timestamptz,'
    ' order_id bigint, customer_id text collate "C", currency text, factor bigint',
    names="line, kind, amount, payment_method_id, at",
    prepare=(),
    problems=(UNKNOWN_METHOD,),
    changed="""
        select s.line_no, s.group_key, s.digest from pg_temp.staged s
        join payments p on p.order_id = s.order_id and p.line = s.line where p.digest is distinct from s.digest
    """,
    writes=(
        """
        insert into payments (order_id, customer_id, line, kind, amount_minor, currency, payment_method_id, at,
            business_key, digest)
        select s.order_id, s.customer_id, s.line, s.kind, s.amount * s.factor, s.currency, s.payment_method_id, s.at,
            'import:' || s.line, s.digest
        from pg_temp.staged s
        where not exists (select from payments p where p.order_id = s.order_id and p.line = s.line)
        """,
    ),
)
PAYMENT_LINES: tuple[LiteralString, ...] = numbered("payments", "digest")
# An imported balance is the opening entry. Until something is booked here a corrected file adds the difference.
_BALANCES: LiteralString = """
    with balances as (
        select s.line_no, s.customer_id, s.payment_method_id, s.balance, s.currency,
               coalesce(sum(b.amount_minor), 0) as stored, count(b.entry_id) as entries,
               coalesce(bool_or(b.origin = 'shop'), false) as booked
        from pg_temp.staged s left join balance_entries b using (customer_id, payment_method_id)
        where s.balance is not null
        group by s.line_no, s.customer_id, s.payment_method_id, s.balance, s.currency
    )
"""
BALANCE_CONFLICTS: LiteralString = (
    f"{_BALANCES} select line_no, customer_id from balances where booked and balance <> stored"  # noqa: S608 - constants
)
BALANCE_PROBLEM: LiteralString = """
    select distinct s.line_no, 'balance', 'is kept in ' || b.currency || ', and the shop''s currency is now ' || s.currency
    from pg_temp.staged s join balance_entries b using (customer_id, payment_method_id)
    where s.balance is not null and b.currency <> s.currency
"""
# Rows of which nothing else will be written than their balance.
BALANCES_ALONE: LiteralString = f"""
    {_BALANCES}
    select count(*) from balances b join pg_temp.staged s using (line_no) {SAME_METHOD}
    where not b.booked and (b.entries = 0 or b.balance <> b.stored)
"""  # noqa: S608 - parts are constants, as LiteralString proves
WRITE_BALANCES: LiteralString = f"""
    {_BALANCES}
    insert into balance_entries (customer_id, payment_method_id, amount_minor, currency, origin, business_key)
    select customer_id, payment_method_id, balance - stored, currency, 'import',
           case when entries = 0 then 'opening' else 'correction:' || entries end
    from balances where not booked and (entries = 0 or balance <> stored)
"""  # noqa: S608 - parts are constants, as LiteralString proves
EXPORT_PAYMENT_METHODS: LiteralString = f"""
    select m.*, b.amount_minor, b.currency from ({EXPORT_METHODS}) m
    left join lateral (
        select sum(e.amount_minor)::bigint as amount_minor, min(e.currency) as currency from balance_entries e
        where e.customer_id = m.customer_id and e.payment_method_id = m.payment_method_id
    ) b on true
    order by m.customer_id, m.payment_method_id
"""  # noqa: S608 - parts are constants, as LiteralString proves
