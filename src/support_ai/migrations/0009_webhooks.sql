-- Outgoing webhooks: where the shop's own programs hear what changed, what they were told, and what became of it.
create table webhook_endpoints (
    endpoint_id uuid primary key,
    url text not null check (char_length(url) between 1 and 2000),
    description text not null default '' check (char_length(description) <= 200),
    -- Null means every event, those too that a later version knows.
    events text[] check (cardinality(events) > 0),
    -- Read to sign, so sealed; after a rotation the old one signs beside the new one for a day.
    secret bytea not null,
    old_secret bytea,
    old_secret_until timestamptz,
    created_at timestamptz not null,
    created_by text not null,
    -- When deliveries began to fail, without one that succeeded since.
    failing_since timestamptz,
    -- While one worker sends to it, no other does.
    busy_until timestamptz,
    disabled_at timestamptz,
    disabled_because text check (disabled_because in ('owner', 'gone', 'failing')),
    check ((old_secret is null) = (old_secret_until is null)),
    check ((disabled_at is null) = (disabled_because is null))
);

-- Which events anybody waits for: whoever changes something asks this, so it holds no address and no secret.
create table webhook_subscriptions (
    endpoint_id uuid primary key references webhook_endpoints on delete cascade,
    events text[]
);

-- What happened, in ids, states and amounts; everybody writes down what they did themselves, and nobody changes it.
create table webhook_events (
    event_id uuid primary key,
    -- Drawn before the commit: it tells the order of events roughly, and has gaps.
    sequence bigint generated always as identity unique,
    occurred_at timestamptz not null default clock_timestamp(),
    type text not null check (type ~ '^[a-z_]+[.][a-z_]+$'),
    actor text not null,
    data jsonb not null
);
create index webhook_events_by_age on webhook_events (occurred_at);

create table webhook_deliveries (
    delivery_id uuid primary key default gen_random_uuid(),
    endpoint_id uuid not null references webhook_endpoints on delete cascade,
    event_id uuid not null references webhook_events on delete cascade,
    sequence bigint not null,
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed', 'stopped')),
    -- How often it was sent in all, and how often since it was last begun anew.
    attempts integer not null default 0,
    tries integer not null default 0,
    next_attempt_at timestamptz not null,
    last_attempt_at timestamptz,
    last_status integer,
    last_error text,
    last_answer text check (char_length(last_answer) <= 200),
    unique (endpoint_id, event_id)
);
create index webhook_deliveries_of_event on webhook_deliveries (event_id);
create index webhook_deliveries_in_order on webhook_deliveries (endpoint_id, sequence);
create index webhook_deliveries_waiting on webhook_deliveries (endpoint_id, next_attempt_at) where state = 'waiting';

do $$
declare name text;
begin
    foreach name in array '{webhook_endpoints,webhook_events,webhook_deliveries}'::text[] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format($policy$
            create policy %I on %I for select to support_ai_app
                using ((select app_role()) = 'owner' or (select app_reason()) = any (%L))
            $policy$, name || '_read', name,
            case name when 'webhook_endpoints' then '{send,keys}' else '{send}' end);
    end loop;
end $$;

create policy webhook_endpoints_add on webhook_endpoints for insert to support_ai_app
    with check ((select app_role()) = 'owner');
create policy webhook_endpoints_change on webhook_endpoints for update to support_ai_app
    using ((select app_role()) = 'owner' or (select app_reason()) = 'send');
create policy webhook_endpoints_remove on webhook_endpoints for delete to support_ai_app
    using ((select app_role()) = 'owner');
grant select, insert, delete on webhook_endpoints to support_ai_app;
grant update (url, description, events, secret, old_secret, old_secret_until, failing_since, busy_until,
    disabled_at, disabled_because)
    on webhook_endpoints to support_ai_app;
-- The worker notes how an endpoint fares, ends it, and forgets an old secret: it sends nothing elsewhere.
create function guard_webhook_endpoints() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
declare
    theirs text[] := '{failing_since,busy_until,disabled_at,disabled_because,old_secret,old_secret_until}';
begin
    if to_jsonb(new) - theirs <> to_jsonb(old) - theirs
        or (new.old_secret is not null and new.old_secret is distinct from old.old_secret)
    then
        raise insufficient_privilege using message = 'this part of an endpoint is not theirs to change';
    end if;
    return new;
end $$;
create trigger webhook_endpoints_guard before update on webhook_endpoints for each row
    when (app_reason() = 'send') execute function guard_webhook_endpoints();

-- What is waited for follows the endpoints by itself.
create function follow_webhook_endpoints() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if new.disabled_at is null then
        insert into webhook_subscriptions (endpoint_id, events) values (new.endpoint_id, new.events)
            on conflict (endpoint_id) do update set events = excluded.events;
    else
        delete from webhook_subscriptions where endpoint_id = new.endpoint_id;
    end if;
    return null;
end $$;
create trigger webhook_endpoints_followed after insert or update of events, disabled_at on webhook_endpoints
    for each row execute function follow_webhook_endpoints();
create function guard_webhook_subscriptions() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if not coalesce(app_role() = 'owner' or app_reason() = 'send', false) then
        raise insufficient_privilege using message = 'only owners decide who is told';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger webhook_subscriptions_guard before insert or update or delete on webhook_subscriptions
    for each row execute function guard_webhook_subscriptions();
grant select, insert, update, delete on webhook_subscriptions to support_ai_app;

create policy webhook_events_add on webhook_events for insert to support_ai_app
    with check (actor = any ((select app_actors())::text[]));
create policy webhook_events_forget on webhook_events for delete to support_ai_app
    using ((select app_reason()) = 'send' and occurred_at < now() - interval '30 days');
grant select, delete on webhook_events to support_ai_app;
grant insert (event_id, type, actor, data) on webhook_events to support_ai_app;

create policy webhook_deliveries_add on webhook_deliveries for insert to support_ai_app
    with check ((select app_role()) = 'owner' or (select app_reason()) = 'send');
create policy webhook_deliveries_change on webhook_deliveries for update to support_ai_app
    using ((select app_role()) = 'owner' or (select app_reason()) = 'send');
grant select on webhook_deliveries to support_ai_app;
grant insert (endpoint_id, event_id, sequence, next_attempt_at) on webhook_deliveries to support_ai_app;
grant update (
    state, attempts, tries, next_attempt_at, last_attempt_at, last_status, last_error, last_answer
) on webhook_deliveries to support_ai_app;
