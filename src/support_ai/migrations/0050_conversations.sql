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
    check (num_nonnulls(account_id, visitor_id) = 1),
    check (person = coalesce('account:' || account_id::text, 'visitor:' || visitor_id::text)),
    -- What messages refer to, so that each belongs to its conversation's own person.
    unique (conversation_id, person, is_of_staff)
);
create index conversations_of_person on conversations (person, updated_at desc);
create index conversations_of_account on conversations (account_id) where account_id is not null;
create index conversations_queue on conversations (updated_at) where handled_by <> 'assistant';

create table messages (
    conversation_id uuid not null,
    sequence bigint not null,
    message_id uuid not null,
    person text not null,
    account_id uuid,
    visitor_id uuid,
    is_of_staff boolean not null,
    speaker text not null check (speaker in ('person', 'assistant', 'colleague')),
    client_message_id text,
    body bytea not null,
    answered_by uuid,
    created_at timestamptz not null default now(),
    -- The person belongs to every key, so that a duplicate tells nothing of somebody else's messages.
    primary key (conversation_id, sequence, person),
    unique (message_id, person),
    foreign key (conversation_id, person, is_of_staff)
        references conversations (conversation_id, person, is_of_staff) on delete cascade,
    check (person = coalesce('account:' || account_id::text, 'visitor:' || visitor_id::text))
);
create unique index messages_once on messages (person, client_message_id) where client_message_id is not null;
-- The messages that wait for an answer, the oldest first: what a turn left behind when its process died.
create index messages_waiting on messages (created_at) where speaker = 'person' and answered_by is null;
create index messages_unanswered on messages (conversation_id) where speaker = 'person' and answered_by is null;

alter table conversations enable row level security;
alter table conversations force row level security;
alter table messages enable row level security;
alter table messages force row level security;

-- A conversation is its person's; colleagues work on those of customers and visitors, and not on each other's.
-- The reason `turn` looks for what a dead process left unanswered; it answers as the person.
do $$
declare name text;
begin
    foreach name in array '{conversations,messages}'::text[] loop
        execute format($policy$create policy %I on %I for select to support_ai_app using (
            person = any ((select app_persons())::text[])
            or ((select app_is_staff()) and not is_of_staff)
            or (select app_reason()) = any (%L)
        )$policy$, name || '_read', name,
            case name when 'conversations' then '{turn,retention,erasure,expire}' else '{turn,erasure}' end);
        execute format($policy$create policy %I on %I for update to support_ai_app using (
            person = any ((select app_persons())::text[])
            or ((select app_is_staff()) and not is_of_staff)
            %s
        )$policy$, name || '_change', name,
            case name when 'conversations' then $also$or (select app_reason()) = 'expire'$also$ else '' end);
    end loop;
end $$;
create policy conversations_begin on conversations for insert to support_ai_app with check (
    person = any ((select app_persons())::text[]) and is_of_staff = (select app_is_staff())
);
-- The assistant answers in its person's own transaction, so that in their own conversation both speak; a colleague
-- speaks in somebody else's, and as nobody else.
create policy messages_say on messages for insert to support_ai_app with check (
    (person = any ((select app_persons())::text[]) and speaker in ('person', 'assistant'))
    or ((select app_is_staff()) and not is_of_staff and speaker = 'colleague')
);
-- What was said stays as it was said: of a message nothing changes but which message answered it.
grant select on conversations, messages to support_ai_app;
grant insert (conversation_id, person, account_id, visitor_id, is_of_staff) on conversations to support_ai_app;
grant insert (conversation_id, sequence, message_id, person, account_id, visitor_id, is_of_staff, speaker,
    client_message_id, body) on messages to support_ai_app;
grant update (handled_by, assigned_to, last_sequence, lease_until, lease_holder, memory, updated_at)
    on conversations to support_ai_app;
grant update (answered_by) on messages to support_ai_app;
