-- Customers and their payment methods. Names are readable for search; contact and card details are sealed.

-- `digest` recognises a row that an import brings again unchanged. A change made here forgets it, and from then on
-- no import overwrites the row. Sealing anew with another key is no change.
create function forget_digest() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if coalesce(app_reason() not in ('import', 'keys'), true) then
        new.digest := null;
    end if;
    return new;
end $$;

-- An index entry takes at most 2,700 bytes, so that whatever is found by a key or a name has a bound.
create table customers (
    customer_id text collate "C" primary key check (octet_length(customer_id) between 1 and 200),
    name text not null check (octet_length(name) between 1 and 300),
    -- Case folded, stored: under row security only comparisons like `=` and `>=` use an index.
    name_key text collate "C" not null,
    last_name_key text collate "C" not null,
    contact bytea not null,
    email_index bytea,
    phone_index bytea,
    name_postal_index bytea,
    digest bytea,
    created_at timestamptz not null default now()
);
create index customers_name on customers (name_key, customer_id);
create index customers_last_name on customers (last_name_key, customer_id);
create index customers_email on customers (email_index) where email_index is not null;
create index customers_phone on customers (phone_index) where phone_index is not null;
create index customers_name_postal on customers (name_postal_index) where name_postal_index is not null;
create trigger customers_changed before update on customers for each row execute function forget_digest();

alter table customers enable row level security;
alter table customers force row level security;
create policy customers_read on customers for select to support_ai_app using (
    customer_id = (select app_customer_id())
    or (select app_is_staff_or(
        '{import,export,sign_in,verify,token,staff_command,send,identity,keys,erasure,person_export}'
    ))
);
create policy customers_add on customers for insert to support_ai_app
    with check ((select app_reason()) = 'import');
create policy customers_change on customers for update to support_ai_app using (
    customer_id = (select app_customer_id()) or (select app_is_staff_or('{import}'))
);
grant select, insert on customers to support_ai_app;
grant update (name, name_key, last_name_key, contact, email_index, phone_index, name_postal_index, digest) on customers
    to support_ai_app;
-- Row security says whose rows somebody changes, this which columns of them: those that are named.
create function keep_other_columns() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if to_jsonb(new) - tg_argv <> to_jsonb(old) - tg_argv then
        raise insufficient_privilege using message = 'nobody changes this here';
    end if;
    return new;
end $$;
create trigger customers_keep before update on customers for each row
    when (app_role() is not null) execute function keep_other_columns('contact', 'name_postal_index', 'digest');

create table payment_methods (
    customer_id text collate "C" not null references customers,
    payment_method_id text collate "C" not null check (octet_length(payment_method_id) between 1 and 200),
    type text not null check (type in ('credit_card', 'paypal', 'gift_card', 'bank_transfer', 'voucher', 'other')),
    details bytea not null,
    digest bytea,
    primary key (customer_id, payment_method_id)
);
create trigger payment_methods_changed before update on payment_methods
    for each row execute function forget_digest();

alter table payment_methods enable row level security;
alter table payment_methods force row level security;
create policy payment_methods_read on payment_methods for select to support_ai_app using (
    customer_id = (select app_customer_id())
    or (select app_is_staff_or('{import,export,keys,erasure,pay}'))
);
-- Colleagues add what the shop's credit lies on.
create policy payment_methods_add on payment_methods for insert to support_ai_app
    with check ((select app_is_staff_or('{import}')));
create policy payment_methods_change on payment_methods for update to support_ai_app
    using ((select app_reason()) = 'import') with check ((select app_reason()) = 'import');
grant select, insert on payment_methods to support_ai_app;
grant update (type, details, digest) on payment_methods to support_ai_app;
