-- How the assistant behaves, and how its window looks, are documents of the shop's: what is published has versions like the rules.
alter table shop_documents drop constraint shop_documents_name_check;
alter table shop_documents add constraint shop_documents_name_check
    check (name in ('rules', 'limits', 'hours', 'assistant', 'appearance'));

-- What managers prepare before they publish it: one draft that they share, or none. Its number is never used again, so that
-- nobody takes a new draft for the one that they read.
create table assistant_draft (
    only_one boolean primary key default true check (only_one),
    version integer not null generated always as identity,
    made_from integer not null check (made_from >= 0),
    settings jsonb not null,
    changed_at timestamptz not null default now(),
    changed_by text not null
);
create function guard_assistant_draft() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if not app_is_manager() then
        raise insufficient_privilege using message = 'only managers configure the assistant';
    end if;
    return coalesce(new, old);
end $$;
create trigger assistant_draft_guard before insert or update or delete on assistant_draft
    for each row execute function guard_assistant_draft();
grant select, insert, update, delete on assistant_draft to support_ai_app;
