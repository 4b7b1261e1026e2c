-- The ledger: rows are added and never changed. What was booked twice has the same business key and is refused.
create table payments (
    payment_id bigint generated always as identity primary key,
    order_id bigint not null,
    customer_id text collate "C" not null,
    line integer not null check (line > 0),
    -- A reversal takes another row back: what it says did not happen after all.
    kind text not null check (kind in ('payment', 'refund', 'reversal')),
    amount_minor bigint not null check (amount_minor between 0 and 100000000000000),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    payment_method_id text collate "C",
    at timestamptz,
    business_key text not null,
    -- Why it was booked; what comes from outside is a fact, whatever our rules say of it.
    cause text not null default 'import' check (cause in (
        'import', 'external', 'cancel', 'items', 'payment_method', 'return', 'exchange', 'refund',
        'price_correction', 'shipping', 'reversal'
    )),
    -- Of a refund: the payment that it pays back. Of a reversal: the row that it takes back.
    of_line integer,
    proposal_id uuid references proposals,
    -- Of what comes from outside: the rule of ours that it breaks.
    flag text,
    booked_at timestamptz not null default now(),
    digest bytea,
    -- With the customer in them: a duplicate tells nobody of somebody else's.
    unique (order_id, line, customer_id),
    unique (order_id, business_key, customer_id),
    foreign key (customer_id, order_id) references orders (customer_id, order_id),
    foreign key (customer_id, payment_method_id) references payment_methods (customer_id, payment_method_id),
    foreign key (order_id, of_line, customer_id) references payments (order_id, line, customer_id),
    -- Our own rows say for whose yes they were booked.
    check ((cause in ('import', 'external')) = (proposal_id is null) or cause = 'reversal'),
    check (cause in ('import', 'external') or amount_minor > 0),
    check (kind <> 'reversal' or (of_line is not null and cause = 'reversal')),
    check (flag is null or cause = 'external')
);
create unique index payments_reversed_once on payments (order_id, of_line, customer_id) where kind = 'reversal';
create index payments_by_time on payments (booked_at, payment_id);
create index payments_of_customer on payments (customer_id, payment_id desc);
create index payments_by_proposal on payments (proposal_id) where proposal_id is not null;

-- What lies on a gift card or as store credit: the sum of its entries. An imported balance is the opening one.
create table balance_entries (
    entry_id bigint generated always as identity primary key,
    customer_id text collate "C" not null,
    payment_method_id text collate "C" not null,
    amount_minor bigint not null check (abs(amount_minor) <= 100000000000000),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    origin text not null check (origin in ('import', 'shop')),
    business_key text not null,
    proposal_id uuid references proposals,
    booked_at timestamptz not null default now(),
    unique (customer_id, payment_method_id, business_key),
    foreign key (customer_id, payment_method_id) references payment_methods (customer_id, payment_method_id),
    check (origin = 'import' or proposal_id is not null)
);
create index balance_entries_by_time on balance_entries (booked_at, entry_id) where origin = 'shop';

-- The last wall, whatever the program thinks: one order's books at a time, and never more back than was paid.
create function guard_ledger() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
declare
    paid bigint;
    back bigint;
begin
    perform pg_advisory_xact_lock(1297041, hashint8(new.order_id));
    if new.kind = 'refund' or exists (select from payments p where p.order_id = new.order_id and p.line = new.of_line
        and p.kind = 'payment') then
        select coalesce(sum(amount_minor) filter (where kind = 'payment'), 0),
               coalesce(sum(amount_minor) filter (where kind = 'refund'), 0)
        into paid, back from payments p where p.order_id = new.order_id and p.kind <> 'reversal'
            and not exists (select from payments r
                where r.order_id = p.order_id and r.of_line = p.line and r.kind = 'reversal');
        if back > paid then
            raise check_violation using message = 'more is paid back than was paid', constraint = 'payments_of_order';
        end if;
    end if;
    if new.kind = 'refund' then
        select coalesce(sum(amount_minor), 0) into back from payments p
        where p.order_id = new.order_id and p.of_line = new.of_line and p.kind = 'refund'
            and not exists (select from payments r
                where r.order_id = p.order_id and r.of_line = p.line and r.kind = 'reversal');
        select amount_minor into paid from payments p
        where p.order_id = new.order_id and p.line = new.of_line and p.kind = 'payment' and p.currency = new.currency
            and not exists (select from payments r
                where r.order_id = p.order_id and r.of_line = p.line and r.kind = 'reversal');
        if paid is null or back > paid then
            raise check_violation using message = 'more of a payment is paid back than it was',
                constraint = 'payments_of_payment';
        end if;
    end if;
    return null;
