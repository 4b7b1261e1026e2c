-- What was said, on every channel. Texts are sealed with a key of the person's own.
create table conversations (
    conversation_id uuid primary key,
    -- Whose key seals the texts: account:UUID or visitor:UUID.
    person text not null references person_keys,
    account_id uuid references accounts on delete cascade,
    visitor_id uuid,
    is_of_staff boolean not null default false,
    handled_by text not null default 'assistant' check (handled_by in ('assistant', 'waiting', 'colleague')),
    assigned_to uuid references accounts on delete set null,
    last_sequence bigint not null default 0,
    lease_until timestamptz,
    lease_holder uuid,
    memory bytea,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (num_nonnulls(account_id, visitor_id) = 1)
);
create index conversations_of_account on conversations (account_id, updated_at desc) where account_id is not null;
create index conversations_of_visitor on conversations (visitor_id, updated_at desc) where visitor_id is not null;
create index conversations_queue on conversations (updated_at) where handled_by <> 'assistant';

create table messages (
    conversation_id uuid not null references conversations on delete cascade,
    sequence bigint not null,
    message_id uuid not null unique,
    person text not null,
    account_id uuid,
    visitor_id uuid,
    is_of_staff boolean not null,
    speaker text not null check (speaker in ('person', 'assistant', 'colleague')),
    client_message_id text,
    body bytea not null,
    answered_by uuid,
    created_at timestamptz not null default now(),
    primary key (conversation_id, sequence)
);
create unique index messages_once on messages (person, client_message_id) where client_message_id is not null;
create index messages_unanswered on messages (conversation_id) where speaker = 'person' and answered_by is null;

do $$
declare name text;
begin
    foreach name in array '{conversations,messages}'::text[] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format($policy$create policy %I on %I to support_ai_app using (
            account_id = (select app_account_id())
            or visitor_id = (select app_visitor_id())
            or ((select app_is_staff()) and not is_of_staff)
            or (select app_reason()) = 'turn'
        )$policy$, name || '_own', name);
    end loop;
end $$;
grant select, insert, update on conversations, messages to support_ai_app;
