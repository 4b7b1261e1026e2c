-- Mail that is to be sent. Who gets it and what it says is sealed; a job carries the number only.
create table mails (
    mail_id bigint generated always as identity primary key,
    mail_key uuid not null unique,
    recipient bytea not null,
    subject text not null,
    body bytea not null,
    created_at timestamptz not null default now(),
    sent_at timestamptz
);
alter table mails enable row level security;
alter table mails force row level security;
-- Who sends a mail sees it only in the transaction that stores it; what is stored is the job's that carries it.
create policy mails_write on mails for insert to support_ai_app
    with check ((select app_reason()) = any ('{sign_in,verify}'));
create policy mails_written on mails for select to support_ai_app
    using ((select app_reason()) = any ('{sign_in,verify}') and created_at = now());
create policy mails_carried on mails for select to support_ai_app using ((select app_reason()) = 'job');
create policy mails_sent on mails for update to support_ai_app using ((select app_reason()) = 'job');
grant select, insert on mails to support_ai_app;
grant update (sent_at, body) on mails to support_ai_app;
