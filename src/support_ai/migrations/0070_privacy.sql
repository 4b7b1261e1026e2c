-- Keys are rotated while people work: the reason `keys` changes envelopes, and nothing else of a row. What it and the
-- reasons below read stands in the one policy of each table: every further one is planned with every query of everybody.
-- Which columns they are is declared beside the SQL of each table (`SealedColumn`); a test compares the two.
create function guard_resealing() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if to_jsonb(new) - tg_argv <> to_jsonb(old) - tg_argv then
        raise insufficient_privilege using message = 'a rotation of keys changes envelopes only';
    end if;
    return new;
end $$;

do $$
declare
    one record;
begin
    for one in select * from (values
        ('person_keys', '{sealed_key}'::text[]),
        ('customers', '{contact}'),
        ('payment_methods', '{details}'),
        ('orders', '{address}'),
        ('accounts', '{email}'),
        ('second_factors', '{secret}'),
        ('challenges', '{secret}'),
        ('site_keys', '{secret}'),
        ('oidc_providers', '{client_secret}'),
        ('idempotency_keys', '{answer}'),
        ('webhook_endpoints', '{secret,old_secret}'),
        ('proposals', '{arguments,preview}'),
        ('adjustments', '{reason}'),
        ('transfers', '{reference}')
    ) as sealed (name, envelopes) loop
        execute format($policy$create policy %I on %I for update to support_ai_app
            using ((select app_reason()) = 'keys') with check ((select app_reason()) = 'keys')$policy$,
            one.name || '_reseal', one.name);
        -- What a generated column holds is known only after the row was changed.
        execute format($trigger$create trigger %I %s update on %I for each row
            when (app_reason() = 'keys') execute function guard_resealing(%s)$trigger$,
            one.name || '_resealed',
            case when exists (select from pg_attribute where attrelid = one.name::regclass and attgenerated <> '')
                then 'after' else 'before' end,
            one.name,
            (select string_agg(quote_literal(envelope), ', ') from unnest(one.envelopes) envelope));
        execute format('grant update (%s) on %I to support_ai_app',
            array_to_string(one.envelopes, ', '), one.name);
    end loop;
end $$;

-- What may change of an account at a rotation, the trigger above says.
create or replace trigger accounts_guard before update on accounts for each row
    when (app_reason() is distinct from 'keys') execute function guard_accounts();

-- Who was erased keeps a number, so that the shop's books stay whole, and nothing else; no file and no sign-in brings
-- the person back.
alter table customers add column erased_at timestamptz,
    add constraint customers_erased check (
        erased_at is null
        or (name_key = '' and last_name_key = '' and digest is null
            and num_nonnulls(email_index, phone_index, name_postal_index) = 0)
    );
grant update (erased_at) on customers to support_ai_app;
create function keep_erased() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    raise insufficient_privilege using message = 'who was erased stays so';
end $$;
create trigger customers_stay_erased before update on customers for each row
    when (old.erased_at is not null and app_reason() is distinct from 'keys' and app_reason() is distinct from 'erasure')
    execute function keep_erased();

create policy customers_erase on customers for update to support_ai_app
    using ((select app_reason()) = 'erasure')
    with check ((select app_reason()) = 'erasure' and erased_at is not null);
-- Of what hangs on the customer it changes that of the erased ones only. A function, because a subquery in a policy is
-- planned, and paid for, with every query of everybody.
create function app_is_erased(customer text) returns boolean language plpgsql stable parallel safe as $$
begin
    return exists (select from support_ai.customers where customer_id = customer and erased_at is not null);
end $$;
do $$
declare name text;
begin
    foreach name in array '{payment_methods,orders,shipments,proposals,adjustments,transfers}'::text[] loop
        execute format($policy$create policy %I on %I for update to support_ai_app
            using ((select app_reason()) = 'erasure' and app_is_erased(customer_id))$policy$, name || '_erase', name);
    end loop;
    -- With an account go its sessions, codes and conversations; with its key whatever a copy still holds of their texts.
    foreach name in array '{person_keys,one_time_codes}'::text[] loop
        execute format($policy$create policy %I on %I for delete to support_ai_app
            using ((select app_reason()) = 'erasure')$policy$, name || '_erase', name);
    end loop;
end $$;
-- A digest of what was proposed would tell whether a guess is right.
grant update (digest) on proposals to support_ai_app;
-- Colleagues' own conversations with the assistant may say who somebody is.
create policy conversations_erase on conversations for delete to support_ai_app
    using ((select app_reason()) = 'erasure' and is_of_staff);
-- It holds proposals and orders before their customer, in the order of whoever changes them.
create policy proposals_lock_for_erasure on proposals for update to support_ai_app
    using ((select app_reason()) = 'erasure') with check (false);
create policy orders_lock_for_erasure on orders for update to support_ai_app
    using ((select app_reason()) = 'erasure') with check (false);
-- And conversations before their person's key, in the order of a turn that posts its answer.
create policy conversations_lock_for_erasure on conversations for update to support_ai_app
    using ((select app_reason()) = 'erasure') with check (false);
-- It locks a key before it removes the account: whoever begins a conversation refers to them in this order.
create policy person_keys_lock_for_erasure on person_keys for update to support_ai_app
    using ((select app_reason()) = 'erasure') with check (false);
grant delete on person_keys to support_ai_app;
create policy accounts_erase on accounts for delete to support_ai_app
    using ((select app_reason()) = 'erasure' and role = 'customer');
-- And what it asked for once.
alter table idempotency_keys add foreign key (account_id) references accounts on delete cascade;

-- Whoever attaches an account to a record waits, by the foreign key, for its erasure; this looks when that has ended.
create function refuse_erased() returns trigger language plpgsql set search_path = support_ai, pg_temp as $$
begin
    if exists (select from customers where customer_id = new.customer_id and erased_at is not null) then
        raise insufficient_privilege using message = 'this customer was erased', constraint = 'accounts_of_erased';
    end if;
    return null;
end $$;
create trigger accounts_not_of_erased after insert or update of customer_id on accounts for each row
    when (new.customer_id is not null) execute function refuse_erased();
-- So does whoever asks for a code for them.
create trigger one_time_codes_not_of_erased after insert on one_time_codes for each row
    when (new.customer_id is not null) execute function refuse_erased();

-- Conversations are kept as long as the owner wants.
create policy conversations_forget on conversations for delete to support_ai_app
    using ((select app_reason()) = 'retention');
create policy person_keys_forget on person_keys for delete to support_ai_app
    using ((select app_reason()) = 'retention');
grant delete on conversations to support_ai_app;
create index conversations_by_age on conversations (updated_at);

-- People read what they did, or the assistant for them, and what the program did with what is theirs.
create function app_own_actors() returns text[] language sql stable parallel safe as $$
    select array[
        'account:' || support_ai.app_account_id(),
        'visitor:' || support_ai.app_visitor_id(),
        'assistant:account:' || support_ai.app_account_id(),
        'assistant:visitor:' || support_ai.app_visitor_id()
    ]
$$;
create policy audit_entries_own on audit_entries for select to support_ai_app using (
    actor = any ((select app_own_actors())::text[])
    or (actor like 'system:%' and subject = any ((select app_persons())::text[]))
);
