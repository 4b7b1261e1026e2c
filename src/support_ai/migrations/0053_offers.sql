-- What was shown to somebody in a conversation and waits for their yes: the message that shows it, and what a yes commits.
create table offers (
    conversation_id uuid not null,
    offer_id uuid not null,
    person text not null,
    is_of_staff boolean not null,
    -- The assistant's message that shows it; it may be shown again by a later one.
    sequence bigint not null,
    -- Of what can be done only once it is asked first whether that is all; nothing is proposed then.
    stage text not null check (stage in ('asked', 'shown')),
    -- What a yes commits, in this order: all or nothing.
    proposals uuid[] not null check (cardinality(proposals) <= 20),
    -- Sealed with the person's own key: what to propose once that is all.
    draft bytea,
    state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'superseded', 'refused')),
    -- The person's message that settled it, and by which rule a yes was of no use.
    settled_by bigint,
    rule text check (octet_length(rule) between 1 and 200),
    expires_at timestamptz not null,
    shown_at timestamptz not null default now(),
    primary key (conversation_id, offer_id, person),
    check ((draft is not null) = (stage = 'asked')),
    check ((cardinality(proposals) > 0) = (stage = 'shown')),
    foreign key (conversation_id, person, is_of_staff)
        references conversations (conversation_id, person, is_of_staff) on delete cascade
);
create index offers_of_conversation on offers (conversation_id, sequence desc);
create index offers_by_number on offers (offer_id);

alter table offers enable row level security;
alter table offers force row level security;
create policy offers_read on offers for select to support_ai_app using (
    person = any ((select app_persons())::text[])
    or ((select app_is_staff()) and not is_of_staff)
);
-- Only whoever was shown it answers.
create policy offers_show on offers for insert to support_ai_app with check (
    person = any ((select app_persons())::text[]) and is_of_staff = (select app_is_staff())
);
create policy offers_settle on offers for update to support_ai_app using (
    person = any ((select app_persons())::text[])
);
grant select on offers to support_ai_app;
grant insert (conversation_id, offer_id, person, is_of_staff, sequence, stage, proposals, draft, expires_at)
    on offers to support_ai_app;
grant update (sequence, state, settled_by, rule) on offers to support_ai_app;

-- An offer has one life, as the proposals that it shows.
create function guard_offers() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if old.state <> 'open' then
        raise insufficient_privilege using message = 'an offer is settled once';
    end if;
    return new;
end $$;
create trigger offers_guard before update on offers for each row execute function guard_offers();
