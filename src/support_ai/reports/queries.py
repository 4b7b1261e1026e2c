"""The SQL that every report begins with, and the SQL of sales and money by period.

A period is a place in `starts`, the moments at which periods begin, counted from 1; 0 is what has no date. Every
condition names the time first, by comparisons that leak nothing: only those use an index under row security. Only
managers ask, who see every row, so that an order's number alone finds what belongs to it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString

from support_ai.core.database import Connection

Row = tuple[Any, ...]
Statement = LiteralString
_SHORT_DAYS = 100
# Orders of the time, and those without one.
PLACED: LiteralString = """
    ((o.listed_at >= %(first)s and o.listed_at < %(over)s) or o.listed_at = '-infinity')
    and (%(currency)s::text is null or o.currency = %(currency)s)
"""
COUNTED: LiteralString = """
    p.counted_at >= %(first)s and p.counted_at < %(over)s
    and (%(currency)s::text is null or p.currency = %(currency)s)
"""
OF_ORDER: LiteralString = "width_bucket(o.listed_at, %(starts)s::timestamptz[])"
OF_PAYMENT: LiteralString = "width_bucket(p.counted_at, %(starts)s::timestamptz[])"


def values(starts: Sequence[datetime], currency: str | None) -> dict[str, object]:
    """Return what the statements of a report are given."""
    return {"starts": list(starts), "first": starts[0], "over": starts[-1], "currency": currency}


async def make_room(conn: Connection, days: int) -> None:
    """Let the statements of this transaction work in memory and on every core; compiling them would take longer than they do.

    Orders of a short time are found one by one: reading tables whole would take longer the older the shop is.
    """
    by_one = "off" if days <= _SHORT_DAYS else "on"
    await conn.execute(
        "select set_config('work_mem', '64MB', true), set_config('jit', 'off', true),"
        " set_config('parallel_setup_cost', '100', true), set_config('parallel_tuple_cost', '0.005', true),"
        " set_config('random_page_cost', '1.1', true), set_config('enable_hashjoin', %(by_one)s, true),"
        " set_config('enable_mergejoin', %(by_one)s, true)",
        {"by_one": by_one},
    )


async def fetch(conn: Connection, statement: LiteralString, given: dict[str, object]) -> list[Row]:
    """Return the rows of a statement."""
    # Prepared statements would in time be planned for any time, not for the one that is asked for.
    return await (await conn.execute(statement, given, prepare=False)).fetchall()


# Period, currency, status, why it was cancelled; orders, shipping, tax, discounts of whole orders. Behind `offset 0` the
# planner takes the periods for few, which they are, and sorts nothing.
HEADS: LiteralString = f"""
    select period, currency, status, reason, count(*), sum(shipping_minor), sum(tax_minor), sum(discount_minor) from (
        select {OF_ORDER} as period, o.currency, o.status, o.shipping_minor, o.tax_minor, o.discount_minor,
               case when o.status = 'cancelled' then coalesce(o.cancel_reason, '') end as reason
        from orders o where {PLACED} offset 0
    ) heads group by 1, 2, 3, 4
"""  # noqa: S608 - parts are constants, as LiteralString proves
# Period, currency, whether cancelled; quantities times unit prices, discounts of lines.
LINES: LiteralString = f"""
    select {OF_ORDER}, o.currency, o.status = 'cancelled', sum(i.quantity * i.unit_price_minor), sum(i.discount_minor)
    from orders o join order_items i on i.order_id = o.order_id
    where {PLACED} group by 1, 2, 3
"""  # noqa: S608 - parts are constants, as LiteralString proves
# Period, currency, whether cancelled; what of discounts found nothing to be taken off: a total is never less than nothing.
UNUSED_DISCOUNTS: LiteralString = f"""
    select {OF_ORDER}, o.currency, o.status = 'cancelled',
           sum(greatest(0, o.discount_minor - o.shipping_minor - o.tax_minor - goods.worth))
    from orders o cross join lateral (
        select coalesce(sum(i.quantity * i.unit_price_minor - i.discount_minor), 0) as worth
        from order_items i where i.order_id = o.order_id
    ) goods
    where {PLACED} and o.discount_minor > o.shipping_minor + o.tax_minor group by 1, 2, 3
"""  # noqa: S608 - parts are constants, as LiteralString proves
# Period, currency, kind, cause; amount. Of a reversal kind and cause are those of what it takes back.
MONEY: LiteralString = f"""
    select {OF_PAYMENT}, p.currency, p.kind, p.cause, sum(p.amount_minor) from payments p
    where {COUNTED} and p.kind <> 'reversal' group by 1, 2, 3, 4
    union all
    select {OF_PAYMENT}, p.currency, 'reversed_' || t.kind, t.cause, sum(p.amount_minor)
    from payments p join payments t on t.order_id = p.order_id and t.line = p.of_line
    where {COUNTED} and p.kind = 'reversal' group by 1, 2, 3, 4
"""  # noqa: S608 - parts are constants, as LiteralString proves
# Period, currency, kind; amount.
ADJUSTMENTS: LiteralString = """
    select width_bucket(a.at, %(starts)s::timestamptz[]), a.currency, a.kind, sum(a.amount_minor) from adjustments a
    where a.at >= %(first)s and a.at < %(over)s and (%(currency)s::text is null or a.currency = %(currency)s)
    group by 1, 2, 3
"""
# Period, currency, as a kind `balances`; what came onto cards and store credit, less what was paid from there.
BALANCES: LiteralString = """
    select width_bucket(b.booked_at, %(starts)s::timestamptz[]), b.currency, 'balances', sum(b.amount_minor)
    from balance_entries b
    where b.booked_at >= %(first)s and b.booked_at < %(over)s and b.origin = 'shop'
      and (%(currency)s::text is null or b.currency = %(currency)s)
    group by 1, 2
"""
