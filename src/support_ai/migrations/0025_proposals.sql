-- Changes that need somebody's yes: one table, one life. What was asked is never changed, only how far it came.
create table proposals (
    proposal_id uuid primary key,
    action text not null check (action ~ '^[a-z_]+$'),
    -- What it is about, such as `order:ORD-789`, and whose that is.
    subject text not null check (octet_length(subject) between 1 and 300),
    customer_id text collate "C" references customers,
    -- Who asked, and as what; accounts may go, what they did stays.
    asked_by uuid not null,
    asked_as text not null check (asked_as in ('customer', 'support_agent', 'admin', 'owner')),
    conversation_id uuid,
    state text not null check (state in (
        'proposed', 'awaiting_approval', 'committed', 'declined', 'expired', 'superseded'
    )),
    -- Sealed: arguments hold addresses, and a preview shows them. The digest binds an approval to exactly these.
    arguments bytea not null,
    preview bytea not null,
    digest text not null check (digest ~ '^[0-9a-f]{64}$'),
    -- What it pays out under which limit.
    limit_kind text check (limit_kind in ('refund', 'adjustment')),
    amount_minor bigint not null default 0 check (amount_minor between 0 and 100000000000000),
    currency text check (currency ~ '^[A-Z]{3}$'),
    -- The least role that may approve it, and who did.
    needs_role text check (needs_role in ('support_agent', 'admin', 'owner')),
    approved_by uuid,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    decided_at timestamptz,
    decided_by uuid,
    -- Numbers of what it made, such as a return.
    result jsonb not null default '{}',
    check ((state in ('proposed', 'awaiting_approval')) = (decided_at is null)),
    check (approved_by is null or approved_by <> asked_by),
    check (state <> 'awaiting_approval' or needs_role is not null)
);
create index proposals_of_customer on proposals (customer_id, asked_at desc);
create index proposals_by_subject on proposals (subject, asked_at desc);
create index proposals_of_conversation on proposals (conversation_id, asked_at desc) where conversation_id is not null;
create index proposals_waiting on proposals (asked_at, proposal_id) where state = 'awaiting_approval';
create index proposals_open on proposals (expires_at) where state in ('proposed', 'awaiting_approval');
-- What one person paid out by themselves in a day.
create index proposals_by_payer on proposals (asked_by, limit_kind, decided_at)
    where limit_kind is not null and state = 'committed' and approved_by is null;

create function guard_proposals() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if new is distinct from old and app_reason() is distinct from 'keys' and app_reason() is distinct from 'erasure' then
        if not (
            old.state = 'proposed'
            or (old.state = 'awaiting_approval' and new.state in ('committed', 'declined', 'expired'))
        ) then
            raise insufficient_privilege using message = 'a proposal has one life';
        end if;
        if (to_jsonb(new) - '{state,needs_role,approved_by,decided_at,decided_by,expires_at,result}'::text[])
            <> (to_jsonb(old) - '{state,needs_role,approved_by,decided_at,decided_by,expires_at,result}'::text[]) then
            raise insufficient_privilege using message = 'what was proposed is never changed';
        end if;
    end if;
    return new;
end $$;
create trigger proposals_guard before update on proposals for each row execute function guard_proposals();

alter table proposals enable row level security;
alter table proposals force row level security;
create policy proposals_read on proposals for select to support_ai_app using (
    customer_id = (select app_customer_id())
    or (select app_is_staff_or('{keys,erasure,person_export,expire,staff_command}'))
);
create policy proposals_add on proposals for insert to support_ai_app with check (
    asked_by = (select app_account_id())
    and (customer_id = (select app_customer_id()) or (select app_is_staff()))
);
create policy proposals_decide on proposals for update to support_ai_app using (
    customer_id = (select app_customer_id())
    or (select app_is_staff_or('{expire,staff_command}'))
);
grant select, insert on proposals to support_ai_app;
grant update (state, needs_role, approved_by, decided_at, decided_by, expires_at, result) on proposals
    to support_ai_app;

-- With their role goes what a colleague asked for under it: nobody approves it any more.
create function end_proposals() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    update proposals set state = 'declined', decided_at = now()
    where asked_by = new.account_id and state in ('proposed', 'awaiting_approval');
    return null;
end $$;
create trigger accounts_end_proposals after update on accounts for each row
    when (old.role is distinct from new.role or old.disabled_at is distinct from new.disabled_at)
    execute function end_proposals();
