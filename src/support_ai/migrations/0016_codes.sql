-- One-time codes. A row is a request for one; the code itself is drawn by the job that sends it, and only its keyed
-- digest is kept. A request for somebody nobody knows leaves a row too, so that it costs the same.
create table one_time_codes (
    code_id uuid primary key,
    purpose text not null check (purpose in ('verify_email', 'sign_in', 'reset_password', 'step_up')),
    account_id uuid references accounts on delete cascade,
    customer_id text collate "C" references customers on delete cascade,
    -- The session that may use it, where it is bound to one.
    session_id uuid references sessions on delete cascade,
    channel text not null check (channel in ('email', 'sms', 'whatsapp')),
    -- A blind index: rates and failures are counted by it, whoever has that address.
    recipient bytea not null,
    challenge_hash bytea not null unique,
    code_hash bytea,
    -- Over its rate: nothing is sent, and nobody can tell.
    is_withheld boolean not null,
    tries integer not null default 0,
    tried_at timestamptz,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    check (num_nonnulls(account_id, customer_id) <= 1)
);
create index one_time_codes_by_recipient on one_time_codes (recipient, created_at desc);
create index one_time_codes_by_time on one_time_codes (created_at);
create index one_time_codes_of_account on one_time_codes (account_id, purpose, created_at desc);
create index one_time_codes_of_customer on one_time_codes (customer_id) where customer_id is not null;
create index one_time_codes_of_session on one_time_codes (session_id) where session_id is not null;

alter table one_time_codes enable row level security;
alter table one_time_codes force row level security;
create policy one_time_codes_read on one_time_codes for select to support_ai_app using (
    (select app_reason()) = any ('{sign_in,verify,send,erasure}')
    or ((select app_reason()) = 'job' and created_at < now() - interval '30 days')
);
create policy one_time_codes_add on one_time_codes for insert to support_ai_app
    with check ((select app_reason()) = any ('{sign_in,verify}'));
create policy one_time_codes_change on one_time_codes for update to support_ai_app
    using ((select app_reason()) = any ('{sign_in,verify,send}'));
create policy one_time_codes_remove on one_time_codes for delete to support_ai_app
    using ((select app_reason()) = 'job' and created_at < now() - interval '30 days');
grant select, insert, delete on one_time_codes to support_ai_app;
grant update (code_hash, tries, tried_at, expires_at, used_at) on one_time_codes to support_ai_app;

-- What leaves the house is addressed by its job: it reads where somebody is reached.
-- Whoever proves that a customer record is theirs, and has no account, gets one.
create policy accounts_add_proven on accounts for insert to support_ai_app with check (
    (select app_reason()) = 'verify' and role = 'customer' and verified_at is not null and customer_id is not null
);
