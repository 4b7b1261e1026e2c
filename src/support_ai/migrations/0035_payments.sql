-- The ledger: rows are added and never changed. What was booked twice has the same business key and is refused.
create table payments (
    payment_id bigint generated always as identity primary key,
    order_id bigint not null,
    customer_id text collate "C" not null,
    line integer not null check (line > 0),
    kind text not null check (kind in ('payment', 'refund')),
    amount_minor bigint not null check (amount_minor between 0 and 100000000000000),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    payment_method_id text collate "C",
    at timestamptz,
    business_key text not null,
    digest bytea,
    unique (order_id, line),
    unique (order_id, business_key),
    foreign key (customer_id, order_id) references orders (customer_id, order_id),
    foreign key (customer_id, payment_method_id) references payment_methods (customer_id, payment_method_id)
);

-- What lies on a gift card: the sum of its entries. An imported balance is the opening one.
create table balance_entries (
    entry_id bigint generated always as identity primary key,
    customer_id text collate "C" not null,
    payment_method_id text collate "C" not null,
    amount_minor bigint not null check (abs(amount_minor) <= 100000000000000),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    origin text not null check (origin in ('import', 'shop')),
    business_key text not null,
    booked_at timestamptz not null default now(),
    unique (customer_id, payment_method_id, business_key),
    foreign key (customer_id, payment_method_id) references payment_methods (customer_id, payment_method_id)
);

do $$
declare name text;
begin
    foreach name in array '{payments,balance_entries}'::text[] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format($policy$create policy %I on %I for select to support_ai_app using (
            customer_id = (select app_customer_id())
            or (select app_is_staff_or('{import,export}'))
        )$policy$, name || '_read', name);
        execute format($policy$create policy %I on %I for insert to support_ai_app
            with check ((select app_reason()) = 'import')$policy$, name || '_add', name);
    end loop;
end $$;
grant select, insert on payments, balance_entries to support_ai_app;
