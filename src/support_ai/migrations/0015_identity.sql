-- Accounts, their sessions and the secrets that prove them; secrets are stored as digests only.
create table accounts (
    account_id uuid primary key,
    email bytea not null,
    email_index bytea not null,
    name text not null check (name <> ''),
    password_hash text,
    role text not null check (role in ('customer', 'support_agent', 'admin', 'owner')),
    customer_id text collate "C" references customers,
    verified_at timestamptz,
    disabled_at timestamptz,
    created_at timestamptz not null default now(),
    check (customer_id is null or (verified_at is not null and role = 'customer'))
);
create unique index accounts_one_verified on accounts (email_index) where verified_at is not null;
create index accounts_by_email on accounts (email_index, created_at desc);
create index accounts_of_customer on accounts (customer_id) where customer_id is not null;

create table sessions (
    session_id uuid primary key,
    account_id uuid not null references accounts on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index sessions_of_account on sessions (account_id);

create table refresh_tokens (
    token_hash bytea primary key,
    session_id uuid not null references sessions on delete cascade,
    account_id uuid not null references accounts on delete cascade,
    created_at timestamptz not null default now(),
    used_at timestamptz
);
create index refresh_tokens_of_session on refresh_tokens (session_id);

create table email_codes (
    code_id bigint generated always as identity primary key,
    account_id uuid not null references accounts on delete cascade,
    code_hash bytea not null,
    tries integer not null default 0,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index email_codes_of_account on email_codes (account_id, code_id desc);

create table setup_links (
    token_hash bytea primary key,
    expires_at timestamptz not null,
    used_at timestamptz
);

create table socket_tickets (
    ticket_hash bytea primary key,
    account_id uuid references accounts on delete cascade,
    session_id uuid references sessions on delete cascade,
    visitor_id uuid,
    origin text not null,
    expires_at timestamptz not null,
    check (num_nonnulls(account_id, visitor_id) = 1)
);

do $$
declare name text;
begin
    foreach name in array '{accounts,sessions,refresh_tokens,email_codes,setup_links,socket_tickets}'::text[] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
    end loop;
end $$;
create policy accounts_own on accounts for select to support_ai_app using (account_id = (select app_account_id()));
create policy accounts_own_change on accounts for update to support_ai_app
    using (account_id = (select app_account_id())) with check (account_id = (select app_account_id()));
create policy accounts_system on accounts to support_ai_app
    using ((select app_reason()) = any ('{sign_in,token,verify,staff_command,demo,start}'));
create policy sessions_own on sessions for select to support_ai_app using (account_id = (select app_account_id()));
create policy sessions_system on sessions to support_ai_app
    using ((select app_reason()) = any ('{sign_in,token,verify,staff_command}'));
create policy refresh_tokens_system on refresh_tokens to support_ai_app
    using ((select app_reason()) = any ('{sign_in,token}'));
create policy email_codes_system on email_codes to support_ai_app
    using ((select app_reason()) = any ('{sign_in,verify}'));
create policy setup_links_system on setup_links to support_ai_app
    using ((select app_reason()) = any ('{start,sign_in}'));
create policy socket_tickets_system on socket_tickets to support_ai_app
    using ((select app_reason()) = 'token');
grant select, insert, delete on accounts to support_ai_app;
grant update (name, password_hash, customer_id, verified_at) on accounts to support_ai_app;
grant select, insert, update, delete on sessions, refresh_tokens, email_codes, setup_links, socket_tickets
    to support_ai_app;
