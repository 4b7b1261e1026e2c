-- How the shop is set up. Every change makes a new version; the newest one counts.
create table shop_settings (
    version integer generated always as identity primary key,
    name text not null check (name <> ''),
    time_zone text not null,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    default_region text not null check (default_region ~ '^[A-Z]{2}$'),
    changed_at timestamptz not null default now(),
    changed_by text not null default 'system:start'
);
insert into shop_settings (name, time_zone, currency, default_region) values ('Our shop', 'UTC', 'USD', 'US');
grant select on shop_settings to support_ai_app;
create function guard_shop_settings() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if not (app_is_manager() or coalesce(app_reason() = 'demo', false)) then
        raise insufficient_privilege using message = 'only managers set up the shop';
    end if;
    return new;
end $$;
create trigger shop_settings_guard before insert on shop_settings
    for each row execute function guard_shop_settings();
grant insert on shop_settings to support_ai_app;

-- What the owner decides about security. Versions are added and never changed; none of it is a secret.
create table security_settings (
    version integer primary key check (version > 0),
    settings jsonb not null,
    changed_at timestamptz not null default now(),
    changed_by text not null
);
create function guard_security_settings() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if app_role() is distinct from 'owner' then
        raise insufficient_privilege using message = 'only owners decide about security';
    end if;
    return new;
end $$;
create trigger security_settings_guard before insert on security_settings
    for each row execute function guard_security_settings();
grant select, insert on security_settings to support_ai_app;
