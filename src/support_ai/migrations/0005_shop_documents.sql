-- What managers and the owner configure in whole documents: every change makes a new version of one of them, the newest counts.
create table shop_documents (
    name text not null check (name in ('rules', 'limits', 'hours')),
    version integer not null check (version > 0),
    settings jsonb not null,
    changed_at timestamptz not null default now(),
    changed_by text not null,
    primary key (name, version)
);
create function guard_shop_documents() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    -- Nobody raises their own limit.
    if not (case new.name when 'limits' then app_role() is not distinct from 'owner' else app_is_manager() end) then
        raise insufficient_privilege using message = 'only managers decide on rules and hours, and owners on limits';
    end if;
    return new;
end $$;
create trigger shop_documents_guard before insert on shop_documents
    for each row execute function guard_shop_documents();
grant select, insert on shop_documents to support_ai_app;
