"""What a shop of `bench/shops.py` needs to have reports: ways to pay, discounts, cancellations, refunds, returns, gifts."""

from typing import LiteralString

# Each customer has one way to pay.
_METHODS: LiteralString = """
    insert into payment_methods (customer_id, payment_method_id, type, details)
    select 'CUST-' || n, 'PAY', (array['credit_card', 'paypal', 'bank_transfer'])[n %% 3 + 1], %(filler)s
    from generate_series(1, %(customers)s) n
"""
_PAID_WITH: LiteralString = "update payments set payment_method_id = 'PAY' where order_id %% 4 > 0"
# A tenth of the orders has a discount, of which some is larger than the order; a fiftieth was cancelled.
_ORDERS: LiteralString = """
    update orders set discount_minor = case when order_id %% 10 = 0 then 400 + order_id %% 300 * 100 else 0 end,
        tax_minor = 120 + order_id %% 7,
        status = case when order_id %% 50 = 4 then 'cancelled' else status end,
        cancel_reason = case when order_id %% 50 = 4 then 'no longer needed' end
    where order_id %% 10 in (0, 4)
"""
# What was cancelled is paid back, and every twentieth order is returned, in part; some refunds did not happen after all.
_PROPOSALS: LiteralString = """
    insert into proposals (proposal_id, action, subject, customer_id, asked_by, asked_as, state, arguments, preview,
        digest, asked_at, expires_at, decided_at, decided_by, result, needs_role)
    select ('00000000-0000-4000-8000-' || lpad(order_id::text, 12, '0'))::uuid,
           case when order_id %% 20 = 0 then 'set_return_status' else 'cancel_order' end, 'order:' || number, customer_id,
           gen_random_uuid(), 'support_agent', 'committed', %(filler)s, %(filler)s, repeat('0', 64),
           placed_at + interval '9 days', placed_at + interval '10 days', placed_at + interval '9 days', gen_random_uuid(),
           case when order_id %% 20 = 0 then jsonb_build_object('return_id', order_id) else '{}' end,
           case when order_id %% 400 = 0 then 'admin' end
    from orders where order_id %% 50 = 4 or order_id %% 20 = 0
"""
_RETURNS: LiteralString = """
    insert into order_returns (order_id, customer_id, line, kind, status, item_ids, item_lines, amount_minor, reason,
        requested_at, changed_at, proposal_id, return_id)
    overriding system value
    select order_id, customer_id, 1, 'return', 'refunded', array['ITEM'], array[1, 2], 1001,
           (array['does not fit', 'damaged', 'changed my mind'])[order_id %% 3 + 1], placed_at + interval '8 days',
           placed_at + interval '9 days', ('00000000-0000-4000-8000-' || lpad(order_id::text, 12, '0'))::uuid, order_id
    from orders where order_id %% 20 = 0
"""
_REFUNDS: LiteralString = """
    insert into payments (order_id, customer_id, line, kind, amount_minor, currency, payment_method_id, at, business_key,
        cause, of_line, proposal_id)
    select p.order_id, p.customer_id, 2, 'refund', case when p.order_id %% 20 = 0 then 1001 else p.amount_minor end,
           'USD', p.payment_method_id, p.at + interval '9 days', 'bench:2',
           case when p.order_id %% 20 = 0 then 'return' else 'cancel' end, 1,
           ('00000000-0000-4000-8000-' || lpad(p.order_id::text, 12, '0'))::uuid
    from payments p where p.order_id %% 50 = 4 or p.order_id %% 20 = 0
"""
_REVERSALS: LiteralString = """
    insert into payments (order_id, customer_id, line, kind, amount_minor, currency, payment_method_id, at, business_key,
        cause, of_line, proposal_id)
    select order_id, customer_id, 3, 'reversal', amount_minor, currency, payment_method_id, at + interval '1 day',
           'bench:3', 'reversal', 2, proposal_id
    from payments where line = 2 and order_id %% 1000 = 0
"""
_GIFTS: LiteralString = """
    with given as (
        insert into adjustments (order_id, customer_id, kind, amount_minor, currency, reason, proposal_id, at)
        select order_id, customer_id, 'goodwill_credit', 500, currency, %(filler)s, gen_random_uuid(),
               placed_at + interval '5 days'
        from orders where order_id %% 200 = 1
        returning customer_id, amount_minor, currency, proposal_id, at
    )
    insert into balance_entries (customer_id, payment_method_id, amount_minor, currency, origin, business_key,
        proposal_id, booked_at)
    select customer_id, 'store_credit', amount_minor, currency, 'shop', proposal_id || ':credit', proposal_id, at from given
"""
SALES = (_METHODS, _PAID_WITH, _ORDERS, _PROPOSALS, _RETURNS, _REFUNDS, _REVERSALS, _GIFTS)
