-- Work for people. Subject and comments are sealed with a key of the customer's, and of the shop's where there is none.
-- What is destroyed with that key: the comments, and the subject.
create unique index accounts_with_role on accounts (account_id, role);

create table tickets (
    ticket_id bigint generated always as identity (start with 1001) primary key,
    customer_id text collate "C" references customers,
    -- Whose key seals the texts; nobody's any more once they are forgotten.
    person text references person_keys on delete set null,
    -- Who opened it.
    account_id uuid references accounts on delete set null,
    conversation_id uuid references conversations on delete set null,
    -- The name that the subject is sealed for.
    subject_id uuid not null,
    subject bytea not null,
    status text not null default 'open' check (status in ('open', 'pending', 'on_hold', 'solved', 'closed')),
    priority text not null check (priority in ('low', 'normal', 'high', 'urgent')),
    origin text not null check (origin in ('customer', 'colleague', 'assistant', 'system')),
    -- What opened it may come twice: it is opened once.
    business_key text check (octet_length(business_key) between 1 and 300),
    assigned_to uuid,
    assigned_role text check (assigned_role in ('support_agent', 'admin', 'owner')),
    -- What a change was made from; comments do not count.
    version integer not null default 1,
    opened_at timestamptz not null,
    -- What the customer may know of it: colleagues' notes change it not.
    updated_at timestamptz not null,
    first_answer_due timestamptz,
    first_answered_at timestamptz,
    resolution_due timestamptz,
    -- Since when the clock stands still, and for how much business time it did before.
    paused_at timestamptz,
    paused interval not null default '0',
    solved_at timestamptz,
    closed_at timestamptz,
    archived_at timestamptz,
    due_at timestamptz not null generated always as (
        case when paused_at is null then
            coalesce(
                least(case when first_answered_at is null then first_answer_due end, resolution_due),
                timestamptz 'infinity')
        else timestamptz 'infinity' end
    ) stored,
    check (person is null or person = coalesce('customer:' || customer_id, 'shop:tickets')),
    check ((assigned_to is null) = (assigned_role is null)),
    check ((paused_at is null) = (status in ('open', 'on_hold'))),
    check ((solved_at is null) = (status in ('open', 'on_hold', 'pending')) or status = 'closed'),
    check ((closed_at is null) = (status <> 'closed')),
    unique (customer_id, ticket_id),
    -- A colleague's role may change, and they stay a colleague.
    constraint tickets_assigned_to_fkey foreign key (assigned_to, assigned_role) references accounts (account_id, role)
        on update cascade on delete set null
);
create unique index tickets_once on tickets (business_key, customer_id) nulls not distinct
    where business_key is not null;
create index tickets_of_person on tickets (person) where person is not null;
create index tickets_of_account on tickets (account_id) where account_id is not null;
create index tickets_of_conversation on tickets (conversation_id) where conversation_id is not null;
-- The lists of colleagues, by what is due next and by the newest.
create index tickets_by_due on tickets (due_at, ticket_id) where archived_at is null;
create index tickets_by_status_due on tickets (status, due_at, ticket_id) where archived_at is null;
create index tickets_by_status on tickets (status, ticket_id) where archived_at is null;
create index tickets_by_assignee_due on tickets (assigned_to, due_at, ticket_id) where archived_at is null;
create index tickets_by_assignee on tickets (assigned_to, ticket_id) where archived_at is null;
create index tickets_of_nobody_due on tickets (due_at, ticket_id) where assigned_to is null and archived_at is null;
create index tickets_of_nobody on tickets (ticket_id) where assigned_to is null and archived_at is null;
create index tickets_by_priority_due on tickets (priority, due_at, ticket_id) where archived_at is null;
create index tickets_by_priority on tickets (priority, ticket_id) where archived_at is null;
create index tickets_by_end on tickets (closed_at) where closed_at is not null;

create table ticket_comments (
    ticket_id bigint not null references tickets on delete cascade,
    comment_id uuid not null,
    customer_id text collate "C",
    person text not null references person_keys on delete cascade,
    account_id uuid references accounts on delete set null,
    author text not null check (author in ('customer', 'colleague', 'assistant', 'system')),
    is_internal boolean not null,
    body bytea not null,
    created_at timestamptz not null,
    -- The person belongs to the key, so that a duplicate tells nothing of somebody else's comments.
    primary key (ticket_id, comment_id, person),
    foreign key (customer_id, ticket_id) references tickets (customer_id, ticket_id) on delete cascade,
    check (person = coalesce('customer:' || customer_id, 'shop:tickets'))
);
create index ticket_comments_of_person on ticket_comments (person);
create index ticket_comments_of_account on ticket_comments (account_id) where account_id is not null;

-- Who changed what when. What the customer may know of is public.
create table ticket_events (
    event_id bigint generated always as identity primary key,
    ticket_id bigint not null references tickets on delete cascade,
    customer_id text collate "C",
    account_id uuid references accounts on delete set null,
    author text not null check (author in ('customer', 'colleague', 'assistant', 'system')),
    kind text not null check (kind in (
        'opened', 'commented', 'noted', 'status', 'priority', 'subject', 'assigned', 'archived'
    )),
    before text,
    after text,
    is_public boolean not null,
    at timestamptz not null,
    foreign key (customer_id, ticket_id) references tickets (customer_id, ticket_id) on delete cascade
);
create index ticket_events_of_ticket on ticket_events (ticket_id, event_id);
create index ticket_events_of_account on ticket_events (account_id) where account_id is not null;

