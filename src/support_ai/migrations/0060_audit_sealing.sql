-- The chain of seals: each stream of the audit log is a chain of SHA-256 hashes, written behind the acts by a role of
-- its own. It reads entries and adds seals; the application can do neither.
create table audit_seals (
    seal_id bigint generated always as identity unique,
    stream text not null,
    sequence bigint not null check (sequence > 0),
    entry_id bigint not null unique,
    -- That of the entry: how far the sealer has come.
    transaction xid8 not null,
    hash bytea not null check (length(hash) = 32),
    primary key (stream, sequence)
);
create trigger audit_seals_kept before update or delete on audit_seals
    for each row execute function audit_is_append_only();
create trigger audit_seals_kept_whole before truncate on audit_seals
    for each statement execute function audit_is_append_only();
grant select, insert on audit_seals to support_ai_sealer;
create index audit_entries_to_seal on audit_entries (transaction, entry_id);

-- Admins and owners read the log; nobody else does.
create policy audit_entries_read on audit_entries for select to support_ai_app using ((select app_is_manager()));
grant select on audit_entries to support_ai_app;
-- One index for each way to ask, the newest first within it.
create index audit_entries_by_time on audit_entries (at, entry_id);
create index audit_entries_by_actor on audit_entries (actor, at, entry_id);
create index audit_entries_by_role on audit_entries (role, at, entry_id);
create index audit_entries_by_action on audit_entries (action collate "C", at, entry_id);
create index audit_entries_by_subject on audit_entries (subject, at, entry_id);
create index audit_entries_by_outcome on audit_entries (outcome, at, entry_id) where outcome <> 'done';
create index audit_entries_by_stream on audit_entries (stream, at, entry_id);
create index audit_entries_by_request on audit_entries (request_id, at, entry_id);
