-- What comes after a conversation: how satisfied its person was, and what is mailed to them about it.
create table conversation_ratings (
    conversation_id uuid not null,
    person text not null,
    -- Colleagues do not rate what the assistant does for them.
    is_of_staff boolean not null default false check (not is_of_staff),
    score smallint not null check (score between 1 and 5),
    -- Sealed with the person's own key.
    comment bytea,
    -- When it was given first: for a week after that it may be given anew, and it counts by this in reports.
    given_at timestamptz not null,
    rated_at timestamptz not null,
    primary key (conversation_id, person),
    foreign key (conversation_id, person, is_of_staff)
        references conversations (conversation_id, person, is_of_staff) on delete cascade
);
create index conversation_ratings_by_time on conversation_ratings (given_at);

-- A mail that was asked for, once for each row: a transcript by its person, a rating by the shop, once a conversation.
create table conversation_mails (
    mail_id uuid not null,
    conversation_id uuid not null,
    person text not null,
    account_id uuid not null references accounts on delete cascade,
    is_of_staff boolean not null,
    kind text not null check (kind in ('transcript', 'rating')),
    requested_at timestamptz not null default now(),
    -- Until when the job that sends it has it for itself.
    claimed_until timestamptz,
    -- Since then nothing is left to do.
    ended_at timestamptz,
    primary key (mail_id, person),
    check (person = 'account:' || account_id::text),
    foreign key (conversation_id, person, is_of_staff)
        references conversations (conversation_id, person, is_of_staff) on delete cascade
);
create unique index conversation_mails_once on conversation_mails (conversation_id, person) where kind = 'rating';
create index conversation_mails_of_conversation on conversation_mails (conversation_id);
create index conversation_mails_of_account on conversation_mails (account_id);

do $$
declare name text;
begin
    foreach name in array '{conversation_ratings,conversation_mails}'::text[] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
    end loop;
end $$;
create policy conversation_ratings_read on conversation_ratings for select to support_ai_app using (
    person = any ((select app_persons())::text[]) or ((select app_is_staff()) and not is_of_staff)
);
-- Nobody rates but the person.
create policy conversation_ratings_give on conversation_ratings for insert to support_ai_app with check (
    person = any ((select app_persons())::text[])
);
create policy conversation_ratings_change on conversation_ratings for update to support_ai_app using (
    person = any ((select app_persons())::text[])
);
create policy conversation_mails_read on conversation_mails for select to support_ai_app using (
    person = any ((select app_persons())::text[])
    or ((select app_is_staff()) and not is_of_staff)
    or (select app_reason()) = 'send'
);
create policy conversation_mails_ask on conversation_mails for insert to support_ai_app with check (
    (person = any ((select app_persons())::text[]) and kind = 'transcript')
    or ((select app_is_staff()) and not is_of_staff and kind = 'rating')
);
create policy conversation_mails_send on conversation_mails for update to support_ai_app
    using ((select app_reason()) = 'send');
grant select on conversation_ratings, conversation_mails to support_ai_app;
grant insert (conversation_id, person, score, comment, given_at, rated_at) on conversation_ratings to support_ai_app;
grant update (score, comment, rated_at) on conversation_ratings to support_ai_app;
grant insert (mail_id, conversation_id, person, account_id, is_of_staff, kind) on conversation_mails to support_ai_app;
grant update (claimed_until, ended_at) on conversation_mails to support_ai_app;

-- Whether the shop asks for ratings by mail.
alter table shop_documents drop constraint shop_documents_name_check;
alter table shop_documents add constraint shop_documents_name_check
    check (name in ('rules', 'limits', 'hours', 'assistant', 'appearance', 'after_chat'));