-- Orders as whoever opened the ticket named them, and the form under which an order is found.
create table ticket_orders (
    link_id bigint generated always as identity primary key,
    ticket_id bigint not null references tickets on delete cascade,
    customer_id text collate "C",
    number text not null check (octet_length(number) between 1 and 2000),
    order_key text collate "C" not null check (octet_length(order_key) between 1 and 4000),
    foreign key (customer_id, ticket_id) references tickets (customer_id, ticket_id) on delete cascade
);
create index ticket_orders_of_ticket on ticket_orders (ticket_id, link_id);
create index ticket_orders_by_key on ticket_orders (order_key, ticket_id);

do $$
declare name text;
begin
    foreach name in array '{tickets,ticket_comments,ticket_events,ticket_orders}'::text[] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
    end loop;
end $$;

-- Customers have their own tickets, without what colleagues note; colleagues work on all of them.
create policy tickets_read on tickets for select to support_ai_app using (
    (customer_id = (select app_customer_id()) and archived_at is null)
    or (select app_is_staff_or('{pay,erasure,retention}'))
);
create policy tickets_open on tickets for insert to support_ai_app with check (
    ((customer_id = (select app_customer_id()) or (select app_is_staff())) and account_id = (select app_account_id()))
    or (select app_reason()) = 'pay'
);
create policy tickets_change on tickets for update to support_ai_app using (
    (customer_id = (select app_customer_id()) and archived_at is null) or (select app_is_staff())
);
-- What colleagues wrote without a customer may name somebody who is erased.
create policy tickets_erase on tickets for update to support_ai_app
    using ((select app_reason()) = 'erasure' and customer_id is null);
create policy tickets_forget on tickets for delete to support_ai_app using ((select app_reason()) = 'retention');

create policy ticket_comments_read on ticket_comments for select to support_ai_app using (
    (customer_id = (select app_customer_id()) and not is_internal) or (select app_is_staff_or('{erasure}'))
);
create policy ticket_comments_add on ticket_comments for insert to support_ai_app with check (
    (customer_id = (select app_customer_id()) and account_id = (select app_account_id()) and not is_internal
        and author in ('customer', 'assistant'))
    or ((select app_is_staff()) and account_id = (select app_account_id()) and author in ('colleague', 'assistant'))
    or (select app_reason()) = 'pay'
);
create policy ticket_comments_erase on ticket_comments for delete to support_ai_app
    using ((select app_reason()) = 'erasure' and customer_id is null);

create policy ticket_events_read on ticket_events for select to support_ai_app using (
    (customer_id = (select app_customer_id()) and is_public) or (select app_is_staff())
);
create policy ticket_events_add on ticket_events for insert to support_ai_app with check (
    (customer_id = (select app_customer_id()) and account_id = (select app_account_id()) and is_public
        and author in ('customer', 'assistant'))
    or ((select app_is_staff()) and account_id = (select app_account_id()) and author in ('colleague', 'assistant'))
    or (select app_reason()) = 'pay'
);
create policy ticket_orders_read on ticket_orders for select to support_ai_app using (
    customer_id = (select app_customer_id()) or (select app_is_staff_or('{pay}'))
);
create policy ticket_orders_add on ticket_orders for insert to support_ai_app with check (
    customer_id = (select app_customer_id()) or (select app_is_staff_or('{pay}'))
);

grant select on tickets, ticket_comments, ticket_events, ticket_orders to support_ai_app;
grant insert (customer_id, person, account_id, conversation_id, subject_id, subject, priority, origin, business_key,
    opened_at, updated_at, first_answer_due, first_answered_at, resolution_due) on tickets to support_ai_app;
grant insert on ticket_comments to support_ai_app;
grant insert (ticket_id, customer_id, account_id, author, kind, before, after, is_public, at)
    on ticket_events to support_ai_app;
grant insert (ticket_id, customer_id, number, order_key) on ticket_orders to support_ai_app;
grant update (subject, status, priority, assigned_to, assigned_role, version, updated_at, first_answer_due,
    first_answered_at, resolution_due, paused_at, paused, solved_at, closed_at, archived_at) on tickets to support_ai_app;
grant delete on tickets, ticket_comments to support_ai_app;

-- A customer's comment opens a ticket again, and that is all that they change; managers alone archive.
create function guard_tickets() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
declare
    theirs text[] := '{status,version,updated_at,first_answer_due,resolution_due,paused_at,paused,solved_at,due_at}';
begin
    if app_role() is not distinct from 'customer' and (
        new.status not in (old.status, 'open') or to_jsonb(new) - theirs <> to_jsonb(old) - theirs
    ) then
        raise insufficient_privilege using message = 'customers open their tickets again and change nothing else of them';
    end if;
    if new.archived_at is distinct from old.archived_at and not app_is_manager() then
        raise insufficient_privilege using message = 'only managers archive tickets';
    end if;
    if app_reason() is not distinct from 'erasure' and new.subject <> old.subject and octet_length(new.subject) > 0 then
        raise insufficient_privilege using message = 'an erasure writes no subject';
    end if;
    -- The key that opened it is gone.
    if new.person is null then
        new.subject := '';
    end if;
    return new;
end $$;
create trigger tickets_guard before update on tickets for each row execute function guard_tickets();
