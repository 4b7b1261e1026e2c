-- Accounts, their sessions and the secrets that prove them; secrets are stored as digests only.
create table accounts (
    account_id uuid primary key,
    -- Both or neither: whoever proved a phone number of a customer record has an account without an address.
    email bytea,
    email_index bytea,
    name text not null check (name <> ''),
    password_hash text,
    role text not null check (role in ('customer', 'support_agent', 'admin', 'owner')),
    customer_id text collate "C" references customers,
    verified_at timestamptz,
    disabled_at timestamptz,
    -- When a colleague left the shop: disabled for good.
    removed_at timestamptz check (removed_at is null or disabled_at is not null),
    created_at timestamptz not null default now(),
    check (customer_id is null or (verified_at is not null and role = 'customer')),
    check ((email is null) = (email_index is null)),
    check (email is not null or customer_id is not null)
);
create unique index accounts_one_verified on accounts (email_index) where verified_at is not null;
create index accounts_by_email on accounts (email_index, created_at desc);
create index accounts_unverified on accounts (created_at) where verified_at is null;
create index accounts_of_customer on accounts (customer_id) where customer_id is not null;

create table sessions (
    session_id uuid primary key,
    account_id uuid not null references accounts on delete cascade,
    -- A session is good for the role that it began with only: another role needs a new one.
    role text not null,
    method text not null check (method in ('password', 'code', 'identity', 'oidc', 'token', 'second_factor')),
    -- In our own words ("Firefox on Linux"): neither the header that a browser sent nor an address.
    device text not null check (char_length(device) <= 60),
    -- When the person signed in: a renewed session keeps it, and so its end.
    begun_at timestamptz not null,
    created_at timestamptz not null,
    proven_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    -- Wrong proofs inside the session; too many end it.
    failures integer not null default 0,
    revoked_at timestamptz
);
create index sessions_of_account on sessions (account_id, created_at desc);
create index sessions_by_end on sessions (expires_at);

create table refresh_tokens (
    token_hash bytea primary key,
    session_id uuid not null references sessions on delete cascade,
    account_id uuid not null references accounts on delete cascade,
    created_at timestamptz not null default now(),
    used_at timestamptz
);
create index refresh_tokens_of_session on refresh_tokens (session_id);

