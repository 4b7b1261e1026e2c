-- The one record of what was said on every channel. Texts are sealed with the key of the person who owns the
-- conversation; `person` names that key and is the owner that every look-up also filters by.
create table conversations (
    id uuid primary key,
    person text not null check (person ~ '^(customer|account|visitor):.+$'),
    kind text not null check (kind in ('web', 'terminal', 'whatsapp')),
    of_staff boolean not null,
    role text not null check (role in ('visitor', 'customer', 'support_agent', 'admin', 'owner')),
    account_id uuid,
    session_id uuid,
    visitor_id uuid,
    customer_id text,
    handled_by text not null default 'assistant' check (handled_by in ('assistant', 'colleague')),
    assigned_to uuid,
    waiting_since timestamptz,
    last_sequence bigint not null default 0,
    asked_sequence bigint not null default 0,
    answered_sequence bigint not null default 0,
    lease_owner uuid,
    lease_until timestamptz,
    attempts smallint not null default 0,
    memory bytea,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (id, person),
    check (answered_sequence <= asked_sequence and asked_sequence <= last_sequence),
    check ((visitor_id is null) <> (account_id is null) or customer_id is not null)
);
create index conversations_of_person on conversations (person, updated_at desc, id desc);
create index conversations_waiting on conversations (waiting_since, id)
    where handled_by = 'colleague' and not of_staff;
create index conversations_unanswered on conversations (updated_at)
    where handled_by = 'assistant' and answered_sequence < asked_sequence;

-- `sequence` is taken under the conversation's row lock: whoever knows the last number misses nothing after it.
create table messages (
    conversation_id uuid not null,
    sequence bigint not null check (sequence > 0),
    id uuid not null,
    person text not null,
    of_staff boolean not null,
    sender text not null check (sender in ('person', 'assistant', 'colleague')),
    author uuid,
    client_message_id text check (length(client_message_id) between 1 and 100),
    reply_to bigint,
    text bytea not null,
    attachments bytea,
    created_at timestamptz not null,
    primary key (conversation_id, sequence),
    unique (person, id),
    constraint messages_client_message_id unique (person, client_message_id),
    foreign key (conversation_id, person) references conversations (id, person)
);

alter table conversations enable row level security;
alter table conversations force row level security;
alter table messages enable row level security;
alter table messages force row level security;

-- People reach their own; staff also those of customers and visitors, but not what a colleague asks the assistant.
create policy conversations_reach on conversations to support_ai_app
    using (
        person = 'account:' || (select app_account_id())::text
        or person = 'visitor:' || (select app_visitor_id())::text
        or person = 'customer:' || (select app_customer_id())
        or ((select app_is_staff()) and not of_staff)
        or (select app_reason()) = 'turn'
    );
create policy messages_reach on messages to support_ai_app
    using (
        person = 'account:' || (select app_account_id())::text
        or person = 'visitor:' || (select app_visitor_id())::text
        or person = 'customer:' || (select app_customer_id())
        or ((select app_is_staff()) and not of_staff)
        or (select app_reason()) = 'turn'
    );
grant select, insert, update on conversations to support_ai_app;
grant select, insert on messages to support_ai_app;
