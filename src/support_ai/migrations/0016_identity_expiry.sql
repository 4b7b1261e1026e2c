-- A job removes what time has ended: unverified accounts, sessions, codes and tickets.
create policy accounts_expired on accounts for select to support_ai_app
    using ((select app_reason()) = 'job' and verified_at is null);
create policy accounts_expire on accounts for delete to support_ai_app
    using ((select app_reason()) = 'job' and verified_at is null);
do $$
declare name text;
begin
    foreach name in array '{sessions,email_codes,socket_tickets}'::text[] loop
        execute format($policy$create policy %I on %I for select to support_ai_app
            using ((select app_reason()) = 'job' and expires_at < now())$policy$, name || '_expired', name);
        execute format($policy$create policy %I on %I for delete to support_ai_app
            using ((select app_reason()) = 'job' and expires_at < now())$policy$, name || '_expire', name);
    end loop;
end $$;
create index accounts_unverified on accounts (created_at) where verified_at is null;
create index sessions_by_end on sessions (expires_at);
