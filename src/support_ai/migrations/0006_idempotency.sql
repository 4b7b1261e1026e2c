-- What becomes of requests that carry an Idempotency-Key: who works on one, whether it committed anything, its answer.
-- A row is reached by its digest alone, which a transaction has to name (`app.idempotency_key`): whoever acts, as
-- whatever person or reason, sees the row of its own request and no other. Digests are keyed, so that nobody can guess.
create function app_idempotency_key() returns bytea language sql stable parallel safe
    as $$ select decode(nullif(current_setting('app.idempotency_key', true), ''), 'hex') $$;

create table idempotency_keys (
    -- Of the caller, the route and the key; and of all else that makes a request the same one.
    key_digest bytea primary key check (octet_length(key_digest) = 32),
    request_digest bytea not null check (octet_length(request_digest) = 32),
    account_id uuid,
    visitor_id uuid,
    program text check (program <> ''),
    -- Who executes the request, and until when nobody else does.
    holder uuid not null,
    lease_until timestamptz not null,
    -- Set in every transaction that the request commits, and thereby never without what it did.
    acted_at timestamptz,
    -- Sealed; null while the request runs, empty where the answer is not kept.
    answer bytea,
    expires_at timestamptz not null,
    check (num_nonnulls(account_id, visitor_id, program) = 1)
);
create index idempotency_keys_by_account on idempotency_keys (account_id);
create index idempotency_keys_by_expiry on idempotency_keys (expires_at);
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy idempotency_keys_read on idempotency_keys for select to support_ai_app using (
    key_digest = (select app_idempotency_key())
    or (select app_reason()) in ('keys', 'erasure')
    or (select app_reason()) = 'job' and expires_at < now()
);
create policy idempotency_keys_add on idempotency_keys for insert to support_ai_app with check (
    key_digest = (select app_idempotency_key())
    and (account_id = (select app_account_id()) or visitor_id = (select app_visitor_id())
        or program is not null and (select app_reason()) = 'api_key')
);
create policy idempotency_keys_go_on on idempotency_keys for update to support_ai_app
    using (key_digest = (select app_idempotency_key()));
create policy idempotency_keys_release on idempotency_keys for delete to support_ai_app
    using (key_digest = (select app_idempotency_key()) and acted_at is null);
create policy idempotency_keys_forget on idempotency_keys for delete to support_ai_app
    using ((select app_reason()) = 'job' and expires_at < now());
-- Answers to others may tell of who is erased: they go, and what was done stays known as done.
create policy idempotency_keys_erase on idempotency_keys for update to support_ai_app
    using ((select app_reason()) = 'erasure' and answer <> '')
    with check ((select app_reason()) = 'erasure' and answer = '');
grant select, delete,
    insert (key_digest, request_digest, account_id, visitor_id, program, holder, lease_until, expires_at),
    update (holder, lease_until, acted_at, answer, expires_at)
    on idempotency_keys to support_ai_app;
