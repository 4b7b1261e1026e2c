-- Whatever ends a session or changes what an account may do is told to every process in the moment it commits, so that
-- open connections prove their person anew at once: see core/live.py for the form, "topic number".
create function tell_of_account() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    perform pg_notify('support_ai', 'account:' || old.account_id || ' 1');
    return null;
end $$;

create trigger sessions_told after update of revoked_at on sessions for each row
    when (old.revoked_at is distinct from new.revoked_at) execute function tell_of_account();
create trigger sessions_removal_told after delete on sessions
    for each row execute function tell_of_account();
create trigger accounts_told after update of role, disabled_at on accounts for each row
    when (old.role <> new.role or old.disabled_at is distinct from new.disabled_at)
    execute function tell_of_account();
create trigger accounts_removal_told after delete on accounts
    for each row execute function tell_of_account();
