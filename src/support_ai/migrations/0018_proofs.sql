-- Other ways to prove who one is: the website's signed identity token, a colleague's identity provider, the key of the
-- shop's own programs.

-- A website that signs for its customers, and its keys: two live beside each other while one replaces the other.
create table sites (
    site text collate "C" primary key check (site ~ '^[a-z0-9][a-z0-9.-]{0,99}$'),
    origins text[] not null check (cardinality(origins) between 1 and 20),
    created_at timestamptz not null default now()
);
create table site_keys (
    kid text collate "C" primary key check (kid ~ '^[0-9a-f]{16}$'),
    site text collate "C" not null references sites on delete cascade,
    algorithm text not null check (algorithm in ('HS256', 'ES256', 'EdDSA', 'RS256')),
    -- A shared secret must be read to be used, so it is sealed; a public key is no secret.
    secret bytea,
    public_key text,
    created_at timestamptz not null default now(),
    check (num_nonnulls(secret, public_key) = 1 and (algorithm = 'HS256') = (secret is not null))
);
create index site_keys_of_site on site_keys (site);

-- With a key go the sessions that it signed: whoever stole it stays no longer than it does.
alter table sessions add column site_key text collate "C" references site_keys on delete cascade;
create index sessions_of_site_key on sessions (site_key) where site_key is not null;

-- Identity tokens that were used; each works once, and is forgotten when it could not be used any more.
create table identity_tokens (
    token_hash bytea primary key,
    expires_at timestamptz not null
);
create index identity_tokens_by_end on identity_tokens (expires_at);

-- The identity provider of the colleagues: one at most.
create table oidc_providers (
    only_one boolean primary key default true check (only_one),
    issuer text not null,
    client_id text not null,
    client_secret bytea not null,
    allowed_domains text[] not null,
    trusts_second_factor boolean not null,
    changed_at timestamptz not null default now()
);
-- Whom a subject of an issuer is here; the e-mail address counts at the first sign-in only.
create table oidc_links (
    issuer text collate "C" not null,
    subject_hash bytea not null,
    account_id uuid not null references accounts on delete cascade,
    linked_at timestamptz not null default now(),
    primary key (issuer, subject_hash),
    unique (account_id, issuer)
);
-- A sign-in on its way to the provider and back: digests of the state and of the secret that the browser keeps.
create table oidc_attempts (
    state_hash bytea primary key,
    browser_hash bytea not null,
    issuer text not null,
    expires_at timestamptz not null
);
create index oidc_attempts_by_end on oidc_attempts (expires_at);

-- Keys of the shop's programs; what is stored of a secret of 256 random bits is its digest.
create table api_keys (
    key_id text collate "C" primary key check (key_id ~ '^[0-9a-f]{12}$'),
    secret_hash bytea not null,
    name text not null check (name <> ''),
    scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ '{import,export}'),
    created_at timestamptz not null default now(),
    created_by text not null,
    expires_at timestamptz not null check (expires_at <= created_at + interval '366 days'),
    revoked_at timestamptz,
    last_used_on date
);

do $$
declare name text;
begin
    foreach name in array
        '{sites,site_keys,identity_tokens,oidc_providers,oidc_links,oidc_attempts,api_keys}'::text[]
    loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
    end loop;
    -- What the owner configures is seen and written by the owner, and read by the reason that proves people with it.
    foreach name in array '{sites,site_keys,oidc_providers,api_keys}'::text[] loop
        execute format($policy$
            create policy %1$I on %2$I for select to support_ai_app
                using ((select app_role()) = 'owner' or (select app_reason()) = any (%3$L))
            $policy$, name || '_read', name,
            case name when 'api_keys' then '{api_key}' when 'sites' then '{identity}' else '{identity,keys}' end);
        execute format($policy$
            create policy %1$I on %2$I for insert to support_ai_app with check ((select app_role()) = 'owner')
            $policy$, name || '_add', name);
    end loop;
end $$;

create policy sites_change on sites for update to support_ai_app using ((select app_role()) = 'owner');
grant select, insert on sites to support_ai_app;
grant update (origins) on sites to support_ai_app;

create policy site_keys_remove on site_keys for delete to support_ai_app using ((select app_role()) = 'owner');
grant select, insert, delete on site_keys to support_ai_app;

create policy identity_tokens_read on identity_tokens for select to support_ai_app
    using ((select app_reason()) = 'identity' or ((select app_reason()) = 'job' and expires_at < now()));
create policy identity_tokens_use on identity_tokens for insert to support_ai_app
    with check ((select app_reason()) = 'identity');
create policy identity_tokens_forget on identity_tokens for delete to support_ai_app
    using ((select app_reason()) = 'job' and expires_at < now());
grant select, insert, delete on identity_tokens to support_ai_app;

create policy oidc_providers_change on oidc_providers for update to support_ai_app
    using ((select app_role()) = 'owner');
create policy oidc_providers_remove on oidc_providers for delete to support_ai_app
    using ((select app_role()) = 'owner');
grant select, insert, update, delete on oidc_providers to support_ai_app;

create policy oidc_links_read on oidc_links for select to support_ai_app
    using ((select app_reason()) = 'identity');
create policy oidc_links_add on oidc_links for insert to support_ai_app
    with check ((select app_reason()) = 'identity');
grant select, insert on oidc_links to support_ai_app;

create policy oidc_attempts_read on oidc_attempts for select to support_ai_app
    using ((select app_reason()) = 'identity' or ((select app_reason()) = 'job' and expires_at < now()));
create policy oidc_attempts_add on oidc_attempts for insert to support_ai_app
    with check ((select app_reason()) = 'identity');
create policy oidc_attempts_use on oidc_attempts for delete to support_ai_app
    using ((select app_reason()) = 'identity' or ((select app_reason()) = 'job' and expires_at < now()));
grant select, insert, delete on oidc_attempts to support_ai_app;

create policy api_keys_revoke on api_keys for update to support_ai_app
    using ((select app_role()) = 'owner' or (select app_reason()) = 'api_key');
grant select, insert on api_keys to support_ai_app;
grant update (revoked_at, last_used_on) on api_keys to support_ai_app;
-- The owner revokes, once; the proof of a key notes the day. Nobody brings a key back.
create function guard_api_keys() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
declare
    theirs text := case when app_reason() = 'api_key' then 'last_used_on' else 'revoked_at' end;
begin
    if to_jsonb(new) - theirs <> to_jsonb(old) - theirs
        or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
    then
        raise insufficient_privilege using message = 'this part of a key is not theirs to change';
    end if;
    return new;
end $$;
create trigger api_keys_guard before update on api_keys for each row execute function guard_api_keys();

-- Who was proven by a website or a provider gets a session; for a record without an account one is made.
create policy accounts_add_for_identity on accounts for insert to support_ai_app with check (
    (select app_reason()) = 'identity' and role = 'customer' and customer_id is not null and password_hash is null
);
create policy sessions_add_for_identity on sessions for insert to support_ai_app
    with check ((select app_reason()) = 'identity');
create policy refresh_tokens_add_for_identity on refresh_tokens for insert to support_ai_app
    with check ((select app_reason()) = 'identity');
