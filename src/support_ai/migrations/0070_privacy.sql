-- Keys are rotated while people work: the reason `keys` reads and changes envelopes, and nothing else of a row.
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
        ('oidc_providers', '{client_secret}')
    ) as sealed (name, envelopes) loop
        execute format($policy$create policy %I on %I for select to support_ai_app
            using ((select app_reason()) = 'keys')$policy$, one.name || '_read_for_keys', one.name);
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
