-- How far a conversation is in finding out who speaks: asked for an address or a number, a code sent, or done. What was
-- typed stands in the messages alone, sealed under their person's key; which code is awaited, in `one_time_codes`.
create table identifications (
    conversation_id uuid not null,
    person text not null,
    -- Colleagues sign in elsewhere.
    is_of_staff boolean not null default false check (not is_of_staff),
    stage text not null check (stage in ('none', 'asked', 'sent', 'done')),
    -- The messages that wait for the answer, by their sequence numbers.
    question_from bigint,
    question_to bigint,
    -- The last message that a code was asked for by: a turn that runs again asks for none.
    asked_up_to bigint not null default 0,
    changed_at timestamptz not null,
    primary key (conversation_id, person),
    check ((question_from is null) = (question_to is null)),
    foreign key (conversation_id, person, is_of_staff)
        references conversations (conversation_id, person, is_of_staff) on delete cascade
);
create index identifications_of_person on identifications (person);

alter table identifications enable row level security;
alter table identifications force row level security;
create policy identifications_read on identifications for select to support_ai_app using (
    person = any ((select app_persons())::text[]) or (select app_reason()) = 'verify'
);
create policy identifications_begin on identifications for insert to support_ai_app
    with check ((select app_reason()) = 'verify');
create policy identifications_change on identifications for update to support_ai_app
    using ((select app_reason()) = 'verify');
grant select on identifications to support_ai_app;
grant insert (conversation_id, person, stage, question_from, question_to, asked_up_to, changed_at)
    on identifications to support_ai_app;
grant update (stage, question_from, question_to, asked_up_to, changed_at) on identifications to support_ai_app;

-- A code that was asked for in a conversation opens a session there and nowhere else.
alter table one_time_codes add column conversation_id uuid references conversations on delete set null;
create index one_time_codes_of_conversation on one_time_codes (conversation_id, created_at desc)
    where conversation_id is not null;

-- Whose an order is, so that a code goes to the address on file: its number alone shows nothing.
alter policy orders_read on orders using (
    customer_id = (select app_customer_id())
    or (select app_is_staff_or('{import,export,keys,erasure,pay,verify}'))
);
