-- Who asks is told to PostgreSQL once per transaction; these functions read it back for row security.
create extension if not exists vector with schema public;

do $$ begin
    if not exists (select from pg_roles where rolname = 'support_ai_app') then
        create role support_ai_app nologin nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
    end if;
    if not exists (select from pg_roles where rolname = 'support_ai_sealer') then
        create role support_ai_sealer nologin nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
    end if;
end $$;

revoke all on schema public from public;
grant usage on schema public to support_ai_app, support_ai_sealer;
grant usage on schema support_ai to support_ai_app, support_ai_sealer;

-- After a commit a transaction-local setting reads '' and not null, so that '' must count as nothing.
create function app_role() returns text language sql stable parallel safe
    as $$ select nullif(current_setting('app.role', true), '') $$;
create function app_customer_id() returns text language sql stable parallel safe
    as $$ select nullif(current_setting('app.customer_id', true), '') $$;
create function app_account_id() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.account_id', true), '')::uuid $$;
create function app_visitor_id() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.visitor_id', true), '')::uuid $$;
create function app_reason() returns text language sql stable parallel safe
    as $$ select nullif(current_setting('app.reason', true), '') $$;
create function app_is_staff() returns boolean language sql stable parallel safe
    as $$ select coalesce(current_setting('app.role', true) in ('support_agent', 'admin', 'owner'), false) $$;
create function app_is_manager() returns boolean language sql stable parallel safe
    as $$ select coalesce(current_setting('app.role', true) in ('admin', 'owner'), false) $$;

-- The key of one person's texts, itself sealed with the key ring; deleting the row erases the texts.
-- The names of persons carry no personal data, and a sealed key opens nothing without the key ring.
create table person_keys (
    person text primary key check (person ~ '^(customer|account|visitor):.+$'),
    sealed_key bytea not null,
    created_at timestamptz not null default now()
);
alter table person_keys enable row level security;
alter table person_keys force row level security;
create policy person_keys_own on person_keys to support_ai_app
    using (
        person = 'customer:' || (select app_customer_id())
        or person = 'account:' || (select app_account_id())::text
        or person = 'visitor:' || (select app_visitor_id())::text
        or (select app_is_staff())
        or (select app_reason()) = any ('{turn,job,import,export,demo}')
    );
grant select, insert on person_keys to support_ai_app;
