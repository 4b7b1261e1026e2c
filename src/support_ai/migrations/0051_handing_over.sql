-- Conversations go from the assistant to colleagues and back: who answers, since when somebody waits, what goes along.

-- As what a colleague answers customers now; nothing before they joined, and nothing any more once they are disabled or left.
-- A trigger keeps it, whose name stands behind that of the guard, which compares rows before it.
alter table accounts add column answers_as text;
create function set_answers_as() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    new.answers_as := case
        when new.role <> 'customer' and new.verified_at is not null and num_nonnulls(new.disabled_at, new.removed_at) = 0
        then new.role
    end;
    return new;
end $$;
alter table accounts no force row level security;
alter table accounts disable trigger user;
update accounts set answers_as = case
    when role <> 'customer' and verified_at is not null and num_nonnulls(disabled_at, removed_at) = 0 then role
end;
alter table accounts enable trigger user;
alter table accounts force row level security;
create trigger accounts_standing before insert or update on accounts for each row execute function set_answers_as();
create unique index accounts_that_answer on accounts (account_id, answers_as);

alter table conversations
    drop constraint conversations_handled_by_check,
    add constraint conversations_handled_by_check
        check (handled_by in ('assistant', 'waiting', 'colleague', 'closed')),
    -- No foreign key: it would lock the customer behind the account, where their erasure locks them before it.
    add column customer_id text collate "C",
    add column assigned_role text,
    -- Since when they wait in the queue: since the oldest message that nobody answered. Of a colleague's: since they took it.
    add column queued_at timestamptz,
    add column archived_at timestamptz,
    drop constraint conversations_assigned_to_fkey;
-- Who answered before this is asked to take it again; nobody is forgotten.
alter table conversations no force row level security;
update conversations set handled_by = 'waiting', assigned_to = null where handled_by = 'colleague';
update conversations set queued_at = updated_at where handled_by = 'waiting';
alter table conversations force row level security;
alter table conversations
    add check ((handled_by = 'colleague') = (assigned_to is not null)),
    add check ((assigned_to is null) = (assigned_role is null)),
    -- Whose account ends, or whose role is another one, loses their conversations to the queue.
    add constraint conversations_assigned_to_fkey foreign key (assigned_to, assigned_role)
        references accounts (account_id, answers_as) on update set null on delete set null;
drop index conversations_queue;
create index conversations_queue on conversations ((handled_by <> 'waiting'), queued_at, conversation_id)
    where handled_by in ('waiting', 'colleague') and archived_at is null and not is_of_staff;
create index conversations_of_assignee on conversations (assigned_to) where assigned_to is not null;
create index conversations_of_customer on conversations (customer_id) where customer_id is not null;
drop policy conversations_begin on conversations;
create policy conversations_begin on conversations for insert to support_ai_app with check (
    person = any ((select app_persons())::text[]) and is_of_staff = (select app_is_staff())
    and (customer_id is null or customer_id = (select app_customer_id()))
);
grant insert (customer_id) on conversations to support_ai_app;
grant update (customer_id, assigned_role, archived_at) on conversations to support_ai_app;

-- What the program itself says in a conversation.
alter table messages
    drop constraint messages_speaker_check,
    add constraint messages_speaker_check check (speaker in ('person', 'assistant', 'colleague', 'notice'));
drop policy messages_say on messages;
create policy messages_say on messages for insert to support_ai_app with check (
    (person = any ((select app_persons())::text[]) and speaker in ('person', 'assistant', 'notice'))
    or ((select app_is_staff()) and not is_of_staff and speaker in ('colleague', 'notice'))
    -- Who waited for an approval that never came is told so.
    or ((select app_reason()) = 'expire' and speaker = 'notice')
);

-- Each time a conversation was given to colleagues, and what they are told of it, sealed with the person's key.
create table hand_overs (
    hand_over_id uuid not null,
    conversation_id uuid not null,
    person text not null,
    is_of_staff boolean not null,
    reason text not null check (reason in (
        'asked', 'repeated_failure', 'rule', 'blocked_answer', 'approval_needed', 'other_language', 'passed_on'
    )),
    -- The colleague who did; nobody where the assistant did.
    account_id uuid references accounts on delete set null,
    summary bytea not null,
    created_at timestamptz not null default now(),
    -- The person belongs to the key, so that a duplicate tells nothing of somebody else's.
    primary key (hand_over_id, person),
    foreign key (conversation_id, person, is_of_staff)
        references conversations (conversation_id, person, is_of_staff) on delete cascade
);
create index hand_overs_of_conversation on hand_overs (conversation_id, created_at);
create index hand_overs_of_account on hand_overs (account_id) where account_id is not null;

-- What colleagues note for each other.
create table conversation_notes (
    note_id uuid not null,
    conversation_id uuid not null,
    person text not null,
    is_of_staff boolean not null,
    account_id uuid references accounts on delete set null,
    body bytea not null,
    created_at timestamptz not null default now(),
    primary key (note_id, person),
    foreign key (conversation_id, person, is_of_staff)
        references conversations (conversation_id, person, is_of_staff) on delete cascade
);
create index conversation_notes_of_conversation on conversation_notes (conversation_id, created_at);
create index conversation_notes_of_account on conversation_notes (account_id) where account_id is not null;

