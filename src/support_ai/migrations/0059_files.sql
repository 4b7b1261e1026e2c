-- What people and colleagues attach to what they say. Name and content are sealed with the key of the conversation's person.
create table conversation_files (
    file_id uuid not null,
    conversation_id uuid not null,
    person text not null,
    is_of_staff boolean not null,
    -- Who uploaded it: until it is said with a message nobody else sees it.
    uploader text not null,
    message_id uuid,
    name bytea not null,
    media_type text not null
        check (media_type in ('image/png', 'image/jpeg', 'image/webp', 'application/pdf', 'text/plain')),
    bytes integer not null check (bytes > 0),
    content bytea not null,
    created_at timestamptz not null default now(),
    -- The person belongs to every key, so that a duplicate tells nothing of somebody else's files.
    primary key (file_id, person),
    foreign key (conversation_id, person, is_of_staff)
        references conversations (conversation_id, person, is_of_staff) on delete cascade,
    foreign key (message_id, person) references messages (message_id, person) on delete cascade
);
-- What is sealed cannot be packed.
alter table conversation_files alter column content set storage external;
create index conversation_files_of_conversation on conversation_files (conversation_id);
create index conversation_files_of_message on conversation_files (message_id, person);
-- How much somebody uploaded lately, and what was never said.
create index conversation_files_by_uploader on conversation_files (uploader, created_at);
create index conversation_files_unsaid on conversation_files (created_at) where message_id is null;

alter table conversation_files enable row level security;
alter table conversation_files force row level security;
create policy conversation_files_read on conversation_files for select to support_ai_app using (
    (
        (person = any ((select app_persons())::text[]) or ((select app_is_staff()) and not is_of_staff))
        and (message_id is not null or uploader = any ((select app_persons())::text[]))
    )
    or ((select app_reason()) = 'retention' and message_id is null)
);
create policy conversation_files_upload on conversation_files for insert to support_ai_app with check (
    (person = any ((select app_persons())::text[]) or ((select app_is_staff()) and not is_of_staff))
    and uploader = any ((select app_persons())::text[]) and message_id is null
);
-- A file is said with one message, once, by whoever uploaded it.
create policy conversation_files_say on conversation_files for update to support_ai_app
    using (message_id is null and uploader = any ((select app_persons())::text[]))
    with check (message_id is not null and uploader = any ((select app_persons())::text[]));
create policy conversation_files_forget on conversation_files for delete to support_ai_app
    using ((select app_reason()) = 'retention' and message_id is null);
grant select, delete on conversation_files to support_ai_app;
grant insert (file_id, conversation_id, person, is_of_staff, uploader, name, media_type, bytes, content)
    on conversation_files to support_ai_app;
grant update (message_id) on conversation_files to support_ai_app;
