-- The staff's second factor, their invitations, and what owners change of their colleagues.
create table second_factors (
    account_id uuid primary key references accounts on delete cascade,
    -- The secret of the device, sealed.
    secret bytea not null,
    -- The step of time whose code was accepted last: none is accepted twice, and none before it.
    last_step bigint not null,
    -- Wrong codes one after the other; too many, and only a recovery code helps.
    failures integer not null default 0,
    enrolled_at timestamptz not null
);

create table recovery_codes (
    code_hash bytea primary key,
    account_id uuid not null references accounts on delete cascade,
    used_at timestamptz
);
create index recovery_codes_of_account on recovery_codes (account_id);

-- Sign-ins that wait for their second factor; each opens one step of one account and nothing else.
create table challenges (
    challenge_hash bytea primary key,
    account_id uuid not null references accounts on delete cascade,
    step text not null check (step in ('totp', 'enrol', 'replace')),
    method text not null,
    -- The secret that was shown for enrolment, sealed.
    secret bytea,
    tries integer not null default 0,
    expires_at timestamptz not null
);
create index challenges_of_account on challenges (account_id);
create index challenges_by_end on challenges (expires_at);

-- The one living invitation of a colleague: to join, or to choose another password. The job that mails it draws its token.
create table invitations (
    account_id uuid primary key references accounts on delete cascade,
    invitation_id uuid not null unique,
    token_hash bytea unique,
    expires_at timestamptz not null
);
create index invitations_by_end on invitations (expires_at);

do $$
declare name text;
begin
    foreach name in array '{second_factors,recovery_codes,challenges,invitations}'::text[] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
    end loop;
end $$;

create unique index accounts_one_invited on accounts (email_index) where verified_at is null and role <> 'customer';
create policy accounts_read_staff on accounts for select to support_ai_app
    using ((select app_role()) = 'owner' and role <> 'customer');
create policy accounts_invite on accounts for insert to support_ai_app with check (
    ((select app_role()) = 'owner' or (select app_reason()) = 'staff_command')
    and role <> 'customer' and verified_at is null and password_hash is null and disabled_at is null
);
create policy accounts_change_staff on accounts for update to support_ai_app
    using ((select app_role()) = 'owner' and role <> 'customer' and account_id <> (select app_account_id()))
    with check (role <> 'customer');
create policy accounts_withdraw on accounts for delete to support_ai_app
    using ((select app_role()) = 'owner' and role <> 'customer' and verified_at is null);
create policy accounts_accept on accounts for update to support_ai_app using ((select app_reason()) = 'invite');
create policy accounts_remove_for_invitation on accounts for delete to support_ai_app
    using ((select app_reason()) = 'invite' and verified_at is null);
grant update (role, disabled_at, removed_at, email, email_index) on accounts to support_ai_app;

-- A function, because a subquery in a policy is planned, and paid for, with every query of everybody.
create function app_is_colleague(account uuid) returns boolean language plpgsql stable parallel safe as $$
begin
    return exists (select from support_ai.accounts where account_id = account and role <> 'customer');
end $$;
create policy sessions_read_staff on sessions for select to support_ai_app using (
    (select app_role()) = 'owner' and app_is_colleague(account_id)
);
create policy sessions_end_staff on sessions for update to support_ai_app using (
    (select app_role()) = 'owner' and app_is_colleague(account_id)
);
create policy sessions_end_for_invitation on sessions for update to support_ai_app
    using ((select app_reason()) = 'invite');

create policy second_factors_own on second_factors for select to support_ai_app
    using (account_id = (select app_account_id()));
create policy second_factors_read on second_factors for select to support_ai_app using (
    (select app_reason()) = any ('{sign_in,staff_command,identity,keys}')
    or ((select app_role()) = 'owner' and app_is_colleague(account_id))
);
create policy second_factors_add on second_factors for insert to support_ai_app
    with check ((select app_reason()) = 'sign_in');
create policy second_factors_change on second_factors for update to support_ai_app
    using ((select app_reason()) = 'sign_in');
create policy second_factors_remove on second_factors for delete to support_ai_app using (
    (select app_reason()) = 'staff_command'
    or ((select app_role()) = 'owner' and account_id <> (select app_account_id())
        and app_is_colleague(account_id))
);
grant select, insert, delete on second_factors to support_ai_app;
grant update (secret, last_step, failures, enrolled_at) on second_factors to support_ai_app;

create policy recovery_codes_own on recovery_codes for select to support_ai_app
    using (account_id = (select app_account_id()));
