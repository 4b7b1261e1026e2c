-- Orders. Every child row carries its customer, and a composite key keeps it with that customer's order.
create table orders (
    order_id bigint generated always as identity primary key,
    number text not null check (octet_length(number) between 1 and 200),
    -- Upper case, without '#': the one form under which an order is found. Some letters are longer so.
    order_key text collate "C" not null unique check (octet_length(order_key) between 1 and 600),
    -- Its digits alone: what people type of a number they half remember.
    order_digits text collate "C" not null generated always as (regexp_replace(order_key, '\D', '', 'g')) stored,
    customer_id text collate "C" not null references customers,
    status text not null check (status in (
        'pending', 'pending_item_modified', 'processed', 'shipped', 'delivered', 'cancelled',
        'return_requested', 'exchange_requested', 'returned', 'exchanged'
    )),
    placed_at timestamptz,
    -- Where a list shows it: orders without a date come last.
    listed_at timestamptz not null generated always as (coalesce(placed_at, timestamptz '-infinity')) stored,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    address bytea not null,
    -- No amount, and no line's price times quantity, is more than 10^14: then no sum is too large for a bigint.
    shipping_minor bigint not null default 0 check (shipping_minor between 0 and 100000000000000),
    tax_minor bigint not null default 0 check (tax_minor between 0 and 100000000000000),
    -- May be more than the order costs, which nobody knows before its lines: a total is then 0, never less.
    discount_minor bigint not null default 0 check (discount_minor between 0 and 100000000000000),
    -- Why the customer wanted it no more.
    cancel_reason text check (octet_length(cancel_reason) <= 1000),
    -- Gone from every view, kept in the books.
    archived_at timestamptz,
    digest bytea,
    unique (customer_id, order_id)
);
create index orders_of_customer on orders (customer_id, listed_at desc, order_id desc);
create index orders_by_digits on orders (order_digits) where order_digits <> '';
create index orders_by_time on orders (listed_at desc, order_id desc);
create index orders_by_status on orders (status, listed_at desc, order_id desc);
create trigger orders_changed before update on orders for each row execute function forget_digest();

create table order_items (
    order_id bigint not null,
    customer_id text collate "C" not null,
    line integer not null check (line > 0),
    item_id text not null,
    product_id text not null,
    name text not null,
    options text not null,
    quantity integer not null check (quantity between 1 and 1000000),
    unit_price_minor bigint not null check (unit_price_minor >= 0),
    discount_minor bigint not null default 0 check (discount_minor >= 0),
    digest bytea,
    -- With the customer in it: a duplicate tells nobody of somebody else's.
    primary key (order_id, line, customer_id),
    constraint order_items_worth check (quantity::numeric * unit_price_minor <= 100000000000000),
    constraint order_items_discount check (discount_minor <= quantity::numeric * unit_price_minor),
    foreign key (customer_id, order_id) references orders (customer_id, order_id)
);
create trigger order_items_changed before update on order_items for each row execute function forget_digest();

create table shipments (
    order_id bigint not null,
    customer_id text collate "C" not null,
    line integer not null check (line > 0),
    carrier text not null,
    tracking_number text not null,
    status text not null,
    shipped_at timestamptz,
    estimated_delivery timestamptz,
    delivered_at timestamptz,
    item_lines integer[] not null default '{}',
    digest bytea,
    primary key (order_id, line),
    foreign key (customer_id, order_id) references orders (customer_id, order_id)
);
create trigger shipments_changed before update on shipments for each row execute function forget_digest();

