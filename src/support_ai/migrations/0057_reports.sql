-- What reports look for: times, which are compared under row security by functions that leak nothing.

-- When a row of the ledger counts: when the money moved, or where nobody knows, when it was booked.
alter table payments
    add column counted_at timestamptz not null generated always as (coalesce(at, booked_at)) stored;
-- What is summed stands in the index itself: rows are wide, and reports read many.
create index payments_by_counted on payments (counted_at)
    include (order_id, customer_id, currency, kind, cause, amount_minor);
create index payments_reversals on payments (counted_at) where kind = 'reversal';
create index shipments_by_delivery on shipments (delivered_at) where delivered_at is not null;
create index conversations_by_time on conversations (created_at);
create index messages_by_time on messages (created_at, speaker);
create index proposals_approvals on proposals (asked_at) where needs_role is not null;
create index orders_of_books on orders (listed_at)
    include (order_id, customer_id, currency, status, shipping_minor, tax_minor, discount_minor, cancel_reason);
create index order_items_of_books on order_items (order_id)
    include (customer_id, quantity, unit_price_minor, discount_minor);
create index tickets_by_opening on tickets (opened_at);
create index tickets_by_solution on tickets (solved_at) where solved_at is not null;
