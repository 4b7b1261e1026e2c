-- Who asks is told to PostgreSQL once per transaction; these functions read it back for row security.
create extension if not exists vector with schema public;

-- Roles belong to the whole server: another database of it may have made them, or make them in this very moment.
do $$
declare name text;
begin
    foreach name in array '{support_ai_app,support_ai_sealer}'::text[] loop
        begin
            if not exists (select from pg_roles where rolname = name) then
                execute format(
                    'create role %I nologin nosuperuser nobypassrls nocreatedb nocreaterole noinherit', name);
            end if;
        exception when duplicate_object or unique_violation then
            null;
        end;
    end loop;
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
-- One question to the planner instead of two, where staff and some reasons read alike.
create function app_is_staff_or(reasons text[]) returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.role', true) in ('support_agent', 'admin', 'owner'), false)
        or coalesce(current_setting('app.reason', true) = any (reasons), false)
$$;
create function app_is_manager() returns boolean language sql stable parallel safe
    as $$ select coalesce(current_setting('app.role', true) in ('admin', 'owner'), false) $$;

-- The key of one person's texts, itself sealed with the key ring; deleting the row erases the texts.
-- The names of persons carry no personal data, and a sealed key opens nothing without the key ring.
create table person_keys (
    person text primary key check (person ~ '^((customer|account|visitor):.+|shop:tickets)$'),
    sealed_key bytea not null,
    created_at timestamptz not null default now()
);
alter table person_keys enable row level security;
alter table person_keys force row level security;
create function app_persons() returns text[] language sql stable parallel safe as $$
    select array[
        'customer:' || support_ai.app_customer_id(),
        'account:' || support_ai.app_account_id(),
        'visitor:' || support_ai.app_visitor_id()
    ]
$$;
-- People reach their own keys; colleagues read those of the people they talk to, and begin those of customers, about whom
-- they write tickets. So does what opens a ticket without them: a payment that was refused.
create policy person_keys_read on person_keys for select to support_ai_app using (
    person = any ((select app_persons())::text[]) or (select app_is_staff_or('{keys,erasure,retention,pay,expire}'))
);
create policy person_keys_add on person_keys for insert to support_ai_app with check (
    person = any ((select app_persons())::text[])
    or ((select app_is_staff_or('{pay}')) and person ~ '^(customer|shop):')
);
grant select, insert on person_keys to support_ai_app;