create policy recovery_codes_read on recovery_codes for select to support_ai_app using (
    (select app_reason()) = any ('{sign_in,staff_command}')
    or ((select app_role()) = 'owner' and app_is_colleague(account_id))
);
create policy recovery_codes_add on recovery_codes for insert to support_ai_app
    with check ((select app_reason()) = 'sign_in');
create policy recovery_codes_use on recovery_codes for update to support_ai_app
    using ((select app_reason()) = 'sign_in');
create policy recovery_codes_remove on recovery_codes for delete to support_ai_app using (
    (select app_reason()) = any ('{sign_in,staff_command}')
    or ((select app_role()) = 'owner' and account_id <> (select app_account_id())
        and app_is_colleague(account_id))
);
grant select, insert, delete on recovery_codes to support_ai_app;
grant update (used_at) on recovery_codes to support_ai_app;

-- Whatever ends the sessions of an account ends its sign-ins that wait, too.
create policy challenges_own on challenges for select to support_ai_app
    using (account_id = (select app_account_id()));
create policy challenges_read on challenges for select to support_ai_app using (
    (select app_reason()) = any ('{sign_in,verify,staff_command,invite,keys}')
    or ((select app_reason()) = 'job' and expires_at < now())
    or ((select app_role()) = 'owner' and app_is_colleague(account_id))
);
create policy challenges_add on challenges for insert to support_ai_app
    with check ((select app_reason()) = any ('{sign_in,identity}'));
create policy challenges_try on challenges for update to support_ai_app using ((select app_reason()) = 'sign_in');
create policy challenges_own_end on challenges for delete to support_ai_app
    using (account_id = (select app_account_id()));
create policy challenges_end on challenges for delete to support_ai_app using (
    (select app_reason()) = any ('{sign_in,verify,staff_command,invite}')
    or ((select app_reason()) = 'job' and expires_at < now())
    or ((select app_role()) = 'owner' and app_is_colleague(account_id))
);
grant select, insert, delete on challenges to support_ai_app;
grant update (tries, secret) on challenges to support_ai_app;

create policy invitations_read on invitations for select to support_ai_app using (
    (select app_reason()) = any ('{staff_command,invite,send,job}')
    or ((select app_role()) = 'owner' and app_is_colleague(account_id))
);
create policy invitations_add on invitations for insert to support_ai_app with check (
    (select app_reason()) = 'staff_command'
    -- Whoever brings a token brings one that they know: an owner's invitation gets its own from the job.
    or ((select app_role()) = 'owner' and token_hash is null
        and app_is_colleague(account_id))
);
create policy invitations_renew on invitations for update to support_ai_app using (
    (select app_reason()) = any ('{staff_command,send}')
    or ((select app_role()) = 'owner' and app_is_colleague(account_id))
) with check ((select app_reason()) is not null or token_hash is null);
create policy invitations_remove on invitations for delete to support_ai_app using (
    (select app_reason()) = 'invite'
    or ((select app_reason()) = 'job' and expires_at < now())
    or ((select app_role()) = 'owner' and app_is_colleague(account_id))
);
grant select, insert, delete on invitations to support_ai_app;
grant update (invitation_id, token_hash, expires_at) on invitations to support_ai_app;

-- An owner stays. Changes of owners wait for each other: of two who demote each other at once, one fails.
create function keep_an_owner() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('support_ai.staff', 0));
    if not exists (
        select from accounts where role = 'owner' and verified_at is not null and disabled_at is null
            and account_id <> old.account_id
    ) then
        raise insufficient_privilege using message = 'the last owner stays', constraint = 'accounts_last_owner';
    end if;
    return new;
end $$;
create trigger accounts_last_owner before update on accounts for each row
    when (old.role = 'owner' and old.disabled_at is null and old.verified_at is not null
        and (new.role <> 'owner' or new.disabled_at is not null))
    execute function keep_an_owner();

-- Every act is written down, and only while its role stands: who was demoted or disabled in the meantime commits
-- nothing, and a change of role waits until what began under it has ended.
create function audit_role_stands() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
declare standing record;
begin
    select role, disabled_at into standing from accounts where account_id = app_account_id() for share;
    if found and (standing.role <> new.role or standing.disabled_at is not null) then
        raise insufficient_privilege using message = 'this role does not stand any more', constraint = 'audit_role_stands';
    end if;
    return new;
end $$;
create trigger audit_entries_role_stands before insert on audit_entries for each row
    when (new.outcome = 'done' and new.role in ('support_agent', 'admin', 'owner'))
    execute function audit_role_stands();
