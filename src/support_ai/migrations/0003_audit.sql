-- Who did what, when, with which outcome. The application adds rows and can do nothing else with them.
create table audit_entries (
    entry_id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    actor text not null,
    role text,
    action text not null,
    subject text not null,
    outcome text not null check (outcome in ('done', 'refused', 'failed')),
    request_id text not null,
    detail jsonb not null default '{}',
    -- The subject area whose chain of seals the entry belongs to.
    stream text not null,
    -- Numbers are drawn before they are committed; only the transaction tells which entries can still appear.
    transaction xid8 not null default pg_current_xact_id()
);

create function audit_is_append_only() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    raise insufficient_privilege using message = 'audit entries are never changed';
end $$;
create trigger audit_entries_kept before update or delete on audit_entries
    for each row execute function audit_is_append_only();
create trigger audit_entries_kept_whole before truncate on audit_entries
    for each statement execute function audit_is_append_only();

alter table audit_entries enable row level security;
alter table audit_entries force row level security;
-- Nobody writes down an act as somebody else's.
create function app_actors() returns text[] language sql stable parallel safe as $$
    select array[
        'system:' || support_ai.app_reason(),
        'account:' || support_ai.app_account_id(),
        'visitor:' || support_ai.app_visitor_id(),
        'assistant:account:' || support_ai.app_account_id(),
        'assistant:visitor:' || support_ai.app_visitor_id()
    ]
$$;
create policy audit_entries_add on audit_entries for insert to support_ai_app with check (
    actor = any ((select app_actors())::text[]) and role is not distinct from (select app_role())
);
create policy audit_entries_seal on audit_entries for select to support_ai_sealer using (true);
-- Number, time and transaction are PostgreSQL's own.
grant insert (actor, role, action, subject, outcome, request_id, detail, stream) on audit_entries to support_ai_app;
grant select on audit_entries to support_ai_sealer;
