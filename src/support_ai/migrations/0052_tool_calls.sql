-- Every use of a tool in a conversation: what was asked for, what came of it, by which rule not, and how long it took.
create table tool_calls (
    conversation_id uuid not null,
    call_id uuid not null,
    person text not null,
    is_of_staff boolean not null,
    -- The turn's lease, so that the calls of one answer are known.
    turn_id uuid not null,
    tool text not null check (tool ~ '^[a-z][a-z_]{0,63}$'),
    -- Sealed with the person's own key, as what they said is.
    arguments bytea not null,
    outcome text not null check (outcome in ('done', 'refused', 'failed')),
    rule text check (octet_length(rule) between 1 and 200),
    milliseconds integer not null check (milliseconds >= 0),
    at timestamptz not null default now(),
    -- The person belongs to the key, so that a duplicate tells nothing of somebody else's calls.
    primary key (conversation_id, call_id, person),
    foreign key (conversation_id, person, is_of_staff)
        references conversations (conversation_id, person, is_of_staff) on delete cascade
);
create index tool_calls_of_conversation on tool_calls (conversation_id, at);

alter table tool_calls enable row level security;
alter table tool_calls force row level security;
create policy tool_calls_read on tool_calls for select to support_ai_app using (
    person = any ((select app_persons())::text[])
    or ((select app_is_staff()) and not is_of_staff)
);
create policy tool_calls_add on tool_calls for insert to support_ai_app with check (
    person = any ((select app_persons())::text[]) and is_of_staff = (select app_is_staff())
);
-- What was asked stays as it was asked.
grant select on tool_calls to support_ai_app;
grant insert (conversation_id, call_id, person, is_of_staff, turn_id, tool, arguments, outcome, rule, milliseconds)
    on tool_calls to support_ai_app;
