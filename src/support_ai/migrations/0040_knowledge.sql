-- The shop's articles and their passages. What is published for everybody holds nothing about a person and stays
-- outside row security, because full-text operators lose their index under it; grants decide who writes.
create table knowledge_articles (
    article_id bigint generated always as identity primary key,
    slug text collate "C" not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    title text not null check (title <> ''),
    body text not null,
    checksum bytea not null,
    updated_at timestamptz not null default now()
);
create table knowledge_passages (
    passage_id bigint generated always as identity primary key,
    article_id bigint not null references knowledge_articles on delete cascade,
    ordinal integer not null,
    heading text not null,
    body text not null,
    embedding vector(384) not null,
    words tsvector not null,
    unique (article_id, ordinal)
);
create index knowledge_passages_meaning on knowledge_passages using hnsw (embedding vector_ip_ops);
create index knowledge_passages_words on knowledge_passages using gin (words);
grant select on knowledge_articles, knowledge_passages to support_ai_app;

-- Adding and removing goes through functions that ask who it is: managers, and the commands of the operator.
create function may_write_knowledge() returns boolean language sql stable set search_path = support_ai, pg_temp
    as $$ select app_is_manager() or coalesce(app_reason() = 'demo', false) $$;
create function guard_knowledge() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if not may_write_knowledge() then
        raise insufficient_privilege using message = 'only managers write articles';
    end if;
    return coalesce(new, old);
end $$;
create trigger knowledge_articles_guard before insert or update or delete on knowledge_articles
    for each row execute function guard_knowledge();
create trigger knowledge_passages_guard before insert or update or delete on knowledge_passages
    for each row execute function guard_knowledge();
grant insert, update, delete on knowledge_articles, knowledge_passages to support_ai_app;