-- What colleagues' lists hear of. In the order of (transaction, event_id), and below the number under which every
-- transaction has ended, nothing comes between any more.
create table queue_events (
    event_id bigint generated always as identity primary key,
    transaction xid8 not null default pg_current_xact_id(),
    conversation_id uuid not null,
    person text not null,
    is_of_staff boolean not null,
    kind text not null check (kind in (
        'waits', 'taken', 'released', 'closed', 'reopened', 'archived', 'said', 'noted'
    )),
    at timestamptz not null default now(),
    foreign key (conversation_id, person, is_of_staff)
        references conversations (conversation_id, person, is_of_staff) on delete cascade
);
create index queue_events_in_order on queue_events (transaction, event_id);
create index queue_events_of_conversation on queue_events (conversation_id);
create index queue_events_by_age on queue_events (at);

do $$
declare name text;
begin
    foreach name in array '{hand_overs,conversation_notes,queue_events}'::text[] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
    end loop;
end $$;
-- All of it is for colleagues, and about customers and visitors.
create policy hand_overs_read on hand_overs for select to support_ai_app using (
    (select app_is_staff()) and not is_of_staff
);
-- The assistant hands over as its person; a colleague passes on as themselves.
create policy hand_overs_add on hand_overs for insert to support_ai_app with check (
    (person = any ((select app_persons())::text[]) and account_id is null)
    or ((select app_is_staff()) and not is_of_staff and account_id = (select app_account_id()))
);
create policy conversation_notes_read on conversation_notes for select to support_ai_app using (
    (select app_is_staff()) and not is_of_staff
);
create policy conversation_notes_add on conversation_notes for insert to support_ai_app with check (
    (select app_is_staff()) and not is_of_staff and account_id = (select app_account_id())
);
create policy queue_events_read on queue_events for select to support_ai_app using (
    ((select app_is_staff()) and not is_of_staff) or (select app_reason()) = 'retention'
);
create policy queue_events_tell on queue_events for insert to support_ai_app with check (
    not is_of_staff and (person = any ((select app_persons())::text[]) or (select app_is_staff()))
);
create policy queue_events_forget on queue_events for delete to support_ai_app
    using ((select app_reason()) = 'retention');
grant select on hand_overs, conversation_notes, queue_events to support_ai_app;
grant insert (hand_over_id, conversation_id, person, is_of_staff, reason, account_id, summary)
    on hand_overs to support_ai_app;
grant insert (note_id, conversation_id, person, is_of_staff, account_id, body) on conversation_notes to support_ai_app;
grant insert (conversation_id, person, is_of_staff, kind) on queue_events to support_ai_app;
grant delete on queue_events to support_ai_app;

create function move_conversation() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if new.archived_at is distinct from old.archived_at and not app_is_manager() then
        raise insufficient_privilege using message = 'only managers archive conversations';
    end if;
    -- Whose record it is, its person alone says, of themselves.
    if new.customer_id is distinct from old.customer_id and new.customer_id is distinct from app_customer_id() then
        raise insufficient_privilege using message = 'this conversation is not of that customer';
    end if;
    -- The foreign key took the colleague away: somebody else has to answer.
    if new.handled_by = 'colleague' and new.assigned_to is null then
        new.handled_by := 'waiting';
    end if;
    if new.handled_by <> old.handled_by or new.assigned_to is distinct from old.assigned_to then
        new.queued_at := case new.handled_by
            when 'waiting' then coalesce(
                (select min(created_at) from messages
                 where conversation_id = new.conversation_id and speaker = 'person' and answered_by is null),
                now())
            when 'colleague' then now()
        end;
        -- A turn that thinks meanwhile says nothing any more where somebody else answers.
        if new.handled_by in ('colleague', 'closed') then
            new.lease_holder := null;
            new.lease_until := null;
        end if;
    end if;
    return new;
end $$;
create trigger conversations_move before update on conversations for each row
    when ((old.handled_by, old.assigned_to, old.archived_at, old.customer_id)
        is distinct from (new.handled_by, new.assigned_to, new.archived_at, new.customer_id))
    execute function move_conversation();

create function tell_queue() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
declare happened text := case
    when new.archived_at is distinct from old.archived_at then 'archived'
    when new.handled_by <> old.handled_by or new.assigned_to is distinct from old.assigned_to then
        case new.handled_by
            when 'waiting' then 'waits'
            when 'colleague' then 'taken'
            when 'closed' then 'closed'
            else case old.handled_by when 'closed' then 'reopened' else 'released' end
        end
    else 'said'
end;
begin
    insert into queue_events (conversation_id, person, is_of_staff, kind)
        values (new.conversation_id, new.person, new.is_of_staff, happened);
    perform pg_notify('support_ai', 'queue 1');
    if new.handled_by <> old.handled_by then
        perform pg_notify('support_ai', 'conversation:' || new.conversation_id || ' ' || new.last_sequence);
    end if;
    return null;
end $$;
-- What the assistant alone does is no news for colleagues.
create trigger conversations_tell after update on conversations for each row
    when (
        not new.is_of_staff
        and (old.handled_by <> 'assistant' or new.handled_by <> 'assistant'
            or old.archived_at is distinct from new.archived_at)
        and (old.handled_by, old.assigned_to, old.archived_at, old.last_sequence)
            is distinct from (new.handled_by, new.assigned_to, new.archived_at, new.last_sequence)
    )
    execute function tell_queue();