end $$;
create trigger payments_guard after insert on payments for each row
    when (new.cause not in ('import', 'external')) execute function guard_ledger();

create function guard_balance() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    -- One customer's balances at a time: two orders paid with the same cards, each in another order, wait in no circle.
    perform pg_advisory_xact_lock(1297042, hashtext(new.customer_id));
    if new.amount_minor < 0 and (
        select sum(amount_minor) from balance_entries
        where customer_id = new.customer_id and payment_method_id = new.payment_method_id
    ) < 0 then
        raise check_violation using message = 'there is not enough on it', constraint = 'balance_not_negative';
    end if;
    if exists (select from balance_entries where customer_id = new.customer_id
        and payment_method_id = new.payment_method_id and currency <> new.currency) then
        raise check_violation using message = 'it is kept in another currency', constraint = 'balance_currency';
    end if;
    return null;
end $$;
create trigger balance_guard after insert on balance_entries for each row
    when (new.origin = 'shop') execute function guard_balance();

-- Money on its way: what a provider, or a person by hand, has to move for a row of the ledger.
create table transfers (
    transfer_id uuid primary key,
    order_id bigint not null,
    customer_id text collate "C" not null,
    line integer not null,
    direction text not null check (direction in ('out', 'in')),
    state text not null default 'queued' check (state in (
        'queued', 'sending', 'waiting', 'done', 'refused', 'unknown'
    )),
    provider text,
    -- What the provider calls it, or the bank where somebody did it by hand; sealed.
    reference bytea,
    attempts integer not null default 0,
    -- When to try it again; nothing means at once.
    next_at timestamptz,
    -- Until when a person would have moved it.
    due_at timestamptz not null,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    settled_at timestamptz,
    settled_by uuid,
    -- Why it was refused: a code.
    reason text check (reason ~ '^[a-z][a-z0-9_]{0,63}$'),
    unique (order_id, line, customer_id),
    foreign key (order_id, line, customer_id) references payments (order_id, line, customer_id),
    foreign key (customer_id, order_id) references orders (customer_id, order_id)
);

-- What the shop gave beside refunds: credit, a lower price, shipping.
create table adjustments (
    adjustment_id bigint generated always as identity primary key,
    order_id bigint not null,
    customer_id text collate "C" not null,
    kind text not null check (kind in ('goodwill_credit', 'price_correction', 'shipping')),
    amount_minor bigint not null check (amount_minor between 1 and 100000000000000),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    -- Sealed: colleagues may name people in it.
    reason bytea not null,
    proposal_id uuid not null unique references proposals,
    at timestamptz not null default now(),
    foreign key (customer_id, order_id) references orders (customer_id, order_id)
);
create index adjustments_by_time on adjustments (at, adjustment_id);
create index adjustments_of_customer on adjustments (customer_id, adjustment_id desc);

do $$
declare name text;
begin
    foreach name in array '{payments,balance_entries,transfers,adjustments}'::text[] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format($policy$create policy %I on %I for select to support_ai_app using (
            customer_id = (select app_customer_id())
            or (select app_is_staff_or(%L))
        )$policy$, name || '_read', name, case
            when name in ('transfers', 'adjustments') then '{import,export,pay,keys,erasure}' else '{import,export,pay}' end);
        execute format($policy$create policy %I on %I for insert to support_ai_app with check (
            (customer_id = (select app_customer_id()) and %L <> 'adjustments') or (select app_is_staff_or(%L))
        )$policy$, name || '_add', name, name, case name
            when 'payments' then '{import,pay}' when 'balance_entries' then '{import}' else '{}' end);
    end loop;
end $$;
create policy transfers_change on transfers for update to support_ai_app
    using ((select app_is_staff_or('{pay}')));
grant select on payments, balance_entries, transfers, adjustments to support_ai_app;
-- Numbers are PostgreSQL's own.
grant insert (order_id, customer_id, line, kind, amount_minor, currency, payment_method_id, at, business_key, cause,
    of_line, proposal_id, flag, booked_at, digest) on payments to support_ai_app;
grant insert (customer_id, payment_method_id, amount_minor, currency, origin, business_key, proposal_id, booked_at)
    on balance_entries to support_ai_app;
grant insert (order_id, customer_id, kind, amount_minor, currency, reason, proposal_id, at) on adjustments
    to support_ai_app;
-- Everything begins as queued.
grant insert (transfer_id, order_id, customer_id, line, direction, due_at, created_at, changed_at) on transfers
    to support_ai_app;
grant update (state, provider, reference, attempts, next_at, changed_at, settled_at, settled_by, reason) on transfers
    to support_ai_app;