create table order_returns (
    order_id bigint not null,
    customer_id text collate "C" not null,
    line integer not null check (line > 0),
    kind text not null check (kind in ('return', 'exchange')),
    status text not null,
    item_ids text[] not null,
    new_item_ids text[] not null default '{}',
    payment_method_id text collate "C",
    amount_minor bigint not null check (abs(amount_minor) <= 100000000000000),
    requested_at timestamptz,
    return_id bigint generated always as identity unique,
    -- The order's lines that the items stand on, by position; empty where a file brought it.
    item_lines integer[] not null default '{}',
    -- Of the new items, what each costs now.
    new_prices_minor bigint[] not null default '{}',
    -- One of the shop's list.
    reason text check (octet_length(reason) <= 1000),
    changed_at timestamptz,
    proposal_id uuid references proposals,
    -- Whoever asked for it was held to their limit then.
    is_limited boolean not null default false,
    digest bytea,
    primary key (order_id, line, customer_id),
    foreign key (customer_id, order_id) references orders (customer_id, order_id),
    foreign key (customer_id, payment_method_id) references payment_methods (customer_id, payment_method_id)
);
create index order_returns_by_time on order_returns (requested_at desc nulls last, return_id desc);
create index order_returns_of_customer on order_returns (customer_id, return_id desc);
create index order_returns_by_status on order_returns (status, return_id desc);
create trigger order_returns_changed before update on order_returns for each row execute function forget_digest();

alter table orders enable row level security;
alter table orders force row level security;
create policy orders_read on orders for select to support_ai_app using (
    customer_id = (select app_customer_id())
    or (select app_is_staff_or('{import,export,keys,erasure,pay}'))
);
create policy orders_add on orders for insert to support_ai_app with check ((select app_reason()) = 'import');
-- People change their own orders and colleagues everybody's, as far as the policies of orders/policy.py go.
create policy orders_change on orders for update to support_ai_app using (
    customer_id = (select app_customer_id()) or (select app_is_staff_or('{import}'))
);

do $$
declare name text;
begin
    foreach name in array '{order_items,shipments,order_returns}'::text[] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format($policy$create policy %I on %I for select to support_ai_app using (
            customer_id = (select app_customer_id())
            or (select app_is_staff_or(%L))
        )$policy$, name || '_read', name,
            case name when 'shipments' then '{import,export,erasure}' else '{import,export}' end);
        execute format($policy$create policy %I on %I for insert to support_ai_app with check (
            (customer_id = (select app_customer_id()) and %L <> 'shipments') or (select app_is_staff_or('{import}'))
        )$policy$, name || '_add', name, name);
        execute format($policy$create policy %I on %I for update to support_ai_app using (
            (customer_id = (select app_customer_id()) and %L <> 'shipments') or (select app_is_staff_or('{import}'))
        )$policy$, name || '_change', name, name);
    end loop;
end $$;
grant select, insert on orders, order_items, shipments to support_ai_app;
grant select on order_returns to support_ai_app;
-- The number of a return is PostgreSQL's own.
grant insert (order_id, customer_id, line, kind, status, item_ids, new_item_ids, payment_method_id, amount_minor,
    requested_at, item_lines, new_prices_minor, reason, changed_at, proposal_id, is_limited, digest) on order_returns
    to support_ai_app;
-- Whose a row is, and which, never changes.
grant update (number, status, placed_at, currency, address, shipping_minor, tax_minor, discount_minor, cancel_reason,
    archived_at, digest) on orders to support_ai_app;
grant update (item_id, product_id, name, options, quantity, unit_price_minor, discount_minor, digest) on order_items
    to support_ai_app;
grant update (carrier, tracking_number, status, shipped_at, estimated_delivery, delivered_at, item_lines, digest)
    on shipments to support_ai_app;
grant update (status, new_item_ids, payment_method_id, amount_minor, changed_at, digest) on order_returns
    to support_ai_app;
-- Behind the change: what a generated column holds is known only then.
create trigger orders_keep after update on orders for each row when (app_role() = 'customer')
    execute function keep_other_columns('status', 'address', 'cancel_reason', 'digest');
create trigger order_returns_keep before update on order_returns for each row when (app_role() = 'customer')
    execute function keep_other_columns('status', 'changed_at', 'digest');
