"""The SQL of sales by product and of money by payment method. Periods are those of `queries.py`."""

from typing import LiteralString

from support_ai.reports.queries import COUNTED, OF_ORDER, OF_PAYMENT, PLACED

# Period, currency, product; a name of it, pieces, quantities times unit prices, discounts of lines.
PRODUCTS: LiteralString = f"""
    select {OF_ORDER}, o.currency, i.product_id, max(i.name), sum(i.quantity), sum(i.quantity * i.unit_price_minor),
           sum(i.discount_minor)
    from orders o join order_items i on i.order_id = o.order_id
    where {PLACED} and o.status <> 'cancelled' group by 1, 2, 3
"""  # noqa: S608 - parts are constants, as LiteralString proves
# Period, currency, product; its share of what whole orders were discounted: by the largest remainder over the lines' net
# prices, at equal ones to the first line, as orders/amounts.py has it.
DISCOUNT_SHARES: LiteralString = f"""
    with lines as (
        select {OF_ORDER} as period, o.currency, o.order_id, o.discount_minor, i.product_id, i.line,
               (i.quantity * i.unit_price_minor - i.discount_minor)::numeric as net,
               sum(i.quantity * i.unit_price_minor - i.discount_minor) over (partition by o.order_id) as goods
        from orders o join order_items i on i.order_id = o.order_id
        where {PLACED} and o.status <> 'cancelled' and o.discount_minor > 0
    ), parts as (
        select *, least(discount_minor, goods) as taken_off, div(least(discount_minor, goods) * net, goods) as part,
               row_number() over (
                   partition by order_id order by mod(least(discount_minor, goods) * net, goods) desc, line) as place
        from lines where goods > 0
    )
    select period, currency, product_id, sum(share) from (
        select period, currency, product_id,
               part + (place <= taken_off - sum(part) over (partition by order_id))::int as share
        from parts
    ) shares group by 1, 2, 3
"""  # noqa: S608 - parts are constants, as LiteralString proves
# Period, currency, product, a name; pieces, amount: what the ledger paid back for returns. It is split over the pieces by
# their unit prices, by the largest remainder; where they cost nothing the first one has it. The number of the return is
# read first: what might leak keeps an index from being used.
REFUNDED: LiteralString = f"""
    with refunded as materialized (
        select {OF_PAYMENT} as period, p.currency, p.proposal_id, p.order_id, sum(p.amount_minor) as amount,
               min((q.result ->> 'return_id')::bigint) as return_id
        from payments p left join proposals q on q.proposal_id = p.proposal_id
        where {COUNTED} and p.kind = 'refund' and p.cause = 'return' group by 1, 2, 3, 4
    ), pieces as (
        select f.*, i.product_id, i.name, i.line is not null as is_known, piece.place,
               coalesce(i.unit_price_minor, 0)::numeric as weight,
               sum(coalesce(i.unit_price_minor, 0)) over (partition by f.proposal_id, f.currency) as worth
        from refunded f
        left join order_returns t on t.return_id = f.return_id and t.order_id = f.order_id
        left join lateral unnest(t.item_lines) with ordinality piece (line, place) on true
        left join order_items i on i.order_id = f.order_id and i.line = piece.line
    ), parts as (
        select *, case when worth > 0 then div(amount * weight, worth) else 0 end as part,
               sum(case when worth > 0 then div(amount * weight, worth) else 0 end)
                   over (partition by proposal_id, currency) as given,
               row_number() over (
                   partition by proposal_id, currency
                   order by case when worth > 0 then mod(amount * weight, worth) end desc, place) as rank
        from pieces
    )
    select period, currency, product_id, max(name), count(*) filter (where is_known), sum(
        part + case when worth > 0 then (rank <= amount - given)::int when rank = 1 then amount else 0 end)
    from parts group by 1, 2, 3
"""  # noqa: S608 - parts are constants, as LiteralString proves
# Period, currency, type, kind; rows, amount. A reversal is of the type that what it takes back is of.
METHODS: LiteralString = f"""
    select {OF_PAYMENT}, p.currency, coalesce(m.type, 'unknown'), p.kind, count(*), sum(p.amount_minor)
    from payments p left join payment_methods m
        on m.customer_id = p.customer_id and m.payment_method_id = p.payment_method_id
    where {COUNTED} and p.kind <> 'reversal' group by 1, 2, 3, 4
    union all
    select {OF_PAYMENT}, p.currency, coalesce(m.type, 'unknown'), 'reversed_' || t.kind, count(*), sum(p.amount_minor)
    from payments p join payments t on t.order_id = p.order_id and t.line = p.of_line
    left join payment_methods m on m.customer_id = t.customer_id and m.payment_method_id = t.payment_method_id
    where {COUNTED} and p.kind = 'reversal' group by 1, 2, 3, 4
"""  # noqa: S608 - parts are constants, as LiteralString proves