-- The link that makes the first owner: one at most.
create table setup_links (
    only_one boolean primary key default true check (only_one),
    token_hash bytea not null,
    expires_at timestamptz not null
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
    foreach name in array '{accounts,sessions,refresh_tokens,setup_links,socket_tickets}'::text[] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
    end loop;
end $$;

-- People see their own account and sessions. Each reason of the system reaches the rows and statements that its work
-- needs: a sign-in, a token's proof, a verification, the operator's commands, the demo, the first owner, a clean-up.
create policy accounts_own on accounts for select to support_ai_app using (account_id = (select app_account_id()));
create policy accounts_read on accounts for select to support_ai_app using (
    (select app_reason()) = any (
        '{sign_in,token,verify,staff_command,demo,send,identity,invite,keys,erasure,person_export}'
    )
    or ((select app_reason()) = any ('{start,set_up}') and role = 'owner')
    or ((select app_reason()) = 'job' and verified_at is null)
);
create policy accounts_add on accounts for insert to support_ai_app with check (
    ((select app_reason()) = 'sign_in' and role = 'customer' and verified_at is null)
    or ((select app_reason()) = any ('{staff_command,demo}') and verified_at is not null)
    or ((select app_reason()) = 'set_up' and role = 'owner')
);
create policy accounts_own_change on accounts for update to support_ai_app
    using (account_id = (select app_account_id())) with check (account_id = (select app_account_id()));
create policy accounts_change on accounts for update to support_ai_app
    using ((select app_reason()) = any ('{sign_in,token,verify,staff_command}'));
create policy accounts_remove on accounts for delete to support_ai_app
    using ((select app_reason()) = any ('{verify,job}') and verified_at is null);
grant select, insert, delete on accounts to support_ai_app;
grant update (name, password_hash, customer_id, verified_at) on accounts to support_ai_app;

-- Which columns change, a policy cannot say. People change their name only; nobody changes a proof or a record twice.
create function guard_accounts() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
declare
    theirs text[] := case coalesce(app_reason(), 'person')
        when 'person' then '{name}'
        when 'sign_in' then '{password_hash,customer_id}'
        when 'token' then '{customer_id}'
        when 'verify' then '{verified_at,customer_id}'
        when 'staff_command' then
            case when old.role <> 'customer' and old.verified_at is null then '{name,role}' else '{password_hash}' end
        when 'invite' then case when old.role <> 'customer' then '{password_hash,verified_at}' else '{}' end
        else '{}'
    end;
begin
    if app_reason() is null and old.account_id is distinct from app_account_id() then
        -- Owners decide what their colleagues may do, take a password away and give none.
        theirs := case
            when app_role() is distinct from 'owner' or old.role = 'customer' or old.removed_at is not null
                or coalesce(new.password_hash <> old.password_hash, new.password_hash is not null) then '{}'
            when new.removed_at is not null then '{removed_at,disabled_at,email,email_index,password_hash}'
            when old.verified_at is null then '{name,role,disabled_at}'
            else '{role,disabled_at,password_hash}'
        end;
    end if;
    if to_jsonb(new) - theirs <> to_jsonb(old) - theirs
        or (old.customer_id is not null and new.customer_id is distinct from old.customer_id)
        or (old.verified_at is not null and new.verified_at is distinct from old.verified_at)
    then
        raise insufficient_privilege using message = 'this part of an account is not theirs to change';
    end if;
    return new;
end $$;
create trigger accounts_guard before update on accounts for each row execute function guard_accounts();

create policy sessions_own on sessions for select to support_ai_app using (account_id = (select app_account_id()));
create policy sessions_read on sessions for select to support_ai_app using (
    (select app_reason()) = any ('{sign_in,token,verify,staff_command,invite}')
    or ((select app_reason()) = 'job' and expires_at < now())
);
create policy sessions_add on sessions for insert to support_ai_app
    with check ((select app_reason()) = any ('{sign_in,verify,staff_command}'));
create policy sessions_own_end on sessions for update to support_ai_app
    using (account_id = (select app_account_id())) with check (account_id = (select app_account_id()));
create policy sessions_end on sessions for update to support_ai_app
    using ((select app_reason()) = any ('{sign_in,token,verify,staff_command}'));
create policy sessions_remove on sessions for delete to support_ai_app
    using ((select app_reason()) = 'job' and expires_at < now());
grant select, insert, delete on sessions to support_ai_app;
grant update (revoked_at, last_seen_at, failures) on sessions to support_ai_app;

-- What ended stays ended; people end their sessions and change nothing else of them.
create function guard_sessions() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
        or (app_reason() is null and to_jsonb(new) - 'revoked_at' <> to_jsonb(old) - 'revoked_at')
    then
        raise insufficient_privilege using message = 'this part of a session is not theirs to change';
    end if;
    return new;
end $$;
create trigger sessions_guard before update on sessions for each row execute function guard_sessions();

create policy refresh_tokens_read on refresh_tokens for select to support_ai_app
    using ((select app_reason()) = 'token');
create policy refresh_tokens_add on refresh_tokens for insert to support_ai_app
    with check ((select app_reason()) = any ('{sign_in,token,verify}'));
create policy refresh_tokens_use on refresh_tokens for update to support_ai_app
    using ((select app_reason()) = 'token');
grant select, insert on refresh_tokens to support_ai_app;
grant update (used_at) on refresh_tokens to support_ai_app;

create policy setup_links_read on setup_links for select to support_ai_app
    using ((select app_reason()) = any ('{start,set_up}'));
create policy setup_links_add on setup_links for insert to support_ai_app
    with check ((select app_reason()) = 'start');
create policy setup_links_replace on setup_links for update to support_ai_app
    using ((select app_reason()) = 'start');
create policy setup_links_use on setup_links for delete to support_ai_app
    using ((select app_reason()) = 'set_up');
grant select, insert, update, delete on setup_links to support_ai_app;

create policy socket_tickets_read on socket_tickets for select to support_ai_app
    using ((select app_reason()) = 'token' or ((select app_reason()) = 'job' and expires_at < now()));
create policy socket_tickets_add on socket_tickets for insert to support_ai_app
    with check ((select app_reason()) = 'token');
create policy socket_tickets_use on socket_tickets for delete to support_ai_app
    using ((select app_reason()) = 'token' or ((select app_reason()) = 'job' and expires_at < now()));
grant select, insert, delete on socket_tickets to support_ai_app;
