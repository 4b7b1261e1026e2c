-- How many passwords failed at an account, one after the other, counted before each is tried; no row is none.
create table login_failures (
    account_id uuid primary key references accounts on delete cascade,
    failures integer not null check (failures > 0)
);
alter table login_failures enable row level security;
alter table login_failures force row level security;

-- A sign-in counts and, where the password was right, forgets; so does whoever proves an account in another way.
create policy login_failures_read on login_failures for select to support_ai_app
    using ((select app_reason()) = any ('{sign_in,verify,staff_command}'));
create policy login_failures_add on login_failures for insert to support_ai_app
    with check ((select app_reason()) = 'sign_in');
create policy login_failures_count on login_failures for update to support_ai_app
    using ((select app_reason()) = 'sign_in');
create policy login_failures_forget on login_failures for delete to support_ai_app
    using ((select app_reason()) = any ('{sign_in,verify,staff_command}'));
grant select, insert, delete on login_failures to support_ai_app;
grant update (failures) on login_failures to support_ai_app;

-- The shop's logo as it is served: one at most.
create table shop_logo (
    only_one boolean primary key default true check (only_one),
    image bytea not null check (octet_length(image) < 4000000),
    digest text not null,
    changed_at timestamptz not null default now(),
    changed_by text not null
);
create function guard_shop_logo() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if not app_is_manager() then
        raise insufficient_privilege using message = 'only managers change the logo';
    end if;
    return coalesce(new, old);
end $$;
create trigger shop_logo_guard before insert or update or delete on shop_logo
    for each row execute function guard_shop_logo();
grant select, insert, update, delete on shop_logo to support_ai_app;
